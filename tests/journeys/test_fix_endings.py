"""What becomes of a fix when the customer writes again after a refund, a rejection or "no answer needed"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fixed_time import NOW
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.brief import BriefKind, BriefPeriod
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import State
from bizcare_tui.store.derive import find_differing_threads

FIX_QUERIES = (
    "is:fix",
    BriefPeriod(marketplace_date(NOW) + timedelta(days=26), marketplace_date(NOW)).queries()[BriefKind.FIXES],
)


ANSWER = "I could reproduce it on your shop: the carousel stays empty. I keep you informed. Ana"
SetHour = Callable[[int], None]


@pytest.fixture
def set_hour(monkeypatch: pytest.MonkeyPatch) -> SetHour:
    """Set the time so many hours after the first sync."""
    return lambda hours: monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(hours=hours)).isoformat())


@pytest.fixture
def at_desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


def refund(at_desk: PurchaseDesk, *, licences: int = 1, refunded: int = 1, is_decided: bool = True) -> None:
    """Sell this many licences; the orders show that some were refunded, as was decided or by itself."""
    at_desk.sale["product_quantity"] = licences
    at_desk.sync()
    if is_decided:
        at_desk.desk.decisions.decide(at_desk.refunding(quantity=refunded))
        at_desk.send()
        assert at_desk.desk.inbox.counts([parse_query("is:fix")])[parse_query("is:fix")] == 1
    at_desk.sale["product_quantity_refunded"] = refunded
    at_desk.sync()


def close(at_desk: PurchaseDesk, how: str) -> None:
    """Close the thread in this way."""
    match how:
        case "rejected":
            at_desk.desk.decisions.decide(at_desk.rejecting("modified_code"))
            at_desk.send()
        case "no answer":
            at_desk.desk.verbs.no_answer([THREAD], "solved on the phone")
        case "one of two refunded":
            refund(at_desk, licences=2)
        case "both refunded":
            refund(at_desk, licences=2, refunded=2)
        case "refunded without a decision":
            refund(at_desk, is_decided=False)
        case _:
            refund(at_desk)


def assert_fix(desk: Desk, at_desk: PurchaseDesk, *, is_owed: bool) -> None:
    """Everything that shows fixes agrees on whether this one is owed."""
    shown = desk.conversations.conversation(THREAD)
    assert (shown.summary.fix is not None) is is_owed
    assert ("fix" in {fact.key for fact in shown.facts}) is is_owed
    assert (at_desk.line()["fix"] is not None) is is_owed
    counts = desk.inbox.counts([parse_query(text) for text in FIX_QUERIES])
    assert list(counts.values()) == [is_owed, is_owed]
    (defect,) = desk.defects.board()
    assert [report.ended for report in defect.reports] == [not is_owed]
    assert (defect.clock is not None, defect.next_due() is not None) == (is_owed, is_owed)


@pytest.mark.parametrize(
    ("how", "is_owed"),
    [
        ("refunded", False),
        ("both refunded", False),
        ("refunded without a decision", False),
        ("one of two refunded", True),
        ("rejected", True),
        ("no answer", True),
    ],
)
def test_only_a_refund_of_all_licences_ends_the_fix_whatever_the_customer_writes_later(
    at_desk: PurchaseDesk, set_hour: SetHour, how: str, is_owed: bool
) -> None:
    at_desk.desk.defects.create_defect([THREAD], "The carousel stays empty", 3)
    close(at_desk, how)
    assert_fix(at_desk.desk, at_desk, is_owed=False)
    at_desk.desk.presence.record_visit(None, NOW)
    at_desk.market.add_message(THREAD, "Thank you for that.", at=NOW + timedelta(hours=1))
    set_hour(2)
    at_desk.sync()
    (row,) = at_desk.desk.inbox.rows([THREAD])
    assert row.state in (State.NEW, State.OPEN)
    assert row.owed in (Owed.FIRST_ANSWER, Owed.FOLLOW_UP, Owed.FIX if is_owed else None)
    assert_fix(at_desk.desk, at_desk, is_owed=is_owed)

    at_desk.desk.replies.queue(THREAD, ANSWER, override="seen")
    at_desk.send()
    (row,) = at_desk.desk.inbox.rows([THREAD])
    assert (row.state, row.owed) == (State.WAITING, Owed.FIX if is_owed else None)
    assert_fix(at_desk.desk, at_desk, is_owed=is_owed)

    set_hour(28 * 24)
    outlook = Desk().statistics.forecast().forecast
    assert [due.what for due in (*outlook.late, *outlook.missed, *outlook.due)] == ["fix"] * is_owed

    set_hour(40 * 24)
    later = Desk()
    later.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    missed = [event for event in later.presence.away().rows if event.sentence == "fix missed"]
    assert (len(missed), later.statistics.figures().fixes.of) == (is_owed, is_owed)
    assert_fix(later, at_desk, is_owed=is_owed)
    assert find_differing_threads(later.session.store(), (), later.now()) == []


def test_a_fix_that_was_late_before_the_refund_stays_missed_in_the_history(
    at_desk: PurchaseDesk, set_hour: SetHour
) -> None:
    at_desk.desk.defects.create_defect([THREAD], "The carousel stays empty", 3)
    at_desk.desk.presence.record_visit(None, NOW)
    set_hour(31 * 24)
    at_desk.sync()
    assert_fix(at_desk.desk, at_desk, is_owed=True)
    refund(at_desk)
    at_desk.market.add_message(THREAD, "Thank you for that.", at=NOW + timedelta(days=32))
    set_hour(33 * 24)
    at_desk.sync()
    assert_fix(at_desk.desk, at_desk, is_owed=False)
    events = [event.sentence for event in Desk().presence.away().rows]
    assert [sentence for sentence in events if "fix" in sentence] == ["fix missed"]


def test_a_request_that_reads_like_an_error_expects_no_fix_after_a_refund(at_desk: PurchaseDesk) -> None:
    fix = at_desk.desk.conversations.conversation(THREAD).summary.fix
    assert fix is not None
    assert fix.is_expected
    refund(at_desk, is_decided=False)
    assert at_desk.desk.conversations.conversation(THREAD).summary.fix is None
