"""The screen of what happened since the person's last visit, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.presence import SinceLastVisit, ThreadEvent
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import labels
from bizcare_tui.present.cells import fit, shorten
from bizcare_tui.ui.screens.dialog_base import BOX_EDGES, DIALOG_CSS, SCROLL_BAR, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen

_TIME_WIDTH, _LOGIN_WIDTH, _LEAST_SENTENCE = 12, 9, 30
# From this many columns of the list on, an event is in one line.
_ONE_LINE_COLUMNS = 95
_BOX_PERCENT, _MAX_BOX_WIDTH = 96, 140


class LastVisitScreen(ListScreen[int | None, ThreadEvent]):
    """Show what colleagues did, what was written and which deadlines passed since the last visit.

    The result is the id of the thread to open, or None.
    """

    OPENED_BY: ClassVar[tuple[str, ...]] = ("away",)
    DEFAULT_CSS = (
        "LastVisitScreen {" + DIALOG_CSS + "} LastVisitScreen > .box {"
        f" width: {_BOX_PERCENT}%; max-width: {_MAX_BOX_WIDTH}; height: 100%; }}"
        "LastVisitScreen OptionList { border: none; height: 1fr; }"
    )

    def __init__(self, last_visit: SinceLastVisit, now: datetime) -> None:
        super().__init__()
        self._last_visit = last_visit
        self._now = now

    def compose(self) -> ComposeResult:
        """Show the list."""
        since = self._last_visit.since
        title = _("Since your last visit") if since is None else _("Since your last visit, {0}").format(
            labels.time_ago(since, self._now)
        )  # fmt: skip
        with Vertical(classes="box") as box:
            box.border_title = title
            if self._last_visit.rows:
                yield ModalList(compact=True, markup=False)
            elif since is None:
                yield Static(Content(_("This is your first visit.")), markup=False)
            else:
                yield Static(Content(_("Nothing happened.")), markup=False)

    def on_mount(self) -> None:
        """Show the events."""
        self.show_rows(self._last_visit.rows)

    def line_of(self, row: ThreadEvent) -> Content:
        """Return the line of an event."""
        box = min(self.app.size.width * _BOX_PERCENT // 100, _MAX_BOX_WIDTH)
        return event_line(row, box - BOX_EDGES - SCROLL_BAR)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        if self._last_visit.rows:
            self.show_rows(self._last_visit.rows)

    def handle_chosen(self, row: ThreadEvent) -> None:
        """Close the screen with the thread of the chosen event."""
        self.dismiss(row.thread_id)


def event_line(row: ThreadEvent, columns: int) -> Content:
    """Return an event in a list of so many columns: in one line, or with its thread in the next one."""
    lead = f"{fit(short_moment_in_words(row.at), _TIME_WIDTH)}  {fit(row.by, _LOGIN_WIDTH)}  "
    about = f"#{row.thread_id} {row.topic}"
    if row.threads > 1:
        about = ngettext("{n} thread", "{n} threads", row.threads).format(n=row.threads)
    room = columns - cell_len(lead)
    if columns < _ONE_LINE_COLUMNS:
        indent = " " * cell_len(lead)
        return Content(f"{lead}{shorten(row.sentence, room)}\n{indent}{shorten(about, room)}")
    width = max(_LEAST_SENTENCE, room * 2 // 5)
    return Content(f"{lead}{fit(shorten(row.sentence, width), width)}  {about}")
