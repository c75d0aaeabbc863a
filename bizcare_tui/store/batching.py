"""Split ids into batches, because a statement can have only so many parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

BATCH_SIZE = 500
"""The most ids in one statement."""

T = TypeVar("T")


def in_batches(items: Iterable[T], size: int | None = None) -> Iterator[list[T]]:
    """Yield the items in their order, in lists of up to `size`; `BATCH_SIZE` if None."""
    remaining = iter(items)
    while batch := list(islice(remaining, size or BATCH_SIZE)):
        yield batch
