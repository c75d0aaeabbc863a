"""The history of undo: what a person did, newest first, each to be taken back in any order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from bizcare_tui.desk.verbs import ActRow
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import _, dated, ngettext
from bizcare_tui.ui.dialogs import BOX
from bizcare_tui.ui.lines import fit

_WHEN, _WHAT = 12, 30


class UndoScreen(ModalScreen[ActRow | None]):
    """What was done. Its result is what is to be taken back, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,U", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("u", "take_back"),
    ]
    DEFAULT_CSS = (
        "UndoScreen {" + BOX + "} UndoScreen > .box { width: 96%; max-width: 130; height: 96%; }"
        "UndoScreen OptionList { border: none; height: 1fr; }"
    )

    def __init__(self, rows: Sequence[ActRow]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="box") as box:
            box.border_title = _("What you did · Enter or u takes it back · Esc closes")
            if self._rows:
                yield OptionList(*map(_line, self._rows), compact=True, markup=False)
            else:
                yield Static(Content(_("Nothing yet: d, w, N, t, c and others do something.")), markup=False)

    def action_move(self, by: int) -> None:
        """To the next or previous line."""
        for options in self.query(OptionList):
            if by > 0:
                options.action_cursor_down()
            else:
                options.action_cursor_up()

    def action_take_back(self) -> None:
        """Take back what is under the cursor."""
        for options in self.query(OptionList):
            self._choose(options.highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take back what was chosen."""
        self._choose(event.option_index)

    def _choose(self, place: int | None) -> None:
        if place is None:
            return
        row = self._rows[place]
        if row.undone_at is not None:
            self.notify(_("It was taken back already."), timeout=3)
        else:
            self.dismiss(row)


def _line(row: ActRow) -> Content:
    about = f"{row.thread_id}  {row.topic}"
    if row.threads > 1:
        about = ngettext("{n} thread", "{n} threads", row.threads).format(n=row.threads)
    taken = row.undone_at is not None
    sign = _("taken back") if taken else ""
    when = dated(row.at.astimezone(MARKETPLACE_ZONE), "%d %b %H:%M")
    text = f"{fit(when, _WHEN)} {fit(row.sentence, _WHAT)} {fit(sign, 11)}{about}"
    return Content.styled(text, "dim" if taken else "")
