"""Reading the messages of unknown author."""

from __future__ import annotations

from typing import Any

from small_store import entry, message, small_store, thread

from bizcare_tui.store.database import Database
from bizcare_tui.store.reads.authors import TEXT_END, count_unattributed, read_unattributed
from bizcare_tui.store.tables import Message


def unknown(thread_id: int, at: int, text: str = "Hm", **values: Any) -> Message:
    return message(thread_id, at, text, **{"author": "unknown", **values})


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
        assert [(each.thread_id, each.text) for each in read_unattributed(reader, 9)] == [(1, "Hm")]
        assert count_unattributed(reader) == 1


def test_messages_of_running_clocks_are_first_then_the_newest(place: Database) -> None:
    rows = (
        *(thread(each) for each in (1, 2)), entry(1), entry(2, owed="first_answer"),
        unknown(1, 10, "a"), unknown(1, 90, "b"), unknown(2, 20, "c"), unknown(2, 30, "d"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert [each.text for each in read_unattributed(reader, 9)] == ["d", "c", "b", "a"]
        assert [each.text for each in read_unattributed(reader, 3)] == ["d", "c", "b"]
        assert count_unattributed(reader) == 4


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
        first, second = read_unattributed(reader, 9)
    assert (first.customer, first.customer_key, first.automatic) == ("Zoë", "k", False)
    assert (second.customer, second.customer_key, second.automatic) == (
        "shop.example", "https://shop.example", True,
    )  # fmt: skip
    assert (len(first.text), first.text[-4:]) == (TEXT_END, "xAna")
    times = (first.first_start, first.first_due, first.first_at, first.follow_up_due, first.last_answer_at)
    assert [each and int(each.timestamp()) for each in times] == [10, 20, 30, 70, 30]
    assert second.last_answer_at is None
