"""What many threads at once take: a verb on all that are marked, undoing it, the import of a whole store."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from checkouts import Checkout, open_desk
from processes import Usage, bizcare, run_watched
from syncing import copied_home

from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.verbs import VerbResult, Verbs
from bizcare_tui.now import now

MARKED = 10_000
# One that the deadlines know nothing of, and two that change what is owed.
VERBS: dict[str, Callable[[Verbs, Sequence[int]], VerbResult]] = {
    "tag": lambda verbs, threads: verbs.tag(threads, "many"),
    "snooze": lambda verbs, threads: verbs.snooze(threads, now() + timedelta(days=3)),
    "no answer": lambda verbs, threads: verbs.no_answer(threads, "a benchmark"),
}


@dataclass(frozen=True, slots=True)
class Done:
    """Seconds that a verb took on so many threads, and undoing it."""

    verb: str
    threads: int
    done: float
    undone: float


def verbs_on_many(checkout: Checkout, home: Path) -> Iterator[Done]:
    """Apply each verb to the first `MARKED` threads of a copy of a store, and undo it."""
    with copied_home(home) as copy:
        desk = open_desk(checkout, copy)
        threads = desk.inbox.thread_ids(parse_query(""))[:MARKED].tolist()
        desk.verbs.undo(desk.verbs.tag(threads[:1], "one").act_id)  # imports what the first one needs
        for name, verb in VERBS.items():
            began = time.perf_counter()
            result = verb(desk.verbs, threads)
            done = time.perf_counter()
            undone = desk.verbs.undo(result.act_id)
            yield Done(name, len(undone), done - began, time.perf_counter() - done)


def import_store(checkout: Checkout, home: Path) -> Usage:
    """Export a store into a file, and import that where there is none."""
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="import-") as folder:
        file = Path(folder) / "store.jsonl"
        run_watched(bizcare(checkout, home, "export", str(file)))
        return run_watched(bizcare(checkout, Path(folder), "import", str(file)))
