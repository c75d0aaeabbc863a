"""A thread while it is derived: its clocks, and what closes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from small_store import message, thread

from bizcare_tui.domain.fixes import fix_clock
from bizcare_tui.domain.purchases import OrderLine, Purchase
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.threads import Decided, Outcome, Qualification
from bizcare_tui.domain.triage import Closed, Triage
from bizcare_tui.store import derived_thread
from bizcare_tui.store.derived_thread import ThreadDerivation, start_derivation
from bizcare_tui.store.tables import Message, Thread
from bizcare_tui.store.unix_time import to_unix_seconds

# A Monday.
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def written(*turns: tuple[str, timedelta]) -> list[Message]:
    """Return messages with these authors and times after `START`."""
    return [
        message(7, to_unix_seconds(START + after), "", author=author, id=number)
        for number, (author, after) in enumerate(turns, 1)
    ]


def aftersale(**values: Any) -> Thread:
    return thread(7, **{"tag": "aftersale", "digest": "x", "added_at": to_unix_seconds(START), **values})


def derived(*turns: tuple[str, timedelta], triage: Triage | None = None, **values: Any) -> ThreadDerivation:
    return start_derivation(aftersale(**values), written(*turns), triage or Triage(), {}, None)


def no_answer_needed(known: int) -> Triage:
    return Triage(closed=Closed(Outcome.NO_ANSWER_NEEDED, START + DAY, known))


def test_a_thread_without_messages_starts_when_it_was_opened() -> None:
    assert derived().clock.start == START
    assert derived(added_at=None, read_at=to_unix_seconds(START + DAY)).clock.start == START + DAY


def test_a_thread_known_only_from_a_mail_has_no_qualification() -> None:
    assert derived_thread.qualification(aftersale()) is Qualification.AFTERSALE
    assert derived_thread.qualification(aftersale(digest="")) is Qualification.UNKNOWN
    assert derived_thread.qualification(aftersale(tag="", product_id=None)) is Qualification.NOTICE
    assert derived_thread.qualification(aftersale(tag="", product_id=3)) is Qualification.UNKNOWN


def test_a_question_after_one_that_needed_no_answer_starts_the_clock_anew() -> None:
    turns = (("customer", 0 * DAY), ("customer", 1 * DAY))
    assert derived(*turns, triage=no_answer_needed(1)).clock.start == START + DAY
    # Nothing was asked since, or it was closed for another reason.
    assert derived(*turns, triage=no_answer_needed(2)).clock.start == START
    answered = Triage(closed=Closed(Outcome.ANSWERED, START + DAY, 1))
    assert derived(*turns, triage=answered).clock.start == START


def test_an_answer_before_the_closing_keeps_the_first_clock() -> None:
    turns = (("customer", 0 * DAY), ("seller", DAY / 2), ("customer", 1 * DAY))
    each = derived(*turns, triage=no_answer_needed(2))
    assert (each.clock.start, each.clock.at) == (START, START + DAY / 2)


@pytest.mark.parametrize(("refunded", "is_ended"), [(0, False), (1, False), (2, True)])
def test_a_refund_of_all_licences_ends_the_business_care(refunded: int, is_ended: bool) -> None:
    line = OrderLine("", "Carousel", None, 2, refunded, START - DAY)
    sales = {(9, 3): Purchase.of([line])}
    each = start_derivation(aftersale(order_id=9, product_id=3), [], Triage(), sales, None)
    assert each.is_cover_ended is is_ended
    assert not start_derivation(aftersale(order_id=9, product_id=4), [], Triage(), sales, None).is_cover_ended


def test_only_a_technical_request_has_a_fix_clock_of_its_own() -> None:
    technical = Triage(kind=RequestType.TECHNICAL)
    fix = derived_thread.own_fix_clock(derived(("customer", DAY), triage=technical))
    assert fix is not None
    assert fix.start == START + DAY
    assert derived_thread.own_fix_clock(derived(("customer", DAY))) is None
    assert derived_thread.own_fix_clock(derived(("customer", DAY), triage=technical, tag="")) is None


def test_a_thread_is_fixed_when_the_customer_was_answered_after_the_patch() -> None:
    each = derived(("customer", 0 * DAY), ("seller", DAY), ("seller", 3 * DAY), ("seller", 4 * DAY))
    published = fix_clock(START, START + 2 * DAY)
    assert derived_thread.find_informed_at(each, published) == START + 3 * DAY
    assert derived_thread.closed_otherwise(each, published) == Decided(START + 3 * DAY, Outcome.FIXED)
    for fix in (None, fix_clock(START), fix_clock(START, START + 5 * DAY)):
        assert derived_thread.closed_otherwise(each, fix) is None


@pytest.mark.parametrize(
    ("author", "stays"), [("customer", False), ("unknown", False), ("seller", True), ("marketplace", True)]
)
def test_closing_by_a_person_lasts_until_the_customer_writes(author: str, stays: bool) -> None:
    triage = Triage(closed=Closed(Outcome.ANSWERED, START + DAY, 1))
    each = derived(("customer", 0 * DAY), (author, 2 * DAY), triage=triage)
    closed = derived_thread.closed_otherwise(each, None)
    assert closed == (Decided(START + 2 * DAY, Outcome.ANSWERED) if stays else None)


def test_only_a_later_message_of_the_customer_reopens_a_decision() -> None:
    each = derived(("customer", 0 * DAY), ("seller", 2 * DAY))
    assert not derived_thread.is_reopened(each, Decided(START, Outcome.REJECTED))
    assert derived_thread.is_reopened(each, Decided(START - DAY, Outcome.REJECTED))


def test_a_follow_up_that_was_running_when_the_thread_was_closed_does_not_count() -> None:
    each = derived(("customer", 0 * DAY), ("seller", DAY / 4), ("customer", DAY / 2))
    due = START + 3 * DAY / 2
    for closed_at, count in ((None, 1), (due - DAY / 24, 0), (due, 1)):
        each.closed_at = closed_at
        assert len(derived_thread.other_clocks(None, each, None)) == count


def test_a_fix_that_was_no_longer_owed_when_it_fell_due_or_was_published_does_not_count() -> None:
    each, pending = derived(("customer", 0 * DAY)), fix_clock(START)
    published_late = fix_clock(START, pending.due + DAY)
    published = fix_clock(START, START + 9 * DAY)
    for closed_at, counted in (
        (START + DAY, []),
        (START + 10 * DAY, [published]),
        (pending.due, [published]),
        (pending.due + DAY / 24, [pending, published_late, published]),
    ):
        each.fix_ended_at = closed_at
        clocks = (pending, published_late, published)
        assert [fix for fix in clocks if derived_thread.other_clocks(None, each, fix)] == counted
        each.closed_at, each.fix_ended_at = closed_at, None
        assert all(derived_thread.other_clocks(None, each, fix) for fix in clocks)


def bought(quantity: int, refunded: int, seen_at: datetime | None = None) -> Purchase:
    line = OrderLine("", "Carousel", None, quantity, refunded, START - DAY, refund_seen_at=seen_at)
    return Purchase.of([line])


@pytest.mark.parametrize(
    ("purchase", "decided", "ended_at"),
    [
        pytest.param(bought(1, 0), None, None, id="nothing was refunded"),
        pytest.param(bought(1, 1, START + 2 * DAY), None, START + 2 * DAY, id="refunded without a decision"),
        pytest.param(
            bought(1, 1, START + 2 * DAY),
            Decided(START + 3 * DAY, Outcome.REFUNDED),
            START + 2 * DAY,
            id="refunded by a decision",
        ),
        pytest.param(
            bought(2, 1, START + DAY), Decided(START + DAY, Outcome.REFUNDED), None, id="one of two"
        ),
        pytest.param(bought(2, 2, START + DAY), None, START + DAY, id="both"),
        pytest.param(
            bought(1, 1), Decided(START + DAY, Outcome.REFUNDED), START + DAY, id="only decided when"
        ),
        pytest.param(bought(1, 1), None, START, id="refunded since it is known"),
        pytest.param(bought(1, 1), Decided(START + DAY, Outcome.REJECTED), START, id="rejected and refunded"),
        pytest.param(None, None, None, id="no purchase is known"),
        pytest.param(None, Decided(START + DAY, Outcome.REJECTED), None, id="rejected"),
        pytest.param(None, Decided(START + DAY, Outcome.REFUNDED), START + DAY, id="decided and seen"),
        pytest.param(None, Decided(START + DAY), None, id="agreed and not seen yet"),
    ],
)
def test_a_refund_of_all_licences_ends_the_fix_unless_it_was_published_before(
    purchase: Purchase | None, decided: Decided | None, ended_at: datetime | None
) -> None:
    for published_at in (None, START, START + 9 * DAY):
        each = derived(("customer", 0 * DAY))
        each.purchase = purchase
        fix = fix_clock(START, published_at)
        is_ended = ended_at is not None and (published_at is None or published_at > ended_at)
        assert derived_thread.end_fix_by_refund(each, fix, decided) == (None if is_ended else fix)
        assert each.fix_ended_at == (ended_at if is_ended else None)
        assert derived_thread.end_fix_by_refund(each, None, decided) is None


def test_a_fix_before_the_baseline_is_not_scored_and_a_notice_has_no_clock() -> None:
    each, fix = derived(("customer", 0 * DAY)), fix_clock(START)
    assert derived_thread.other_clocks(START, each, fix) == [fix]
    assert derived_thread.other_clocks(START + DAY, each, fix) == []
    notice = derived(("unknown", 0 * DAY), ("seller", DAY), ("unknown", 2 * DAY), tag="")
    assert derived_thread.other_clocks(None, notice, None) == []
