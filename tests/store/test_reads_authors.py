"""Reading the messages of unknown author."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import entry, message, small_store, thread

from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import authors
from bizcare_tui.store.reads.authors import TEXT_END, count_unattributed, read_unattributed
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.report_records import UnattributedRecord
from bizcare_tui.store.tables import Message


def unknown(thread_id: int, at: int, text: str = "Hm", **values: Any) -> Message:
    return message(thread_id, at, text, **{"author": "unknown", **values})


def read(reader: StoreReader) -> list[UnattributedRecord]:
    """Return the messages of all pages."""
    return [each for page in read_unattributed(reader) for each in page]


def test_messages_of_known_authors_closed_threads_notices_and_erased_ones_are_left_out(
    place: Database,
) -> None:
    rows = (
        *(thread(each) for each in (1, 2, 3)),
        entry(1), entry(2, state="closed"), entry(3, qualification="notice"),
        unknown(1, 10), message(1, 20, "Theirs"), message(1, 30, "Ours", author="seller"),
        unknown(1, 40, "", erased_at=50), unknown(2, 10), unknown(3, 10),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert [(each.thread_id, each.text) for each in read(reader)] == [(1, "Hm")]
        assert count_unattributed(reader) == 1


def test_messages_are_read_in_the_order_of_the_inbox_page_by_page(
    place: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors, "_FIRST_THREADS", 1)
    rows = (
        *(thread(each) for each in (1, 2, 3, 4)),
        entry(1, rank=30), entry(2, rank=10), entry(3, rank=20), entry(4, rank=20),
        unknown(1, 10, "a"), unknown(1, 90, "b"), unknown(4, 5, "e"),
        unknown(2, 20, "c"), unknown(2, 30, "d"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        pages = [sorted(each.text for each in page) for page in read_unattributed(reader)]
        assert pages == [["c", "d"], ["e"], ["a", "b"]]
        # The thread that is asked for is first; it comes again in its place.
        pages = [sorted(each.text for each in page) for page in read_unattributed(reader, first_thread=1)]
        assert pages == [["a", "b"], ["c", "d"], ["e"], ["a", "b"]]
        assert count_unattributed(reader) == 5


def test_a_message_comes_with_its_end_its_customer_and_the_clocks_of_its_thread(place: Database) -> None:
    rows = (
        thread(1, customer_digest="k", website="https://shop.example"),
        thread(2, website="https://shop.example"),
        entry(1, customer="Zoë", first_start=10, first_due=20, first_at=30, follow_up_due=70, scored=False),
        entry(2, shop="shop.example"),
        message(1, 30, "Fixed", author="seller"), message(1, 60, "Received", author="seller", automatic=True),
        unknown(1, 50, "x" * 9_000 + "Ana"), unknown(2, 5, automatic=True),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        first, second = sorted(read(reader), key=lambda each: each.thread_id)
    assert (first.customer, first.customer_key, first.automatic) == ("Zoë", "k", None)
    assert (second.customer, second.customer_key, second.automatic) == (
        "shop.example", "https://shop.example", True,
    )  # fmt: skip
    assert (len(first.text), first.text[-4:]) == (TEXT_END, "xAna")
    times = (first.first_start, first.first_due, first.first_at, first.follow_up_due, first.last_answer_at)
    assert [each and int(each.timestamp()) for each in times] == [10, 20, 30, 70, 30]
    assert second.last_answer_at is None
