"""What the desk shows beside the inbox: plain values shaped for a screen, every foreign text already safe.

Instants are aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.outbox import ReplyState, Way
from bizcare_tui.domain.threads import Author, Rung

if TYPE_CHECKING:
    from bizcare_tui.domain.replies.findings import Finding


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of a conversation. `text` is safe plain text; `raw` the body as it came, made printable.

    `quoted` are the (first, last) line ranges of `text` that repeat earlier messages. `links` are
    (words shown, true target) pairs. `attachments` is None when not known. `automatic` is True,
    False, or None when not told.
    """

    id: int
    at: datetime
    author: Author
    author_name: str
    author_by: Rung
    automatic: bool | None
    text: str
    raw: str
    quoted: tuple[tuple[int, int], ...]
    links: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the Business Care bar.

    `value` is None when unknown (then `meaning` says so); `meaning` what it means for the seller;
    `source` where it comes from in words; `seen_at` when that was last read. `key` names it for
    the folded bar: cover, product, order, shop, other_shops, prestashop, qualification,
    refund_claim, refund_accept, first_answer, follow_up, fix, snoozed, kind, note, tags, links,
    holidays, long_weekend, decision, begun.
    """

    key: str
    label: str
    value: str | None
    meaning: str
    source: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderView:
    """The purchase behind a thread. `amount` is in euro as the Marketplace told it."""

    id: int
    purchased_at: datetime | None
    amount: Decimal | None
    quantity: int | None
    quantity_refunded: int | None
    country: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """An open thread: its inbox row, the facts of the bar, the messages (oldest first)."""

    row: InboxRow
    facts: tuple[Fact, ...]
    messages: tuple[MessageView, ...]
    order: OrderView | None
    related: tuple[InboxRow, ...]


@dataclass(frozen=True, slots=True)
class BaselineOffer:
    """What is asked once, after the first sync.

    `unscored` threads lie before the baseline; `signatures` are (ending, how many messages) found
    under many messages, the commonest first.
    """

    baseline: datetime
    unscored: int
    signatures: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is. `step` names what is read; `total` is None where it is not known.

    The last one is `finished`; its `problem` is a sentence, or empty when all went well.
    """

    step: str
    done: int
    total: int | None
    finished: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person is writing to a thread. `attachments` are paths.

    `base_message_id` is the thread's last message when it was begun, `revision` 0 until it is saved.
    """

    text: str = ""
    attachments: tuple[str, ...] = ()
    base_message_id: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A reply on its way, and what became of it.

    `leaves_at` is when it may be sent, by the clock on the wall; None when it left. `error` and
    `reason` are sentences or empty. `ways` is what a person can do with it now.
    """

    id: int
    thread_id: int
    topic: str
    customer: str
    written_by: str
    state: ReplyState
    text: str
    file: str
    queued_at: datetime
    leaves_at: datetime | None
    attempts: int
    error: str
    reason: str
    confirmed_at: datetime | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A draft looked over: what stands against it, and what else to think of before it is sent.

    `last_message_id` is the thread's last message then.
    """

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    last_message_id: int
