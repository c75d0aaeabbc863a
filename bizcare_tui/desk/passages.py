"""Find the passages of threads that match a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.highlight import SearchTerm, highlight_spans, passage
from bizcare_tui.store.reads.hot_thread import read_texts
from bizcare_tui.store.reads.reader import StoreReader

# Characters of a passage: more than any line of the inbox shows.
_WIDTH = 240
_WRITTEN_FIELDS = ("said", "note")


def add_passages(
    reading: StoreReader, rows: Sequence[InboxRow], search_terms: Sequence[SearchTerm]
) -> list[InboxRow]:
    """Return the rows, each with a passage that matches the search terms.

    The passage comes from the newest matching message, otherwise from a note. Only when neither these nor the
    topic match, it comes from the other data of the thread that the Marketplace reports.

    Args:
        reading: the store, opened for reading.
        rows: the inbox rows.
        search_terms: the search terms; without any, the rows are returned unchanged.
    """
    return [_with_passage(reading, row, search_terms) for row in rows] if search_terms else list(rows)


@lru_cache(maxsize=200)
def _masked(text: str) -> str:
    # Kept, because the next letter of a query finds much the same threads.
    from bizcare_tui.domain.replies.credentials import mask_credentials

    return mask_credentials(text)


def _with_passage(reading: StoreReader, row: InboxRow, search_terms: Sequence[SearchTerm]) -> InboxRow:
    in_topic = bool(highlight_spans(row.topic, search_terms, "topic"))
    for field, text in read_texts(reading, row.id):
        if in_topic and field not in _WRITTEN_FIELDS:
            break
        if not highlight_spans(text, search_terms, field, most=1):
            continue
        # Credentials next to a search term are masked, too.
        shown = _masked(text)
        if spans := highlight_spans(shown, search_terms, field):
            line, marks = passage(shown, spans, _WIDTH)
            return replace(row, passage=line, marks=tuple(marks))
    return row
