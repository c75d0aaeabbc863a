"""What follows in the lines of threads from what persons said of them, at once where little depends on it.

A label is put into the lines as it is said. A verb that only moves where a thread stands has that worked
out anew, from the times of its messages and who wrote them; everything else has the thread read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from bizcare_tui.domain.triage import Triage, Verb
from bizcare_tui.store import acts, clocks, decisions, standings
from bizcare_tui.store.instants import maybe_instant
from bizcare_tui.store.tables import Account, InboxEntry, Message, Thread

# What these say stands in the thread's line as it is said: no clock, state or word depends on it.
LABELS = frozenset({Verb.TAG, Verb.ASSIGN, Verb.SNOOZE, Verb.LINK})
# These touch no message, name or word.
MOVES = frozenset({Verb.DONE, Verb.NO_ANSWER, Verb.REOPEN, Verb.KIND})
# What they may change in a thread's line.
_MOVED = (
    "rank", "state", "outcome", "owed", "due_at", "first_status", "settled_status", "follow_up_due", "cover",
    "days_left", "kind", "snoozed_until", "fix_start", "fix_due", "fix_at", "told_at",
)  # fmt: skip
_ENTRY = InboxEntry.__table__  # type: ignore[attr-defined]
_OF_THREAD = sa_select(
    col(Thread.id), col(Thread.tag), col(Thread.order_id), col(Thread.product_id), col(Thread.added_at),
    col(Thread.read_at), col(Thread.days_left), col(Thread.cover_told), col(Thread.stale),
    _ENTRY.c.defect_id, _ENTRY.c.first_status, _ENTRY.c.settled_status,
)  # fmt: skip
_OF_MESSAGE = sa_select(
    col(Message.thread_id), col(Message.id), col(Message.at), col(Message.author), col(Message.automatic)
).order_by(col(Message.at), col(Message.remote_id).nulls_first(), col(Message.id))


@dataclass(frozen=True, slots=True)
class Following:
    """How lines follow: for whose account, as of when, under which name in the history.

    `on_done` is told how many threads followed so far.
    """

    account: Account
    now: datetime
    cause: str
    on_done: Callable[[int], None] = lambda _done: None

    def follow(self, session: Session, thread_ids: Sequence[int], verbs: Set[Verb]) -> None:
        """Have the lines of these threads say what their acts say: now, or once they are worked out."""
        account_id = self._account_id
        if not (verbs <= LABELS or verbs <= MOVES):
            acts.touch(session, account_id, thread_ids)
            return
        ids = list(dict.fromkeys(thread_ids))
        for start in range(0, len(ids), acts.AT_ONCE):
            some = ids[start : start + acts.AT_ONCE]
            if verbs <= LABELS:
                acts.label(session, account_id, some)
            else:
                self._stand_anew(session, some)
            self.on_done(start + len(some))

    @property
    def _account_id(self) -> int:
        assert self.account.id is not None
        return self.account.id

    def _stand_anew(self, session: Session, thread_ids: Sequence[int]) -> None:
        """Work out where these threads stand; those in which more came in wait to be worked out whole."""
        threads = [row for row in self._threads(session, thread_ids) if not row.stale]
        # What is about a defect shares its clock with others.
        alone = [row for row in threads if row.defect_id is None]
        acts.touch(session, self._account_id, [row.id for row in threads if row.defect_id is not None])
        if not alone:
            return
        ids = [row.id for row in alone]
        baseline = maybe_instant(self.account.baseline_at)
        sales = standings.sales_of(session, self._account_id, {row.order_id for row in alone if row.order_id})
        decided = decisions.decided(session, self._account_id, ids)
        entries, running = [], {}
        for row, each in self._worked(session, alone, sales):
            fix = standings.own_fix(each)
            entry = standings.standing_columns(each, fix, decided.get(row.id), baseline=baseline)
            entry["account_id"] = self._account_id
            standings.settle(session, entry, row, self.now, self.cause)
            running[row.id] = standings.other_clocks(baseline, each, fix)
            entries.append(entry)
        clocks.settle(session, self._account_id, running, now=self.now, cause=self.cause)
        session.flush()
        _put(session, self._account_id, entries)

    def _threads(self, session: Session, thread_ids: Sequence[int]) -> Sequence[Any]:
        query = _OF_THREAD.join_from(
            Thread, _ENTRY, (_ENTRY.c.account_id == Thread.account_id) & (_ENTRY.c.thread_id == Thread.id)
        ).where(col(Thread.account_id) == self._account_id, col(Thread.id).in_(thread_ids))
        return session.connection().execute(query).all()

    def _worked(
        self, session: Session, threads: Sequence[Any], sales: dict[tuple[int, int], datetime | None]
    ) -> list[tuple[Any, standings.Worked]]:
        ids = [row.id for row in threads]
        messages: dict[int, list[Any]] = defaultdict(list)
        query = _OF_MESSAGE.where(
            col(Message.account_id) == self._account_id, col(Message.thread_id).in_(ids)
        )
        for message in session.connection().execute(query):
            messages[message.thread_id].append(message)
        said = acts.triages(session, self._account_id, ids)
        baseline = maybe_instant(self.account.baseline_at)
        return [
            (row, standings.in_work(row, messages[row.id], said.get(row.id) or Triage(), sales, baseline))
            for row in threads
        ]


def _put(session: Session, account_id: int, entries: Sequence[dict[str, Any]]) -> None:
    """Put what may have changed into the lines of their threads."""
    rows = [
        {"key": entry["thread_id"], **{f"new_{name}": entry[name] for name in _MOVED}} for entry in entries
    ]
    session.connection().execute(
        update(_ENTRY)
        .where(_ENTRY.c.account_id == account_id, _ENTRY.c.thread_id == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in _MOVED}),
        rows,
    )
