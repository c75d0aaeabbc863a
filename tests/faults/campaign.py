"""A campaign against the outbox: `python tests/faults/campaign.py --replies 2000`.

Replies go out over a sandbox that misbehaves in every way it knows, by senders that are killed at
every commit point and at random moments. A person, who looks at the thread before deciding, sends
again what is unknown or failed, and releases what is held. At every turn each state is compared with what the
sandbox really took. Prints its counts, and fails if a reply was taken twice, lost, or told wrongly.
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bizcare_tui.domain.outbox import ReplyState, Way
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.marketplace.sandbox.faults import Faults
from bizcare_tui.marketplace.sandbox.market import Market
from bizcare_tui.marketplace.sandbox.server import Sandbox
from bizcare_tui.marketplace.sync import sync
from bizcare_tui.store import outbox
from bizcare_tui.store.engine import Store
from bizcare_tui.store.sqlite import SqlitePlace

SENDER = Path(__file__).with_name("sender.py")
EVERY_FAULT = (
    "close-before=0.02,close-after=0.02,late=0.004:0.8s,429=0.01:1s,500=0.02,html=0.02,truncated=0.02,"
    "error=0.02,drift=0.01"
)
# Commits of a sender from its start until the first reply is settled and looked for, and some more.
COMMIT_POINTS = 14


@dataclass
class Campaign:
    """What happened so far."""

    folder: Path
    sandbox: Sandbox
    seed: int
    store: Store = field(init=False)
    texts: dict[int, str] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.store = Store(SqlitePlace(self.folder / "bizcare.db"))
        with SellerApi(self.sandbox.url, self.sandbox.key) as api:
            sync(self.store, api, api_url=self.sandbox.url, now=_now)

    def queue(self, number: int) -> None:
        """Queue replies to threads at random, some of them undone at once."""
        with self._reading() as connection:
            threads = [row[0] for row in connection.execute("SELECT thread_id FROM inbox_entry")]
        for index in range(number):
            text = f"Reply {index}: set the option to {self.rng.random()}, it\n- works & <shows>."
            thread_id = self.rng.choice(threads)
            with self.store.transaction() as session:
                reply = outbox.queue(
                    session, 1, thread_id, text,
                    base_message_id=outbox.last_message(session, 1, thread_id),
                    not_before=0, now=_now(),
                )  # fmt: skip
                self.texts[reply.id or 0] = text
                if self.rng.random() < 0.02:
                    outbox.take_back(session, reply, Way.UNDO, _now(), "undone")

    def run(self, *, kills_at_random: int) -> None:
        """Send until every reply is at its end; kill at each commit point first, then at random."""
        deaths = [(point, before) for point in range(1, COMMIT_POINTS + 1) for before in (True, False)]
        for turn in count():
            if turn < len(deaths):
                point, before = deaths[turn]
                self._send("--dies-at", str(point), *(["--before"] if before else []))
            else:
                kill = turn < len(deaths) + kills_at_random
                self._send(kill_after=self.rng.uniform(0.6, 2.5) if kill else None)
            self.compare()
            if not self._a_person_decides():
                return

    def _send(self, *how: str, kill_after: float | None = None) -> None:
        sender = subprocess.Popen(
            [
                sys.executable,
                str(SENDER),
                str(self.store.place.file),
                self.sandbox.url,
                self.sandbox.key,
                *how,
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            code = sender.wait(kill_after)
        except subprocess.TimeoutExpired:
            sender.kill()
            code = sender.wait()
        self.happened["killed" if code == -signal.SIGKILL else "ended"] += 1

    def _a_person_decides(self) -> bool:
        """Decide on what waits for a person, and let time pass; whether anything is left to do."""
        states = self.states()
        with self.store.transaction() as session:
            for reply_id, state in states.items():
                if state in (ReplyState.UNKNOWN, ReplyState.FAILED, ReplyState.HELD):
                    reply = outbox.the_reply(session, 1, reply_id)
                    if state is ReplyState.UNKNOWN and reply.looks < 2:
                        continue
                    outbox.decide(session, reply, Way.SEND, _now(), "not in the thread")
                    self.happened[f"sent again, was {state}"] += 1
        with sqlite3.connect(self.store.place.shown) as connection:
            connection.execute("UPDATE reply SET not_before = 0, look_after = 0")
        return any(
            state not in (ReplyState.CONFIRMED, ReplyState.DISCARDED) for state in self.states().values()
        )

    def states(self) -> dict[int, ReplyState]:
        """The state of every reply."""
        with self._reading() as connection:
            return {row[0]: ReplyState(row[1]) for row in connection.execute("SELECT id, state FROM reply")}

    def compare(self) -> None:
        """Every state is true: compare with what the sandbox took."""
        taken = Counter(reply.message for reply in self.sandbox.replies)
        states = self.states()
        assert states.keys() == self.texts.keys(), "a reply was lost"
        for reply_id, state in states.items():
            times = taken[self.texts[reply_id]]
            assert times <= 1, f"reply {reply_id} was taken {times} times"
            if state in (ReplyState.CONFIRMED, ReplyState.UNCONFIRMED):
                assert times == 1, f"reply {reply_id} is {state}, but was not taken"
            if state in (ReplyState.DISCARDED, ReplyState.FAILED, ReplyState.HELD):
                assert times == 0, f"reply {reply_id} is {state}, but was taken"
        with self._reading() as connection:
            claimed = [row[0] for row in connection.execute("SELECT message_id FROM reply") if row[0]]
        assert len(claimed) == len(set(claimed)), "two replies took the same message for theirs"

    def _reading(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.store.place.shown}?mode=ro", uri=True)


def campaign(replies: int, kills_at_random: int, seed: int, faults: str = EVERY_FAULT) -> Campaign:
    """Run a campaign to its end.

    Raises:
        AssertionError: a reply was taken twice, lost, or told wrongly.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(Market.generate(seed, 60, _now())) as sandbox,
    ):
        run = Campaign(Path(folder), sandbox, seed)
        run.queue(replies)
        sandbox.faults = Faults.parse(faults, seed)
        run.run(kills_at_random=kills_at_random)
        run.happened.update(str(state) for state in run.states().values())
        run.store.close()
        return run


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replies", type=int, default=2000)
    options.add_argument("--kills", type=int, default=200, help="how often a sender is killed at random")
    options.add_argument("--seed", type=int, default=1)
    told = options.parse_args()
    began = time.monotonic()
    run = campaign(told.replies, told.kills, told.seed)
    print(f"{told.replies:,} replies in {time.monotonic() - began:.0f} s; each taken at most once, none lost")
    for what, times in sorted(run.happened.items()):
        print(f"  {what:<28}{times:>7,}")


if __name__ == "__main__":
    main()
