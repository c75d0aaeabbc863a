"""The undo history: a person's acts, newest first; each can be undone, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.verbs import ActRow
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen

_TIME_WIDTH, _SENTENCE_WIDTH = 12, 30


class UndoScreen(ListScreen[ActRow | None, ActRow]):
    """A list of acts. The result is the act to undo, or None."""

    CONTEXT: ClassVar[Context | None] = Context.HISTORY
    OPENED_BY: ClassVar[tuple[str, ...]] = ("history",)
    DEFAULT_CSS = (
        "UndoScreen {" + DIALOG_CSS + "} UndoScreen > .box { width: 96%; max-width: 130; height: 100%; }"
        "UndoScreen OptionList { border: none; height: 1fr; }"
    )

    def __init__(self, rows: Sequence[ActRow]) -> None:
        super().__init__()
        self._acts = rows

    def compose(self) -> ComposeResult:
        """Compose the list of acts."""
        with Vertical(classes="box") as box:
            box.border_title = _("What you did")
            if self._acts:
                yield ModalList(compact=True, markup=False)
            else:
                text = _(
                    "You have not done anything yet. Actions such as {done}, {snooze}, {no_answer}, {tag}"
                    " and {note} appear here."
                )
                yield Static(Content(self.fill(text)), markup=False)

    def on_mount(self) -> None:
        """Show the acts."""
        self.show_rows(self._acts)

    def line_of(self, row: ActRow) -> Content:
        """Return the line of an act."""
        return _act_line(row)

    def handle_chosen(self, row: ActRow) -> None:
        """Close with the act to undo."""
        if row.undone_at is not None:
            self.notify(_("This has already been undone."))
        else:
            self.dismiss(row)


def _act_line(row: ActRow) -> Content:
    about = f"{row.thread_id}  {row.topic}"
    if row.threads > 1:
        about = ngettext("{n} thread", "{n} threads", row.threads).format(n=row.threads)
    is_undone = row.undone_at is not None
    status = _("undone") if is_undone else ""
    when = short_moment_in_words(row.at)
    text = f"{fit(when, _TIME_WIDTH)} {fit(row.sentence, _SENTENCE_WIDTH)} {fit(status, 11)}{about}"
    return Content.styled(text, "dim" if is_undone else "")
