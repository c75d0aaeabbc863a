"""Snippets: texts to start a reply from, with slots for what is the ticket's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

# What a ticket fills in by itself; a snippet may have any other slot, for its writer to fill.
TICKET_SLOTS = ("customer", "product", "shop", "version", "order")
# What a letter of ours leaves to its writer, so that no two are alike.
WRITERS_SLOTS = ("mended",)

# The slots of `string.Template`: "$name" or "${name}", and "$$" for a dollar.
_SLOT = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<bare>[a-z_][a-z0-9_]*)|\{(?P<braced>[a-z_][a-z0-9_]*)\})", re.I | re.A
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text to start a reply from.

    `name` is what the same snippet is called in every language, `language` a code of ISO 639-1,
    `own` whether it comes from a file of the seller's.
    """

    name: str
    language: str
    title: str
    text: str
    own: bool = False


def slots(text: str) -> tuple[str, ...]:
    """The names of a text's slots, each once, in their order."""
    return tuple(dict.fromkeys(name for found in _SLOT.finditer(text) if (name := _name(found))))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its slots filled, and "$$" as a dollar.

    A slot for which there is no value, or an empty one, stays as it is. Values go in as they are:
    a customer called "$shop" stays so.
    """

    def filled(found: re.Match[str]) -> str:
        return "$" if found["dollar"] else values.get(_name(found), "") or found[0]

    return _SLOT.sub(filled, text)


def unfilled(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    """Where slots of these names are left in a text: start and end of each."""
    return [found.span() for found in _SLOT.finditer(text) if _name(found) in names]


def _name(found: re.Match[str]) -> str:
    return found["bare"] or found["braced"] or ""
