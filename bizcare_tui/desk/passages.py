"""The passages of threads that have what a query looks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.finding import Sought, marked, passage
from bizcare_tui.store.reading import Reading

# Letters of a passage: more than any line shows.
_WIDTH = 240


def with_passages(reading: Reading, rows: Sequence[InboxRow], wanted: Sequence[Sought]) -> list[InboxRow]:
    """The rows, each with the first passage of its messages, or else its notes, that has what is wanted."""
    return [_found(reading, row, wanted) for row in rows] if wanted else list(rows)


def _found(reading: Reading, row: InboxRow, wanted: Sequence[Sought]) -> InboxRow:
    for field, text in reading.texts(row.id):
        if marked(text, wanted, field):
            return _with_passage(row, text, wanted, field)
    return row


def _with_passage(row: InboxRow, text: str, wanted: Sequence[Sought], field: str) -> InboxRow:
    from bizcare_tui.domain.replies.credentials import mask

    # A password is not shown for standing beside a word that was looked for.
    shown = mask(text)
    line, marks = passage(shown, marked(shown, wanted, field), _WIDTH)
    return replace(row, passage=line, marks=tuple(marks))
