"""The tasks that `bizcare watch` repeats: sync, send replies, and give notice of coming deadlines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bizcare_tui.config import load_key
from bizcare_tui.desk.notice_delivery import MAX_ROUND_INTERVAL, NoticeDelivery
from bizcare_tui.desk.notification_mail import MailWatch, open_configured_mailbox
from bizcare_tui.domain.alerts import LONGEST_PAUSE
from bizcare_tui.elapsed import monotonic_seconds
from bizcare_tui.errors import BizcareError

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.notice_announcers import ShowAnnouncement

# Seconds; a smaller change of the machine's clock needs no immediate sync.
_CLOCK_CHANGE_SECONDS = 60.0


class WatchTasks:
    """Syncs, sends replies and gives notice; each of these methods can run in a thread of its own.

    Args:
        desk: the desk.
        delivery: finds and delivers the announcements.
    """

    def __init__(self, desk: Desk, delivery: NoticeDelivery) -> None:
        self.delivery = delivery
        self._desk = desk
        self._settings = desk.settings
        self._last_key: str | None = None
        self._clock_offset = _clock_offset()

    def sync(self, stop: threading.Event) -> list[str]:
        """Sync, and return sentences about problems with mail or with the clock.

        Raises:
            BizcareError: the store or the Marketplace cannot be used.
        """
        self._clock_offset = _clock_offset()
        self._last_key = self._load_key()
        report = self._desk.marketplace.sync(
            full=False, on_progress=_ignore_progress, stop=stop, heed_pause=True
        )
        return [
            problem
            for problem in (report.get("mail", {}).get("problem", ""), self._desk.session.clock.problem())
            if problem
        ]

    def has_reason_to_sync(self) -> bool:
        """Return whether to sync at once: the key was changed since the last sync, or the clock was set."""
        return (
            self._load_key() != self._last_key
            or abs(_clock_offset() - self._clock_offset) > _CLOCK_CHANGE_SECONDS
        )

    def wait_for_mail(
        self,
        stop: threading.Event,
        wake: Callable[[], None],
        on_problem: Callable[[Exception | None], None] = lambda _error: None,
    ) -> None:
        """Start an operating-system thread that calls `wake` when notification mail may have arrived.

        Args:
            stop: set it to end that thread.
            wake: called in that thread.
            on_problem: called with the error when the mail cannot be read, and with None when it can.

        Raises:
            BadSettings: the settings for mail are invalid.
        """
        mailbox = open_configured_mailbox(self._desk.session.paths, self._settings)
        if mailbox is not None:
            MailWatch(mailbox, stop, wake, on_problem)

    def send(self, stop: threading.Event) -> list[str] | None:
        """Send the replies in the outbox; return None when there was none to send or to look for.

        Raises:
            BizcareError: the store or the Marketplace cannot be used.
        """
        if not self._desk.session.exists or not self._desk.replies.has_work():
            return None
        self._desk.replies.send(on_progress=lambda _text: None, stop=stop)
        return []

    def notice(self) -> list[str]:
        """Start to deliver the announcements that are due; return sentences about failing channels."""
        return self.delivery.round()

    def _load_key(self) -> str | None:
        try:
            return load_key(self._desk.session.paths)
        except BizcareError:
            return None


def _clock_offset() -> float:
    """Return a number of seconds that changes only when somebody sets this machine's clock."""
    return datetime.now(UTC).timestamp() - monotonic_seconds()


def _ignore_progress(_step: str, _done: int, _total: int | None) -> None:
    pass


def open_watch(
    desk: Desk,
    show: ShowAnnouncement | None = None,
    *,
    once: bool = False,
    clock: Callable[[], float] = monotonic_seconds,
) -> WatchTasks:
    """Return the watch, which syncs, sends and gives notice of deadlines by itself.

    Args:
        desk: the desk.
        show: writes an announcement for the user; raises OSError when it cannot.
        once: do a single round; the next start may be an hour later.
        clock: returns a monotonic time in seconds, for the pauses before retries.

    Raises:
        BadSettings: the settings for notices are invalid.
    """
    every = LONGEST_PAUSE if once else MAX_ROUND_INTERVAL
    return WatchTasks(desk, NoticeDelivery(desk, show=show, every=every, clock=clock))
