"""Snippets: texts to start a reply from, with slots for values of the ticket."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

# Slots that are filled from the ticket; a snippet may have any other slot, which the writer fills.
TICKET_SLOTS = ("customer", "product", "shop", "version", "order", "signature")
# Slots that our letters leave to the writer, so that no two letters are the same. `mended` is the earlier
# name of `fixed`; stored drafts may have it.
WRITERS_SLOTS = ("fixed", "mended")

# The slots of `string.Template`: "$name" or "${name}", and "$$" for a dollar.
_SLOT = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<bare>[a-z_][a-z0-9_]*)|\{(?P<braced>[a-z_][a-z0-9_]*)\})", re.I | re.A
)
# The customer's name with the comma or space in front, and the line of the signature.
_NAMES = {"customer": re.compile(r",? \$customer\b"), "signature": re.compile(r"\n\$signature\b")}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text to start a reply from.

    `name` is the same in every language, `language` is an ISO 639-1 code, and `own` says whether the snippet
    comes from a file of the seller.
    """

    name: str
    language: str
    title: str
    text: str
    own: bool = False


def slots(text: str) -> tuple[str, ...]:
    """Return the names of the slots in a text, each once, in order."""
    return tuple(dict.fromkeys(name for found in _SLOT.finditer(text) if (name := _name(found))))


@dataclass(frozen=True, slots=True)
class FilledText:
    """A text whose slots were filled.

    `filled` and `empty` are the (start, end) positions in it of the slots with and without a value.
    """

    text: str
    filled: tuple[tuple[int, int], ...] = ()
    empty: tuple[tuple[int, int], ...] = ()


def fill_slots(text: str, values: Mapping[str, str]) -> FilledText:
    """Return the text with its slots filled and "$$" replaced by a dollar sign.

    A slot without a value, or with an empty one, is left unchanged. Values are inserted as they are: slots
    in them, as in a customer's name "$shop", are not filled.
    """
    parts: list[str] = []
    filled: list[tuple[int, int]] = []
    empty: list[tuple[int, int]] = []
    end = length = 0
    for found in _SLOT.finditer(text):
        before = text[end : found.start()]
        value = "" if found["dollar"] else values.get(_name(found), "")
        part = "$" if found["dollar"] else value or found[0]
        start = length + len(before)
        parts += [before, part]
        end, length = found.end(), start + len(part)
        if not found["dollar"]:
            (filled if value else empty).append((start, length))
    return FilledText("".join([*parts, text[end:]]), tuple(filled), tuple(empty))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its slots filled, see `fill_slots`."""
    return fill_slots(text, values).text


def without_unknown_names(text: str, values: Mapping[str, str]) -> str:
    """Return the text without the slots of the customer's name and the signature if they have no value."""
    for name, slot in _NAMES.items():
        if not values.get(name):
            text = slot.sub("", text)
    return text


def unfilled(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    """Return the spans of the remaining slots with these names in a text."""
    return [found.span() for found in _SLOT.finditer(text) if _name(found) in names]


def _name(found: re.Match[str]) -> str:
    return found["bare"] or found["braced"] or ""
