"""Read what colleagues do: their presence, and what happened since this person's last visit."""

from __future__ import annotations

from bizcare_tui.domain.threads import Author
from bizcare_tui.store import hot_statements
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS, latest_lock_expiry
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.real_time import CLOCK_SLACK_SECONDS
from bizcare_tui.store.report_records import (
    ColleagueRecord,
    HistoryEventRecord,
    ThreadActivityRecord,
    VisitRecord,
)


def read_colleagues(reader: StoreReader) -> list[ColleagueRecord]:
    """Return the running programs of other persons."""
    now = reader.real_time()
    return reader.fetch(
        ColleagueRecord,
        hot_statements.READ_COLLEAGUES,
        now=now,
        earliest=now - PRESENCE_TIMEOUT_SECONDS,
        latest=now + CLOCK_SLACK_SECONDS,
        latest_expiry=latest_lock_expiry(now),
    )


def read_visit(reader: StoreReader) -> VisitRecord | None:
    """Return this person's last visit, None before the first one."""
    return reader.fetch_one(VisitRecord, hot_statements.READ_VISIT)


def read_last_ids(reader: StoreReader) -> tuple[int, int]:
    """Return the ids of the last history entry and of the last message, 0 if there is none."""
    return (
        reader.number(hot_statements.READ_LAST_HISTORY_ID),
        reader.number(hot_statements.READ_LAST_MESSAGE_ID),
    )


def read_history_events(reader: StoreReader, after: int, limit: int) -> list[HistoryEventRecord]:
    """Return history entries after this one, by other persons or by the program, newest first."""
    return reader.fetch(HistoryEventRecord, hot_statements.READ_HISTORY_EVENTS, after=after, limit=limit)


def read_threads_written_since(reader: StoreReader, after: int, limit: int) -> list[ThreadActivityRecord]:
    """Return the threads with messages after the one with this id, latest first, for each author by itself.

    Counted are those of customers and those of unknown author, which may be customers'.
    """
    return reader.fetch(
        ThreadActivityRecord,
        hot_statements.READ_THREADS_WRITTEN_SINCE,
        after=after,
        limit=limit,
        customer=Author.CUSTOMER,
        unknown=Author.UNKNOWN,
    )
