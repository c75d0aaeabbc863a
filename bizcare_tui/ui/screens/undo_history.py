"""The undo history: a person's acts, newest first; each can be undone, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.verbs import ActRow
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.cells import fit, shorten
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import LIST_CSS, ListScreen

_TIME_WIDTH = 12
# What was done gets at most this share of the columns behind the time, its thread the others.
_SENTENCE_SHARE = 0.7
# Columns of the dialog's frame, and of the scroll bar.
_FRAME, _MAX_COLUMNS = 8, 130 - 8 - _TIME_WIDTH - 4


class UndoScreen(ListScreen[ActRow | None, ActRow]):
    """A list of acts. The result is the act to undo, or None."""

    CONTEXT: ClassVar[Context | None] = Context.HISTORY
    OPENED_BY: ClassVar[tuple[str, ...]] = ("history",)
    HAS_DETAIL: ClassVar[bool] = True
    DEFAULT_CSS = (
        "UndoScreen {" + DIALOG_CSS + "} UndoScreen > .box { width: 96%; max-width: 130; height: 100%; }"
        f"UndoScreen {{ {LIST_CSS} }}"
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
                yield Static("", id="detail", markup=False)
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
        """Return the line of an act: when, what was done, and on which thread."""
        width = self.app.size.width * 96 // 100 - _FRAME - _TIME_WIDTH - 4
        longest = max(cell_len(each.sentence) for each in self._acts)
        sentence_width = min(longest, int(min(width, _MAX_COLUMNS) * _SENTENCE_SHARE))
        sentence = fit(shorten(row.sentence, sentence_width), sentence_width)
        text = f"{fit(short_moment_in_words(row.at), _TIME_WIDTH)}  {sentence}  {_about(row)}"
        return Content.styled(text, "dim" if row.undone_at is not None else "")

    def filter_text_of(self, row: ActRow) -> str:
        """Return all that was done, also what the line has no room for."""
        return f"{row.sentence} {_about(row)}"

    def show_detail(self, row: ActRow | None) -> None:
        """Show in full what was done, and on which thread."""
        for detail in self.query("#detail").results(Static):
            detail.update(Content("") if row is None else Content(f"{row.sentence}\n{_about(row)}"))

    def why_not(self, row: ActRow) -> str:
        """Return that an act is undone; "" if it is not."""
        return _("This has already been undone.") if row.undone_at is not None else ""

    def handle_chosen(self, row: ActRow) -> None:
        """Close with the act to undo."""
        self.dismiss(row)


def _about(row: ActRow) -> str:
    """Return the thread of an act or the number of its threads, after "undone" if it was undone."""
    about = f"#{row.thread_id} {row.topic}"
    if row.threads > 1:
        about = ngettext("{n} thread", "{n} threads", row.threads).format(n=row.threads)
    return f"{_('undone')} · {about}" if row.undone_at is not None else about
