"""The words of threads, to be looked for: one entry a thread, in SQLite's FTS5 or PostgreSQL's full text.

An entry's number, its `sid`, grows with the thread's last message: so the newest are found first. The
words are put in by whoever works a thread out; every function works within the caller's transaction.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, bindparam, text

from bizcare_tui.domain.words import fold, tokens
from bizcare_tui.store.queries import PREFIXES

COLUMNS = ("topic", "product", "customer", "shop", "numbers", "notes", "said")
# Letters of the messages of a thread that are looked through, the first ones: what a person can read.
MOST_LETTERS = 200_000
# Threads whose last messages came in the same second get neighbouring numbers.
_A_SECOND = 16
_TRIES = 8
# Letters whose case or accents FTS5 does not fold as `fold` does.
_BEYOND_LATIN = re.compile("[łŁøØđĐðÐħĦıİæÆœŒßŉſĿŀĲĳªºµ²³¹¼½¾\u0180-\u1fff\u2070-\u209f\u2100-\U0010ffff]")
_AT_ONCE = 500
_BEGINNINGS = " ".join(str(length) for length in range(1, PREFIXES + 1))
SQLITE_TABLE = f"""CREATE VIRTUAL TABLE thread_words USING fts5(
    {", ".join(COLUMNS)}, tokenize = 'unicode61 remove_diacritics 2', prefix = '{_BEGINNINGS}')"""
_VECTORS = ", ".join(f"{name} TSVECTOR NOT NULL" for name in (*COLUMNS[:-1], "anywhere"))
POSTGRESQL_TABLE = f"""CREATE TABLE thread_words (
    sid BIGINT PRIMARY KEY, {_VECTORS})"""
POSTGRESQL_INDEX = """CREATE INDEX thread_words_found ON thread_words
    USING gin (anywhere, topic, product, customer, shop, notes)"""


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of a thread. `texts` are in the order of `COLUMNS`; `key` tells whether they changed."""

    thread_id: int
    updated_at: int
    texts: tuple[str, ...]
    key: int

    @classmethod
    def of(cls, thread_id: int, updated_at: int, texts: Sequence[str]) -> Entry:
        """The entry of a thread."""
        cut = tuple(each[:MOST_LETTERS] for each in texts)
        digest = blake2b("\x1f".join(cut).encode("utf-8", "replace"), digest_size=7).digest()
        return cls(thread_id, updated_at, cut, int.from_bytes(digest))


def make_table(connection: Connection) -> None:
    """Make the table of words, where there is none."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(POSTGRESQL_TABLE)
        connection.exec_driver_sql(POSTGRESQL_INDEX)
    else:
        connection.exec_driver_sql(SQLITE_TABLE)


def put(
    connection: Connection, entries: Sequence[Entry], before: Mapping[int, tuple[int | None, int | None]]
) -> dict[int, int]:
    """Put these entries in, in place of those of the same threads; returns their numbers.

    `before` are number and key of the entries that are there.
    """
    none = (None, None)
    numbers: dict[int, int] = {}
    written, moved, gone = [], [], []
    for entry in entries:
        sid, key = before.get(entry.thread_id, none)
        stays = sid is not None and _second_of(sid) == entry.updated_at
        if stays and sid is not None:
            numbers[entry.thread_id] = sid
            if key == entry.key:
                continue
        else:
            moved.append(entry)
        if sid is not None:
            gone.append(sid)
        written.append(entry)
    numbers |= _fresh_numbers(connection, moved)
    remove(connection, gone)
    _insert(connection, [(numbers[entry.thread_id], entry.texts) for entry in written])
    return numbers


def remove(connection: Connection, sids: Iterable[int]) -> None:
    """Take entries out."""
    rows = [{"gone": sid} for sid in sids]
    if rows:
        key = "sid" if connection.dialect.name == "postgresql" else "rowid"
        connection.execute(text(f"DELETE FROM thread_words WHERE {key} = :gone"), rows)


def _second_of(sid: int) -> int:
    return sid // _A_SECOND


def _fresh_numbers(connection: Connection, entries: Sequence[Entry]) -> dict[int, int]:
    """A number that nobody has for each of these entries, by its last message."""
    numbers: dict[int, int] = {}
    taken: set[int] = set()
    waiting = list(entries)
    for tries in range(_TRIES + 1):
        wanted = [(entry, _candidate(entry, tries)) for entry in waiting]
        taken |= _taken(connection, [number for _entry, number in wanted])
        waiting = []
        for entry, number in wanted:
            if number in taken:
                waiting.append(entry)
            else:
                taken.add(number)
                numbers[entry.thread_id] = number
        if not waiting:
            return numbers
    # Very many threads of one second: what is made up, or broken. Their order among others is no matter.
    while waiting:
        entry = waiting[-1]
        number = _candidate(entry, secrets.randbelow(1 << 40))
        if number not in taken and not _taken(connection, [number]):
            taken.add(number)
            numbers[entry.thread_id] = number
            waiting.pop()
    return numbers


def _candidate(entry: Entry, tries: int) -> int:
    within = (entry.thread_id + tries) % _A_SECOND if tries <= _TRIES else tries
    return entry.updated_at * _A_SECOND + within


_TAKEN = text("SELECT sid FROM inbox_entry WHERE sid IN :sids").bindparams(bindparam("sids", expanding=True))


def _taken(connection: Connection, sids: Sequence[int]) -> set[int]:
    taken: set[int] = set()
    for start in range(0, len(sids), _AT_ONCE):
        rows = connection.execute(_TAKEN, {"sids": sids[start : start + _AT_ONCE]})
        taken.update(sid for (sid,) in rows)
    return taken


def _insert(connection: Connection, rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        connection.exec_driver_sql(
            f"INSERT INTO thread_words (rowid, {', '.join(COLUMNS)}) VALUES ({marks})",
            [(sid, *map(_plain, texts)) for sid, texts in rows],
        )
        return
    names = COLUMNS[:-1]
    vectors = ", ".join(f"to_tsvector('simple', :{name})" for name in (*names, "anywhere"))
    connection.execute(
        text(f"INSERT INTO thread_words (sid, {', '.join(names)}, anywhere) VALUES (:sid, {vectors})"),
        [_vector_row(sid, texts) for sid, texts in rows],
    )


def _vector_row(sid: int, texts: tuple[str, ...]) -> dict[str, Any]:
    words = [" ".join(tokens(each)) for each in texts]
    return {"sid": sid, **dict(zip(COLUMNS, words, strict=True)), "anywhere": " ".join(words)}


def _plain(told: str) -> str:
    """A text as FTS5 is to have it: it knows the accents of Latin letters by itself, and quicker."""
    return told if told.isascii() or not _BEYOND_LATIN.search(told) else fold(told)
