"""Which threads have messages to fetch, and which are requested again."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import add_rows, entry, message, thread

from bizcare_tui.store import batching, fetch_requests
from bizcare_tui.store.engine import Store
from bizcare_tui.store.fetch_requests import PendingMessages
from bizcare_tui.store.tables import Thread


def listed(thread_id: int, **values: Any) -> Thread:
    """Return a thread that the API lists."""
    return thread(thread_id, digest="x", **values)


def pending(store: Store, quiet_before: int = 0) -> list[PendingMessages]:
    with store.transaction() as session:
        return fetch_requests.threads_to_fetch(session, 1, quiet_before)


def row(thread_id: int | None, at: int, fingerprint: str = "") -> dict[str, Any]:
    return {"thread_id": thread_id, "at": at, "fingerprint": fingerprint or f"{at}"}


def changed(store: Store, *rows: dict[str, Any], since: int | None = 0) -> set[int]:
    with store.transaction() as session:
        return fetch_requests.request_changed_threads(session, 1, rows, since)


def test_a_thread_is_fetched_while_its_reported_number_differs(store: Store) -> None:
    add_rows(
        store,
        listed(1, nb_messages=2, messages_read_for=2),
        listed(2, nb_messages=3, messages_read_for=2),
        listed(3, nb_messages=2),
        listed(4, nb_messages=1, messages_read_for=2),
        thread(5, nb_messages=3),
        message(2, 1, ""), message(2, 2, ""), message(3, 3, ""), message(3, 4, "", gone_at=9),
    )  # fmt: skip
    assert pending(store) == [
        PendingMessages(2, reported=3, stored=2, missing=1),
        PendingMessages(3, reported=2, stored=1, missing=1),
        PendingMessages(4, reported=1, stored=0, missing=0),
    ]


def test_more_stored_messages_than_reported_ones_leave_one_to_come(store: Store) -> None:
    # An edited message without an id is stored as a second one.
    add_rows(store, listed(1, nb_messages=2, messages_read_for=1), message(1, 1, ""), message(1, 2, ""))
    assert pending(store) == [PendingMessages(1, reported=2, stored=2, missing=1)]


def test_a_thread_without_a_reported_number_is_fetched_while_it_is_active(store: Store) -> None:
    add_rows(store, listed(1, messages_read_for=-1), entry(1, updated_at=100), listed(2))
    assert [each.thread_id for each in pending(store, quiet_before=99)] == [1, 2]
    assert [each.thread_id for each in pending(store, quiet_before=100)] == [2]


def test_fetched_threads_are_left_alone_until_they_are_requested(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "BATCH_SIZE", 2)
    add_rows(store, *(listed(each, nb_messages=each) for each in (1, 2, 3)))
    with store.transaction() as session:
        fetch_requests.mark_messages_fetched(session, 1, {1, 2, 3})
    assert pending(store) == []
    with store.transaction() as session:
        fetch_requests.request_messages(session, 1, {3, 1, 2} - {2})
    assert [each.thread_id for each in pending(store)] == [1, 3]
    with store.transaction() as session:
        fetch_requests.request_all_messages(session, 1)
    assert [each.thread_id for each in pending(store)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("rows", "since", "differs"),
    [
        ([row(1, 10), row(1, 20)], 0, False),
        ([row(1, 20), row(1, 10)], None, False),
        ([row(1, 20)], 10, False),
        ([row(1, 20)], 0, True),
        ([row(1, 10), row(1, 20, "edited")], 0, True),
        ([row(1, 10), row(1, 20), row(1, 20)], 0, True),
        ([row(None, 30), row(7, 30)], 0, False),
        ([], 0, False),
    ],
)
def test_a_thread_is_requested_when_its_newest_messages_are_others(
    store: Store, rows: list[dict[str, Any]], since: int | None, differs: bool
) -> None:
    add_rows(store, listed(1, nb_messages=2, messages_read_for=2))
    add_rows(store, message(1, 10, ""), message(1, 20, ""), message(1, 30, "", gone_at=99))
    assert changed(store, *rows, since=since) == ({1} if differs else set())
    assert [each.thread_id for each in pending(store)] == ([1] if differs else [])


def test_a_difference_that_stays_requests_a_thread_once(store: Store) -> None:
    add_rows(store, listed(1, nb_messages=1, messages_read_for=1), message(1, 10, ""))
    assert changed(store, row(1, 10, "edited")) == {1}
    # It is on its way to be fetched.
    assert changed(store, row(1, 10, "edited again")) == set()
    with store.transaction() as session:
        fetch_requests.mark_messages_fetched(session, 1, [1])
    assert changed(store, row(1, 10, "edited")) == set()
    assert changed(store, row(1, 10, "edited again")) == {1}


def test_messages_are_counted_as_they_are_listed_and_as_they_are_reported(store: Store) -> None:
    with store.transaction() as session:
        assert fetch_requests.reported_message_count(session, 1) == 0
        assert not fetch_requests.has_messages(session, 1)
    add_rows(store, listed(1, nb_messages=5), listed(2), listed(3, nb_messages=0))
    add_rows(store, message(1, 1, ""), message(1, 2, ""), message(2, 3, "", gone_at=9))
    with store.transaction() as session:
        assert fetch_requests.reported_message_count(session, 1) == 6
        assert fetch_requests.stored_message_counts(session, 1, [1, 2, 3]) == {1: 2}
        assert not fetch_requests.has_messages(session, 1), "all of them came with mails"
    add_rows(store, message(1, 4, "", digest="x"))
    with store.transaction() as session:
        assert fetch_requests.has_messages(session, 1)
        assert not fetch_requests.has_messages(session, 2)
