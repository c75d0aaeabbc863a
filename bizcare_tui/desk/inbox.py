"""The values that the inbox shows; foreign text in them is already sanitized.

Instants are aware datetimes in UTC. The app imports this module before its first frame; values for other
screens are in `views`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import (
    Owed,
    RankGroup,
    Urgency,
    first_late_second,
    obliges,
    urgency_at,
)
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.store import inbox_pager

InboxPage = inbox_pager.InboxPage
InboxPosition = inbox_pager.InboxPosition
ReadingStopped = inbox_pager.ReadingStopped
WINDOW_SIZE = inbox_pager.WINDOW_SIZE


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the inbox: a saved query with a name."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A thread as a row of the inbox.

    `due` is the next deadline, None when nothing is owed. `obligation` is false when the first answer is
    only our own goal. `follow_up` is when a later message should be answered, also our own goal.
    `days_left` of the cover is None when the API did not report it. `has_draft` is true when the current
    user has a draft; `reply` is the state of the last reply that is not confirmed yet. `snoozed_until` is
    None once it has passed. `assignee` is a login, empty for nobody. `mentioned` is true when a note that
    the user has not seen mentions them. After a text search, `passage` is a line of a message or note with
    a match, and `marks` are the (start, end) positions of the matches in it.
    """

    id: int
    topic: str
    product: str
    customer: str
    shop: str
    qualification: Qualification
    state: State
    messages: int
    unread: bool
    updated_at: datetime
    due: datetime | None
    owed: Owed | None
    obligation: bool
    first_answer: Status
    cover: Cover
    days_left: int | None
    prestashop_version: str
    has_draft: bool = False
    reply: ReplyState | None = None
    kind: RequestType | None = None
    snoozed_until: datetime | None = None
    tags: tuple[str, ...] = ()
    defect: int | None = None
    assignee: str = ""
    mentioned: bool = False
    passage: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    follow_up: datetime | None = None

    def urgency(self, now: datetime) -> Urgency | None:
        """Return the urgency of the next deadline now; None when nothing is owed."""
        if self.owed is None or self.due is None:
            return None
        return urgency_at(self.owed, self.due, now, is_obligation=self.is_obligation)

    @property
    def group(self) -> RankGroup:
        """The group of the inbox to which the thread belongs."""
        if self.owed is None or self.due is None:
            return RankGroup.NOTHING_OWED
        return RankGroup.OBLIGATIONS if self.is_obligation else RankGroup.GOALS

    @property
    def obligation_late_at(self) -> datetime | None:
        """The first second at which the obligation is late; None if there is none."""
        if self.owed is None or self.due is None or not self.is_obligation:
            return None
        return datetime.fromtimestamp(first_late_second(self.owed, self.due), UTC)

    @property
    def is_obligation(self) -> bool:
        """Whether what is owed is an obligation, not only our own goal."""
        scored = self.first_answer is not Status.NONE
        return obliges(self.owed, first_answer=self.obligation and scored)


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The last sync of the store.

    `problem` is a sentence, empty when there is none; `unparsed` counts API rows that could not be read.
    """

    last_synced_at: datetime | None
    problem: str
    unparsed: int
