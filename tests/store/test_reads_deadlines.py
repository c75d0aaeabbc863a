"""Reading what is owed, and what the forecast and the statistics count."""

from __future__ import annotations

from datetime import UTC, datetime

from small_store import ANA, entry, message, small_store

from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import deadlines
from bizcare_tui.store.tables import ClockStatus, Reply
from bizcare_tui.store.unix_time import from_unix_seconds, to_unix_seconds

DAY = datetime(2026, 11, 26, tzinfo=UTC)
AT = to_unix_seconds(DAY)


def test_what_is_owed_comes_in_the_order_of_the_inbox(place: Database) -> None:
    rows = (entry(1, owed="fix", due_at=9, rank=9), entry(2, owed="refund", due_at=5, rank=5), entry(3))
    with small_store(place, *rows) as reader:
        found = [(each.thread_id, each.owed, each.due_at) for each in deadlines.read_owed(reader)]
    assert found == [(2, Owed.REFUND, from_unix_seconds(5)), (1, Owed.FIX, from_unix_seconds(9))]


def test_first_and_later_requests_are_counted_since_a_day(place: Database) -> None:
    rows = (
        entry(1, first_start=AT), entry(2, first_start=AT - 1),
        entry(3, first_start=AT, qualification="notice"),
        ClockStatus(
            account_id=1, thread_id=1, clock="follow_up", start=AT + 60, due=0, first_status="met",
            status="met",
        ),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert sorted(deadlines.read_request_times(reader, DAY)) == [DAY, from_unix_seconds(AT + 60)]


def test_automatic_answers_are_not_counted(place: Database) -> None:
    rows = (
        message(1, AT, "Mine", author="seller"), message(1, AT + 1, "Robot", author="seller", automatic=True),
        message(1, AT - 1, "Before", author="seller"), message(1, AT + 2, "Theirs"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert deadlines.read_answer_times(reader, DAY) == [DAY]
        assert deadlines.oldest_message_at(reader) is None


def test_a_request_names_who_answered_it(place: Database) -> None:
    rows = (
        entry(1, first_at=AT), message(1, AT, "Mine", author="seller"),
        Reply(
            account_id=1, person_id=ANA, thread_id=1, state="confirmed", text="Mine", message_id=1,
            queued_at=0, not_before=0.0,
        ),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        (request,) = deadlines.read_requests(reader)
    assert (request.person, request.grounds, request.first_at) == ("ana", None, DAY)
