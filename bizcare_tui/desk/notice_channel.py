"""A channel that delivers notices one after another in its own thread, each at least once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from bizcare_tui.domain.outbox import retry_pause
from bizcare_tui.errors import BizcareError, Interrupted, StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.logs import log


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """Something to deliver on a channel.

    Args:
        refs: its keys in the store.
        deliver: delivers it; raises an error on failure, `Interrupted` when the given event is set.
        claim: claims it in the store; returns False when another program is delivering it or it is delivered.
        record: records in the store that it was delivered.
        release: records in the store that it still has to be delivered.
    """

    refs: tuple[Hashable, ...]
    deliver: Callable[[threading.Event], None]
    claim: Callable[[], bool]
    record: Callable[[], None]
    release: Callable[[], None]


class NoticeChannel:
    """Delivers items in its own thread.

    A failure pauses the channel. Pauses double up to five minutes and are reset by a success. An item that
    was delivered but could not be recorded is not delivered again by this program.

    Args:
        name: the channel's name in the store.
        elapsed: returns a monotonic time in seconds.
    """

    def __init__(self, name: str, elapsed: Callable[[], float]) -> None:
        self.name = name
        self.problem = ""
        """The last failure as a sentence; empty after a successful delivery."""
        self.store_problem: StoreProblem | None = None
        """The last error of the store; None after a success."""
        self._elapsed = elapsed
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._paused_until = 0.0
        self._unrecorded: list[NoticeItem] = []

    @property
    def delivered(self) -> set[Hashable]:
        """The keys of items that were delivered but are not recorded yet."""
        return {ref for item in [*self._unrecorded] for ref in item.refs}

    def is_ready(self) -> bool:
        """Return whether the channel accepts items now: not busy, not paused, not stopped."""
        is_busy = self._thread is not None and self._thread.is_alive()
        return not is_busy and not self._stop.is_set() and self._elapsed() >= self._paused_until

    def offer(self, items: Sequence[NoticeItem]) -> None:
        """Start delivering items if the channel is ready, and return at once.

        When there is nothing to deliver or record, the last problem is cleared.
        """
        if not self.is_ready():
            return
        if items or self._unrecorded:
            self._thread = threading.Thread(
                target=self._deliver_all, args=([*items],), name=f"channel {self.name}", daemon=True
            )
            self._thread.start()
        else:
            self._reset_failures()

    def stop(self) -> None:
        """Start no further delivery and interrupt the running one."""
        self._stop.set()

    def join(self, seconds: float | None) -> bool:
        """Wait until no delivery is running; return whether that happened in time."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    # --- in the channel's thread -------------------------------------------------------------------

    def _deliver_all(self, items: Sequence[NoticeItem]) -> None:
        try:
            if self._unrecorded:
                self._record_delivered()
                self._reset_failures()
            for item in items:
                if self._stop.is_set():
                    return
                if item.claim():
                    self._deliver(item)
        except Interrupted:
            return
        except Exception as error:  # any error: the channel continues with the next attempt
            self._note_failure(error)

    def _deliver(self, item: NoticeItem) -> None:
        try:
            item.deliver(self._stop)
        except Exception as error:  # any error: the item is retried
            if not isinstance(error, Interrupted):
                self._note_failure(error)
            try:
                item.release()
            except BizcareError:
                log.warning("channel %s: a claim could not be ended; it runs out by itself", self.name)
            raise Interrupted("") from None
        self._unrecorded.append(item)
        self._record_delivered()
        self._reset_failures()

    def _record_delivered(self) -> None:
        while self._unrecorded:
            self._unrecorded[0].record()
            del self._unrecorded[0]

    def _reset_failures(self) -> None:
        self._failures, self.problem, self.store_problem = 0, "", None

    def _note_failure(self, error: Exception) -> None:
        self._failures += 1
        self._paused_until = self._elapsed() + retry_pause(self._failures)
        if isinstance(error, StoreProblem):
            self.store_problem = error
            return
        if isinstance(error, BizcareError):
            self.problem = str(error)
            return
        log.error("channel %s: %s", self.name, type(error).__name__)
        text = _("A notice could not be delivered ({channel}: {name}). It is tried again.")
        self.problem = text.format(channel=self.name, name=type(error).__name__)
