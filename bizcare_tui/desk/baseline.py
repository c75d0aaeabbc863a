"""The question after the first sync: from when do deadlines count?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.views import BaselineQuestion
from bizcare_tui.domain.baseline import OpenRequest
from bizcare_tui.domain.signatures import ends_with, repeated_endings
from bizcare_tui.domain.thread_status import urgency_of
from bizcare_tui.errors import BizcareError
from bizcare_tui.hints import sync_hint
from bizcare_tui.i18n import _
from bizcare_tui.store.reads.hot import read_account
from bizcare_tui.store.reads.hot_thread import read_signatures
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.records import AccountRecord


class Baseline:
    """From when deadlines count: the question to the person, and their answer.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._reading = session.reader

    def open_question(self) -> BaselineQuestion | None:
        """Return the question to ask once after the first sync: from when do deadlines count?

        Returns None before the first sync, after the question was answered, and when no answer would change
        anything.
        """
        account = read_account(self._reading) if self._session.exists else None
        if account is None or account.synced_at is None or account.baseline_answered:
            return None
        offer = self.question()
        return offer if offer is not None and offer.matters else None

    def question(self) -> BaselineQuestion | None:
        """Return from when deadlines count, and the effect of other choices; None before the first sync."""
        account = read_account(self._reading) if self._session.exists else None
        if account is None or account.baseline_at is None:
            return None
        return build_question(self._reading, account, self._session.now())

    def answer(self, baseline: datetime, signatures: Sequence[str], mark_older_read: bool) -> None:
        """Set the baseline, accept signatures as the seller's, and mark older messages as read if asked to.

        Writes to the store.
        """
        from bizcare_tui.store import account_settings
        from bizcare_tui.store.tables import Account

        if not self._session.exists:
            raise BizcareError(_("There are no statistics yet."), sync_hint())
        with self._session.store().transaction() as session:
            account = session.get(Account, self._session.account_id())
            assert account is not None
            account_settings.set_baseline(session, account, baseline, self._session.record_now())
            account_settings.accept_signatures(
                session, self._session.account_id(), signatures, self._session.record_now()
            )
            if mark_older_read:
                account_settings.mark_all_read_until(session, self._session.account_id(), baseline)
        self._session.recompute("baseline")


def build_question(reading: StoreReader, account: AccountRecord, now: datetime) -> BaselineQuestion:
    """Return the baseline of an account, with the signatures and open requests that a choice would affect.

    The account must have a baseline.
    """
    from bizcare_tui.store.reads import account as account_reads

    assert account.baseline_at is not None
    accepted = set(read_signatures(reading))
    endings = repeated_endings(
        account_reads.read_endings(reading), customers=account_reads.read_thread_customers(reading)
    )
    proposed = [(text, count) for text, count in endings if text not in accepted]
    return BaselineQuestion(
        baseline=account.baseline_at,
        unscored=account_reads.count_unscored(reading),
        signatures=tuple(proposed),
        requests=_open_requests(reading, [text for text, _count in proposed], now),
        is_answered=account.baseline_answered,
    )


def _open_requests(reading: StoreReader, endings: Sequence[str], now: datetime) -> tuple[OpenRequest, ...]:
    from bizcare_tui.store.reads.account import read_open_requests, read_unattributed_endings

    endings_by_thread: dict[int, set[str]] = defaultdict(set)
    if endings:
        for thread_id, text_end in read_unattributed_endings(reading):
            endings_by_thread[thread_id].update(ending for ending in endings if ends_with(text_end, ending))
    return tuple(
        OpenRequest(
            start=record.first_start if record.is_open else None,
            due=record.first_due if record.is_open else None,
            signed=frozenset(endings_by_thread.get(record.thread_id, ())),
            other=urgency_of(record.rank, now) if record.is_other else None,
        )
        for record in read_open_requests(reading)
    )
