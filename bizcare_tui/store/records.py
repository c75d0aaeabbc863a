"""The records of the inbox and the account: frozen, with typed fields. Instants are datetimes in UTC.

The first frame reads these alone; a class of records takes most of a millisecond to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import Cover, Outcome, Qualification, State

# --- the inbox ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InboxEntryRecord:
    """A thread's derived data with what this person has read and written; see `tables.InboxEntry`.

    `tags` are separated by spaces. `reply_state` is the state of the thread's unfinished reply.
    """

    thread_id: int
    rank: int
    topic: str
    product: str
    customer: str
    shop: str
    qualification: Qualification
    state: State
    outcome: Outcome | None
    messages: int
    received_at: datetime
    updated_at: datetime
    owed: Owed | None
    due_at: datetime | None
    first_start: datetime
    first_due: datetime
    first_at: datetime | None
    first_status: Status | None
    obligation: bool
    scored: bool
    follow_up_due: datetime | None
    cover: Cover
    days_left: int | None
    prestashop_version: str
    kind: RequestType | None
    snoozed_until: datetime | None
    tags: str
    defect_id: int | None
    fix_start: datetime | None
    fix_line: str | None
    fix_at: datetime | None
    assignee: str | None
    order_id: int | None
    product_id: int | None
    website: str
    unread: bool
    has_draft: bool
    mentioned: bool
    reply_state: ReplyState | None


@dataclass(frozen=True, slots=True)
class RankRecord:
    """The place of a thread in the order of the inbox."""

    thread_id: int
    rank: int


@dataclass(frozen=True, slots=True)
class ReplyStateCountRecord:
    """How many replies are in a state."""

    state: ReplyState
    replies: int


@dataclass(frozen=True, slots=True)
class ThreadFactsRecord:
    """The texts of a thread's reported data in which a search looks."""

    product: str
    customer: str
    shop: str
    website: str
    order_id: int | None


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product by its number and name."""

    id: int
    name: str


# --- the account -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """The account, and how far it has been synced; see `tables.Account`.

    `paused_until` is real time, in seconds since 1970.
    """

    id: int
    created_at: datetime
    baseline_at: datetime | None
    baseline_answered: bool
    threads_read_at: datetime | None
    synced_at: datetime | None
    problem: str
    skew_seconds: int | None
    skew_since: datetime | None
    paused_until: float
    pause_seconds: float
    releases_read_at: datetime | None
    releases_tried_at: datetime | None
