"""Precedents on the pages of the grounds: named beneath a ground, and opened by a key."""

from __future__ import annotations

from textual.content import Content

from bizcare_tui.i18n import _
from bizcare_tui.present.precedent_lines import precedent_line, precedent_text
from bizcare_tui.ui.screens.reader_screen import TextDialog
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow

# How many precedents are named beneath a ground.
_SHOWN = 3


def precedent_contents(page: WizardPage, ground: str) -> list[Content]:
    """Return the precedents of a ground as they are named beneath it; nothing without any."""
    found = page.wizard.precedents.get(ground, ())
    if not found:
        return []
    heading = page.view.fill(_("Precedents: {n} ({reasons_precedents} opens them)"), n=len(found))
    return [
        Content(""),
        Content.styled(heading, "bold"),
        *(Content(precedent_line(each)) for each in found[:_SHOWN]),
    ]


async def open_precedents(page: WizardPage, row: WizardRow | None) -> None:
    """Show the precedents of the ground under the cursor, and the text of each that is chosen."""
    ground = row.id.partition("/")[0] if row else ""
    found = page.wizard.precedents.get(ground, ())
    while True:
        lines = [precedent_line(each) for each in found]
        empty = _("No earlier decision on this reason is like this request.")
        choice = await page.ask_choice(_("Precedents"), lines, empty)
        if choice is None:
            return
        precedent = found[choice]
        text = Content(precedent_text(precedent, page.decisions.policy))
        title = _("Decision {0}").format(precedent.row.id)
        about = f"#{precedent.row.thread_id} {precedent.row.topic}"
        await page.view.ask_screen(TextDialog(title, text, about))
