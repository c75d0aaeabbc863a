"""Control characters of terminals leave the texts of a store that another program may have written."""

from __future__ import annotations

import json

import pytest
from small_store import add_rows, message, thread
from sqlmodel import select

from bizcare_tui.domain.text import HIDDEN
from bizcare_tui.store import history
from bizcare_tui.store.engine import Store
from bizcare_tui.store.sanitizing import sanitize_column_text, sanitize_store
from bizcare_tui.store.tables import History, Message, PageConfirmation, Thread

ESCAPE = "\x1b]52;c;ZXZpbA==\x07"


@pytest.mark.parametrize("text", ["", "ñ 😀\tand\nlines\r\n", "‘quoted’", "[1, 2]"])
def test_a_harmless_text_is_the_same_afterwards(text: str) -> None:
    assert sanitize_column_text("topic", text) == text


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_a_control_character_is_replaced(character: str) -> None:
    assert sanitize_column_text("topic", f"a{character}b") == f"a{HIDDEN}b"
    assert sanitize_column_text("raw", f"a{character}b") == f"a{character}b"


def test_json_is_cleaned_within_its_strings_and_names_and_stays_json() -> None:
    value = {"a\x1b": ["b\x07", {"c": [1, None, True, "d\ud800"]}]}
    clean = sanitize_column_text("payload", json.dumps(value))
    assert json.loads(clean) == {f"a{HIDDEN}": [f"b{HIDDEN}", {"c": [1, None, True, f"d{HIDDEN}"]}]}
    harmless = '{ "b":1,  "a" : "ñ" }'
    assert sanitize_column_text("content", harmless) == harmless


@pytest.mark.parametrize("text", ["", "{", '"\x1b', "NaN", "[-Infinity]", "[" * 100_000])
def test_what_is_no_json_in_a_column_of_json_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        sanitize_column_text("answers", text)
    assert sanitize_column_text("topic", text.replace("\x1b", "")) == text.replace("\x1b", "")


def test_a_store_is_cleaned_row_by_row_and_the_changed_rows_are_named(store: Store) -> None:
    add_rows(store, thread(7, topic=f"a{ESCAPE}", raw='"\\u001b"'), thread(8), message(7, 5, f"b{ESCAPE}"))
    links = json.dumps([["here\x1b[2J", "https://example.com/"]])
    add_rows(store, message(8, 6, "c", links=links), message(8, 7, "d", links=f"[{ESCAPE}"))
    with store.transaction() as session:
        assert sanitize_store(session.connection()) == {
            "thread": [{"account_id": 1, "id": 7}], "message": [{"id": 1}, {"id": 2}, {"id": 3}]
        }  # fmt: skip
    with store.transaction() as session:
        clean = f"{HIDDEN}]52;c;ZXZpbA=={HIDDEN}"
        topic, raw = session.exec(select(Thread.topic, Thread.raw).where(Thread.id == 7)).one()
        assert (topic, raw) == (f"a{clean}", '"\\u001b"')
        first, second, third = [session.get_one(Message, number) for number in (1, 2, 3)]
        assert (first.text, third.links) == (f"b{clean}", f"[{clean}")
        assert json.loads(second.links) == [[f"here{HIDDEN}[2J", "https://example.com/"]]
        assert sanitize_store(session.connection()) == {}


def test_neither_the_history_nor_a_key_is_changed(store: Store) -> None:
    address = f"https://example.com/{ESCAPE}"
    add_rows(store, PageConfirmation(account_id=1, address=address, person_id=1, confirmed_at=0))
    with store.transaction() as session:
        history.append_entry(session, account_id=1, at=0, kind=f"note{ESCAPE}", payload={"text": ESCAPE})
    with store.transaction() as session:
        assert sanitize_store(session.connection()) == {}
        assert session.exec(select(PageConfirmation.address)).one() == address
        assert session.exec(select(History.kind)).one() == f"note{ESCAPE}"
        assert history.first_broken_entry(session) is None
