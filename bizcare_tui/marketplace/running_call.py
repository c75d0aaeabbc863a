"""A running call: its limits, whether it may have been sent, and how it failed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bizcare_tui.errors import (
    MarketplaceError,
)
from bizcare_tui.marketplace.background_call import CuttableConnection


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Timeouts in seconds, the number of attempts, and the size limit of an answer.

    `whole` is the time limit of a whole call; longer pauses than `retry_after` are not waited for.
    """

    connect: float = 10
    read: float = 60
    whole: float = 300
    retry_after: float = 60
    attempts: int = 4
    most_bytes: int = 64 * 1024 * 1024


class CallFailed(Exception):
    """A call that failed: the error to raise, and what the caller may do.

    `again` says that a retry may succeed, `pause` how many seconds to wait before it (None: not specified),
    and `may_have_acted` that the Marketplace may have carried out the request anyway.
    """

    def __init__(
        self,
        error: MarketplaceError,
        *,
        again: bool = False,
        pause: float | None = None,
        may_have_acted: bool = True,
    ) -> None:
        super().__init__()
        self.error = error
        self.again = again
        self.pause = pause
        self.may_have_acted = may_have_acted


class AbandonedBeforeSending(Exception):
    """Raised in the thread of an abandoned call, before anything is sent."""


class RunningCall:
    """A running request: whether it may have been sent, and whether it may still be sent."""

    def __init__(self, line: CuttableConnection) -> None:
        self.line = line
        self._lock = threading.Lock()
        self._may_have_been_sent = False
        self._is_abandoned = False
        self._is_finished = False

    @property
    def may_have_been_sent(self) -> bool:
        """Whether any byte of the request may have been sent."""
        return self._may_have_been_sent

    def abandon(self) -> bool:
        """Prevent the request from being sent; return whether it is finished. For the waiting thread."""
        with self._lock:
            self._is_abandoned = True
            return self._is_finished

    def finish(self) -> bool:
        """Mark the call as finished; return whether it was abandoned. For the call's own thread."""
        with self._lock:
            self._is_finished = True
            return self._is_abandoned

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Follow the request; to be used as httpx's `trace` extension."""
        self.line.trace(event, info)
        # A proxy first receives CONNECT, which contains neither key nor message.
        if event.endswith("send_request_headers.started") and info["request"].method == b"POST":
            with self._lock:
                if self._is_abandoned:
                    raise AbandonedBeforeSending
                self._may_have_been_sent = True
