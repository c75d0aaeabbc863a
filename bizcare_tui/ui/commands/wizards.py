"""Commands of both wizards, and of the pages of the rejection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bizcare_tui.i18n import N_
from bizcare_tui.ui.commands.command import Command, CommandGroup, Context

if TYPE_CHECKING:
    from bizcare_tui.ui.wizard.evidence_page import EvidencePage
    from bizcare_tui.ui.wizard.letter_page import LetterPage
    from bizcare_tui.ui.wizard.rejection import RejectionAlternativesPage, RejectionReviewPage
    from bizcare_tui.ui.wizard.rejection_grounds import RejectionGroundsPage
    from bizcare_tui.ui.wizard.screen import WizardScreen

WIZARD: tuple[Command[WizardScreen], ...] = (
    Command(
        "wizard_choose",
        ("space",),
        N_("Choose the line, or undo the choice"),
        lambda wizard: wizard.choose(),
        context=Context.WIZARD,
    ),
    Command(
        "wizard_next",
        ("ctrl+n",),
        N_("To the next step, or say what is missing in this one"),
        lambda wizard: wizard.next_step(),
        context=Context.WIZARD,
        short=N_("next step"),
        rank=81,
    ),
    Command(
        "wizard_back",
        ("ctrl+b",),
        N_("To the step before; all answers are kept"),
        lambda wizard: wizard.previous_step(),
        context=Context.WIZARD,
        short=N_("back"),
        rank=82,
    ),
    Command(
        "wizard_leave",
        ("escape",),
        N_("Leave the wizard; all answers are kept"),
        lambda wizard: wizard.leave(),
        context=Context.WIZARD,
        short=N_("save and close"),
        rank=83,
    ),
    Command(
        "wizard_discard",
        ("f9",),
        N_("Discard all answers"),
        lambda wizard: wizard.discard(),
        context=Context.WIZARD,
        short=N_("discard"),
        rank=84,
    ),
    Command(
        "wizard_news",
        ("ctrl+r",),
        N_("Read what arrived in the thread meanwhile"),
        lambda wizard: wizard.read_news(),
        context=Context.WIZARD,
    ),
    Command(
        "wizard_help",
        ("f1",),
        N_("Show the keys of the step"),
        lambda wizard: wizard.show_help(),
        context=Context.WIZARD,
        short=N_("keys"),
        rank=95,
    ),
)

WIZARD_ROWS: tuple[Command[WizardScreen], ...] = (
    Command(
        "wizard_enter",
        ("enter",),
        N_("Choose the line; on a chosen one, or where nothing is to choose, go on"),
        lambda wizard: wizard.enter(),
        context=Context.WIZARD_ROWS,
    ),
    Command(
        "move_down",
        ("j", "down"),
        N_("A line down"),
        lambda wizard: wizard.body.move(1),
        context=Context.WIZARD_ROWS,
        group=CommandGroup.MOVE,
    ),
    Command(
        "move_up",
        ("k", "up"),
        N_("A line up"),
        lambda wizard: wizard.body.move(-1),
        context=Context.WIZARD_ROWS,
        group=CommandGroup.MOVE,
    ),
    Command(
        "page_down",
        ("pagedown",),
        N_("Page down"),
        lambda wizard: wizard.body.move_page(1),
        context=Context.WIZARD_ROWS,
        group=CommandGroup.MOVE,
    ),
    Command(
        "page_up",
        ("pageup",),
        N_("Page up"),
        lambda wizard: wizard.body.move_page(-1),
        context=Context.WIZARD_ROWS,
        group=CommandGroup.MOVE,
    ),
    Command(
        "first",
        ("home",),
        N_("Go to the first item"),
        lambda wizard: wizard.body.move_to_end(-1),
        context=Context.WIZARD_ROWS,
        group=CommandGroup.MOVE,
    ),
    Command(
        "last",
        ("end",),
        N_("Go to the last item"),
        lambda wizard: wizard.body.move_to_end(1),
        context=Context.WIZARD_ROWS,
        group=CommandGroup.MOVE,
    ),
    Command(
        "wizard_right",
        ("right",),
        N_("To the next step"),
        lambda wizard: wizard.next_step(),
        context=Context.WIZARD_ROWS,
    ),
    Command(
        "wizard_left",
        ("left",),
        N_("To the step before"),
        lambda wizard: wizard.previous_step(),
        context=Context.WIZARD_ROWS,
    ),
    Command(
        "wizard_keys",
        ("question_mark",),
        N_("Show the keys of the step"),
        lambda wizard: wizard.show_help(),
        context=Context.WIZARD_ROWS,
    ),
)

REJECTION_REASONS: tuple[Command[RejectionGroundsPage], ...] = (
    Command(
        "reasons_explain",
        ("e",),
        N_("Give the reason for a chosen ground"),
        lambda page: page.act(page.enter_reason),
        context=Context.REJECTION_REASONS,
        short=N_("say why"),
        rank=10,
    ),
    Command(
        "reasons_shop",
        ("w",),
        N_("Correct the address of the licensed shop"),
        lambda page: page.act(page.correct_shop),
        context=Context.REJECTION_REASONS,
        short=N_("correct the licensed shop"),
        rank=11,
    ),
    Command(
        "reasons_versions",
        ("v",),
        N_("Record the declared PrestaShop versions"),
        lambda page: page.act(page.declare_versions),
        context=Context.REJECTION_REASONS,
        short=N_("declared versions"),
        rank=12,
    ),
    Command(
        "reasons_precedents",
        ("p",),
        N_("Show earlier decisions on this reason, and what became of them"),
        lambda page: page.act(page.show_precedents),
        context=Context.REJECTION_REASONS,
        short=N_("precedents"),
        rank=13,
    ),
)

EVIDENCE: tuple[Command[EvidencePage], ...] = (
    Command(
        "evidence_quote",
        ("q",),
        N_("Quote a message as evidence"),
        lambda page: page.act(page.quote),
        context=Context.EVIDENCE,
        short=N_("quote a message"),
        rank=20,
    ),
    Command(
        "evidence_finding",
        ("t",),
        N_("Type a finding of your own"),
        lambda page: page.act(page.type_finding),
        context=Context.EVIDENCE,
        short=N_("add a finding"),
        rank=21,
    ),
    Command(
        "evidence_file",
        ("f",),
        N_("Add a file as evidence"),
        lambda page: page.act(page.add_file),
        context=Context.EVIDENCE,
        short=N_("add a file"),
        rank=22,
    ),
    Command(
        "evidence_dismiss",
        ("d",),
        N_("Dismiss a passage as no evidence, or undo that"),
        lambda page: page.act(page.dismiss),
        context=Context.EVIDENCE,
        short=N_("dismiss"),
        rank=23,
    ),
)

ALTERNATIVES: tuple[Command[RejectionAlternativesPage], ...] = (
    Command(
        "alternatives_partial",
        ("e",),
        N_("Write the partial answer"),
        lambda page: page.act(page.write_partial),
        context=Context.ALTERNATIVES,
        short=N_("write the partial answer"),
        rank=10,
    ),
)

LETTER: tuple[Command[LetterPage], ...] = (
    Command(
        "letter_compose",
        ("ctrl+l",),
        N_("Compose the letter from the answers again"),
        lambda page: page.act(page.compose_again),
        context=Context.LETTER,
        short=N_("start over"),
        rank=10,
    ),
    Command(
        "letter_language",
        ("f6",),
        N_("Choose the language of the letter"),
        lambda page: page.act(page.choose_language),
        context=Context.LETTER,
        short=N_("language"),
        rank=12,
    ),
    Command(
        "letter_check",
        ("f7",),
        N_("Check the letter"),
        lambda page: page.act(page.check),
        context=Context.LETTER,
        short=N_("check"),
        rank=11,
    ),
)

REVIEW: tuple[Command[RejectionReviewPage], ...] = (
    Command(
        "review_send",
        ("ctrl+s",),
        N_("Decide the rejection and send its letter"),
        lambda page: page.act(page.send),
        context=Context.REVIEW,
        short=N_("send"),
        rank=10,
    ),
    Command(
        "review_pack",
        ("p",),
        N_("Write the evidence pack into a file"),
        lambda page: page.act(page.write_pack),
        context=Context.REVIEW,
        short=N_("evidence pack"),
        rank=11,
    ),
)

COMMANDS: tuple[Command[Any], ...] = (
    *WIZARD,
    *WIZARD_ROWS,
    *REJECTION_REASONS,
    *EVIDENCE,
    *ALTERNATIVES,
    *LETTER,
    *REVIEW,
)
