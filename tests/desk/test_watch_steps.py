"""The steps of `watch`: each is retried by itself, and an error is reported once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from bizcare_tui.desk.watch_steps import ProblemReporter, StepRunner, WatchStep
from bizcare_tui.errors import AlreadyRunning, Offline, RateLimited, StoreBusy
from bizcare_tui.store.marketplace_pause import LONGEST_PAUSE_SECONDS


class SimulatedClock:
    """Time that passes only while somebody waits; `at` is called with each new time."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.at: Callable[[float], None] = lambda _seconds: None

    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return self.seconds

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Let the time pass at once."""
        self.seconds += seconds
        self.at(self.seconds)


class Work:
    """A step's work whose outcomes are given one by one; the last one stays."""

    def __init__(self, *outcomes: Exception | Sequence[str] | None) -> None:
        self.outcomes = list(outcomes)
        self.times: list[float] = []
        self.clock = SimulatedClock()

    def __call__(self) -> Sequence[str] | None:
        """The next outcome."""
        self.times.append(self.clock.seconds)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def run(
    work: Work,
    until: float,
    *,
    every: float = 300.0,
    urgent: Callable[[], bool] = lambda: False,
    reports: ProblemReporter | None = None,
) -> list[str]:
    """Run a step until a time; what was said."""
    said: list[str] = []
    stop = threading.Event()
    step = WatchStep("Syncing", work, "Syncing works again.", every, 30.0, 300.0, urgent)
    work.clock.at = lambda seconds: stop.set() if seconds >= until else None
    StepRunner(step, reports or ProblemReporter(said.append), work.clock, stop, 5.0).run()
    return said


def test_a_failure_is_reported_once_and_its_end_too() -> None:
    work = Work(StoreBusy("Busy."), StoreBusy("Busy."), [], [], StoreBusy("Busy."))
    assert run(work, 2000) == ["Busy.", "Syncing works again.", "Busy."]


def test_it_is_tried_again_after_pauses_that_double_to_a_longest() -> None:
    work = Work(Offline("Away."))
    run(work, 1100)
    assert work.times == [0, 30, 90, 210, 450, 750, 1050]


def test_after_a_success_the_pauses_begin_anew() -> None:
    work = Work(Offline("Away."), Offline("Away."), [], Offline("Away."), [])
    run(work, 800)
    assert work.times == [0, 30, 90, 390, 420, 720]


@pytest.mark.parametrize(("asked", "pause"), [(0, 30), (600, 600), (86_400, LONGEST_PAUSE_SECONDS), (-5, 30)])
def test_the_requested_pause_is_limited(asked: float, pause: float) -> None:
    error = RateLimited("Slow down.")
    error.pause = asked
    work = Work(error, [])
    run(work, pause + 1, every=1e6)
    assert work.times == [0, pause]


def test_an_unexpected_error_is_reported_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(AttributeError("ana@customer.example"), [], AttributeError("ana@customer.example"), [])
    said = run(work, 1000)
    assert [sentence.partition(" ")[0] for sentence in said] == ["Syncing"] * 4
    assert "AttributeError" in said[0]
    assert "customer.example" not in " ".join(said) + caplog.text
    assert work.times == [0, 30, 330, 360, 660, 960]


def test_work_that_another_program_does_is_no_failure() -> None:
    work = Work(AlreadyRunning("Another program is at this."), [])
    assert run(work, 100) == []
    assert work.times == [0, 30]


def test_nothing_to_do_does_not_say_that_it_works_again() -> None:
    work = Work(Offline("Away."), None, None, Offline("Away."), [])
    assert run(work, 1000) == ["Away.", "Syncing works again."]


def test_what_is_urgent_does_not_wait() -> None:
    work = Work(Offline("Away."), [])
    keys = iter([False, True])
    run(work, 100, urgent=lambda: next(keys, False))
    assert work.times == [0, 5]


def test_the_same_failure_of_two_steps_is_reported_once() -> None:
    said: list[str] = []
    reports = ProblemReporter(said.append)
    for name in ("Syncing", "Sending"):
        stop = threading.Event()
        work = Work(StoreBusy("Busy."))
        work.clock.at = lambda _seconds, stop=stop: stop.set()  # type: ignore[misc]
        step = WatchStep(name, work, f"{name} works again.", 5.0, 5.0, 5.0)
        StepRunner(step, reports, work.clock, stop, 5.0).run()
    assert said == ["Busy."]


def test_a_remark_is_reported_once_as_long_as_it_applies() -> None:
    work = Work(["The webhook fails."], ["The webhook fails."], [], ["The webhook fails."])
    assert run(work, 1500) == ["The webhook fails."] * 2


def test_a_terminal_that_is_gone_ends_nothing() -> None:
    def fail(_sentence: str) -> None:
        raise BrokenPipeError

    work = Work(Offline("Away."), [])
    run(work, 31, reports=ProblemReporter(fail))
    assert work.times == [0, 30]
