"""The inbox row of a thread as styled text: one line on wide terminals, two on narrow ones."""

# The first screen is painted with these functions before Textual is loaded: do not import Textual here.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.highlight import SearchTerm, highlight_spans
from bizcare_tui.domain.thread_status import RankGroup
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.present.activity_labels import MORE, activity_text
from bizcare_tui.present.cells import fit, split_highlights, wrap

# A piece of a line: its text, the name of its style, and whether it is a search match to highlight.
StyledPiece = tuple[str, str, bool]

ROW_STYLES = ("plain", "muted", "unread", "late", "soon", "today", "owed", "calm")
_SINGLE_LINE_WIDTH = 110
_SEPARATOR = " · "
_MIN_TOPIC = 10
# The labels before a topic leave it so many cells. In rows narrower than `_BESIDE_TOPIC` they are in the
# second line instead, where they leave the product so many cells.
_TOPIC, _BESIDE_TOPIC, _PRODUCT_START = 24, 64, 8
# Widths of the columns in cells.
_GUTTER, _URGENCY, _COVER, _TAG, _PRODUCT, _CUSTOMER = 3, 19, 10, 9, 18, 26
# Below this many cells the deadline is cut, so that some of the topic is visible.
_NARROW_WIDTH = 36
_NARROW_URGENCY = 13


@dataclass(frozen=True, slots=True)
class RowContext:
    """The circumstances in which an inbox row is drawn.

    `width` is in cells. `presence_text` names the colleagues who read or write the thread. `letter` is the
    key that jumps to the thread while jump letters are shown. `search_terms` are highlighted.
    """

    width: int
    now: datetime
    is_current: bool = False
    is_marked: bool = False
    presence_text: str = ""
    letter: str = ""
    search_terms: Sequence[SearchTerm] = ()


def lines_per_row(width: int) -> int:
    """Return how many lines a thread takes at a width in cells: 1 or 2.

    The first line shows the deadline and the topic, the second the cover, the product and the shop.
    """
    return 1 if width >= _SINGLE_LINE_WIDTH else 2


def row_pieces(row: InboxRow, line: int, context: RowContext) -> list[StyledPiece]:
    """Return the pieces of a line of a thread, counted from 0. Only the first line shows the cursor."""
    if lines_per_row(context.width) == 1:
        return _single_line(row, context)
    return _first_line(row, context) if line == 0 else _second_line(row, context)


def heading_pieces(group: RankGroup, width: int) -> list[StyledPiece]:
    """Return the line above the first thread of a group: a rule with a word."""
    name = _("our own goals") if group is RankGroup.GOALS else _("no deadline")
    lead = fit(f"── {name} ", min(width, cell_len(name) + 4))
    return [(lead + "─" * (width - cell_len(lead)), "muted", False)]


def empty_inbox_pieces(line: int, text: str, width: int) -> list[StyledPiece]:
    """Return a line of an empty inbox: line 0 is blank, the text follows, wrapped."""
    lines = ["", *(piece for each in text.splitlines() for piece in wrap(each, width - 4))]
    return [(fit("  " + lines[line] if line < len(lines) else "", width), "muted", False)]


def _first_line(row: InboxRow, context: RowContext) -> list[StyledPiece]:
    count = f" {row.messages} " if row.messages > 1 else " "
    # Use few styles: the escape codes of a style change are longer than most words, and are sent whenever
    # the cursor moves.
    topic = _topic_part(row, context, context.width - _GUTTER - _urgency_width(context) - len(count))
    return [*_lead_parts(row, context), *topic, (count, topic[-1][1], False)]


def _second_line(row: InboxRow, context: RowContext) -> list[StyledPiece]:
    lead_width = min(context.width, _GUTTER + _urgency_width(context))
    pieces = [(fit(" " * _GUTTER + labels.cover_label(row), lead_width), "muted", False)]
    room = context.width - lead_width
    if not _has_labels_beside_topic(context):
        share = room // 2 if row.passage else room - _PRODUCT_START
        if activity := activity_text(row, context.now, context.presence_text, share):
            pieces.append((activity, "plain", False))
            room -= cell_len(activity)
    if row.passage:
        passage, marks = _visible_passage(row, room)
        return [*pieces, *((text, "muted", found) for text, found in split_highlights(passage, marks, room))]
    qualification = labels.other_qualification_label(row)
    fields = [qualification, row.product.partition(" – ")[0], row.customer or row.shop]
    return [*pieces, (fit(" · ".join(part for part in fields if part), room), "muted", False)]


