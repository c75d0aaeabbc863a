"""Decoding of HTML entities in text."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import category

from bizcare_tui.domain.text_folding import word_set

# The semicolon is required: `&section=2` in an address is not an entity.
ENTITY = r"(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
"""Pattern of an entity, without its `&`."""
_ENTITIES = re.compile(f"&{ENTITY}")
_DECODED_CATEGORIES = word_set("Lu Ll Lt Lo Lm Pi Pf Pd Sc")


def decoded(text: str) -> str:
    """Return the text with its entities decoded once."""
    return _ENTITIES.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def decoded_letters(text: str) -> str:
    """Return the text with the entities of letters and quotes decoded; those of code characters stay."""
    return _ENTITIES.sub(_decoded_letter, text) if "&" in text else text


def _decoded_letter(entity: re.Match[str]) -> str:
    letter = unescape(entity[0])
    is_decoded = len(letter) == 1 and (letter in "'\"…‚„" or category(letter) in _DECODED_CATEGORIES)
    return letter if is_decoded else entity[0]
