"""Texts in the cells of a table that a spreadsheet opens."""

from __future__ import annotations

# What a spreadsheet takes for the beginning of a formula, or passes over to find one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """A text that stays one: what would be a formula is led by an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text
