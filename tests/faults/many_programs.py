"""Eight programs on one store: `python tests/faults/many_programs.py --seconds 600 --postgresql`.

Six persons' programs read, look for, claim, assign, draft, reply, tag, note and undo at random, two more
persons press keys at random in the real app, and one more account syncs and sends, as `bizcare watch`
does. What was reported as done is recorded, and compared with the store and the Marketplace at the end.
Prints its counts, and fails if anything was lost, overwritten, sent twice or reported as an error.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.highlight import extract_search_terms

sys.path += [str(Path(__file__).parents[1] / "tools")]

from emulator import Emulator
from logins import desk_of
from postgresql_server import Server, binaries

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.errors import BizcareError, NotPossible, ReplyCheckFailed
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.history import first_broken_entry
from bizcare_tui.store.reads.hot_thread import read_acts

QUERIES = (
    "", "is:due", "assigned:me", "assigned:none", "module", "tag:t1", "is:unread", "zip or error", "-tag:t2",
)  # fmt: skip
KEYS = ("\x1b", "\r", " ", *"jkjjGgTn1289duH?\x1b")
# What may be reported when another person was quicker; anything else is an error.
EXPECTED = (NotPossible, ReplyCheckFailed)
# What the app may never say; conversations speak of refusing too.
BAD = (
    "is busy", "cannot be reached", "cannot be opened", "cannot be written", "is damaged",
    "rejected the request (", "Traceback",
)  # fmt: skip


class Person:
    """Somebody at the desk, who does what comes to mind and writes down what was said to be done."""

    def __init__(self, desk: Desk, name: str, seed: int, log: Path) -> None:
        self.desk = desk
        self.name = name
        self.rng = random.Random(seed)
        self.counted: Counter[str] = Counter()
        self._log = log
        self._numbers = iter(range(1, 1 << 40))
        self._doings = [
            (6, self.read), (3, self.look_for), (3, self.tag), (2, self.note), (3, self.claim),
            (1, self.give_back), (3, self.draft), (2, self.reply), (1, self.undo),
        ]  # fmt: skip

    def show_changes(self, seconds: float, rounds: int) -> None:
        """Do each thing once, then things at random, until the time is over or there were so many."""
        end = time.monotonic() + seconds
        doings = [doing for _weight, doing in self._doings]
        weights = [weight for weight, _doing in self._doings]
        first = self.rng.sample(doings, len(doings))
        while time.monotonic() < end and rounds:
            rounds -= 1
            doing = first.pop() if first else self.rng.choices(doings, weights)[0]
            try:
                doing()
                self.counted[doing.__name__] += 1
            except EXPECTED:
                self.counted[f"{doing.__name__}: another was quicker"] += 1
            except BizcareError as error:
                self.write("error", at=doing.__name__, text=str(error))
            time.sleep(self.rng.uniform(0, 0.1))
        self.write("counted", **self.counted)

    def read(self) -> None:
        ids = self.ids()
        self.desk.inbox.rows(ids[:40])
        self.desk.conversations.conversation(self.rng.choice(ids))
        self.desk.conversations.mark_read(self.rng.choice(ids))

    def look_for(self) -> None:
        query = self.rng.choice(QUERIES)
        for listing in self.desk.inbox.pages(parse_query(query)):
            self.desk.inbox.rows(listing.ids[:20], extract_search_terms(parse_query(query)))
        self.desk.inbox.counts([parse_query(query)])

    def tag(self) -> None:
        ids = self.rng.sample(self.ids(), self.rng.choice((1, 1, 2, 5)))
        tag = f"t{self.rng.randrange(5)}"
        did = self.desk.verbs.tag(ids, tag)
        self.write("act", act=did.act_id, threads=ids, content={"add": [tag], "remove": []})

    def note(self) -> None:
        thread_id = self.some()
        text = f"@person{self.rng.randrange(6)} {self.name} {next(self._numbers)}"
        did = self.desk.verbs.note([thread_id], text)
        self.write("act", act=did.act_id, threads=[thread_id], content={"text": text})

    def claim(self) -> None:
        thread_id = self.some()
        did = self.desk.verbs.claim([thread_id])
        if did.act_id:
            self.write("act", act=did.act_id, threads=[thread_id], content={"to": self.name})

    def give_back(self) -> None:
        mine = self.desk.inbox.thread_ids(parse_query("assigned:me"))
        if mine:
            thread_id = self.rng.choice(mine)
            did = self.desk.verbs.assign([thread_id], None, {thread_id: self.name})
            if did.act_id:
                self.write("act", act=did.act_id, threads=[thread_id], content={"to": None})

    def draft(self) -> None:
        thread_id = self.some()
        draft = self.desk.replies.draft(thread_id)
        text = f"draft {next(self._numbers)} of {self.name}"
        saved = self.desk.replies.save_draft(thread_id, replace(draft, text=text))
        self.write("draft", thread=thread_id, text=saved.text)

    def reply(self) -> None:
        thread_id = self.some()
        if self.desk.presence.lock_reply(thread_id) is not None:
            return
        text = f"It is step {next(self._numbers)} of {self.name} for thread {thread_id}: {self.rng.random()}"
        row = self.desk.replies.queue(thread_id, text, override="a test of many")
        self.write("reply", reply=row.id, thread=thread_id, text=text)
        self.desk.presence.release_reply(thread_id)

    def undo(self) -> None:
        last = self.desk.verbs.last()
        if last is not None:
            self.desk.verbs.undo(last.id)
            self.write("undone", act=last.id)

    def some(self) -> int:
        """A thread, one of few more often than others: so persons meet."""
        ids = self.ids()
        return self.rng.choice(ids[:5] if self.rng.random() < 0.5 else ids)

    def ids(self) -> list[int]:
        return list(self.desk.inbox.thread_ids(parse_query("")))

    def write(self, what: str, **more: Any) -> None:
        """Write down what was said to be done."""
        with self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"what": what, "by": self.name, **more}) + "\n")


# --- many of them --------------------------------------------------------------------------------------


def run_programs(
    folder: Path, *, persons: int, apps: int, seconds: float, rounds: int = -1, seed: int = 1
) -> Counter[str]:
    """Let so many do what they like with the store that the environment names; what was counted.

    Raises:
        AssertionError: something was lost, overwritten, sent twice, or reported as an error.
    """
    logs = [folder / f"person{number}.jsonl" for number in range(persons)]
    with Sandbox(Market.generate(seed, 200, datetime.now(UTC))) as sandbox:
        os.environ |= {"BIZCARE_API_URL": sandbox.url, "BIZCARE_HOME": str(folder / "home")}
        (folder / "home").mkdir(exist_ok=True)
        (folder / "home" / "config.toml").write_text("undo_seconds = 0\nsync_interval = 0\n")
        desk = _synced(sandbox.key)
        programs = [
            subprocess.Popen([
                sys.executable, __file__, "--person", f"person{number}", "--log", str(log),
                "--seconds", str(seconds), "--rounds", str(rounds), "--seed", str(seed * 100 + number),
            ])
            for number, log in enumerate(logs)
        ]  # fmt: skip
        with ExitStack() as stack:
            screens = [stack.enter_context(_app(f"person{persons + number}")) for number in range(apps)]
            _serve(desk, sandbox.key, programs, screens, random.Random(seed))
        assert [program.wait() for program in programs] == [0] * persons
        _send_the_rest(desk, sandbox.key)
        return _compare(
            desk, sandbox, [json.loads(line) for log in logs for line in log.read_text().splitlines()]
        )


def _synced(key: str) -> Desk:
    desk = Desk()
    with _key(key):
        desk.marketplace.sync(full=False, on_progress=lambda *_: None)
    desk.baseline.answer(desk.now() - timedelta(days=30), [], mark_older_read=False)
    return desk


@contextmanager
def _key(key: str) -> Iterator[None]:
    """The one account that syncs and sends has the key."""
    os.environ["BIZCARE_API_KEY"] = key
    try:
        yield
    finally:
        del os.environ["BIZCARE_API_KEY"]


@contextmanager
def _app(name: str) -> Iterator[Emulator]:
    command = [sys.executable, str(Path(__file__).parents[1] / "tools" / "run_as_login.py"), name]
    with Emulator(command, {**os.environ, "TERM": "xterm-256color"}, 120, 40) as screen:
        screen.until_text("[1 To do")
        yield screen


def _serve(
    desk: Desk, key: str, programs: list[subprocess.Popen[bytes]], screens: list[Emulator], rng: random.Random
) -> None:
    """Sync and send as long as anybody is there, and press keys in the apps."""
    while any(program.poll() is None for program in programs):
        with _key(key):
            desk.marketplace.sync(full=False, on_progress=lambda *_: None)
            desk.replies.send(on_progress=lambda *_: None)
        for _ in range(6):
            for screen in screens:
                screen.press(rng.choice(KEYS))
                text = "\n".join(screen.watch(0.2))
                assert not any(bad in text for bad in BAD), text


def _send_the_rest(desk: Desk, key: str) -> None:
    end = time.monotonic() + 600
    with _key(key):
        while desk.replies.has_work() and time.monotonic() < end:
            desk.replies.send(on_progress=lambda *_: None)
            time.sleep(0.2)


def _compare(desk: Desk, sandbox: Sandbox, records: list[dict[str, Any]]) -> Counter[str]:
    """Compare what was reported as done with the store and the Marketplace."""
    counted: Counter[str] = Counter()
    errors = [line for line in records if line["what"] == "error"]
    assert not errors, errors[:5]
    for line in records:
        if line["what"] == "counted":
            counted.update({key: value for key, value in line.items() if key not in ("what", "by")})
    _compare_acts(desk, records)
    _compare_drafts(desk, records)
    taken = Counter(reply.message for reply in sandbox.replies)
    states = {row.id: row.state for row in desk.replies.outbox()}
    for line in records:
        if line["what"] == "reply":
            # One that was queued before a colleague's arrived is held for its writer to look at.
            is_held = states[line["reply"]] is ReplyState.HELD
            assert is_held or states[line["reply"]] is ReplyState.CONFIRMED, line
            assert taken[line["text"]] == (0 if is_held else 1), line
            counted["replies held back" if is_held else "replies taken once"] += 1
    with desk.session.store().transaction() as session:
        assert first_broken_entry(session) is None
    findings = {finding.check: finding for finding in run_checks(desk.session.paths)}
    for check in ("integrity", "history", "deadlines"):
        assert findings[check].ok, findings[check]
    counted["threads with an owner"] = len(desk.inbox.thread_ids(parse_query("assigned:any")))
    return counted


def _compare_acts(desk: Desk, records: list[dict[str, Any]]) -> None:
    undone = {line["act"] for line in records if line["what"] == "undone"}
    done: dict[int, set[str]] = defaultdict(set)
    for line in records:
        if line["what"] == "act" and line["act"] not in undone:
            for thread_id in line["threads"]:
                done[thread_id].add(json.dumps(line["content"], sort_keys=True))
    for thread_id, contents in done.items():
        stored = {
            json.dumps(json.loads(act.content), sort_keys=True)
            for act in read_acts(desk.session.reader, thread_id)
        }
        assert contents <= stored, (thread_id, contents - stored)
    _compare_claims(desk)


def _compare_claims(desk: Desk) -> None:
    """Nobody took what another one had: each assignment was made over nobody's, or one's own."""
    rows = desk.session.database.connect().execute(
        """SELECT h.kind, h.payload, h.thread_id, p.login FROM history h JOIN person p ON p.id = h.person_id
           WHERE h.kind IN ('act', 'undo') ORDER BY h.id"""
    )
    made: dict[int, dict[int, str | None]] = defaultdict(dict)
    for row in rows:
        records, held = json.loads(row["payload"]), made[row["thread_id"]]
        if row["kind"] == "undo":
            held.pop(records["act"], None)
        elif records["verb"] == "assign":
            before = list(held.values())[-1] if held else None
            assert before in (None, row["login"]), (row["thread_id"], before, row["login"])
            held[records["act"]] = records["content"]["to"]


def _compare_drafts(desk: Desk, records: list[dict[str, Any]]) -> None:
    last: dict[tuple[str, int], str] = {}
    for line in records:
        if line["what"] == "draft":
            # A reply takes the place of the draft of its own text alone: all of these stay.
            last[line["by"], line["thread"]] = line["text"]
    for (name, thread_id), text in last.items():
        with desk_of(name) as theirs:
            assert theirs.replies.draft(thread_id).text == text, (name, thread_id)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--rounds", type=int, default=-1)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--person", help=argparse.SUPPRESS)
    options.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.person:
        with desk_of(arguments.person) as desk:
            Person(desk, arguments.person, arguments.seed, arguments.log).show_changes(
                arguments.seconds, arguments.rounds
            )
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if arguments.postgresql:
            programs = binaries()
            assert programs is not None, "there is no PostgreSQL here"
            server = Server(programs)
            stack.callback(server.stop)
            os.environ["BIZCARE_DATABASE_URL"] = server.url(server.new(empty=True))
        counted = run_programs(
            Path(folder),
            persons=6,
            apps=2,
            seconds=arguments.seconds,
            rounds=arguments.rounds,
            seed=arguments.seed,
        )
    print(
        "PostgreSQL" if arguments.postgresql else "SQLite",
        f"{arguments.seconds:.0f} s, 8 programs and one that syncs and sends",
    )
    for what, count in sorted(counted.items()):
        print(f"{count:>8,}  {what}")
    print("nothing lost, nothing overwritten, nothing sent twice, no error shown, the store is whole")


if __name__ == "__main__":
    main()
