"""The loop of `bizcare watch`: runs its steps in parallel until a signal, or invalid settings, end it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.watch_steps import (
    ProblemReporter,
    StepRunner,
    SystemClock,
    WatchClock,
    WatchStep,
    problem_from_error,
)
from bizcare_tui.desk.watch_tasks import open_watch
from bizcare_tui.errors import BadSettings, Interrupted, KeyRejected, StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths
from bizcare_tui.store.open_database import open_database

if TYPE_CHECKING:
    from bizcare_tui.desk.watch_tasks import WatchTasks
    from bizcare_tui.domain.alerts import Announcement

# Seconds between syncs when no interval is set: the app then does not sync by itself, but `watch` does.
DEFAULT_SYNC_SECONDS = 300.0
WATCH_POLL_SECONDS = 5.0
_SIGNAL_POLL_SECONDS = 0.2
WATCH_GRACE_SECONDS = 1.5
"""Seconds that the end of the loop waits for running steps; unfinished work is done after the next start."""


class WatchLoop:
    """Opens the desk, and repeats the steps until `end` is called.

    Syncing, sending and notices run in parallel; a slow network in one of them does not delay the others.

    Args:
        show: shows an announcement to the person; raises OSError when it cannot.
        say: shows a sentence about a failure, or about its end.
        clock: the clock for the schedule of the steps.
        look: seconds between two checks for replies to send and notices to give.
    """

    def __init__(
        self,
        show: Callable[[Desk, Announcement], None],
        say: Callable[[str], None],
        *,
        clock: WatchClock | None = None,
        look: float = WATCH_POLL_SECONDS,
    ) -> None:
        self._show = show
        self._say = say
        self._clock = clock or SystemClock()
        self._poll_seconds = look
        self._stop = threading.Event()
        # A signal handler calls `put` at any moment; setting an Event there could deadlock on its lock.
        self._end_requests: SimpleQueue[Exception | None] = SimpleQueue()
        self._reports = ProblemReporter(say)
        self._watch: WatchTasks | None = None
        self._runners: list[StepRunner] = []
        self._threads: list[threading.Thread] = []

    def end(self) -> None:
        """End the loop soon; can be called from a signal handler and from any thread."""
        self._end_requests.put(None)

    def run(self, *, once: bool = False) -> bool:
        """Run until `end` is called, or with `once` run each step once.

        Return whether all running steps finished within `WATCH_GRACE_SECONDS`.

        Raises:
            BadSettings: the settings are invalid.
            BizcareError: with `once`, the desk cannot be opened.
            KeyRefused: with `once`, there is no key, or it is not accepted.
        """
        self._start_thread("watch", self._run_once if once else self._run_continuously)
        error = self._wait_for_end()
        self._stop.set()
        if self._watch is not None:
            self._watch.delivery.stop()
        for runner in self._runners:
            runner.wake.set()
        deadline = time.monotonic() + WATCH_GRACE_SECONDS
        for thread in [*self._threads]:
            thread.join(max(0.0, deadline - time.monotonic()))
        if self._watch is not None:
            self._watch.delivery.settle(seconds=max(0.0, deadline - time.monotonic()))
        if error is not None:
            raise error
        return not any(thread.is_alive() for thread in self._threads)

    def _wait_for_end(self) -> Exception | None:
        """Wait until the loop must end; return the error that ends it, or None."""
        # Python runs signal handlers only in the main thread, this one, and only when `get` returns.
        while True:
            with suppress(Empty):
                return self._end_requests.get(timeout=_SIGNAL_POLL_SECONDS)

    # --- in separate threads -----------------------------------------------------------------------

    def _start_thread(self, name: str, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Exception as error:  # raised again by `run`
                self._end_requests.put(error)

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _new_runner(self, step: WatchStep) -> StepRunner:
        runner = StepRunner(step, self._reports, self._clock, self._stop, self._poll_seconds)
        self._runners.append(runner)
        return runner

    def _run_continuously(self) -> None:
        """Open the desk, retrying for as long as the database is unavailable, and start the steps."""
        opened: list[tuple[Desk, WatchTasks]] = []

        def open_desk() -> list[str]:
            try:
                opened.append(self._open_watch())
            except BadSettings as error:
                self._end_requests.put(error)
                raise Interrupted(error.sentence) from None
            return []

        works_again = _("The store can be opened again.")
        opening_runner = self._new_runner(
            WatchStep(_("Opening the store"), open_desk, works_again, 0.0, self._poll_seconds, 30.0)
        )
        while not opened and not self._stop.is_set():
            opening_runner.wait(opening_runner.attempt())
        for desk, watch in opened:
            runners = [self._new_runner(step) for step in self._steps(desk, watch)]
            self._sync_on_mail(watch, runners[0])
            self._say(_("Watching. Press Ctrl+C to stop."))
            for runner in runners:
                if not self._stop.is_set():
                    self._start_thread(runner.name, runner.run)

    def _run_once(self) -> None:
        """Run each step once, even when the previous one failed."""
        desk, watch = self._open_watch(once=True)
        key_error: KeyRejected | None = None
        for step in self._steps(desk, watch):
            try:
                sentences = [] if self._stop.is_set() else step.work() or []
            except Interrupted:
                sentences = []
            except KeyRejected as error:
                key_error, sentences = error, []
            except Exception as error:  # the other steps still run
                sentences = [problem_from_error(error, step.name).text]
            self._say_all(sentences)
        watch.delivery.settle(self._stop)
        self._say_all(watch.delivery.problems())
        self._end_requests.put(key_error)

    def _say_all(self, sentences: Sequence[str]) -> None:
        for sentence in dict.fromkeys(sentences):
            with suppress(OSError, ValueError):
                self._say(sentence)

    def _open_watch(self, *, once: bool = False) -> tuple[Desk, WatchTasks]:
        try:
            open_database(Paths.from_environment().database)
        except StoreProblem as error:
            # An invalid address does not become valid by waiting.
            raise BadSettings(error.sentence, error.advice) from None
        desk = Desk()
        self._watch = open_watch(desk, partial(self._show, desk), once=once, clock=self._clock.elapsed)
        return desk, self._watch

    def _steps(self, desk: Desk, watch: WatchTasks) -> list[WatchStep]:
        interval = float(desk.settings.sync_interval or DEFAULT_SYNC_SECONDS)

        def notice() -> list[str] | None:
            if not desk.session.exists:
                return None
            desk.session.read_clock_offset()
            return watch.notice()

        return [
            WatchStep(
                _("Syncing"), lambda: watch.sync(self._stop), _("Syncing works again."),
                interval, min(30.0, interval), max(interval, DEFAULT_SYNC_SECONDS), watch.has_reason_to_sync,
            ),
            WatchStep(
                _("Sending"), lambda: watch.send(self._stop), _("Sending works again."),
                self._poll_seconds, self._poll_seconds, 60.0,
            ),
            WatchStep(
                _("Sending notices"), notice, _("Sending notices works again."),
                self._poll_seconds, self._poll_seconds, 30.0,
            ),
        ]  # fmt: skip

    def _sync_on_mail(self, watch: WatchTasks, syncing: StepRunner) -> None:
        """Sync at once when mail arrives; report once when mail cannot be read."""
        name = _("Waiting for mail")

        def on_problem(error: Exception | None) -> None:
            if error is None:
                self._reports.report_success(name, _("The mail can be read again."))
            else:
                self._reports.failed(name, problem_from_error(error, name))

        try:
            watch.wait_for_mail(self._stop, syncing.wake.set, on_problem)
        except BadSettings as error:
            self._end_requests.put(error)
