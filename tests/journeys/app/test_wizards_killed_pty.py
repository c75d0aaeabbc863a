"""A wizard killed with kill -9 at each step has every answer when it is opened again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from emulator import Emulator
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.domain.decisions.answers import DecisionAnswers, RefundAnswers, RejectionAnswers
from bizcare_tui.domain.decisions.missing_answers import wizard_steps
from bizcare_tui.domain.policy import Proof

COMMAND = [sys.executable, "-m", "bizcare_tui"]
NEXT = "\x0e"
Steps = tuple[tuple[tuple[tuple[str, str], ...], str], ...]
FINDING = "the file was changed"

# What is pressed at each step, with the words to wait for after each, and what is stored then.
REJECTING: Steps = (
    ((), ""),
    ((("\x1b[F ", "do not prove it"), ("j\r", "[x]")), "'acknowledged': True"),
    ((("t", "Your finding"), (FINDING + "\r", "finding: " + FINDING)), FINDING),
    ((("\x1b[H ", "[x]"),), "'alternatives': ('reactivate',)"),
    ((("MARK ", "MARK"),), "MARK "),
    ((), ""),
)
REFUNDING: Steps = (
    (
        (
            (" ", "only this shop, and"),
            ("\r", "(•) Yes, only this shop"),
            ("t", "Your finding"),
            (FINDING + "\r", "finding: "),
        ),
        FINDING,
    ),
    ((), ""),
    (((" ", "[x]"), ("j ", "(•) The sale has not been paid")), "'paid_out': False"),
    ((("MARK ", "MARK"),), "MARK "),
    ((), ""),
    (
        (
            (" ", "[x] I completed"),
            ("e", "saved with the decision"),
            ("picked the reason\r", "Your note: picked"),
        ),
        "'picked the reason'",
    ),
)


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


def open_wizard(terminal: Emulator, key: str, number: int) -> None:
    """Open the only thread, and its wizard, which is at this step."""
    terminal.until_text("Carousel stays empty")
    terminal.press("\r")
    terminal.until(lambda lines: not any("[1 To do" in line for line in lines))
    terminal.press(key)
    terminal.until(lambda lines: f"step {number} of 6" in lines[0])


def killed_at_each_step(key: str, steps: Steps, stored: Callable[[], DecisionAnswers]) -> None:
    """Answer a step, be killed once that is stored, and go on in another program, which shows the answer.

    Nothing is stored of a wizard before something was answered: until then it opens at its first step.
    """
    environment = {**os.environ, "TERM": "xterm-256color"}
    at, shown, is_begun = 1, "", False
    for number, (presses, kept) in enumerate((*steps, ((), "")), 1):
        with Emulator(COMMAND, environment, 80, 24) as terminal:
            open_wizard(terminal, key, at)
            terminal.until_text(shown)
            if number > len(steps):
                break
            for step in range(at + 1, number + 1):
                terminal.press(NEXT)
                terminal.until_text(f"step {step} of 6")
            for keys, found in presses:
                terminal.press(keys)
                terminal.until_text(found)
            is_begun = is_begun or bool(presses)
            if is_begun:
                at, shown = number, presses[-1][1] if presses else ""
                terminal.until_done(partial(has_stored, stored, kept))
                terminal.until_done(partial(is_at, stored, number - 1))
            terminal.signal(signal.SIGKILL)
            terminal.end()


def has_stored(stored: Callable[[], DecisionAnswers], words: str) -> bool:
    """Whether these words are among the answers."""
    return words in str(stored().values())


def is_at(stored: Callable[[], DecisionAnswers], place: int) -> bool:
    """Whether this step was reached, counted from 0."""
    return wizard_steps(stored()).index(stored().step) == place


def test_a_rejection_killed_at_each_step_is_resumed_with_every_answer(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    killed_at_each_step("x", REJECTING, lambda: decisions.wizards.begin(THREAD, "rejection").answers)
    answers = decisions.wizards.begin(THREAD, "rejection").answers
    assert isinstance(answers, RejectionAnswers)
    (chosen,) = answers.chosen
    assert (chosen.ground, chosen.acknowledged) == ("modified_code", True)
    assert (Proof.FINDING, FINDING) in [(item.proof, item.text) for item in chosen.items]
    assert answers.alternatives == ("reactivate",)
    assert "MARK " in answers.letter
    assert FINDING in answers.letter


def test_a_refund_killed_at_each_step_is_resumed_with_every_answer(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    killed_at_each_step("$", REFUNDING, lambda: decisions.wizards.begin(THREAD, "refund").answers)
    answers = decisions.wizards.begin(THREAD, "refund").answers
    assert isinstance(answers, RefundAnswers)
    assert answers.singular is True
    assert (answers.care_ends, answers.paid_out, answers.done) == (True, False, True)
    assert answers.done_how == "picked the reason"
    assert "MARK " in answers.letter
