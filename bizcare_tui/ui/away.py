"""What happened since a person was here last, newest first, each leading to its thread."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from bizcare_tui.desk.company import Absence, Happened
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import _, dated, ngettext
from bizcare_tui.ui import words
from bizcare_tui.ui.dialogs import BOX
from bizcare_tui.ui.lines import fit

_WHEN, _WHO, _WHAT = 12, 10, 28


class AwayScreen(ModalScreen[int | None]):
    """What others did, what customers wrote, what passed. Its result is a thread to open, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,H", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
    ]
    DEFAULT_CSS = (
        "AwayScreen {" + BOX + "} AwayScreen > .box { width: 96%; max-width: 140; height: 96%; }"
        "AwayScreen OptionList { border: none; height: 1fr; }"
    )

    def __init__(self, absence: Absence, now: datetime) -> None:
        super().__init__()
        self._absence = absence
        self._now = now

    def compose(self) -> ComposeResult:
        """The list."""
        since = self._absence.since
        title = _("Since you were here") if since is None else _("Since you were here, {0}").format(
            words.ago(since, self._now)
        )  # fmt: skip
        with Vertical(classes="box") as box:
            box.border_title = _("{0} · Enter opens · Esc closes").format(title)
            if self._absence.rows:
                yield OptionList(*map(_line, self._absence.rows), compact=True, markup=False)
            elif since is None:
                yield Static(Content(_("You are here for the first time.")), markup=False)
            else:
                yield Static(Content(_("Nothing happened.")), markup=False)

    def action_move(self, by: int) -> None:
        """To the next or previous line."""
        for options in self.query(OptionList):
            if by > 0:
                options.action_cursor_down()
            else:
                options.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the thread that was chosen."""
        self.dismiss(self._absence.rows[event.option_index].thread_id)


def _line(row: Happened) -> Content:
    when = dated(row.at.astimezone(MARKETPLACE_ZONE), "%d %b %H:%M")
    about = f"{row.thread_id}  {row.topic}"
    if row.threads > 1:
        about = ngettext("{n} thread", "{n} threads", row.threads).format(n=row.threads)
    return Content(f"{fit(when, _WHEN)} {fit(row.by or '-', _WHO)} {fit(row.sentence, _WHAT)} {about}")
