"""Compute what the clocks of threads would be if a person set some authors. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from bizcare_tui.domain.author_effect import ThreadClocks
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.attribution import (
    AuthorFacts,
    DerivationSettings,
    determine_authors,
)
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.derivation import derive_statuses, read_derivations
from bizcare_tui.store.derived_message import AttributedMessage
from bizcare_tui.store.tables import InboxEntry, Thread
from bizcare_tui.store.unix_time import from_optional_unix_seconds, from_unix_seconds


def forecast_clocks(
    session: Session, desk: DerivationSettings, authors: Mapping[int, Mapping[int, Author]]
) -> Iterator[tuple[ThreadClocks, ThreadClocks]]:
    """Yield the clocks of each thread as they are stored, and as they would be with these authors.

    Args:
        session: a session that need not be able to write.
        desk: the settings by which the threads are derived.
        authors: the authors to set, by thread and message.
    """

    def attribute(
        session: Session, desk: DerivationSettings, about: AuthorFacts
    ) -> Sequence[AttributedMessage]:
        for message_id, author in authors[about.thread.id].items():
            _author, automatic = about.triage.authors.get(message_id, (None, None))
            about.triage.authors[message_id] = (author.value, automatic)
        return determine_authors(session, desk, about)

    for batch in in_batches(authors):
        stored = _stored_clocks(session, desk.account_id, batch)
        threads = session.exec(
            select(Thread).where(col(Thread.account_id) == desk.account_id, col(Thread.id).in_(batch))
        ).all()
        worked = read_derivations(session, desk, threads, attribute)
        for each, _fix, status in derive_statuses(session, desk, worked):
            if each.thread.id in stored:
                yield stored[each.thread.id], _to_clocks(status)
        session.expunge_all()


def _stored_clocks(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, ThreadClocks]:
    rows = session.exec(
        select(InboxEntry).where(
            col(InboxEntry.account_id) == account_id, col(InboxEntry.thread_id).in_(thread_ids)
        )
    )
    return {row.thread_id: _to_clocks(row.model_dump()) for row in rows}


def _to_clocks(columns: Mapping[str, Any]) -> ThreadClocks:
    return ThreadClocks(
        rank=columns["rank"],
        scored=columns["scored"],
        first_due=from_unix_seconds(columns["first_due"]),
        first_at=from_optional_unix_seconds(columns["first_at"]),
        follow_up_due=from_optional_unix_seconds(columns["follow_up_due"]),
    )
