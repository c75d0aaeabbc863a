"""The records of a conversation: thread, messages, acts, orders, drafts, decisions and reply locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.threads import Author, AuthorSource

if TYPE_CHECKING:
    from decimal import Decimal

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
class WizardRecord:
    """The stored answers of a wizard as JSON, and who saved them last; `revision` counts how often."""

    answers: str
    base_message_id: int
    revision: int
    login: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """The stored answers of a wizard. `revision` is 0 if they were never saved."""

    values: Mapping[str, Any]
    base_message_id: int
    revision: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplyLockHolder:
    """The holder of a thread's reply lock, and since when.

    `message` is what the holder wrote to the colleague from whom they took the lock over.
    """

    login: str
    since: datetime
    message: str


@dataclass(frozen=True, slots=True)
class DeclaredRangeRecord:
    """The versions declared compatible from a day on, by whom; `holes` are separated by spaces."""

    since: date
    least: str
    most: str
    holes: str
    source: str
    recorded_at: datetime
    login: str


@dataclass(frozen=True, slots=True)
class ShopCorrectionRecord:
    """The licensed shop of a thread as the seller corrected it."""

    website: str
    source: str
    at: datetime
    login: str


@dataclass(frozen=True, slots=True)
class CoverReadingRecord:
    """An earlier reported value of a thread's Business Care."""

    at: datetime
    days_left: int | None


@dataclass(frozen=True, slots=True)
class PageConfirmationRecord:
    """A page address of the partner account that a person confirmed."""

    address: str
    confirmed_at: datetime
    login: str
