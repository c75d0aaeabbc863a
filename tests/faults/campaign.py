"""A campaign against the outbox: `python tests/faults/campaign.py --replies 2000 [--postgresql]`.

Replies, many of them with the same text, go out over a Marketplace that misbehaves in every way it
knows, also after it took a reply, and to threads that already hold the same text. Senders are killed
at every commit and at random moments, fall asleep at every commit and wake after another one took
over, and work side by side. Customers write on, checks refuse, and a person decides on what waits.

The Marketplace looks into the store as each reply arrives, and at every turn each state is compared
with what it really took. Prints its counts, and fails if a reply was sent twice, lost, or is in a
state that is not true.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tools")]

from postgresql_server import Server, binaries
from recording_marketplace import ACCEPTED, LOST, REFUSED, TWICE, RecordedReply, RecordingMarketplace
from sender_process import HELD_BACK, Ended, Order, send
from sqlmodel import col, select, update

from bizcare_tui.domain.outbox import FINAL, ReplyState, Transition
from bizcare_tui.errors import NotPossible
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.marketplace.outbox_sender import MAX_ATTEMPTS
from bizcare_tui.marketplace.sync import sync
from bizcare_tui.sandbox.market import Market
from bizcare_tui.store import outbox, reply_read_back
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.tables import InboxEntry, Lease, Message, Reply

# How many replies the small campaign sends.
SMALL = 80
# Commits of a sender from its start until the first reply is settled and looked for, and some more.
COMMITS = 14
# How long a machine sleeps: longer than the lease lasts.
SLEPT = 120.0
# Texts that several replies have; one of them is also in threads from before.
SHARED = (
    'Open "Módulos" > Shipping, and\n- save it\n- clear the cache.',
    "It is fixed in 2.4.1; please update <today>.",
)
ANNOYING = f"This is {REFUSED}."
LOADED = [
    "bizcare_tui.marketplace.outbox_sender", "bizcare_tui.marketplace.sync", "bizcare_tui.store.postgresql",
    "bizcare_tui.store.sqlite", "bizcare_tui.sandbox.server", "psycopg", "pytest",
]  # fmt: skip
WAITING = (ReplyState.UNKNOWN, ReplyState.FAILED, ReplyState.HELD)


class Campaign:
    """An account on a misbehaving Marketplace, a store with its outbox, a person, and senders."""

    def __init__(self, address: str, seed: int, *, threads: int = 8) -> None:
        self.rng = random.Random(seed)
        self._address = address
        self.happened: Counter[str] = Counter()
        self.texts: dict[int, str] = {}
        self.refused: frozenset[int] = frozenset()
        market = Market.generate(seed, 30, _now())
        self.witness = RecordingMarketplace(market, seed, self._noted, self._may_post).start()
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(LOADED)
        self._written: dict[int, set[int]] = defaultdict(set)
        self._known: dict[int, int] = {}
        # Replies that may have arrived by an earlier call, whatever was decided since.
        self._doubtful: set[int] = set()
        self.store = Store(database_of_url(address))
        self._sync()
        with self.store.transaction() as session:
            found = list(session.exec(select(InboxEntry.thread_id).order_by(InboxEntry.thread_id)))  # type: ignore[arg-type]
        self.threads = self.rng.sample(found, threads)
        for thread_id in self.threads[::2]:
            before = _now() - timedelta(days=2)
            market.add_message(thread_id, SHARED[0], author="seller", at=before)
        self._sync()

    def close(self) -> None:
        """End the Marketplace, and let go of the store."""
        self.witness.stop()
        self.store.close()

    def _sync(self) -> None:
        """Sync with a Marketplace that works."""
        was_calm = self.witness.is_calm
        self.witness.is_calm = True
        with SellerApi(self.witness.url, self.witness.key) as api:
            sync(self.store, api, api_url=self.witness.url, now=_now)
        self.witness.is_calm = was_calm

    # --- people ------------------------------------------------------------------------------------

    def queue(self, number: int) -> None:
        """Queue replies to threads at random, some of them undone at once."""
        for _ in range(number):
            index = len(self.texts)
            unique = f"Reply {index}: set the option to {self.rng.random()}, it\n- works & <shows>."
            reply_id = self._queue(self.rng.choice([*SHARED, *SHARED, unique, unique, unique]))
            if self.rng.random() < 0.02:
                with self.store.transaction() as session:
                    reply = outbox.get_reply(session, 1, reply_id)
                    outbox.cancel_reply(session, reply, Transition.UNDO, _now(), "undone")

    def _queue(self, text: str, thread_id: int | None = None) -> int:
        thread_id = thread_id or self.rng.choice(self.threads)
        with self.store.transaction() as session:
            reply = outbox.queue_reply(
                session, 1, thread_id, text,
                base_message_id=reply_read_back.last_message_id(session, 1, thread_id),
                wait_seconds=0, now=_now(),
            )  # fmt: skip
            assert reply.id is not None
            self.texts[reply.id] = text
            self._known[reply.id] = self._read_by_person(session, thread_id)
            return reply.id

    def customers_write(self) -> None:
        """Have a customer or two write on."""
        for thread_id in self.rng.sample(self.threads, self.rng.choice((0, 1, 1, 2))):
            row = self.witness.market.add_message(thread_id, "And another thing.")
            self._written[thread_id].add(row["id_community_message"])

    def a_person_decides(self) -> bool:
        """Decide on what waits for a person, who looks at the threads; whether anything is left to do."""
        counted = self.witness.counted()
        rows = self.rows()
        for row in rows:
            counted[row.thread_id, row.text] -= row.state in (ReplyState.CONFIRMED, ReplyState.UNCONFIRMED)
        for row in rows:
            # What is unknown is left to the program for two looks.
            if row.state in WAITING and (row.state != ReplyState.UNKNOWN or row.read_backs >= 2):
                self._decide(row, is_there=counted[row.thread_id, row.text] > 0)
                counted[row.thread_id, row.text] -= row.state == ReplyState.UNKNOWN
        with self.store.transaction() as session:
            session.exec(update(Reply).values(not_before=0.0, read_back_after=0.0))
        return any(ReplyState(row.state) not in FINAL for row in self.rows())

    def _decide(self, row: Reply, *, is_there: bool) -> None:
        assert row.id is not None
        way = Transition.SEND
        if row.state == ReplyState.UNKNOWN and is_there:
            # The program finds what it can tell: only what stands there twice is left to a person.
            assert self.witness.stands_twice(row.thread_id, row.text), f"reply {row.id} was not found"
            way = Transition.MARK_SENT
        elif row.text == ANNOYING and row.state == ReplyState.FAILED:
            way = Transition.DISCARD
        with self.store.transaction() as session:
            reply = outbox.get_reply(session, 1, row.id)
            try:
                if way is Transition.DISCARD:
                    outbox.cancel_reply(session, reply, way, _now(), "cannot be sent")
                else:
                    outbox.resend_or_mark_sent(session, reply, way, _now(), "looked at the thread")
            except NotPossible:
                return  # a sender was quicker
            self._known[row.id] = self._read_by_person(session, row.thread_id)
        self.witness.unsure.pop(row.id, None)
        self.witness.last.pop(row.id, None)
        self.happened[f"decided: {way}, was {row.state}"] += 1

    def _read_by_person(self, session: Any, thread_id: int) -> int:
        """How many messages of the customer the store holds, as the person sees it."""
        stored = session.exec(select(Message.remote_id).where(col(Message.thread_id) == thread_id))
        return len(self._written[thread_id].intersection(stored))

    # --- senders -----------------------------------------------------------------------------------

    def order(self, **how: Any) -> Order:
        """An order for a sender."""
        return Order(self._address, self.witness.url, self.witness.key, refused=self.refused, **how)

    def start(self, order: Order, bed: Connection | None = None) -> Any:
        """Start a sender."""
        process = self._processes.Process(target=send, args=(order, bed), daemon=True)
        process.start()
        return process

    def ended(self, process: Any) -> int:
        """Wait until a sender ends; how."""
        process.join(300)
        code: int = process.exitcode
        name = "killed" if code == -signal.SIGKILL else Ended(code).name if code in [*Ended] else ""
        assert name, f"a sender ended with {code}"
        self.happened[f"sender: {name.lower().replace('_', ' ')}"] += 1
        return code

    def be_refused(self) -> None:
        """Send what the Marketplace always refuses, more often than that may be tried."""
        reply_id = self._queue(ANNOYING)
        for _ in range(MAX_ATTEMPTS + 1):
            self.ended(self.start(self.order()))
            self.compare()
            with self.store.transaction() as session:
                session.exec(update(Reply).values(not_before=0.0))
        assert [row.state for row in self.rows() if row.id == reply_id] == [ReplyState.FAILED]

    def be_alike(self) -> None:
        """Send one text several times to a thread that has it from before: lost, accepted, stored twice."""
        self.witness.script = [LOST, ACCEPTED, TWICE]
        sent = [self._queue(SHARED[0], self.threads[0]) for _ in self.witness.script]
        self.ended(self.start(self.order()))
        self.compare()
        states = {row.id: row.state for row in self.rows()}
        assert [states[each] for each in sent[:2]] == [ReplyState.UNKNOWN, ReplyState.CONFIRMED]

    def die(self) -> None:
        """Kill a sender right before and after each of its commits."""
        for point in range(1, COMMITS + 1):
            for before in (True, False):
                self._turn(1)
                self.ended(self.start(self.order(dies_at=point, before=before)))
                self.compare()

    def sleep(self) -> None:
        """Have a sender fall asleep after each of its commits; another takes over once it may."""
        for point in range(1, COMMITS + 1):
            self._turn(2)
            bed, other_end = multiprocessing.Pipe()
            sleeper = self.start(self.order(sleeps_at=point), other_end)
            other_end.close()
            try:
                bed.recv()
            except EOFError:  # it had too little to do
                self.ended(sleeper)
            else:
                self._take_over(bed, sleeper)
            self.compare()

    def _take_over(self, bed: Connection, sleeper: Any) -> None:
        before = self._situation()
        with self.store.transaction() as session:
            is_at_work = session.exec(select(Lease.expires_at).where(col(Lease.work) == "send")).one() > 0
        if is_at_work:
            assert self.ended(self.start(self.order())) == Ended.BUSY, "a live lease was taken"
            assert self._situation() == before, "a sender without the lease did something"
            self._note_doubtful()
            with self.store.transaction() as session:
                session.exec(update(Lease).values(expires_at=0.0))
            # What was being sent is unknown, looked for twice, and then a person has it sent again.
            for _ in range(2):
                self.ended(self.start(self.order()))
                self.compare()
                self.a_person_decides()
            before = self._situation()
        bed.send(SLEPT)
        assert self.ended(sleeper) == (Ended.TAKEN_OVER if is_at_work else Ended.DONE), "it went on"
        assert self._situation() == before, "a sender whose lease was taken over did something"

    def work_side_by_side(self, replies: int, *, kill: bool) -> None:
        """Let three senders work at once, one of them killed at a random moment."""
        self._turn(replies)
        running = [self.start(self.order(rounds=3)) for _ in range(3)]
        if kill:
            threading.Timer(self.rng.uniform(0.1, 1.5), running[0].kill).start()
        codes = [self.ended(process) for process in running]
        assert Ended.TAKEN_OVER not in codes, "a live lease was taken over"
        self.compare(was_killed=-signal.SIGKILL in codes)

    def end(self) -> None:
        """Stop misbehaving, and send until every reply is at its end."""
        self.witness.is_calm = True
        self.refused = frozenset()
        for turn in count():
            if not self.a_person_decides():
                break
            assert turn < 40, "some replies come to no end"
            self.ended(self.start(self.order(rounds=2)))
            self.compare()
        sent = Counter((row.thread_id, row.text) for row in self.rows() if row.state == ReplyState.CONFIRMED)
        assert sent == self.witness.counted(), "what is confirmed is not what was taken"

    def _turn(self, replies: int) -> None:
        """What happens before senders begin: a person decides and writes, customers and checks too."""
        self.a_person_decides()
        self.queue(replies)
        self.customers_write()
        if self.rng.random() < 0.2:
            self._sync()
        self.refused = frozenset(self.rng.sample(self.threads, self.rng.choice((0, 0, 1))))

    # --- truth -------------------------------------------------------------------------------------

    def rows(self) -> list[Reply]:
        """The outbox."""
        with self.store.transaction() as session:
            found = list(session.exec(select(Reply).order_by(col(Reply.id))))
            session.expunge_all()
            return found

    def _situation(self) -> list[Any]:
        return [*[(row.id, row.state, row.attempts) for row in self.rows()], len(self.witness.taken)]

    def _note_doubtful(self) -> None:
        self._doubtful.update(self.witness.unsure)
        self._doubtful.update(row.id or 0 for row in self.rows() if row.state == ReplyState.SENDING)

    def _noted(self, thread_id: int) -> list[RecordedReply]:
        """Which replies to a thread the store notes as being sent, asked as one arrives."""
        connection = self.store.database.connect()
        try:
            found = connection.execute(
                "SELECT id, text FROM reply WHERE thread_id = :thread AND state = 'sending'",
                {"thread": thread_id},
            )
            return [RecordedReply(row["id"], row["text"]) for row in found]
        finally:
            connection.close()

    def _may_post(self, reply_id: int, thread_id: int) -> str:
        if thread_id in self.refused:
            return "the check refuses it"
        if len(self._written[thread_id]) > self._known[reply_id]:
            return "the customer wrote since"
        return ""

    def compare(self, *, was_killed: bool = False) -> None:
        """Every state is true: compare with what the Marketplace took, and how each call ended."""
        assert not self.witness.wrong, "\n".join(self.witness.wrong)
        self._note_doubtful()
        rows = self.rows()
        if was_killed:
            self._doubtful.update(row.id or 0 for row in rows if row.state == ReplyState.UNKNOWN)
        assert [row.id for row in rows] == sorted(self.texts), "a reply was lost"
        for row in rows:
            if why := self._untrue(row):
                raise AssertionError(f"reply {row.id} is {row.state}, but {why}")
        self._compare_counts(rows)
        self._compare_messages(rows)

    def _untrue(self, row: Reply) -> str:
        """Why a reply cannot be in its state, by itself; empty when it can."""
        assert row.id is not None
        last, unsure = self.witness.last.get(row.id), self.witness.unsure.get(row.id, "")
        match ReplyState(row.state):
            case ReplyState.QUEUED | ReplyState.HELD | ReplyState.FAILED | ReplyState.DISCARDED if unsure:
                return f"it may have arrived: {unsure}"
            case ReplyState.QUEUED if last and last.name == "error" and row.attempts >= MAX_ATTEMPTS:
                return f"it was refused at attempt {row.attempts}"
            case ReplyState.FAILED if last is None or last.name != "error" or row.attempts < MAX_ATTEMPTS:
                return f"it was not refused {MAX_ATTEMPTS} times"
            case ReplyState.HELD if row.error == HELD_BACK and row.thread_id not in self.refused:
                return "the check lets it pass"
            case ReplyState.UNCONFIRMED if last is None or not last.copies:
                return "the Marketplace did not accept it"
            case ReplyState.UNKNOWN if row.id not in self._doubtful:
                sure = last is None or (last.is_sure and not last.copies)
                return "it is known not to have arrived" if sure else ""
        return ""

    def _compare_counts(self, rows: Sequence[Reply]) -> None:
        """Replies with the same text in the same thread look alike: they are counted."""
        sure: Counter[tuple[int, str]] = Counter()
        possible: Counter[tuple[int, str]] = Counter()
        for row in rows:
            key = row.thread_id, row.text
            sure[key] += row.state in (ReplyState.CONFIRMED, ReplyState.UNCONFIRMED)
            possible[key] += row.state in (ReplyState.UNKNOWN, ReplyState.SENDING)
        counted = self.witness.counted()
        for key in sure.keys() | counted.keys():
            taken = counted.get(key, 0)
            assert taken >= sure[key], f"{sure[key]} are sent or confirmed, but {taken} were taken: {key}"
            assert taken <= sure[key] + possible[key], (
                f"{taken} were taken, {sure[key]} are sent or confirmed, {possible[key]} unknown: {key}"
            )

    def _compare_messages(self, rows: Sequence[Reply]) -> None:
        """A confirmed reply has a message of its own: one that was posted, and stands there once."""
        claimed = [row.message_id for row in rows if row.message_id]
        assert len(claimed) == len(set(claimed)), "two replies have the same message"
        with self.store.transaction() as session:
            remote = {
                message.id: message.remote_id
                for message in session.exec(select(Message).where(col(Message.id).in_(claimed)))
            }
        once = {
            taken.message_id: (taken.thread_id, taken.text)
            for taken in self.witness.taken
            if taken.copies == 1
        }
        for row in rows:
            if row.message_id:
                where = once.get(remote[row.message_id] or 0)
                assert where == (row.thread_id, row.text), f"reply {row.id} has a message that is not its own"


def campaign(address: str, *, replies: int, seed: int) -> Counter[str]:
    """Run a campaign to its end: deaths and sleep at every commit, then senders side by side.

    Args:
        address: of a store that is still empty.
        replies: how many are sent, at least some sixty.

    Returns:
        How often what happened.

    Raises:
        AssertionError: a reply was sent twice, lost, or is in a state that is not true.
    """
    run = Campaign(address, seed)
    try:
        run.be_refused()
        run.be_alike()
        run.witness.is_calm = False
        run.queue(4)
        run.sleep()
        run.die()
        kill = False
        # How many calls a reply takes depends on time: it goes on until each ending of a call came.
        while len(run.texts) < replies or run.witness.has_endings_to_come:
            run.work_side_by_side(10, kill=kill)
            kill = not kill
        run.end()
        run.happened.update(f"reply: {row.state}" for row in run.rows())
        run.happened.update({f"call: {name}": times for name, times in run.witness.endings.items()})
    finally:
        run.close()
    return run.happened


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--replies", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--small", action="store_true", help="as the tests run it")
    options.add_argument("--postgresql", action="store_true")
    arguments = options.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        address = f"sqlite:///{folder}/bizcare.db"
        if arguments.postgresql:
            programs = binaries()
            assert programs is not None, "there is no PostgreSQL here"
            server = Server(programs)
            stack.callback(server.stop)
            address = server.url(server.new())
        happened = campaign(
            address, replies=SMALL if arguments.small else arguments.replies, seed=arguments.seed
        )
    print(
        "PostgreSQL" if arguments.postgresql else "SQLite",
        f"{time.monotonic() - began:.0f} s: no reply was sent twice, none was lost, every state was true",
    )
    for what, times in sorted(happened.items()):
        print(f"{times:>8,}  {what}")


if __name__ == "__main__":
    main()
