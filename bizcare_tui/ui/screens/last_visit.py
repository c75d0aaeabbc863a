"""The screen of what happened since the person's last visit, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.presence import SinceLastVisit, ThreadEvent
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import labels
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen

_TIME_WIDTH, _LOGIN_WIDTH, _SENTENCE_WIDTH = 12, 10, 30


class LastVisitScreen(ListScreen[int | None, ThreadEvent]):
    """Show what colleagues did, what was written and which deadlines passed since the last visit.

    The result is the id of the thread to open, or None.
    """

    OPENED_BY: ClassVar[tuple[str, ...]] = ("away",)
    DEFAULT_CSS = (
        "LastVisitScreen {"
        + DIALOG_CSS
        + "} LastVisitScreen > .box { width: 96%; max-width: 140; height: 100%; }"
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
        return _line(row)

    def handle_chosen(self, row: ThreadEvent) -> None:
        """Close the screen with the thread of the chosen event."""
        self.dismiss(row.thread_id)


def _line(row: ThreadEvent) -> Content:
    when = short_moment_in_words(row.at)
    about = f"{row.thread_id}  {row.topic}"
    if row.threads > 1:
        about = ngettext("{n} thread", "{n} threads", row.threads).format(n=row.threads)
    return Content(
        f"{fit(when, _TIME_WIDTH)} {fit(row.by or '-', _LOGIN_WIDTH)} "
        f"{fit(row.sentence, _SENTENCE_WIDTH)} {about}"
    )
