"""Run a network call in its own thread, so that the caller can stop waiting at a deadline or on request."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Generic, TypeVar

# A separate thread is the only way to bound the time: name lookup, connecting, the TLS handshake and headers
# that arrive byte by byte all block inside libraries, and every byte restarts the libraries' timeouts.

T = TypeVar("T")

# How often `stop` and the deadline are checked while a call is running.
_SLICE_SECONDS = 0.1


class CallAbandoned(Exception):
    """The caller stopped waiting for a call.

    `stopped` is True if a stop was requested, False if the time was over.
    """

    def __init__(self, *, stopped: bool) -> None:
        super().__init__()
        self.stopped = stopped


class CuttableConnection:
    """The connection of a call, which another thread can shut down to end all waiting on it at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._copy: socket.socket | None = None
        self._is_cut = False

    @property
    def is_shut_down(self) -> bool:
        """Whether the connection was shut down."""
        return self._is_cut

    def uses(self, connection: socket.socket) -> None:
        """Track the socket of `connection` instead of the previous one; shut it down if `cut` was called."""
        # Duplicate the descriptor: TLS detaches the original one, and the number of a closed one may be
        # reused.
        copy = socket.socket(fileno=os.dup(connection.fileno()))
        with self._lock:
            before, self._copy = self._copy, copy
            is_cut = self._is_cut
        if before is not None:
            before.close()
        if is_cut:
            self.cut()

    def cut(self) -> None:
        """Shut down the current connection and every later one."""
        with self._lock:
            self._is_cut = True
            if self._copy is not None:
                with suppress(OSError):
                    self._copy.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the duplicated descriptor."""
        with self._lock:
            copy, self._copy = self._copy, None
        if copy is not None:
            copy.close()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Track each new connection of an HTTP call; to be used as httpx's `trace` extension."""
        if event.endswith("connect_tcp.complete") and info["return_value"] is not None:
            self.uses(info["return_value"].get_extra_info("socket"))


class _Outcome(Generic[T]):
    """The return value or the exception of a call that runs in another thread."""

    def __init__(self, work: Callable[[], T], discard: Callable[[T], object]) -> None:
        self._work = work
        self._discard = discard
        self._lock = threading.Lock()
        self._is_abandoned = False
        self._value: list[T] = []
        self._error: BaseException | None = None
        self.is_finished = threading.Event()

    def run(self) -> None:
        try:
            self._value.append(self._work())
        except BaseException as error:  # `get` raises it in the caller's thread
            self._error = error
        with self._lock:
            self.is_finished.set()
            is_abandoned = self._is_abandoned
        if is_abandoned:
            self._discard_value()

    def abandon(self) -> None:
        """Discard the return value, now or as soon as the call has finished."""
        with self._lock:
            self._is_abandoned = True
            is_finished = self.is_finished.is_set()
        if is_finished:
            self._discard_value()

    def _discard_value(self) -> None:
        for value in self._value:
            with suppress(Exception):
                self._discard(value)

    def get(self) -> T:
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        return self._value[0]


def run_in_thread(
    work: Callable[[], T],
    line: CuttableConnection,
    *,
    seconds: float,
    stop: threading.Event | None = None,
    grace: float = 0.0,
    discard: Callable[[T], object] = lambda _value: None,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """Run `work` in a thread; return its value or raise its exception. Shut down `line` if it takes too long.

    Args:
        line: the connection that `work` uses.
        seconds: the time limit for the whole call.
        stop: set it to end the waiting within `grace` seconds plus a tenth of a second.
        discard: closes the value of `work` if it arrives after the caller stopped waiting.
        clock: a monotonic clock in seconds.

    Raises:
        GaveUp: `stop` was set, or the time limit has passed. `work` may run on for a while, without a
            connection.
    """
    outcome = _Outcome(work, discard)
    # A daemon thread: a name lookup cannot be interrupted, and must not delay the end of the program.
    threading.Thread(target=outcome.run, name="network", daemon=True).start()
    deadline = clock() + seconds
    stop_deadline: float | None = None
    try:
        while not outcome.is_finished.wait(_SLICE_SECONDS):
            current = clock()
            if stop_deadline is None and stop is not None and stop.is_set():
                stop_deadline = current + grace
            if stop_deadline is not None and current >= stop_deadline:
                raise CallAbandoned(stopped=True)
            if current >= deadline:
                raise CallAbandoned(stopped=False)
    except BaseException:
        line.cut()
        outcome.abandon()
        raise
    return outcome.get()
