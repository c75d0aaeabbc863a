"""A thread as a line of the inbox, or as two where there is less room: what stands where, in which style.

The first screen is painted before Textual is loaded, and must read the same: nothing of it is used here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.finding import Sought, marked
from bizcare_tui.ui import words
from bizcare_tui.ui.lines import fit, marked_parts

# A piece of a line: its text, the name of its style, and whether it is what was looked for.
Piece = tuple[str, str, bool]

STYLES = ("plain", "muted", "unread", "late", "soon", "owed", "calm")
_WIDE = 110
_GUTTER, _URGENCY, _COVER, _TAG, _PRODUCT, _CUSTOMER = 3, 13, 10, 9, 18, 26


@dataclass(frozen=True, slots=True)
class Seen:
    """How a thread is seen: in so many cells, at this moment, by whom, among what is looked for.

    `letter` is the one that jumps to it, while that is asked for.
    """

    width: int
    now: datetime
    is_current: bool = False
    is_marked: bool = False
    company: str = ""
    letter: str = ""
    wanted: Sequence[Sought] = ()


def lines_for(width: int) -> int:
    """How many lines a thread takes in so many cells: one, or two.

    The first says what presses and what it is about, the second the cover, the product and the shop.
    """
    return 1 if width >= _WIDE else 2


def pieces(row: InboxRow, line: int, seen: Seen) -> list[Piece]:
    """A line of a thread, counted from 0. Only the first shows where the cursor is."""
    if lines_for(seen.width) == 1:
        return _only(row, seen)
    return _first(row, seen) if line == 0 else _second(row, seen)


def empty_pieces(line: int, text: str, width: int) -> list[Piece]:
    """A line of an inbox that holds nothing."""
    return [(fit("  " + text if line == 1 else "", width), "muted", False)]


def _first(row: InboxRow, seen: Seen) -> list[Piece]:
    count = f" {row.messages} " if row.messages > 1 else " "
    # Of few styles: each change of style is longer than most words, and a cursor moves often.
    topic = _topic(row, seen, seen.width - _GUTTER - _URGENCY - len(count))
    return [_lead(row, seen), *topic, (count, topic[-1][1], False)]


def _second(row: InboxRow, seen: Seen) -> list[Piece]:
    lead = " " * _GUTTER + fit(words.cover(row), _URGENCY)
    if row.passage:
        parts = marked_parts(row.passage, row.marks, max(0, seen.width - cell_len(lead)))
        return [(lead, "muted", False), *((text, "muted", found) for text, found in parts)]
    parts_ = [words.tag(row), row.product.partition(" – ")[0], row.customer or row.shop]
    return [(fit(lead + " · ".join(part for part in parts_ if part), seen.width), "muted", False)]


def _only(row: InboxRow, seen: Seen) -> list[Piece]:
    product = row.product.partition(" – ")[0]
    left = f"{fit(words.cover(row), _COVER)}{fit(words.tag(row), _TAG)}{fit(product, _PRODUCT)} "
    right = f" {fit(row.customer or row.shop, _CUSTOMER)}{row.messages:>4} "
    room = seen.width - _GUTTER - _URGENCY - cell_len(left) - cell_len(right)
    return [
        _lead(row, seen), (left, "muted", False), *_topic(row, seen, room), (right, "muted", False)
    ]  # fmt: skip


def _lead(row: InboxRow, seen: Seen) -> Piece:
    """The cursor, whether something is unread or names the person, whether it is marked; what presses."""
    mark = seen.letter or ("▌" if seen.is_current else " ")
    unread = "@" if row.mentioned else "●" if row.unread else " "
    chosen = "*" if seen.is_marked else " "
    urgency, said = words.urgency(row, seen.now)
    return f"{mark}{unread}{chosen}{fit(said, _URGENCY)}", urgency.value, False


def _topic(row: InboxRow, seen: Seen, width: int) -> list[Piece]:
    """The topic, what is looked for marked in it; where there is no second line, the passage after it."""
    lead = words.writing(row, seen.company)
    text = lead + row.topic
    spans = [(start + len(lead), end + len(lead)) for start, end in marked(row.topic, seen.wanted, "topic")]
    if row.passage and lines_for(seen.width) == 1:
        after = len(text) + 3
        text = f"{text} · {row.passage}"
        spans += [(start + after, end + after) for start, end in row.marks]
    style = "unread" if row.unread else "plain"
    return [(part, style, found) for part, found in marked_parts(text, spans, width)]
