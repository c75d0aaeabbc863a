"""Show the morning brief of a new day in an app that was left open."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bizcare_tui.ui.screens.type_ahead import QUESTION_GROUP
from bizcare_tui.ui.startup.morning_brief import is_brief_on_top, is_covered, offer_brief

if TYPE_CHECKING:
    from datetime import datetime

    from bizcare_tui.ui.workspace import Workspace

# A person who has pressed no key for so long is away. The brief then opens; else it is only mentioned.
AWAY_SECONDS = 300


class NewDay:
    """Waits for the hour of the next brief (`brief_at`, else midnight), and offers it then.

    Where a draft or another screen was left open, the brief waits until it is left.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._next_at: datetime | None = None
        self._last_here: datetime | None = None
        self._pressed_at = 0.0

    def note_key(self, at: float) -> None:
        """Note that a key was pressed; the first key of a new day shows the brief.

        Args:
            at: when it was pressed, as of `time.monotonic`.
        """
        was_away = self._is_away(at)
        self._pressed_at = at
        if self._is_due():
            # After the key, which is meant for what is on the screen.
            self._workspace.panes.call_later(self._offer, was_away)
        else:
            self._last_here = self._workspace.desk.now()

    def look(self) -> None:
        """Offer the brief if its hour has come and nothing is in its way. Called several times a second."""
        if self._next_at is None:
            # Here, not at the first key, which would wait for the import.
            self._next_at = self._workspace.desk.statistics.brief.next_at()
        is_away = self._is_away(time.monotonic())
        if not self._is_due():
            return
        is_in_the_way = is_covered(self._workspace) and not is_brief_on_top(self._workspace)
        if not (is_away and is_in_the_way):
            self._offer(is_away)

    def _is_away(self, at: float) -> bool:
        return at - self._pressed_at > AWAY_SECONDS

    def _is_due(self) -> bool:
        """Return whether the hour of the next brief has come."""
        return self._next_at is not None and self._workspace.desk.now() >= self._next_at

    def _offer(self, was_away: bool) -> None:
        if not self._is_due():
            return  # a tick came before
        last_here, self._last_here = self._last_here, self._workspace.desk.now()
        self._next_at = self._workspace.desk.statistics.brief.next_at()
        offer = offer_brief(self._workspace, lambda: not was_away, was_open=True, last_here=last_here)
        self._workspace.run_worker(offer, group=QUESTION_GROUP)