def _has_labels_beside_topic(context: RowContext) -> bool:
    return context.width >= _BESIDE_TOPIC


def _single_line(row: InboxRow, context: RowContext) -> list[StyledPiece]:
    product = row.product.partition(" – ")[0]
    kind = fit(labels.cover_label(row), _COVER) + fit(labels.other_qualification_label(row), _TAG)
    left = f"{kind}{fit(product, _PRODUCT)} "
    right = f" {fit(row.customer or row.shop, _CUSTOMER)}{row.messages:>4} "
    room = context.width - _GUTTER - _URGENCY - cell_len(left) - cell_len(right)
    return [
        *_lead_parts(row, context),
        (left, "muted", False),
        *_topic_part(row, context, room),
        (right, "muted", False),
    ]


def _lead_parts(row: InboxRow, context: RowContext) -> list[StyledPiece]:
    """Return the start of the first line: the cursor, unread or mention, the mark, and the deadline.

    What is late is reversed: only its text, between two spaces.
    """
    cursor = context.letter or ("▌" if context.is_current else " ")
    unread = "@" if row.mentioned else "●" if row.unread else " "
    mark = "*" if context.is_marked else " "
    urgency, urgency_text = labels.deadline_style_and_label(row, context.now)
    signs, width = f"{cursor}{unread}{mark}", _urgency_width(context)
    if urgency is not labels.DeadlineStyle.LATE:
        return [(f"{signs}{fit(urgency_text, width)}", urgency.value, False)]
    shown = fit(urgency_text, min(cell_len(urgency_text), width - 1))
    # The last sign is a blank unless the thread is marked: it belongs to the reversed text.
    lead, first = (signs, "") if context.is_marked else (signs[:-1], " ")
    rest = width - cell_len(shown) - 1
    return [(lead, "unread", False), (f"{first}{shown} ", urgency.value, False), (" " * rest, "plain", False)]


def _urgency_width(context: RowContext) -> int:
    return _URGENCY if context.width >= _NARROW_WIDTH else _NARROW_URGENCY


def _topic_part(row: InboxRow, context: RowContext, width: int) -> list[StyledPiece]:
    """Return the labels and the topic with search matches highlighted.

    In a single line, the passage follows the topic.
    """
    # There is always room to say that there are labels.
    share = max(width - min(_TOPIC, cell_len(row.topic)), cell_len(MORE))
    if not _has_labels_beside_topic(context):
        share = 0
    lead = activity_text(row, context.now, context.presence_text, share)
    text = lead + row.topic
    spans = [
        (start + len(lead), end + len(lead))
        for start, end in highlight_spans(row.topic, context.search_terms, "topic")
    ]
    if row.passage and row.marks and lines_per_row(context.width) == 1:
        text, passage_spans = _join_topic_and_passage(text, row, width)
        spans = [(start, end) for start, end in spans if end <= len(text)] + passage_spans
    style = "unread" if row.unread else "plain"
    return [(part, style, is_match) for part, is_match in split_highlights(text, spans, width)]


def _join_topic_and_passage(topic: str, row: InboxRow, width: int) -> tuple[str, list[tuple[int, int]]]:
    """Join a topic and a passage, cut so that the match is visible. Return the text and its match spans."""
    min_topic = min(_MIN_TOPIC, cell_len(topic)) + len(_SEPARATOR)
    passage, marks = _visible_passage(row, width - min_topic)
    room = width - len(_SEPARATOR) - cell_len(passage[: marks[0][1]])
    if cell_len(topic) > room:
        topic = fit(topic, max(room, 1)).rstrip()
    offset = len(topic) + len(_SEPARATOR)
    return f"{topic}{_SEPARATOR}{passage}", [(start + offset, end + offset) for start, end in marks]


def _visible_passage(row: InboxRow, width: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the passage and its match spans.

    If the first match would be beyond `width` cells, leave out the text before it.
    """
    if not row.marks or cell_len(row.passage[: row.marks[0][1]]) < width:
        return row.passage, row.marks
    cut = row.marks[0][0]
    return "…" + row.passage[cut:], tuple((start - cut + 1, end - cut + 1) for start, end in row.marks)
