"""Splitting ids into batches, so that a statement has only so many parameters."""

from __future__ import annotations

import pytest

from bizcare_tui.store import batching
from bizcare_tui.store.batching import in_batches


def test_every_item_is_in_one_batch_and_in_its_order() -> None:
    assert list(in_batches(iter("abcde"), 2)) == [["a", "b"], ["c", "d"], ["e"]]
    assert list(in_batches([1, 2], 2)) == [[1, 2]]


def test_without_items_there_is_no_batch() -> None:
    assert list(in_batches([])) == []


def test_the_usual_size_is_looked_up_when_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BATCH_SIZE", 3)
    assert [len(batch) for batch in in_batches(range(7))] == [3, 3, 1]


def test_only_the_items_of_one_batch_are_read_ahead() -> None:
    remaining = iter(range(1_000))
    next(in_batches(remaining, 10))
    assert next(remaining) == 10
