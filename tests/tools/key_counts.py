"""Counts the keys of the usual work, on the demo in a real terminal: `python tests/tools/key_counts.py`.

`--beside PATH` counts them for another checkout too. For each task some ways are tried, the shortest first,
each on a demo of its own, until the store has what the task is for. Text that is written counts no keys where
everybody writes one of their own (a reply), and does where a ready one could have been chosen (a reason).
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from emulator import Emulator
from typist import sequence_of

from bizcare_tui.domain.clock import MARKETPLACE_ZONE

# A Friday morning, so that Monday is after the weekend.
MOMENT = "2026-11-27T10:20:00+01:00"
COLUMNS, LINES = 80, 24
# How long a way may take from its last key to what it is for, and how long a quiet screen is quiet.
PATIENCE_SECONDS, QUIET_SECONDS = 15.0, 0.4
# A placeholder for the text that a person writes.
TEXT = "TEXT"
READY_REASON = "thanks only"
QUESTION = "PRINTING LABELS = WHITE PAGE ERROR 500"
REPLY = (
    "Hello,\r\rI printed 25 labels at once on a shop of ours and got your white page with error 500 too: PHP "
    "runs out of memory there. Please set memory_limit to 512M and print the 25 labels again.\r"
)
Way = tuple[str, ...]
# What a demo shows and has stored, when the task is done.
Seen = Callable[["Demo"], bool]


class Demo:
    """The demo of a checkout in a terminal of 80 by 24 cells, and its store.

    Use it in a `with` statement; wait for it with `begin`.
    """

    def __init__(self, checkout: Path, folder: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        own = {
            "HOME": str(folder), "TMPDIR": str(folder), "TERM": "xterm-256color", "BIZCARE_NOW": MOMENT,
            "PYTHONPATH": str(checkout), "PYTHONSAFEPATH": "1",
        }  # fmt: skip
        self._folder = folder
        command = [sys.executable, "-m", "bizcare_tui", "demo", "--no-tour"]
        self.terminal = Emulator(command, {**kept, **own}, COLUMNS, LINES)

    def begin(self) -> None:
        """Wait for the inbox, and for the sync that follows it."""
        self.terminal.until_text("made-up data")
        self.terminal.until(lambda lines: "syncing" not in lines[0], timeout=90)
        self.settle()

    def settle(self) -> None:
        """Wait until the screen is quiet."""
        while True:
            before = len(self.terminal.output)
            self.terminal.watch(QUIET_SECONDS)
            if len(self.terminal.output) == before or before > len(self.terminal.output):
                return

    def press(self, key: str) -> None:
        """Press a key, and wait for what it does."""
        self.terminal.press(sequence_of(key))
        self.settle()

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Return what the store of the demo answers."""
        (file,) = self._folder.glob("bizcare-demo-*/bizcare.db")
        with closing(sqlite3.connect(file)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(statement, values).fetchall()

    def contents(self, verb: str) -> list[dict[str, object]]:
        """Return what the acts of a verb say."""
        found = self.rows("SELECT content FROM act WHERE verb = ? AND undone_at IS NULL", verb)
        return [json.loads(row["content"]) for row in found]


@dataclass(frozen=True)
class Task:
    """Something to do: how many keys it may take, the thread it is about, ways to do it, and how it is seen.

    `topics` are topics of made-up threads to search for first, which is not counted; `setup` are other keys
    that are not counted.
    """

    name: str
    most: int
    ways: Sequence[Way]
    is_done: Seen
    topics: Sequence[str] = ()
    setup: Way = ()


def is_most_urgent_seen(demo: Demo) -> bool:
    """Whether the late obligation of the earliest deadline is in the first row, and the row says so."""
    (urgent,) = demo.rows(
        "SELECT topic FROM inbox_entry WHERE owed IN ('fix', 'refund')"
        " OR (owed = 'first_answer' AND obligation AND scored) ORDER BY due_at LIMIT 1"
    )
    lines = demo.terminal.display
    row = next((index for index, line in enumerate(lines) if line.startswith("▌")), None)
    return row is not None and "LATE" in lines[row] and urgent["topic"][:20] in lines[row]


def is_replied(demo: Demo) -> bool:
    """Whether a reply is on its way."""
    return bool(demo.rows("SELECT 1 FROM reply"))


def is_snoozed_to_monday(demo: Demo) -> bool:
    """Whether a thread is snoozed until the morning of Monday."""
    moments = (each["until"] for each in demo.contents("snooze"))
    local = [datetime.fromtimestamp(each, MARKETPLACE_ZONE) for each in moments if isinstance(each, int)]
    return any((each.isoweekday(), each.day) == (1, 30) and each.hour < 12 for each in local)


def has_no_answer(demo: Demo) -> bool:
    """Whether a thread needs no answer, for the ready reason."""
    return any(each.get("reason") == READY_REASON for each in demo.contents("no_answer"))


def is_rejected_with_a_quote(demo: Demo) -> bool:
    """Whether a rejection with one reason is decided, its letter with words of the customer."""
    decided = demo.rows("SELECT thread_id, grounds FROM decision WHERE kind = 'rejection'")
    if not any(len(row["grounds"].split()) == 1 for row in decided):
        return False
    letter = demo.rows("SELECT text FROM reply WHERE thread_id = ?", decided[0]["thread_id"])
    asked = demo.rows("SELECT text FROM message WHERE thread_id = ?", decided[0]["thread_id"])
    quoted = [part for row in letter for part in row["text"].split("«")[1:] if len(part.split("»")[0]) > 30]
    plain = " ".join(" ".join(row["text"].split()) for row in asked)
    return any(" ".join(part.split())[:30] in plain for part in quoted)


def is_at_dollar_step(demo: Demo) -> bool:
    """Whether the step is open that says how to refund on the page of the Marketplace."""
    lines = demo.terminal.display
    return "step 5 of 6" in lines[0] and any("Pick the reason" in line for line in lines)


TO_EVIDENCE = ("x", "ctrl+n", *["j"] * 2, "space", "j", "enter")
TASKS = (
    Task(
        "the most urgent obligation is seen", 0,
        [(), ("1",), ("j",), *[("j",) * count for count in range(2, 5)]],
        is_most_urgent_seen,
    ),
    Task(
        "a reply, without its text", 2, [("r", TEXT, "ctrl+s"), ("enter", "r", TEXT, "ctrl+s")], is_replied,
        topics=(QUESTION,),
    ),
    Task(
        "snoozed until Monday", 2,
        [("w", "m"), ("w", "enter"), *[("w", *["j"] * count, "enter") for count in range(1, 5)]],
        is_snoozed_to_monday, setup=("end",),
    ),
    Task(
        "no answer, with a ready reason", 2,
        [("N", "t"), ("N", *READY_REASON, "enter")], has_no_answer, setup=("end",),
    ),
    Task(
        "a rejection: a reason, a quote", 10,
        [
            ("x", "enter", "enter", "i", "enter", "enter", "enter", "ctrl+n", "ctrl+n", "ctrl+s"),
            ("x", "enter", "enter", "i", "enter", "enter", "enter", "enter", "ctrl+n", "ctrl+s"),
            (*TO_EVIDENCE, "ctrl+n", "enter", "ctrl+n", "ctrl+n", "ctrl+n", "ctrl+s"),
            (*TO_EVIDENCE, "ctrl+n", "j", "space", "ctrl+n", "ctrl+n", "ctrl+n", "ctrl+s"),
        ],
        is_rejected_with_a_quote, topics=("Necesitamos que nos hagan las redirecciones",),
    ),
    Task(
        "a refund, to the \"$\" step", 10,
        [
            ("$", *["enter"] * 6, "ctrl+n"),
            ("$", "enter", "enter", "enter", "enter", "enter", "ctrl+n"),
            ("$", "j", "space", "ctrl+n", "ctrl+n", "space", "j", "j", "space", "ctrl+n", "ctrl+n"),
        ],
        is_at_dollar_step, topics=("Comprato per errore, mai scaricato",),
    ),
)  # fmt: skip


def count_keys(task: Task, checkout: Path) -> int | None:
    """Return the keys of the first way that does the task in a checkout; None if none does."""
    return next((len(keys_of(way)) for way in task.ways if does(task, way, checkout)), None)


def keys_of(way: Way) -> list[str]:
    """Return the keys that count."""
    return [each for each in way if each != TEXT]


def does(task: Task, way: Way, checkout: Path) -> bool:
    """Return whether a way does the task, on a demo of its own."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(checkout, Path(folder))
        with demo.terminal:
            demo.begin()
            for topic in task.topics:
                search(demo, topic)
            for key in task.setup:
                demo.press(key)
            for key in way:
                if key == TEXT:
                    demo.terminal.press(REPLY)
                    demo.settle()
                else:
                    demo.press(key)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not task.is_done(demo):
                if time.monotonic() > deadline:
                    return False
                demo.terminal.watch(QUIET_SECONDS)
            return True


def search(demo: Demo, topic: str) -> None:
    """Leave only one thread in the list, of all sections."""
    for section in ("9", "1"):
        demo.press(section)
        demo.press("/")
        demo.terminal.press(topic)
        demo.settle()
        demo.press("enter")
        if any(line.startswith("▌") and topic[:20] in line for line in demo.terminal.display):
            return
        demo.press("escape")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--beside", type=Path, metavar="PATH", help="another checkout")
    chosen = options.parse_args()
    checkouts = {"this": Path(__file__).parents[2]}
    if chosen.beside:
        checkouts[chosen.beside.name] = chosen.beside.resolve()
    print(f"{'keys':<40}{'at most':>8}" + "".join(f"{name[:10]:>11}" for name in checkouts))
    for task in TASKS:
        print(f"{task.name:<40}{task.most:>8}", end="", flush=True)
        for checkout in checkouts.values():
            count = count_keys(task, checkout)
            print(f"{'–' if count is None else count:>11}", end="", flush=True)
        print(flush=True)


if __name__ == "__main__":
    main()
