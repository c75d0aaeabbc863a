"""Make a store of a million threads in minutes, by copying a smaller one within SQLite.

Each copy lies a whole number of weeks before the one it is made of, under numbers of its own; what is owed
is not copied, for nobody owes ten thousand answers. In two threads of five every message is there twice, so
that a million threads have five million. The history is chained, and is left as it is.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# More than the weeks from the first to the last message of a sandbox's account.
WEEKS = 62
# Beyond every number of the store that is copied.
NUMBERS = 2_000_000_000
_INSTANTS = (
    "at", "received_at", "updated_at", "first_start", "first_due", "first_at", "added_at", "ordered_at",
    "start", "due",
)  # fmt: skip
# What a copy has in place of the original's, by table and column; `:numbers` and `:seconds` are its own.
_CHANGED = {
    "thread": {
        "id": "t.id + :numbers", "order_id": "t.order_id + :numbers",
        "customer_digest": "CASE WHEN t.customer_digest = '' THEN '' ELSE :copy || t.customer_digest END",
    },
    "sale": {"order_id": "t.order_id + :numbers"},
    "message": {
        "id": "NULL", "thread_id": "t.thread_id + :numbers", "remote_id": "t.remote_id + :numbers",
        "fingerprint": ":copy || t.fingerprint", "text_digest": ":copy || t.text_digest",
    },
    "inbox_entry": {
        "thread_id": "t.thread_id + :numbers", "rank": "t.rank + :seconds",
        "search_id": "t.search_id - 16 * :seconds",
        "last_message_id": "(SELECT max(m.id) FROM message m WHERE m.account_id = t.account_id"
                           " AND m.thread_id = t.thread_id + :numbers)",
        "messages": "t.messages * (1 + (t.thread_id % 5 < 2))",
    },
    "clock_status": {"thread_id": "t.thread_id + :numbers"},
}  # fmt: skip
_OF_SETTLED = {
    "thread": "t.id IN (SELECT id FROM temp.settled)",
    "sale": "t.order_id IN (SELECT order_id FROM temp.settled)",
    "message": "t.thread_id IN (SELECT id FROM temp.settled)",
    "inbox_entry": "t.thread_id IN (SELECT id FROM temp.settled)",
    "clock_status": "t.thread_id IN (SELECT id FROM temp.settled)",
}
_WORDS = """
    INSERT INTO thread_words (rowid, topic, product, customer, shop, numbers, notes, said)
    SELECT c.id - 16 * :seconds, c.c0, c.c1, c.c2, c.c3,
           replace(c.c4, s.id, s.id + :numbers), c.c5, c.c6
    FROM temp.settled s CROSS JOIN thread_words_content c ON c.id = s.search_id
    ORDER BY c.id
"""
# Words in memory before they are written: by far the most of the time otherwise goes into merging.
_WORDS_IN_MEMORY, _WORDS_ORDINARILY = 1 << 30, 1 << 20


@dataclass(frozen=True, slots=True)
class _Copy:
    """Which copy is made, counted from 1, and of how many threads at most."""

    number: int
    threads: int

    @property
    def values(self) -> dict[str, int | str]:
        return {
            "copy": f"{self.number}:",
            "numbers": self.number * NUMBERS,
            "seconds": self.number * WEEKS * 7 * 86_400,
        }


def multiply(original: Path, file: Path, threads: int) -> None:
    """Make the store `file` of so many threads out of a smaller one; says how far it is."""
    began = time.perf_counter()
    shutil.copyfile(original, file)
    store = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -4000000", "temp_store = memory"):
        store.execute(f"PRAGMA {pragma}")
    _set_words(store, "hashsize", _WORDS_IN_MEMORY)
    for copy in _copies(store, threads):
        store.execute("BEGIN")
        _copy(store, copy)
        store.execute("COMMIT")
        print(f"  {_threads(store):,} threads after {time.perf_counter() - began:.0f} s", flush=True)
    _set_words(store, "hashsize", _WORDS_ORDINARILY)
    store.execute("ANALYZE")
    store.execute("PRAGMA journal_mode = wal")
    store.close()


def _copies(store: sqlite3.Connection, threads: int) -> Iterator[_Copy]:
    number = 0
    while (left := threads - _threads(store)) > 0:
        number += 1
        yield _Copy(number, left)


def _copy(store: sqlite3.Connection, copy: _Copy) -> None:
    store.execute("DROP TABLE IF EXISTS temp.settled")
    store.execute(
        f"""CREATE TEMP TABLE settled AS
            SELECT e.thread_id AS id, e.search_id, t.order_id FROM inbox_entry e
            JOIN thread t ON t.account_id = e.account_id AND t.id = e.thread_id
            WHERE e.owed IS NULL AND e.thread_id < {NUMBERS} ORDER BY e.search_id LIMIT {int(copy.threads)}"""
    )
    for column in ("id", "order_id", "search_id"):
        store.execute(f"CREATE INDEX temp.settled_{column} ON settled ({column})")
    for table, changed in _CHANGED.items():
        for more in _times(table):
            _copy_table(store, table, changed, copy, more)
    store.execute(_WORDS, copy.values)


def _times(table: str) -> tuple[str, ...]:
    """The conditions of each time that a table's rows are copied."""
    return ("", " AND t.thread_id % 5 < 2") if table == "message" else ("",)


def _copy_table(
    store: sqlite3.Connection, table: str, changed: dict[str, str], copy: _Copy, more: str
) -> None:
    names = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
    columns = [changed.get(name) or _moved(name) for name in names]
    if more:  # the same text once more
        columns[names.index("occurrence")] = "t.occurrence + 1000"
        columns[names.index("remote_id")] = "NULL"
    order = " ORDER BY t.id" if table == "message" else ""
    own = {"sale": "order_id", "thread": "id"}.get(table, "thread_id")
    store.execute(
        f"""INSERT OR IGNORE INTO {table} ({", ".join(names)}) SELECT {", ".join(columns)} FROM {table} t
            WHERE t.account_id = 1 AND t.{own} < {NUMBERS} AND {_OF_SETTLED[table]}{more}{order}""",
        copy.values,
    )


def _moved(name: str) -> str:
    return f"t.{name} - :seconds" if name in _INSTANTS else f"t.{name}"


def _set_words(store: sqlite3.Connection, setting: str, value: int) -> None:
    store.execute("INSERT INTO thread_words (thread_words, rank) VALUES (?, ?)", (setting, value))


def _threads(store: sqlite3.Connection) -> int:
    return int(store.execute("SELECT count(*) FROM thread").fetchone()[0])
