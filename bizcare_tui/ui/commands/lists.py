"""Commands of particular lists: the board, the outbox, the decisions, the history, the sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bizcare_tui.domain.outbox import Transition
from bizcare_tui.i18n import N_
from bizcare_tui.ui.commands.command import Command, Context

if TYPE_CHECKING:
    from bizcare_tui.ui.screens.decisions import DecisionsScreen
    from bizcare_tui.ui.screens.defect_board import DefectBoardScreen
    from bizcare_tui.ui.screens.outbox import OutboxScreen
    from bizcare_tui.ui.screens.sections import SectionsScreen
    from bizcare_tui.ui.screens.undo_history import UndoScreen

BOARD: tuple[Command[DefectBoardScreen], ...] = (
    Command(
        "board_inform",
        ("t",),
        N_("Write drafts that inform the customers of the patch"),
        lambda screen: screen.draft_letters(),
        context=Context.BOARD,
        short=N_("inform the customers"),
        disabled=lambda screen: screen.why_not_draft(),
        rank=1,
    ),
    Command(
        "board_step",
        ("s",),
        N_("Record the next step of the defect"),
        lambda screen: screen.record_step(),
        context=Context.BOARD,
        short=N_("next step"),
        disabled=lambda screen: screen.why_no_row(),
        rank=2,
    ),
    Command(
        "board_undo",
        ("u",),
        N_("Undo the last step of the defect"),
        lambda screen: screen.undo_step(),
        context=Context.BOARD,
        short=N_("undo step"),
        disabled=lambda screen: screen.why_not_undo(),
        rank=3,
    ),
    Command(
        "board_record",
        ("y",),
        N_("Record the step that PrestaShop's notice proposes"),
        lambda screen: screen.accept_verdict(),
        context=Context.BOARD,
        short=N_("record the verdict"),
        disabled=lambda screen: screen.why_not_accept(),
        rank=4,
    ),
    Command(
        "board_page",
        ("o",),
        N_("Open the page of the product in the partner account"),
        lambda screen: screen.open_product_page(),
        context=Context.BOARD,
        short=N_("product page"),
        disabled=lambda screen: screen.why_not_open_product(),
        rank=5,
    ),
    Command(
        "board_validation",
        ("v",),
        N_("Open the page of the submissions under review"),
        lambda screen: screen.open_validation_page(),
        context=Context.BOARD,
        short=N_("validation"),
        rank=6,
    ),
    Command(
        "board_refund",
        ("dollar_sign",),
        N_("Refund a request: the error cannot be fixed"),
        lambda screen: screen.start_refund(),
        context=Context.BOARD,
        short=N_("refund"),
        disabled=lambda screen: screen.why_not_choose(),
        rank=7,
    ),
)

OUTBOX: tuple[Command[OutboxScreen], ...] = (
    Command(
        "outbox_undo",
        ("u",),
        N_("Undo the reply: it becomes a draft again"),
        lambda screen: screen.act(Transition.UNDO),
        context=Context.OUTBOX,
        short=N_("undo"),
        disabled=lambda screen: screen.why_not_act(Transition.UNDO),
        rank=1,
    ),
    Command(
        "outbox_send",
        ("s",),
        N_("Send the reply again"),
        lambda screen: screen.act(Transition.SEND),
        context=Context.OUTBOX,
        short=N_("send again"),
        disabled=lambda screen: screen.why_not_act(Transition.SEND),
        rank=2,
    ),
    Command(
        "outbox_sent",
        ("m",),
        N_("Say that the reply was sent"),
        lambda screen: screen.act(Transition.MARK_SENT),
        context=Context.OUTBOX,
        short=N_("mark as sent"),
        disabled=lambda screen: screen.why_not_act(Transition.MARK_SENT),
        rank=3,
    ),
    Command(
        "outbox_edit",
        ("e",),
        N_("Edit the reply: it becomes a draft again"),
        lambda screen: screen.act(Transition.EDIT),
        context=Context.OUTBOX,
        short=N_("edit"),
        disabled=lambda screen: screen.why_not_act(Transition.EDIT),
        rank=4,
    ),
    Command(
        "outbox_discard",
        ("d",),
        N_("Discard the reply"),
        lambda screen: screen.act(Transition.DISCARD),
        context=Context.OUTBOX,
        short=N_("discard"),
        disabled=lambda screen: screen.why_not_act(Transition.DISCARD),
        rank=5,
    ),
)

DECISIONS: tuple[Command[DecisionsScreen], ...] = (
    Command(
        "decisions_withdraw",
        ("w",),
        N_("Withdraw the decision, with a reason"),
        lambda screen: screen.withdraw(),
        context=Context.DECISIONS,
        short=N_("undo the decision"),
        disabled=lambda screen: screen.why_not_withdraw(),
        rank=1,
    ),
    Command(
        "decisions_reason",
        ("g",),
        N_("Show only the decisions for the next reason"),
        lambda screen: screen.narrow("ground"),
        context=Context.DECISIONS,
        short=N_("reason"),
        disabled=lambda screen: screen.why_not_narrow("ground"),
        rank=2,
    ),
    Command(
        "decisions_product",
        ("p",),
        N_("Show only the decisions on the next product"),
        lambda screen: screen.narrow("product"),
        context=Context.DECISIONS,
        short=N_("product"),
        disabled=lambda screen: screen.why_not_narrow("product"),
        rank=3,
    ),
    Command(
        "decisions_outcome",
        ("o",),
        N_("Show only the decisions with the next outcome"),
        lambda screen: screen.narrow("outcome"),
        context=Context.DECISIONS,
        short=N_("outcome"),
        disabled=lambda screen: screen.why_not_narrow("outcome"),
        rank=4,
    ),
)

HISTORY: tuple[Command[UndoScreen], ...] = (
    Command(
        "history_undo",
        ("u",),
        N_("Undo the act under the cursor"),
        lambda screen: screen.choose(),
        context=Context.HISTORY,
        short=N_("undo"),
        disabled=lambda screen: screen.why_not_choose(),
        rank=1,
    ),
)

SECTIONS: tuple[Command[SectionsScreen], ...] = (
    Command(
        "section_rename",
        ("n",),
        N_("Rename the section"),
        lambda screen: screen.rename(),
        context=Context.SECTIONS,
        short=N_("name"),
        disabled=lambda screen: screen.why_no_row(),
        rank=1,
    ),
    Command(
        "section_query",
        ("e",),
        N_("Change the query of the section"),
        lambda screen: screen.change_query(),
        context=Context.SECTIONS,
        short=N_("query"),
        disabled=lambda screen: screen.why_no_row(),
        rank=2,
    ),
    Command(
        "section_add",
        ("a",),
        N_("Add a section"),
        lambda screen: screen.add_section(),
        context=Context.SECTIONS,
        short=N_("add"),
        disabled=lambda screen: screen.why_not_add(),
        rank=3,
    ),
    Command(
        "section_remove",
        ("x",),
        N_("Remove the section"),
        lambda screen: screen.remove_section(),
        context=Context.SECTIONS,
        short=N_("remove"),
        disabled=lambda screen: screen.why_not_remove(),
        rank=4,
    ),
    Command(
        "section_down",
        ("J",),
        N_("Move the section down"),
        lambda screen: screen.carry(1),
        context=Context.SECTIONS,
        short=N_("down"),
        disabled=lambda screen: screen.why_not_carry(1),
        rank=5,
    ),
    Command(
        "section_up",
        ("K",),
        N_("Move the section up"),
        lambda screen: screen.carry(-1),
        context=Context.SECTIONS,
        short=N_("up"),
        disabled=lambda screen: screen.why_not_carry(-1),
        rank=6,
    ),
    Command(
        "sections_reset",
        ("z",),
        N_("Restore the built-in sections"),
        lambda screen: screen.reset(),
        context=Context.SECTIONS,
        short=N_("built-in sections"),
        disabled=lambda screen: screen.why_not_reset(),
        rank=7,
    ),
    Command(
        "sections_save",
        ("ctrl+s",),
        N_("Save the sections"),
        lambda screen: screen.save(),
        context=Context.SECTIONS,
        short=N_("save"),
        rank=8,
    ),
)

COMMANDS: tuple[Command[Any], ...] = (*BOARD, *OUTBOX, *DECISIONS, *HISTORY, *SECTIONS)
