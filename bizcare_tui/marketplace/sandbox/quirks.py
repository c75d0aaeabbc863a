"""The oddities of the Seller API's rows, and which of them the sandbox shows."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

Row = dict[str, Any]

THREAD_IDS = ("id_community_thread", "id_thread")
MESSAGE_IDS = ("id_community_message", "id_message")


@dataclass(frozen=True, slots=True)
class Quirks:
    """What the sandbox's rows look like.

    `authors` says who wrote each message, which the real API does not; `message_ids` and
    `thread_ids` say whether messages carry theirs; `untidy` sends some numbers as strings, forgets
    versions, leaves fields out and encodes bodies in several ways.
    """

    authors: bool = False
    message_ids: bool = True
    thread_ids: bool = True
    untidy: bool = True


def mix_numbers(row: Row, rng: Random) -> Row:
    """The row with about half its numbers as strings."""
    return {name: _mixed(value, rng) for name, value in row.items()}


def _mixed(value: Any, rng: Random) -> Any:
    if isinstance(value, dict):
        return mix_numbers(value, rng)
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.5:
        return str(value)
    return value
