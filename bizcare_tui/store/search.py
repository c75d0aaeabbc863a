"""The full-text index of threads: one entry per thread, in SQLite's FTS5 or PostgreSQL's full-text search.

The key of an entry, its `search_id`, grows with the time of the thread's last message, so that the newest
threads are found first. `derive` writes the entries. Every function runs in the caller's transaction.

`domain.search_text` splits text into words, not the database, so that queries are split in the same way.
PostgreSQL limits the number of words in a row; further words of an entry are stored in additional rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, bindparam, text

from bizcare_tui.domain.search_text import search_words
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.query_compiler import LONGEST_INDEXED_PREFIX

SEARCH_COLUMNS = ("topic", "product", "customer", "shop", "numbers", "notes", "said")
TEXT_SEPARATOR = "\x1e"
"""Separates the texts in a column of an entry, so that a phrase cannot match across two texts."""
INDEX_FORMAT = 2
"""Increase this when text is split into words differently; all entries are then written again."""
# A word that no query can contain; it is indexed at each separator.
_GAP = "\ue000"
# PostgreSQL stores word positions up to 16,383, 255 positions per word, and 1 MB of words per row.
_MOST_WORDS, _MOST_POSITIONS, _MOST_BYTES = 16_000, 250, 400_000
# Words that a row repeats from the previous row, so that a phrase at the boundary is found.
_REPEATED = 40
# The number of keys per second, for threads whose last messages have the same time.
_SEARCH_IDS_PER_SECOND = 16
_TRIES = 8
# SQLite writes its index each time that so many bytes of words are waiting, and merges what it wrote. With
# its own limit of 1 MB, filling the index takes twice as long. Few rows never need so much memory.
_MANY_ROWS = 100
_SET_HASH_SIZE = f"INSERT INTO thread_words (thread_words, rank) VALUES ('hashsize', {16 << 20})"
_PREFIX_LENGTHS = " ".join(str(length) for length in range(1, LONGEST_INDEXED_PREFIX + 1))
SQLITE_TABLE = f"""CREATE VIRTUAL TABLE thread_words USING fts5(
    {", ".join(SEARCH_COLUMNS)}, tokenize = 'ascii', prefix = '{_PREFIX_LENGTHS}')"""
_VECTORS = ", ".join(f"{name} TSVECTOR NOT NULL" for name in (*SEARCH_COLUMNS[:-1], "anywhere"))
POSTGRESQL_TABLE = f"""CREATE TABLE thread_words (
    search_id BIGINT PRIMARY KEY, {_VECTORS})"""
POSTGRESQL_OVERFLOW_TABLE = """CREATE TABLE thread_words_more (
    search_id BIGINT NOT NULL, part INTEGER NOT NULL, notes TSVECTOR NOT NULL, anywhere TSVECTOR NOT NULL,
    PRIMARY KEY (search_id, part))"""
POSTGRESQL_INDEXES = (
    """CREATE INDEX thread_words_found ON thread_words
    USING gin (anywhere, topic, product, customer, shop, notes)""",
    "CREATE INDEX thread_words_more_found ON thread_words_more USING gin (anywhere, notes)",
)


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """The full-text entry of a thread.

    `texts` are in the order of `SEARCH_COLUMNS`; the texts of one column are joined by `TEXT_SEPARATOR`.
    `key` changes when the texts change.
    """

    thread_id: int
    updated_at: int
    texts: tuple[str, ...]
    key: int

    @classmethod
    def of(cls, thread_id: int, updated_at: int, texts: Sequence[str]) -> SearchEntry:
        """Create the entry of a thread, and compute its key."""
        digest = blake2b(str(INDEX_FORMAT).encode(), digest_size=7)
        for each in texts:
            digest.update(b"\x1f" + each.encode("utf-8", "replace"))
        return cls(thread_id, updated_at, tuple(texts), int.from_bytes(digest.digest()))


def create_tables(connection: Connection) -> None:
    """Create the full-text tables."""
    if connection.dialect.name == "postgresql":
        for statement in (POSTGRESQL_TABLE, POSTGRESQL_OVERFLOW_TABLE, *POSTGRESQL_INDEXES):
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql(SQLITE_TABLE)


def write_entries(
    connection: Connection,
    entries: Sequence[SearchEntry],
    before: Mapping[int, tuple[int | None, int | None]],
) -> dict[int, int]:
    """Insert entries, and replace existing entries of the same threads.

    Args:
        before: The `search_id` and the key of the existing entries, by thread id.

    Returns:
        The `search_id` of each entry, by thread id.
    """
    none = (None, None)
    numbers: dict[int, int] = {}
    written, without_search_id, obsolete = [], [], []
    for entry in entries:
        search_id, key = before.get(entry.thread_id, none)
        keeps_search_id = search_id is not None and _second_of(search_id) == entry.updated_at
        if keeps_search_id and search_id is not None:
            numbers[entry.thread_id] = search_id
            if key == entry.key:
                continue
        else:
            without_search_id.append(entry)
        if search_id is not None:
            obsolete.append(search_id)
        written.append(entry)
    numbers |= _unused_search_ids(connection, without_search_id)
    delete_entries(connection, obsolete)
    _insert(connection, [(numbers[entry.thread_id], entry.texts) for entry in written])
    return numbers


def delete_entries(connection: Connection, search_ids: Iterable[int]) -> None:
    """Delete entries."""
    rows = [{"gone": search_id} for search_id in search_ids]
    if rows and connection.dialect.name == "postgresql":
        connection.execute(text("DELETE FROM thread_words WHERE search_id = :gone"), rows)
        connection.execute(text("DELETE FROM thread_words_more WHERE search_id = :gone"), rows)
    elif rows:
        connection.execute(text("DELETE FROM thread_words WHERE rowid = :gone"), rows)


def _second_of(search_id: int) -> int:
    return search_id // _SEARCH_IDS_PER_SECOND


def _unused_search_ids(connection: Connection, entries: Sequence[SearchEntry]) -> dict[int, int]:
    """Return an unused `search_id` for each of these entries, based on the time of its last message."""
    numbers: dict[int, int] = {}
    used: set[int] = set()
    waiting = list(entries)
    for tries in range(_TRIES + 1):
        wanted = [(entry, _candidate_search_id(entry, tries)) for entry in waiting]
        used |= _used_search_ids(connection, [number for _entry, number in wanted])
        waiting = []
        for entry, number in wanted:
            if number in used:
                waiting.append(entry)
            else:
                used.add(number)
                numbers[entry.thread_id] = number
        if not waiting:
            return numbers
    # Very many threads with the same second: test data or an error. Their order does not matter.
    while waiting:
        entry = waiting[-1]
        number = _candidate_search_id(entry, secrets.randbelow(1 << 40))
        if number not in used and not _used_search_ids(connection, [number]):
            used.add(number)
            numbers[entry.thread_id] = number
            waiting.pop()
    return numbers


def _candidate_search_id(entry: SearchEntry, tries: int) -> int:
    within = (entry.thread_id + tries) % _SEARCH_IDS_PER_SECOND if tries <= _TRIES else tries
    return entry.updated_at * _SEARCH_IDS_PER_SECOND + within


_USED_SEARCH_IDS = text("SELECT search_id FROM inbox_entry WHERE search_id IN :search_ids").bindparams(
    bindparam("search_ids", expanding=True)
)


def _used_search_ids(connection: Connection, search_ids: Sequence[int]) -> set[int]:
    used: set[int] = set()
    for batch in in_batches(search_ids):
        rows = connection.execute(_USED_SEARCH_IDS, {"search_ids": batch})
        used.update(search_id for (search_id,) in rows)
    return used


def _insert(connection: Connection, rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        if len(rows) >= _MANY_ROWS:
            connection.exec_driver_sql(_SET_HASH_SIZE)
        marks = ", ".join("?" * (len(SEARCH_COLUMNS) + 1))
        connection.exec_driver_sql(
            f"INSERT INTO thread_words (rowid, {', '.join(SEARCH_COLUMNS)}) VALUES ({marks})",
            [(search_id, *(" ".join(_words(each)) for each in texts)) for search_id, texts in rows],
        )
        return
    names = [*SEARCH_COLUMNS[:-1], "anywhere"]
    vectors = ", ".join(f"CAST(:{name} AS TSVECTOR)" for name in names)
    firsts, others = [], []
    for search_id, texts in rows:
        first, more = _vector_rows(texts)
        firsts.append({"search_id": search_id, **first})
        others += [{"search_id": search_id, "part": part, **row} for part, row in enumerate(more)]
    connection.execute(
        text(f"INSERT INTO thread_words (search_id, {', '.join(names)}) VALUES (:search_id, {vectors})"),
        firsts,
    )
    if others:
        connection.execute(_INSERT_MORE, others)


_INSERT_MORE = text(
    """INSERT INTO thread_words_more (search_id, part, notes, anywhere)
       VALUES (:search_id, :part, CAST(:notes AS TSVECTOR), CAST(:anywhere AS TSVECTOR))"""
)


def _words(texts: str) -> list[str]:
    """Return the words of the texts of a column, with a gap between the texts."""
    first, *others = texts.split(TEXT_SEPARATOR)
    words = search_words(first)
    for each in others:
        words += [_GAP, *search_words(each)]
    return words


def _vector_rows(texts: Sequence[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the vectors of a thread's main row, and of its additional rows."""
    words = {name: _words(each) for name, each in zip(SEARCH_COLUMNS, texts, strict=True)}
    anywhere: list[str] = []
    for name in SEARCH_COLUMNS:
        anywhere += [*words[name], _GAP]
    notes, everything = _vectors(words["notes"]), _vectors(anywhere)
    first = {name: _vectors(words[name])[0] for name in SEARCH_COLUMNS[:-2]}
    more = [{"notes": each, "anywhere": ""} for each in notes[1:]]
    more += [{"notes": "", "anywhere": each} for each in everything[1:]]
    return {**first, "notes": notes[0], "anywhere": everything[0]}, more


def _vectors(words: Sequence[str]) -> list[str]:
    """Return these words as one or more PostgreSQL text search vectors, split by its limits."""
    vectors: list[str] = []
    start = 0
    while not vectors or start < len(words):
        positions: dict[str, list[int]] = {}
        size, end = 0, start
        while end < len(words) and end - start < _MOST_WORDS and size < _MOST_BYTES:
            word = words[end]
            end += 1
            if word == _GAP:
                continue
            word_positions = positions.setdefault(word, [])
            if len(word_positions) >= _MOST_POSITIONS:
                end -= 1
                break
            word_positions.append(end - start)
            size += 8 if len(word_positions) > 1 else 8 + 4 * len(word)
        vectors.append(" ".join(f"'{word}':{','.join(map(str, at))}" for word, at in positions.items()))
        if end >= len(words):
            break
        start = max(end - _REPEATED, start + 1)
    return vectors
