"""The undo history: a person's acts, newest first; each can be undone, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from bizcare_tui.desk.verbs import ActRow
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.dialog_base import Dialog, ModalList
from bizcare_tui.ui.dialogs import DIALOG_CSS

_TIME_WIDTH, _SENTENCE_WIDTH = 12, 30


class UndoScreen(Dialog[ActRow | None]):
    """A list of acts. The result is the act to undo, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,U", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("u", "take_back"),
    ]
    DEFAULT_CSS = (
        "UndoScreen {" + DIALOG_CSS + "} UndoScreen > .box { width: 96%; max-width: 130; height: 96%; }"
        "UndoScreen OptionList { border: none; height: 1fr; }"
    )

    def __init__(self, rows: Sequence[ActRow]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Compose the list of acts."""
        with Vertical(classes="box") as box:
            box.border_title = _("What you did · Enter or u undoes it · Esc closes")
            if self._rows:
                yield ModalList(*map(_act_line, self._rows), compact=True, markup=False)
            else:
                yield Static(
                    Content(
                        _("You have not done anything yet. Actions such as d, w, N, t and c appear here.")
                    ),
                    markup=False,
                )

    def action_move(self, by: int) -> None:
        """Move the cursor to the next or previous act."""
        for options in self.query(OptionList):
            if by > 0:
                options.action_cursor_down()
            else:
                options.action_cursor_up()

    def action_take_back(self) -> None:
        """Undo the act under the cursor."""
        for options in self.query(OptionList):
            self._choose(options.highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Undo the act on which Enter was pressed."""
        self._choose(event.option_index)

    def _choose(self, index: int | None) -> None:
        if index is None:
            return
        row = self._rows[index]
        if row.undone_at is not None:
            self.notify(_("This has already been undone."), timeout=3)
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
