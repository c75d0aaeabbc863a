"""The notice board: shows notices on the screen on top, one at a time, and keeps the last ones."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bizcare_tui.ui.notices import NoticeKind, NoticeQueue, ScreenNotice
from bizcare_tui.ui.widgets.notice_line import NoticeLine

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

_KEPT = 50
# Textual's timers cannot wait for no time at all.
_SHORTEST_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class PastNotice:
    """A notice, and when it arrived."""

    notice: ScreenNotice
    at: datetime


class NoticeBoard:
    """Shows each notice on the screen on top. A notice outlives the screen: it is shown on the one beneath.

    Args:
        app: the app with the screens.
        now: returns the present time, for the list of the last notices.
        list_key: returns the key of that list, as text.
    """

    def __init__(self, app: App[Any], now: Callable[[], datetime], list_key: Callable[[], str]) -> None:
        self._app = app
        self._now = now
        self._list_key = list_key
        self._queue = NoticeQueue()
        self._last: deque[PastNotice] = deque(maxlen=_KEPT)
        self._timer: Timer | None = None

    @property
    def current(self) -> ScreenNotice | None:
        """The notice that is shown."""
        return self._queue.current

    @property
    def last(self) -> Sequence[PastNotice]:
        """The last notices, the newest first. One that was repeated at once is in it once."""
        return tuple(reversed(self._last))

    def post(self, notice: ScreenNotice) -> None:
        """Show a notice, or let it wait for its turn."""
        if self._last and self._last[-1].notice == notice:
            self._last.pop()
        self._last.append(PastNotice(notice, self._now()))
        self._queue.add(notice, time.monotonic())
        self.show()

    def press_key(self) -> None:
        """Note that a key was pressed."""
        before = self.current
        self._queue.press_key(time.monotonic())
        if self.current is not before:
            self.show()

    def settle(self, kind: NoticeKind) -> None:
        """Let errors of this kind go without a key, once they could be read: what they say is over."""
        if self._queue.settle(kind):
            self._advance()

    def clear(self) -> None:
        """Show no notice; those that wait are not shown either."""
        self._queue.clear()
        self.show()

    def show(self) -> None:
        """Show the present notice on the screen on top, and none on those beneath."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if not self._app.is_running or not self._app.screen_stack:
            return
        seconds = self._queue.seconds_left(time.monotonic())
        if seconds is not None:
            self._timer = self._app.set_timer(max(seconds, _SHORTEST_SECONDS), self._advance)
        for screen in self._app.screen_stack:
            for line in screen.query(NoticeLine):
                line.show(self.current if screen is self._app.screen else None, self._list_key())

    def _advance(self) -> None:
        self._queue.advance(time.monotonic())
        self.show()
