"""Commands of the pages of the refund wizard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bizcare_tui.i18n import N_
from bizcare_tui.ui.commands.command import Command, Context

if TYPE_CHECKING:
    from bizcare_tui.ui.wizard.refund import (
        RefundConfirmationPage,
        RefundGuidancePage,
        RefundLetterPage,
    )
    from bizcare_tui.ui.wizard.refund_conditions import RefundWindowsPage
    from bizcare_tui.ui.wizard.refund_grounds import RefundGroundsPage

REFUND_REASONS: tuple[Command[RefundGroundsPage], ...] = (
    Command(
        "refund_singular",
        ("y",),
        N_("Say whether only this shop has the problem"),
        lambda page: page.act(page.ask_singular),
        context=Context.REFUND_REASONS,
        short=N_("only this shop?"),
        rank=10,
    ),
    Command(
        "reasons_precedents",
        ("p",),
        N_("Show earlier decisions on this reason, and what became of them"),
        lambda page: page.act(page.show_precedents),
        context=Context.REFUND_REASONS,
        short=N_("precedents"),
        rank=13,
    ),
)

REFUND_WINDOWS: tuple[Command[RefundWindowsPage], ...] = (
    Command(
        "refund_late",
        ("e",),
        N_("Say why you refund outside the windows"),
        lambda page: page.act(page.explain_late_refund),
        context=Context.REFUND_WINDOWS,
        short=N_("explain why you agree"),
        rank=10,
    ),
)

REFUND_LETTER: tuple[Command[RefundLetterPage], ...] = (
    Command(
        "refund_paste",
        ("f8",),
        N_("Send the letter from here, or paste it yourself"),
        lambda page: page.act(page.send_or_paste),
        context=Context.REFUND_LETTER,
        short=N_("switch between sending and pasting"),
        rank=12,
    ),
)

REFUND_STEP: tuple[Command[RefundGuidancePage], ...] = (
    Command(
        "refund_page",
        ("o",),
        N_("Open the page of the thread"),
        lambda page: page.act(page.open_page),
        context=Context.REFUND_STEP,
        short=N_("open the page"),
        rank=10,
    ),
    Command(
        "refund_copy_text",
        ("y",),
        N_("Copy the text to paste"),
        lambda page: page.act(page.copy_text),
        context=Context.REFUND_STEP,
        short=N_("copy the text"),
        rank=11,
    ),
    Command(
        "refund_copy_page",
        ("p",),
        N_("Copy the address of the page"),
        lambda page: page.act(page.copy_page),
        context=Context.REFUND_STEP,
        short=N_("copy the address"),
        rank=12,
    ),
    Command(
        "refund_file",
        ("f",),
        N_("Write the text to paste into a file"),
        lambda page: page.act(page.write_file),
        context=Context.REFUND_STEP,
        short=N_("save the text to a file"),
        rank=13,
    ),
)

REFUND_CONFIRMATION: tuple[Command[RefundConfirmationPage], ...] = (
    Command(
        "refund_note",
        ("e",),
        N_("Note what exactly you did"),
        lambda page: page.act(page.add_note),
        context=Context.REFUND_CONFIRMATION,
        short=N_("add a note"),
        rank=10,
    ),
    Command(
        "refund_decide",
        ("ctrl+s",),
        N_("Decide the refund"),
        lambda page: page.act(page.send),
        context=Context.REFUND_CONFIRMATION,
        short=N_("record the decision"),
        # Before all others, as it must be seen in every language.
        rank=9,
    ),
)

COMMANDS: tuple[Command[Any], ...] = (
    *REFUND_REASONS,
    *REFUND_WINDOWS,
    *REFUND_LETTER,
    *REFUND_STEP,
    *REFUND_CONFIRMATION,
)
