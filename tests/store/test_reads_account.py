"""Reading what the baseline depends on."""

from __future__ import annotations

from small_store import entry, message, small_store, thread

from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import account


def test_open_requests_lack_an_answer_or_owe_a_fix_or_a_refund(place: Database) -> None:
    rows = (
        entry(1), entry(2, first_at=5), entry(3, first_at=5, owed="fix"), entry(4, state="closed"),
        entry(5, obligation=False, owed="follow_up"), entry(6, qualification="notice"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = {each.thread_id: (each.is_open, each.is_other) for each in account.read_open_requests(reader)}
    assert found == {1: (True, False), 3: (False, True)}


def test_threads_from_before_the_baseline_are_counted_without_notices(place: Database) -> None:
    rows = (entry(1), entry(2, scored=False), entry(3, scored=False, qualification="notice"))
    with small_store(place, *rows) as reader:
        assert account.count_unscored(reader) == 1


def test_the_first_message_of_a_thread_counts_as_the_customers(place: Database) -> None:
    rows = (
        message(1, 10, "x" * 500 + "Regards", author="unknown"), message(1, 20, "Later", author="unknown"),
        message(1, 30, "Mine", author="seller"), message(1, 40, "Theirs", author="customer"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = sorted(account.read_endings(reader), key=lambda each: each[1])
    assert [(text[-7:], is_customers) for _thread, text, is_customers in found] == [
        ("Later", False), ("Mine", False), ("Theirs", True), ("Regards", True),
    ]  # fmt: skip
    assert len(found[-1][1]) == 400


def test_endings_that_may_answer_are_of_unknown_authors_after_the_request(place: Database) -> None:
    rows = (
        entry(1, first_start=10), entry(2, first_start=10, first_at=20),
        message(1, 10, "Request", author="unknown"), message(1, 20, "Answer", author="unknown"),
        message(1, 30, "Robot", author="unknown", automatic=True), message(2, 20, "Known", author="unknown"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert list(account.read_unattributed_endings(reader)) == [(1, "Answer")]


def test_a_thread_was_opened_by_a_customer_or_else_by_a_shop(place: Database) -> None:
    rows = (
        thread(1, customer_digest="c", website="s"), thread(2, website="s"), thread(3)
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert account.read_thread_customers(reader) == {1: "c", 2: "s"}
