"""A store of a few rows written by hand, for the tests of single reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import SQLModel
from store_templates import TEMPLATES

from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account, get_person_of_login
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.tables import InboxEntry, Message, Reply, Thread

ANA, BEA = 1, 2
"""The ids of the persons of the store, whose logins are "ana" and "bea"."""


def open_small_store(place: Database) -> Store:
    """Make a store with one account and two persons, and open it for writing."""
    TEMPLATES.copy_empty(place)
    store = Store(place)
    with store.transaction() as session:
        get_account(session, "https://example.org/", 0)
        for login in ("ana", "bea"):
            get_person_of_login(session, login)
    return store


def add_rows(store: Store, *rows: SQLModel) -> None:
    """Add rows to a store, each after the one before it."""
    with store.transaction() as session:
        for row in rows:
            session.add(row)
            session.flush()


@contextmanager
def small_store(place: Database, *rows: SQLModel) -> Iterator[StoreReader]:
    """Make a store with one account, two persons and these rows; give what reads it for Ana."""
    store = open_small_store(place)
    add_rows(store, *rows)
    reader = StoreReader(place, "ana")
    try:
        yield reader
    finally:
        reader.close()
        store.close()


def entry(thread_id: int, **values: Any) -> InboxEntry:
    """Return an inbox entry in which nothing is owed, but for these values."""
    defaults: dict[str, Any] = {
        "rank": 0, "topic": f"Topic {thread_id}", "product": "", "customer": "", "shop": "",
        "qualification": "aftersale", "state": "new", "messages": 1, "received_at": 0, "updated_at": 0,
        "first_start": 0, "first_due": 0, "obligation": True, "scored": True, "cover": "active",
        "prestashop_version": "",
    }  # fmt: skip
    return InboxEntry(account_id=1, thread_id=thread_id, **{**defaults, **values})


def thread(thread_id: int, **values: Any) -> Thread:
    """Return a thread without order, product or shop, but for these values."""
    defaults: dict[str, Any] = {
        "topic": f"Topic {thread_id}", "product_name": "", "tag": "", "website": "", "cover_reported": False,
        "customer_digest": "", "raw": "{}", "digest": "", "read_at": 0,
    }  # fmt: skip
    return Thread(account_id=1, id=thread_id, **{**defaults, **values})


def message(thread_id: int, at: int, text: str = "", **values: Any) -> Message:
    """Return a message of a customer, but for these values."""
    defaults: dict[str, Any] = {
        "fingerprint": f"{at}", "text_digest": "", "raw": "{}", "digest": "", "read_at": 0,
        "author": "customer", "account_id": 1,
    }  # fmt: skip
    return Message(thread_id=thread_id, at=at, text=text, **{**defaults, **values})


def reply(thread_id: int, state: str = "queued", **values: Any) -> Reply:
    """Return a reply of Ana that may be sent at once, but for these values."""
    defaults: dict[str, Any] = {"person_id": ANA, "text": "An answer", "queued_at": 0, "not_before": 0.0}
    return Reply(account_id=1, thread_id=thread_id, state=state, **{**defaults, **values})
