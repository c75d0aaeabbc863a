"""Which row of the Seller API is which stored message, although ids, counts and texts may change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.store.message_matching import (
    MatchedRows,
    StoredMessage,
    match_complete_thread,
    match_partial_thread,
)


def row(text: str, at: int = 100, remote_id: int | None = None) -> dict[str, Any]:
    return {"remote_id": remote_id, "fingerprint": f"{at} {text}", "at": at}


def stored(
    number: int, text: str, at: int = 100, remote_id: int | None = None, **other: Any
) -> StoredMessage:
    values = {"occurrence": 0, "digest": "", **other}
    return StoredMessage(number, remote_id, f"{at} {text}", at=at, **values)


def matched(pairs: MatchedRows) -> list[int | None]:
    """Return the id of the stored message of each row."""
    return [None if match is None else match.id for _row, match in pairs]


def complete(
    rows: Sequence[dict[str, Any]], messages: Sequence[StoredMessage]
) -> tuple[list[int | None], list[int]]:
    """Return the stored message of each row, and the messages that have no row."""
    pairs, left = match_complete_thread(rows, messages)
    return matched(pairs), [message.id for message in left]


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        pytest.param([row("hi", remote_id=5)], [stored(1, "hi", remote_id=5)], id="nothing changed"),
        pytest.param([row("hi", remote_id=5)], [stored(1, "hi")], id="it got an id"),
        pytest.param([row("hi")], [stored(1, "hi", remote_id=5)], id="it lost its id"),
        pytest.param([row("hi", remote_id=6)], [stored(1, "hi", remote_id=5)], id="it was renumbered"),
        pytest.param([row("ho", remote_id=5)], [stored(1, "hi", remote_id=5)], id="it was edited"),
        pytest.param([row("ho", 200, 5)], [stored(1, "hi", 100, 5)], id="it was edited and moved"),
        pytest.param([row("ho")], [stored(1, "hi")], id="it was edited and has no id"),
    ],
)
def test_in_a_complete_thread_a_message_is_recognised_when(
    rows: list[dict[str, Any]], messages: list[StoredMessage]
) -> None:
    assert complete(rows, messages) == ([1], [])


def test_the_most_reliable_match_comes_first() -> None:
    messages = [stored(1, "hi", remote_id=5), stored(2, "hi", remote_id=6), stored(3, "ho", 200)]
    rows = [row("new", 200), row("hi", remote_id=6), row("hi", remote_id=5), row("ho", 200)]
    assert complete(rows, messages) == ([None, 2, 1, 3], [])


def test_what_has_no_row_in_a_complete_thread_is_left_over() -> None:
    assert complete([row("b", 2)], [stored(1, "a", 1), stored(2, "b", 2)]) == ([2], [1])
    assert complete([], [stored(1, "a", 1)]) == ([], [1])


def test_a_listed_message_is_matched_before_one_that_is_gone() -> None:
    messages = [stored(1, "hi", is_gone=True), stored(2, "hi", occurrence=1)]
    assert complete([row("hi")], messages) == ([2], [1])


def test_a_repeated_id_is_one_message_and_rows_without_id_are_several() -> None:
    assert complete([row("hi", 1, 5), row("ho", 2, 5)], []) == ([None], [])
    pairs, _left = match_complete_thread([row("hi"), row("hi"), row("ho")], [stored(1, "hi")])
    assert [(each["fingerprint"], each["occurrence"]) for each, _match in pairs] == [
        ("100 hi", 0), ("100 hi", 1), ("100 ho", 0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "possible_edit", [row("ho"), row("ho", 200, 5), row("hi", 100, 6)], ids=["time", "id", "text"]
)
def test_in_a_part_of_a_thread_a_possible_edit_is_left_out(possible_edit: dict[str, Any]) -> None:
    pairs, is_held = match_partial_thread([possible_edit], [stored(1, "hi", remote_id=5)], None)
    assert (pairs, is_held) == ([], True)


def test_in_a_part_of_a_thread_what_resembles_nothing_is_new() -> None:
    pairs, is_held = match_partial_thread([row("ho", 200)], [stored(1, "hi")], 2)
    assert (matched(pairs), is_held) == ([None], False)


def test_once_all_reported_messages_are_stored_no_row_is_new() -> None:
    rows, messages = [row("ho", 200)], [stored(1, "hi")]
    assert match_partial_thread(rows, messages, 1) == ([], True)
    gone = [stored(1, "hi", is_gone=True)]
    assert matched(match_partial_thread(rows, gone, 1)[0]) == [None]


texts = st.lists(
    st.builds(
        row, st.sampled_from("abc"), st.integers(1, 3), st.one_of(st.none(), st.integers(1, 4))
    ),
    max_size=6,
)  # fmt: skip


@given(texts, texts)
def test_each_row_and_each_message_is_matched_once(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    first, _left = match_complete_thread(before, [])
    messages = [
        StoredMessage(number, each["remote_id"], each["fingerprint"], each["occurrence"], "", each["at"])
        for number, (each, _match) in enumerate(first, 1)
    ]
    pairs, left = match_complete_thread(after, messages)
    found = [match.id for _row, match in pairs if match is not None]
    assert sorted([*found, *(message.id for message in left)]) == [message.id for message in messages]
    again, left = match_complete_thread(before, messages)
    assert ([each for each, _match in again], left) == ([each for each, _match in first], [])
