"""Makes texts safe for the cells of a file that a spreadsheet opens."""

from __future__ import annotations

# Characters that start a formula in a spreadsheet, or that it skips before one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def spreadsheet_cell(text: str) -> str:
    """Return the text, with an apostrophe before it when a spreadsheet would read it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
