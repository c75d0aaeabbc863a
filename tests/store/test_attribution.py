"""Setting who wrote each message, and whether a machine did."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import add_rows, message, thread
from sqlmodel import col, select

from bizcare_tui.domain.authorship import SellerIdentity
from bizcare_tui.domain.triage import Triage
from bizcare_tui.store.attribution import (
    AuthorFacts,
    DerivationSettings,
    determine_authors,
    set_authors,
    store_authors,
)
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Message, Thread

SETTINGS = DerivationSettings(1, None, SellerIdentity(("Nordlys Modules",), ()))
RECEIPT = "Thanks for writing, a colleague will look at it."
Authors = list[tuple[str, str, bool | None]]


def attribute(store: Store, thread_id: int = 7, triage: Triage | None = None, *own_replies: int) -> Authors:
    """Attribute the messages of a thread; return author, source and whether it was automatic, as stored."""
    query = select(Message).where(Message.thread_id == thread_id).order_by(col(Message.at))
    with store.transaction() as session:
        messages: Any = session.exec(query).all()
        about = AuthorFacts(
            session.get_one(Thread, (1, thread_id)), messages, triage or Triage(), frozenset(own_replies)
        )
        store_authors(session, set_authors(messages, determine_authors(session, SETTINGS, about)))
    with store.transaction() as session:
        return [(each.author, each.author_by, each.automatic) for each in session.exec(query)]


def test_each_message_has_the_author_that_the_strongest_source_names(store: Store) -> None:
    add_rows(
        store,
        thread(7, tag="aftersale", digest="x"),
        message(7, 10, "It crashes", author="unknown"),
        message(7, 5_000, "Send me the log", author="unknown"),
        message(7, 9_000, "Here it is", reported_role="customer", author="unknown"),
        message(7, 19_000, "Fixed", reported_name="NORDLYS  modules", author="unknown"),
    )
    assert attribute(store, 7, None, 2) == [
        ("customer", "first_message", False),
        ("seller", "own_reply", False),
        ("customer", "author_field", False),
        ("seller", "author_field", False),
    ]


def test_what_a_person_marked_wins_over_what_was_reported(store: Store) -> None:
    add_rows(store, thread(7, tag="aftersale", digest="x"), message(7, 10, "Hello", reported_role="customer"))
    assert attribute(store, 7, Triage(authors={1: ("seller", True)})) == [("seller", "person", True)]


@pytest.mark.parametrize(("seconds", "automatic"), [(60, True), (61, False)])
def test_a_text_that_is_as_quick_in_another_thread_is_automatic(
    store: Store, seconds: int, automatic: bool
) -> None:
    answer = {"author": "unknown", "reported_role": "seller", "text_digest": "same"}
    for thread_id, delay in ((7, seconds), (8, 30)):
        add_rows(
            store,
            thread(thread_id, tag="aftersale", digest="x"),
            message(thread_id, 1_000, "It crashes"),
            message(thread_id, 1_000 + delay, RECEIPT, **answer),
        )
    assert attribute(store)[1] == ("seller", "author_field", automatic)


def test_a_quick_answer_that_is_slow_elsewhere_was_written_by_a_person(store: Store) -> None:
    answer = {"author": "unknown", "reported_role": "seller", "text_digest": "same"}
    for thread_id, delay in ((7, 20), (8, 61)):
        add_rows(
            store,
            thread(thread_id, tag="aftersale", digest="x"),
            message(thread_id, 1_000, "It crashes"),
            message(thread_id, 1_000 + delay, RECEIPT, **answer),
        )
    # Twice in one thread is no other thread.
    add_rows(store, message(7, 1_030, RECEIPT, **answer))
    assert [automatic for _author, _by, automatic in attribute(store)] == [False, False, False]


def test_an_erased_message_keeps_the_author_that_it_had(store: Store) -> None:
    add_rows(
        store,
        thread(7, tag="aftersale", digest="x"),
        message(7, 10, "(erased)", author="seller", author_by="signature", automatic=True, erased_at=99),
    )
    assert attribute(store) == [("seller", "signature", True)]


def test_an_answer_soon_after_an_erased_question_is_still_quick(store: Store) -> None:
    answer = {"author": "unknown", "reported_role": "seller", "text_digest": "same"}
    for thread_id in (7, 8):
        add_rows(
            store,
            thread(thread_id, tag="aftersale", digest="x"),
            message(thread_id, 1_000, "(erased)", erased_at=99),
            message(thread_id, 1_010, RECEIPT, **answer),
        )
    assert attribute(store)[1] == ("seller", "author_field", True)
