"""The irregularities of the Seller API's rows, and which of them the sandbox reproduces."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

ApiRow = dict[str, Any]

THREAD_IDS = ("id_community_thread", "id_thread")
MESSAGE_IDS = ("id_community_message", "id_message")


@dataclass(frozen=True, slots=True)
class Quirks:
    """Which irregularities the sandbox's rows have.

    `authors`: messages name their author, which the real API does not do. `message_ids` and `thread_ids`:
    messages include these ids. `untidy`: some numbers are strings, versions and fields are missing, and
    bodies are encoded in several ways.
    """

    authors: bool = False
    message_ids: bool = True
    thread_ids: bool = True
    untidy: bool = True


def mix_numbers(row: ApiRow, rng: Random) -> ApiRow:
    """Return the row with about half of its numbers converted to strings."""
    return {name: _mixed(value, rng) for name, value in row.items()}


def _mixed(value: Any, rng: Random) -> Any:
    if isinstance(value, dict):
        return mix_numbers(value, rng)
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.5:
        return str(value)
    return value
