"""The steps that `bizcare watch` repeats, each with its own schedule and its own retries after a failure."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from bizcare_tui.elapsed import monotonic_seconds
from bizcare_tui.errors import AlreadyRunning, BizcareError, Interrupted, MarketplaceError
from bizcare_tui.i18n import _
from bizcare_tui.logs import log
from bizcare_tui.store.marketplace_pause import LONGEST_PAUSE_SECONDS

_LOGGED_FRAMES = 4


class WatchClock(Protocol):
    """The clock for the schedule of the steps; tests simulate it."""

    def elapsed(self) -> float:
        """Return seconds that never decrease."""
        ...

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Wait until an event is set, at most for these seconds."""
        ...


class SystemClock:
    """Real time, which includes the time while the machine was suspended."""

    def elapsed(self) -> float:
        """Return seconds that never decrease, including those while the machine was suspended."""
        return monotonic_seconds()

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Wait until an event is set, at most for these seconds."""
        event.wait(seconds)


@dataclass(frozen=True, slots=True)
class StepProblem:
    """A failure: its text for a person, and a key that is the same when it happens again."""

    key: str
    text: str


def problem_from_error(error: Exception, step: str) -> StepProblem:
    """Return the problem to report for an error in a step; log an unexpected error, without its message."""
    if isinstance(error, BizcareError):
        return StepProblem(_problem_key(error.sentence), str(error))
    name = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)[-_LOGGED_FRAMES:]
    locations = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames)
    )
    log.error("watch: %s: %s at %s", step, name, locations)
    text = _("{step} failed because of an error in bizcare itself ({name}). It is tried again. See the log.")
    return StepProblem(f"{step} {name}", text.format(step=step, name=name))


def _problem_key(sentence: str) -> str:
    """Return the part of a sentence that identifies the problem: reasons and numbers follow a colon."""
    return sentence.partition(": ")[0]


class ProblemReporter:
    """Reports each problem once, and when it is over; steps in several threads share it.

    Args:
        say: shows a sentence to the person.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lock = threading.Lock()
        self._failures: dict[str, StepProblem] = {}
        self._remarks: dict[str, frozenset[str]] = {}

    def failed(self, step: str, problem: StepProblem) -> None:
        """Report the failure of a step, unless this step or another one reported the same problem already."""
        with self._lock:
            known_keys = {each.key for each in self._failures.values()}
            self._failures[step] = problem
            if problem.key not in known_keys:
                self._show(problem.text)

    def report_success(self, step: str, works_again: str) -> None:
        """Record that a step succeeded; report it when the step had failed before."""
        with self._lock:
            if self._failures.pop(step, None) is not None:
                self._show(works_again)

    def report_remarks(self, step: str, sentences: Sequence[str]) -> None:
        """Report the remarks of a successful step; a remark is repeated only after it was absent once."""
        with self._lock:
            known_keys = self._remarks.get(step, frozenset())
            by_key = {_problem_key(sentence): sentence for sentence in sentences}
            self._remarks[step] = frozenset(by_key)
            for key, sentence in by_key.items():
                if key not in known_keys:
                    self._show(sentence)

    def _show(self, sentence: str) -> None:
        # A closed terminal, or a full disk behind a redirection, must not end the steps.
        with suppress(OSError, ValueError):
            self._say(sentence)


@dataclass(frozen=True, slots=True)
class WatchStep:
    """A task that is repeated.

    Args:
        name: the name in words, as the beginning of a sentence.
        work: runs the task; returns remarks for the person, or None when there was nothing to do. Raises an
            error when the task fails.
        works_again: the sentence to show when the task succeeds after a failure.
        every: seconds from the end of one run to the start of the next.
        first_pause: seconds until the retry after a first failure; doubled with every further failure.
        longest_pause: the upper limit of that pause.
        is_urgent: returns whether to run the task at once; called every few seconds.
    """

    name: str
    work: Callable[[], Sequence[str] | None]
    works_again: str
    every: float
    first_pause: float
    longest_pause: float
    is_urgent: Callable[[], bool] = lambda: False


class StepRunner:
    """Repeats a step until it is stopped, whatever error the step raises.

    Args:
        step: the step.
        reports: reports failures and remarks.
        clock: the clock for the schedule.
        stop: set it, and then `wake`, to end the runner.
        look: seconds between two checks whether the step is urgent.
    """

    def __init__(
        self, step: WatchStep, reports: ProblemReporter, clock: WatchClock, stop: threading.Event, look: float
    ) -> None:
        self.wake = threading.Event()
        self._step = step
        self._reports = reports
        self._clock = clock
        self._stop = stop
        self._poll_seconds = look
        self._failures = 0

    @property
    def name(self) -> str:
        """The name of the step."""
        return self._step.name

    def run(self) -> None:
        """Repeat the step; return soon after `stop` and `wake` are set."""
        while not self._stop.is_set():
            self.wake.clear()
            self.wait(self.attempt())

    def attempt(self) -> float:
        """Run the step once, and return the seconds until the next run."""
        step = self._step
        try:
            remarks = step.work()
        except (Interrupted, AlreadyRunning):
            return step.first_pause
        except Exception as error:  # whatever it is, the next attempt may succeed
            self._reports.failed(step.name, problem_from_error(error, step.name))
            return self._pause(error)
        self._failures = 0
        if remarks is not None:
            self._reports.report_success(step.name, step.works_again)
            self._reports.report_remarks(step.name, remarks)
        return step.every

    def wait(self, seconds: float) -> None:
        """Wait for these seconds, but no longer than until the step is urgent or `wake` is set."""
        deadline = self._clock.elapsed() + seconds
        # To stop the runner, other threads set `stop` first and then `wake`.
        while not self._stop.is_set() and not self.wake.is_set():
            left = deadline - self._clock.elapsed()
            if left <= 0 or self._is_urgent():
                return
            self._clock.wait(self.wake, min(left, self._poll_seconds))

    def _pause(self, error: Exception) -> float:
        doubled = self._step.first_pause * 2.0 ** min(self._failures, 20)
        self._failures += 1
        requested = error.pause if isinstance(error, MarketplaceError) else None
        return max(min(doubled, self._step.longest_pause), min(requested or 0.0, LONGEST_PAUSE_SECONDS))

    def _is_urgent(self) -> bool:
        with suppress(BizcareError):
            return self._step.is_urgent()
        return False
