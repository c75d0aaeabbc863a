"""The author sweep: who wrote the messages of unknown author, decided for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bizcare_tui.domain.author_effect import AuthorEffect, effect_of
from bizcare_tui.domain.author_groups import (
    AuthorGroup,
    UnattributedMessage,
    group_by_ending,
    touches_first_answer,
    touches_follow_up,
)
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.reads import authors
from bizcare_tui.store.reads.hot_thread import read_signatures

if TYPE_CHECKING:
    from bizcare_tui.desk.session import DeskSession
    from bizcare_tui.store.report_records import UnattributedRecord

# Nobody decides more than these in one sitting; those of running clocks are read first.
MAX_MESSAGES = 20_000


@dataclass(frozen=True, slots=True)
class UnattributedMessages:
    """The messages of unknown author in open threads, in groups; `total` is how many there are in all."""

    groups: tuple[AuthorGroup, ...]
    total: int


class AuthorSweep:
    """Reads the messages of unknown author, and says what a decision changes; `Verbs.authors` records it.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session

    def read(self) -> UnattributedMessages:
        """Return the messages of unknown author in open threads, grouped by their endings."""
        if not self._session.exists:
            return UnattributedMessages((), 0)
        records = authors.read_unattributed(self._session.reader, MAX_MESSAGES)
        total = len(records)
        if total == MAX_MESSAGES:
            total = authors.count_unattributed(self._session.reader)
        groups = group_by_ending(map(_to_message, records), read_signatures(self._session.reader))
        return UnattributedMessages(tuple(groups), total)

    def effect(self, messages: Iterable[UnattributedMessage], author: Author) -> AuthorEffect:
        """Return what changes if these messages are the author's. Nothing is written."""
        from bizcare_tui.store.author_forecast import forecast_clocks
        from bizcare_tui.store.derive import derivation_settings
        from bizcare_tui.store.tables import Account

        by_thread: dict[int, dict[int, Author]] = defaultdict(dict)
        for message in messages:
            by_thread[message.thread_id][message.id] = author
        with self._session.reader.session() as session:
            account = session.get(Account, self._session.account_id())
            assert account is not None
            settings = derivation_settings(session, account, self._session.settings.seller_names)
            return effect_of(forecast_clocks(session, settings, by_thread), self._session.now())


def _to_message(record: UnattributedRecord) -> UnattributedMessage:
    return UnattributedMessage(
        id=record.id,
        thread_id=record.thread_id,
        at=record.at,
        text=record.text,
        topic=record.topic,
        product=record.product,
        customer=record.customer,
        customer_key=record.customer_key,
        touches_first_answer=not record.automatic
        and record.scored
        and touches_first_answer(
            record.at, start=record.first_start, due=record.first_due, answered_at=record.first_at
        ),
        touches_follow_up=not record.automatic
        and record.follow_up_due is not None
        and touches_follow_up(record.at, last_answer_at=record.last_answer_at),
    )
