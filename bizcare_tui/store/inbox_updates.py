"""Update the inbox rows of threads after acts: at once where that is cheap, else by marking them stale."""

# Verbs that change only labels are written into the inbox rows directly. Verbs that change only the state of
# a thread recompute the state from the times and authors of its messages. All other verbs mark the thread
# stale.

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from bizcare_tui.domain.purchases import Purchase
from bizcare_tui.domain.triage import Triage
from bizcare_tui.domain.verbs import Recompute
from bizcare_tui.store import acts, clocks, decisions, stale_threads
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.bulk_statements import execute_for_rows
from bizcare_tui.store.derived_thread import ThreadDerivation, other_clocks, own_fix_clock, start_derivation
from bizcare_tui.store.first_answer_status import settle_first_answer
from bizcare_tui.store.inbox_columns import status_columns
from bizcare_tui.store.purchases import PurchaseKey, read_purchases
from bizcare_tui.store.tables import Account, InboxEntry, Message, Thread
from bizcare_tui.store.unix_time import from_optional_unix_seconds

# The columns of an inbox row that verbs can change when they change the state.
_STATE_COLUMNS = (
    "rank", "state", "outcome", "owed", "due_at", "first_status", "settled_status", "follow_up_due", "cover",
    "days_left", "kind", "snoozed_until", "fix_start", "fix_due", "fix_at", "informed_at",
    "first_start", "first_due", "first_at", "obligation", "scored",
)  # fmt: skip
_ENTRY = InboxEntry.__table__  # type: ignore[attr-defined]
_THREAD_COLUMNS = sa_select(
    col(Thread.id), col(Thread.tag), col(Thread.order_id), col(Thread.product_id), col(Thread.added_at),
    col(Thread.read_at), col(Thread.days_left), col(Thread.cover_reported), col(Thread.stale),
    col(Thread.digest), _ENTRY.c.defect_id, _ENTRY.c.first_status, _ENTRY.c.settled_status, _ENTRY.c.state,
    _ENTRY.c.first_start, _ENTRY.c.first_at, _ENTRY.c.obligation,
)  # fmt: skip
_MESSAGE_COLUMNS = sa_select(
    col(Message.thread_id), col(Message.id), col(Message.at), col(Message.author), col(Message.automatic)
).order_by(col(Message.at), col(Message.remote_id).nulls_first(), col(Message.id))


@dataclass(frozen=True, slots=True)
class InboxUpdater:
    """Updates inbox rows after acts.

    `now` is the time for which states are computed, and `cause` the reason that is written into the history.
    `on_done` is called with the number of threads that are done.
    """

    account: Account
    now: datetime
    cause: str
    on_done: Callable[[int], None] = lambda _done: None

    def update(self, session: Session, thread_ids: Sequence[int], needed: Set[Recompute]) -> None:
        """Update the inbox rows of these threads, or mark them stale to be recomputed later.

        Args:
            needed: what must be computed again after the acts that were recorded or undone.
        """
        account_id = self._account_id
        is_labels_only = needed <= {Recompute.LABELS}
        if not (is_labels_only or needed <= {Recompute.STATE}):
            stale_threads.mark_stale_with_defects(session, account_id, thread_ids)
            return
        done = 0
        for batch in in_batches(dict.fromkeys(thread_ids)):
            if is_labels_only:
                acts.update_label_columns(session, account_id, batch)
            else:
                self._recompute_states(session, batch)
            done += len(batch)
            self.on_done(done)

    @property
    def _account_id(self) -> int:
        assert self.account.id is not None
        return self.account.id

    def _recompute_states(self, session: Session, thread_ids: Sequence[int]) -> None:
        """Recompute the states of these threads; stale ones are left for a complete recomputation."""
        threads = [row for row in self._threads(session, thread_ids) if not row.stale]
        # A thread about a defect shares its fix clock with other threads, so it is recomputed completely.
        alone = [row for row in threads if row.defect_id is None]
        stale_threads.mark_stale_with_defects(
            session, self._account_id, [row.id for row in threads if row.defect_id is not None]
        )
        if not alone:
            return
        ids = [row.id for row in alone]
        baseline = from_optional_unix_seconds(self.account.baseline_at)
        sales = read_purchases(session, self._account_id, {row.order_id for row in alone if row.order_id})
        decided_by_thread = decisions.effective_decisions(session, self._account_id, ids)
        entries, running = [], {}
        for row, derived in self._derive(session, alone, sales):
            fix = own_fix_clock(derived)
            decision = decided_by_thread.get(row.id)
            entry = status_columns(derived, fix, decision, baseline=baseline)
            entry["account_id"] = self._account_id
            settle_first_answer(session, entry, row, self.now, self.cause)
            running[row.id] = other_clocks(baseline, derived, fix)
            entries.append(entry)
        clocks.record_clock_statuses(session, self._account_id, running, now=self.now, cause=self.cause)
        session.flush()
        _update_rows(session, self._account_id, entries)

    def _threads(self, session: Session, thread_ids: Sequence[int]) -> Sequence[Any]:
        query = _THREAD_COLUMNS.join_from(
            Thread, _ENTRY, (_ENTRY.c.account_id == Thread.account_id) & (_ENTRY.c.thread_id == Thread.id)
        ).where(col(Thread.account_id) == self._account_id, col(Thread.id).in_(thread_ids))
        return session.connection().execute(query).all()

    def _derive(
        self, session: Session, threads: Sequence[Any], sales: dict[PurchaseKey, Purchase]
    ) -> list[tuple[Any, ThreadDerivation]]:
        ids = [row.id for row in threads]
        messages: dict[int, list[Any]] = defaultdict(list)
        query = _MESSAGE_COLUMNS.where(
            col(Message.account_id) == self._account_id, col(Message.thread_id).in_(ids)
        )
        for message in session.connection().execute(query).all():
            messages[message.thread_id].append(message)
        triages = acts.triage_by_thread(session, self._account_id, ids)
        baseline = from_optional_unix_seconds(self.account.baseline_at)
        return [
            (
                row,
                start_derivation(row, messages[row.id], triages.get(row.id) or Triage(), sales, baseline),
            )
            for row in threads
        ]


def _update_rows(session: Session, account_id: int, entries: Sequence[dict[str, Any]]) -> None:
    """Write the recomputed columns into the inbox rows."""
    rows = [
        {"key": entry["thread_id"], **{f"new_{name}": entry[name] for name in _STATE_COLUMNS}}
        for entry in entries
    ]
    execute_for_rows(
        session.connection(),
        update(_ENTRY)
        .where(_ENTRY.c.account_id == account_id, _ENTRY.c.thread_id == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in _STATE_COLUMNS}),
        rows,
    )
