"""The author sweep: who wrote the messages of unknown author, decided for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bizcare_tui.domain.author_effect import AuthorEffect, effect_of
from bizcare_tui.domain.author_groups import (
    AuthorGroup,
    UnattributedMessage,
    ending_of,
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

# Nobody decides on more than these in one sitting; those of running clocks are read first.
MAX_MESSAGES = 20_000


@dataclass(frozen=True, slots=True)
class UnattributedMessages:
    """The messages of unknown author in open threads, in groups.

    `total` is how many there are in all, `read` how many of them were read. While `is_complete` is false,
    more are being read, and `total` is what was read so far.
    """

    groups: tuple[AuthorGroup, ...]
    total: int
    read: int
    is_complete: bool = True

    @property
    def hidden(self) -> int:
        """How many messages are in no group, because nobody decides so many at once."""
        return self.total - self.read


class UnattributedReader:
    """Reads the messages of unknown author page by page, any number of times.

    It remembers the endings that it has recognised, which take most of the time.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._ending_of = lru_cache(maxsize=MAX_MESSAGES)(ending_of)

    def pages(
        self, kept: Iterable[UnattributedMessage] = (), *, first_thread: int | None = None
    ) -> Iterator[UnattributedMessages]:
        """Yield what was read after each page, and at last all of it.

        The groups are made anew when there are twice as many messages as the last time, and at the end.

        Args:
            kept: messages that are in the groups too, although their author is known by now.
            first_thread: the thread whose messages are read first, if any.
        """
        if not self._session.exists:
            yield UnattributedMessages((), 0, 0)
            return
        reader = self._session.reader
        messages, own = {each.id: each for each in kept}, set[int]()
        groups, grouped = tuple[AuthorGroup, ...](), 0
        for records in authors.read_unattributed(reader, first_thread=first_thread):
            found = [*map(_to_message, records)][: MAX_MESSAGES - len(own)]
            messages.update((each.id, each) for each in found)
            own.update(each.id for each in found)
            if len(own) >= MAX_MESSAGES:
                break
            if len(own) >= 2 * grouped:
                groups, grouped = self._grouped(messages.values()), len(own)
            yield UnattributedMessages(groups, len(own), len(own), is_complete=False)
        total = authors.count_unattributed(reader) if len(own) >= MAX_MESSAGES else len(own)
        yield UnattributedMessages(self._grouped(messages.values()), total, len(own))

    def _grouped(self, messages: Iterable[UnattributedMessage]) -> tuple[AuthorGroup, ...]:
        return tuple(group_by_ending(messages, read_signatures(self._session.reader), self._ending_of))


class AuthorSweep:
    """Reads the messages of unknown author, and says what a decision changes; `Verbs.authors` records it.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session

    def read(self) -> UnattributedMessages:
        """Return the messages of unknown author in open threads, grouped by their endings."""
        *_earlier, found = self.new_reader().pages()
        return found

    def new_reader(self) -> UnattributedReader:
        """Return a reader of these messages for a screen that reads them more than once."""
        return UnattributedReader(self._session)

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
