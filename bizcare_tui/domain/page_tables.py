"""Tells the tables of an HTML page that contain data from those that are used for layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from bizcare_tui.domain.text_folding import word_set

BREAKING = word_set(
    "address article aside blockquote br caption center dd div dl dt figcaption figure footer h1 h2 h3 h4"
    " h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
"""The elements that start on a new line and end their line."""
CELLS = word_set("td th")
# Characters of a cell with several lines; a table with a longer one is used for layout.
_LONGEST_CELL = 600


@dataclass(slots=True)
class _Table:
    is_data: bool = True
    cells: int = 0  # of the current row
    most_cells: int = 0
    letters: int = 0  # of the current cell
    lines: int = 0


def data_tables(steps: Iterable[tuple[LexborNode, bool]]) -> list[bool]:
    """Return for each table of a page, in order, whether it contains data; the others are used for layout.

    A data table is written with one line per row. A table is used for layout when each of its rows has a
    single cell, when it contains another table, or when it has a long cell of several lines.
    """
    found: list[_Table] = []
    around: list[_Table] = []
    for node, entering in steps:
        tag = node.tag
        if tag == "table":
            if not entering:
                around.pop()
                continue
            if around:
                around[-1].is_data = False
            found.append(_Table())
            around.append(found[-1])
        elif around:
            _update_table(around[-1], node, tag, entering=entering)
    return [table.is_data and table.most_cells > 1 for table in found]


def _update_table(table: _Table, node: LexborNode, tag: str | None, *, entering: bool) -> None:
    if tag in CELLS:
        if entering:
            table.cells += 1
            table.most_cells = max(table.most_cells, table.cells)
            table.letters = table.lines = 0
        elif table.lines > 1 and table.letters > _LONGEST_CELL:
            table.is_data = False
    elif tag == "tr":
        table.cells = 0
    elif tag == "-text" and entering:
        table.letters += len(node.text_content or "")
    elif tag in BREAKING and entering:
        table.lines += 1
