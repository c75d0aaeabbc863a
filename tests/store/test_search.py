"""The full-text entries of threads: what is found in them, and the numbers that they keep."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fixed_time import NOW
from small_store import add_rows, entry
from sqlalchemy import text

from bizcare_tui.domain.query import parse
from bizcare_tui.store.engine import Store
from bizcare_tui.store.query_compiler import compile_query
from bizcare_tui.store.search import (
    SEARCH_COLUMNS,
    TEXT_SEPARATOR,
    SearchEntry,
    delete_entries,
    write_entries,
)

Before = dict[int, tuple[int | None, int | None]]


def of(thread_id: int, updated_at: int = 1000, **texts: str) -> SearchEntry:
    return SearchEntry.of(thread_id, updated_at, [texts.get(name, "") for name in SEARCH_COLUMNS])


def write(store: Store, *entries: SearchEntry, before: Before | None = None) -> dict[int, int]:
    with store.transaction() as session:
        return write_entries(session.connection(), entries, before or {})


def found(store: Store, typed: str) -> list[int]:
    """Return the ids of the entries in which a query finds its words, the newest first."""
    compiled = compile_query(parse(typed), NOW, postgresql=store.database.is_postgresql)
    key = "search_id" if store.database.is_postgresql else "rowid"
    query = f"SELECT w.{key} FROM thread_words w WHERE {compiled.words} ORDER BY w.{key} DESC"
    return list(store.database.connect().flat_values(query, compiled.values))


def test_words_are_found_in_each_column_whatever_their_case_and_accents(store: Store) -> None:
    texts = [f"Überprüfen{name} 100%" for name in SEARCH_COLUMNS]
    number = write(store, SearchEntry.of(7, 1000, texts))[7]
    for name in SEARCH_COLUMNS:
        assert found(store, f"uberprufen{name}") == [number]
    assert found(store, "uberprufenelse") == []
    assert found(store, "topic:uberprufentopic") == [number]
    assert found(store, "product:uberprufentopic") == []


def test_a_phrase_is_found_within_a_text_but_not_across_two(store: Store) -> None:
    number = write(store, of(7, said=f"the carrier is missing{TEXT_SEPARATOR}in the cart", topic="checkout"))[
        7
    ]
    assert found(store, '"carrier is missing"') == [number]
    assert found(store, '"missing in"') == []
    assert found(store, '"checkout the"') == []


@pytest.mark.parametrize(
    "hostile", ["'; DROP TABLE thread_words; --", "NEAR(a b) OR *", "\x00\x1f", "\\' : & | !", "\ue000"]
)
def test_a_hostile_text_is_stored_and_the_others_are_still_found(store: Store, hostile: str) -> None:
    numbers = write(store, of(7, said=f"{hostile} carrier"), of(8, said="carrier"))
    assert set(found(store, "carrier")) == set(numbers.values())


def test_the_newest_threads_come_first(store: Store) -> None:
    numbers = write(store, *(of(number, 1000 + number, said="carrier") for number in (9, 7, 8)))
    assert found(store, "carrier") == [numbers[9], numbers[8], numbers[7]]


@pytest.mark.parametrize("threads", [16, 40])
def test_threads_of_one_second_have_numbers_of_their_own(store: Store, threads: int) -> None:
    numbers = write(store, *(of(16 * number, said="carrier") for number in range(threads)))
    assert len(set(numbers.values())) == len(found(store, "carrier")) == threads


def test_a_number_that_another_thread_has_is_not_given_again(store: Store) -> None:
    number = write(store, of(7, said="carrier"))[7]
    add_rows(store, entry(7, search_id=number))
    assert write(store, of(7 + 16, said="carrier"))[23] != number


def test_an_entry_is_written_again_only_if_its_texts_changed(store: Store) -> None:
    first = of(7, said="carrier")
    number = write(store, first)[7]
    before: Before = {7: (number, first.key)}
    with store.transaction() as session:
        delete_entries(session.connection(), [number])
    assert write(store, first, before=before) == {7: number}
    assert found(store, "carrier") == []
    assert write(store, of(7, said="payment"), before=before) == {7: number}
    assert found(store, "payment") == [number]


def test_a_newer_message_gives_a_thread_a_later_number_and_removes_the_earlier_entry(store: Store) -> None:
    first = of(7, said="carrier")
    number = write(store, first)[7]
    later = write(store, of(7, 2000, said="carrier"), before={7: (number, first.key)})[7]
    assert later > number
    assert found(store, "carrier") == [later]


def test_the_key_of_an_entry_is_that_of_its_texts_and_their_columns() -> None:
    keys = {of(7, said="a").key, of(7, notes="a").key, of(7, said="b").key, of(7, said="a b").key}
    assert len(keys) == 4
    assert of(7, 1000, said="a").key == of(8, 2000, said="a").key
    assert 0 <= of(7, said="a\ud800").key < 2**63


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([f"word{number}" for number in range(17_000)], id="very many words"),
        pytest.param(["again"] * 600 + ["last"], id="a word very often"),
        pytest.param([f"{number}{'x' * 60}" for number in range(2000)], id="very long words"),
    ],
)
def test_the_words_of_a_very_long_thread_are_all_found(store: Store, words: Sequence[str]) -> None:
    number = write(store, of(7, said=" ".join(words)), of(8, said="short"))[7]
    for word in (words[0], words[-1]):
        assert found(store, f'"{word}"') == [number]
    assert found(store, f'"{words[-2]} {words[-1]}"') == [number]
    with store.transaction() as session:
        delete_entries(session.connection(), [number])
    assert found(store, words[-1]) == []
    if store.database.is_postgresql:
        with store.transaction() as session:
            assert session.connection().execute(text("SELECT count(*) FROM thread_words_more")).scalar() == 0
