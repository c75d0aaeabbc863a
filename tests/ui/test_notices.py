"""The order in which notices are shown."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.ui.notices import NoticeKind, NoticeQueue, ScreenNotice

DONE = ScreenNotice("Done · u undoes it")
NOTED = ScreenNotice("Note · u undoes it")
ARRIVED = ScreenNotice("1 new message below", kind=NoticeKind.ARRIVED_MESSAGES)
TWO_ARRIVED = replace(ARRIVED, text="2 new messages below")
VISIT = ScreenNotice("3 events since your last visit", kind=NoticeKind.LAST_VISIT)
UNSENT = ScreenNotice("A reply was not sent", severity="warning", kind=NoticeKind.OUTBOX)
LOCKED = ScreenNotice("Another program writes", "Database locked", "error")
LOCKED_AGAIN = replace(LOCKED, text="Another program still writes")
OFFLINE = ScreenNotice("No answer", "No connection", "error")
LATER = 1_000.0


def shown_in_turn(*notices: ScreenNotice) -> list[ScreenNotice]:
    """What is shown, one after the other, of notices that arrive at once; a key is pressed after each."""
    queue, now, shown = NoticeQueue(), 0.0, []
    for each in notices:
        queue.add(each, now)
    while queue.current is not None:
        shown.append(queue.current)
        now += LATER
        queue.advance(now)
        queue.press_key(now)
    return shown


@pytest.mark.parametrize(
    ("arriving", "shown"),
    [
        ([DONE], [DONE]),
        # A newer one of the same kind replaces, and an equal one is not repeated.
        ([DONE, NOTED], [NOTED]),
        ([DONE, DONE], [DONE]),
        ([ARRIVED, TWO_ARRIVED], [TWO_ARRIVED]),
        ([VISIT, ARRIVED, TWO_ARRIVED], [VISIT, TWO_ARRIVED]),
        ([VISIT, ARRIVED, ARRIVED], [VISIT, ARRIVED]),
        # What arrived waits for its turn; an answer comes first, and what it interrupted follows.
        ([DONE, ARRIVED], [DONE, ARRIVED]),
        ([ARRIVED, DONE], [DONE, ARRIVED]),
        ([UNSENT, DONE], [DONE, UNSENT]),
        ([ARRIVED, VISIT, DONE, NOTED], [NOTED, ARRIVED, VISIT]),
        # An error comes before everything; only an error about the same replaces it.
        ([DONE, LOCKED], [LOCKED]),
        ([ARRIVED, LOCKED], [LOCKED, ARRIVED]),
        ([LOCKED, DONE], [LOCKED, DONE]),
        ([LOCKED, DONE, NOTED], [LOCKED, NOTED]),
        ([LOCKED, LOCKED_AGAIN], [LOCKED_AGAIN]),
        ([LOCKED, OFFLINE], [LOCKED, OFFLINE]),
        ([LOCKED, ARRIVED, OFFLINE], [LOCKED, OFFLINE, ARRIVED]),
        ([LOCKED, DONE, LOCKED], [LOCKED]),
    ],
    ids=str,
)
def test_one_after_the_other(arriving: list[ScreenNotice], shown: list[ScreenNotice]) -> None:
    assert shown_in_turn(*arriving) == shown


def test_a_notice_is_shown_as_long_as_it_takes_to_read_it() -> None:
    queue = NoticeQueue()
    queue.add(DONE, 10.0)
    assert queue.seconds_left(10.0) == pytest.approx(DONE.seconds)
    queue.advance(10.0 + DONE.seconds - 0.1)
    assert queue.current is DONE
    queue.press_key(10.0 + DONE.seconds - 0.1)
    assert queue.current is DONE
    queue.advance(10.1 + DONE.seconds)
    assert queue.current is None
    assert queue.seconds_left(20.0) is None
    assert DONE.seconds < replace(DONE, text=DONE.text * 3).seconds < replace(DONE, text="x" * 2_000).seconds


def test_an_error_stays_until_a_key_is_pressed_after_it_could_be_read() -> None:
    queue = NoticeQueue()
    queue.add(LOCKED, 0.0)
    assert queue.seconds_left(0.0) is None
    queue.press_key(LOCKED.seconds - 0.1)
    queue.advance(LATER)
    assert queue.current is LOCKED
    queue.press_key(LATER)
    assert queue.current is None


def test_an_error_that_is_over_goes_by_itself_once_it_could_be_read() -> None:
    gone = replace(OFFLINE, kind=NoticeKind.STORE)
    queue = NoticeQueue()
    for each in (gone, LOCKED, replace(gone, text="still no answer", title="Again")):
        queue.add(each, 0.0)
    assert not queue.settle(NoticeKind.OUTBOX)
    assert queue.settle(NoticeKind.STORE)
    assert queue.seconds_left(1.0) == pytest.approx(gone.seconds - 1.0)
    queue.advance(gone.seconds)
    assert queue.current is LOCKED
    assert queue.seconds_left(LATER) is None
    queue.press_key(LATER)
    assert queue.current is None


def test_a_repeated_notice_is_shown_longer() -> None:
    queue = NoticeQueue()
    queue.add(DONE, 0.0)
    queue.add(DONE, DONE.seconds - 0.1)
    queue.advance(DONE.seconds)
    assert queue.current is DONE


def test_nothing_is_shown_after_clearing() -> None:
    queue = NoticeQueue()
    for each in (LOCKED, ARRIVED, DONE):
        queue.add(each, 0.0)
    queue.clear()
    assert queue.current is None
    queue.advance(LATER)
    assert queue.current is None


TEXTS = st.sampled_from("abcdefgh")
ERRORS = st.builds(ScreenNotice, TEXTS, st.sampled_from(["", "One", "Two"]), st.just("error"))
OTHERS = st.builds(
    ScreenNotice,
    TEXTS,
    severity=st.sampled_from(["information", "warning"]),
    kind=st.sampled_from(NoticeKind),
)


@given(st.lists(ERRORS | OTHERS, max_size=30))
def test_no_error_is_lost_and_the_queue_is_short(arriving: list[ScreenNotice]) -> None:
    shown = shown_in_turn(*arriving)
    last_errors = {each.title: each for each in arriving if each.is_error}
    assert set(last_errors.values()) <= set(shown)
    assert len(shown) <= len(NoticeKind) + len(last_errors)
    assert all(one != other for one, other in pairwise(shown))
    assert not arriving or arriving[-1] in shown
