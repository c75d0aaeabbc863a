"""Fill the search index again after the tokenization changed or after rows were copied."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, text

from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.store import search
from bizcare_tui.store.batching import in_batches

_AT_ONCE = 200


def messages_search_text(texts: Iterable[str]) -> str:
    """Return the searchable text of messages, given the newest first; masked credentials are left out."""
    return search.TEXT_SEPARATOR.join(map(mask_credentials, texts))


def notes_search_text(texts: Iterable[str]) -> str:
    """Return the searchable text of notes."""
    return search.TEXT_SEPARATOR.join(texts)


def search_texts(row: Any, notes: Iterable[str], messages: Iterable[str]) -> tuple[str, ...]:
    """Return the searchable texts of a thread, in the order of `search.SEARCH_COLUMNS`.

    Args:
        row: has `thread_id`, `order_id`, `topic`, `product`, `customer`, `shop` and `website`.
        notes: the texts of the notes.
        messages: the texts of the messages, the newest first.
    """
    return (
        row.topic, row.product, row.customer, f"{row.shop} {row.website}",
        f"{row.thread_id} {row.order_id or ''}", notes_search_text(notes), messages_search_text(messages),
    )  # fmt: skip


def index_missing_threads(connection: Connection, on_progress: Callable[[int, int], None]) -> None:
    """Index every thread that is not in the search index; a thread that has an index number keeps it.

    Args:
        on_progress: called with the number of threads that are done, and of all threads to index.
    """
    keys = connection.execute(_MISSING).all()
    done = 0
    for part in in_batches(keys, _AT_ONCE):
        for account_id in sorted({key.account_id for key in part}):
            _index(connection, account_id, [key.thread_id for key in part if key.account_id == account_id])
        done += len(part)
        on_progress(done, len(keys))


def _index(connection: Connection, account_id: int, thread_ids: Sequence[int]) -> None:
    values = {"account": account_id, "threads": list(thread_ids)}
    notes: dict[int, list[str]] = defaultdict(list)
    for thread_id, content in connection.execute(_NOTES, values):
        notes[thread_id].append(json.loads(content)["text"])
    messages: dict[int, list[str]] = defaultdict(list)
    for thread_id, message in connection.execute(_MESSAGES, values):
        messages[thread_id].append(message)
    rows = connection.execute(_THREADS, values).all()
    if not rows:
        return
    entries = [
        search.SearchEntry.of(
            row.thread_id, row.updated_at, search_texts(row, notes[row.thread_id], messages[row.thread_id])
        )
        for row in rows
    ]
    numbers = search.write_entries(
        connection, entries, {row.thread_id: (row.search_id, None) for row in rows}
    )
    connection.execute(
        _SET_INDEX_NUMBER,
        [
            {"search_id": numbers[entry.thread_id], "key": entry.key, "account": account_id,
             "thread": entry.thread_id}
            for entry in entries
        ],
    )  # fmt: skip


# Ordered like the index numbers: databases insert rows fastest in that order.
_MISSING = text(
    """SELECT account_id, thread_id FROM inbox_entry WHERE words_key IS NULL
       ORDER BY updated_at, thread_id"""
)
_THREADS = text(
    """SELECT e.thread_id, e.updated_at, e.search_id, e.topic, e.product, e.customer, e.shop,
              t.website, t.order_id
       FROM inbox_entry e JOIN thread t ON t.account_id = e.account_id AND t.id = e.thread_id
       WHERE e.account_id = :account AND e.thread_id IN :threads ORDER BY e.updated_at, e.thread_id"""
).bindparams(bindparam("threads", expanding=True))
_NOTES = text(
    """SELECT thread_id, content FROM act
       WHERE account_id = :account AND thread_id IN :threads AND verb = 'note' AND undone_at IS NULL
       ORDER BY id"""
).bindparams(bindparam("threads", expanding=True))
_MESSAGES = text(
    """SELECT thread_id, text FROM message WHERE account_id = :account AND thread_id IN :threads
       ORDER BY at DESC, remote_id DESC NULLS LAST, id DESC"""
).bindparams(bindparam("threads", expanding=True))
_SET_INDEX_NUMBER = text(
    """UPDATE inbox_entry SET search_id = :search_id, words_key = :key
       WHERE account_id = :account AND thread_id = :thread"""
)
