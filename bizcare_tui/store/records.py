"""The records of the hot reads: frozen, with typed fields. Instants are datetimes in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import Author, AuthorSource, Cover, Outcome, Qualification, State

# --- the inbox ---------------------------------------------------------------------------------------

if TYPE_CHECKING:
    from decimal import Decimal


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


# --- a conversation ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThreadRecord:
    """A thread as the Seller API last reported it; `raw` is the row of the API, as JSON."""

    id: int
    topic: str
    product_id: int | None
    product_name: str
    added_at: datetime | None
    prestashop_version: str | None
    order_id: int | None
    website: str
    days_left: int | None
    cover_reported: bool
    raw: str
    read_at: datetime
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message with its derived author; `raw` is the row of the API, as JSON.

    `links` are pairs of text and target, `quoted` are ranges of characters, `attachments` are names.
    `gone_at` is when the Marketplace was seen to list the message no longer.
    """

    id: int
    at: datetime
    text: str
    raw: str
    links: tuple[list[str], ...]
    quoted: tuple[list[int], ...]
    attachments: tuple[str, ...] | None
    reported_name: str
    author: Author
    author_by: AuthorSource
    automatic: bool | None
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """The text that a message had before it was edited."""

    message_id: int
    text: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class ActRecord:
    """An act of a person on a thread; `content` is JSON, see `domain.verbs`."""

    id: int
    verb: str
    content: str
    at: datetime
    login: str
    known_message_id: int


@dataclass(frozen=True, slots=True)
class OrderLineRecord:
    """A line of an order; `raw` is the row of the API, as JSON."""

    order_id: int
    product_id: int
    product_type: str
    product_name: str
    amount: Decimal | None
    quantity: int | None
    quantity_refunded: int | None
    country: str
    ordered_at: datetime | None
    refund_seen_at: datetime | None
    refunded_earlier: int | None
    raw: str


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A stored draft.

    `base_message_id` is the last message of the thread when the draft was begun, 0 for none. `revision`
    counts the saves and is 0 for a draft that was never saved.
    """

    text: str
    attachments: tuple[str, ...] = ()
    base_message_id: int = 0
    revision: int = 0


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


# --- decisions, defects and reply locks ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision; see `tables.Decision`. `content` is JSON, None if it was erased.

    `last_id` is the newest decision of its thread. `seen_at` is when its refund was seen in the orders, and
    `alarmed_at` when the refund was found to be overdue.
    """

    id: int
    thread_id: int
    kind: str
    grounds: str
    at: datetime
    policy: str
    content: str | None
    salt: str
    digest: str
    reply_id: int | None
    replaces: int | None
    login: str
    seconder: str | None
    reply_state: ReplyState | None
    topic: str | None
    customer: str | None
    product: str | None
    seen_at: datetime | None
    alarmed_at: datetime | None
    last_id: int


@dataclass(frozen=True, slots=True)
class OpenWizardRecord:
    """A wizard in progress: who saved answers last, and when."""

    kind: str
    saved_at: datetime
    login: str


@dataclass(frozen=True, slots=True)
class ReplyLockHolder:
    """The holder of a thread's reply lock, and since when.

    `message` is what the holder wrote to the colleague from whom they took the lock over.
    """

    login: str
    since: datetime
    message: str
