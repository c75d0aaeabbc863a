"""Values for screens other than the inbox; foreign text in them is safe, times are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.baseline import OpenRequest
from bizcare_tui.domain.care_summary import CareSummary
from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.domain.refunds import is_fully_refunded
from bizcare_tui.domain.threads import Author, AuthorSource
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.domain.replies.reply_findings import ReplyFinding


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of a conversation.

    `text` is safe plain text, `stored` the row as the Marketplace sent it, as JSON. `author_by` says how
    the author is known. `quoted` are the (first, last) line ranges of `text` that repeat earlier messages.
    `links` are pairs of the shown text and the true target. `attachments` is None when unknown. `automatic`
    is True, False, or None when not reported. `earlier` are the texts before the message was edited, each
    with the time when the next text was seen. `gone_at` is when the Marketplace was found to list the message
    no longer.
    """

    id: int
    at: datetime
    author: Author
    author_name: str
    author_by: AuthorSource
    automatic: bool | None
    text: str
    stored: str
    quoted: tuple[tuple[int, int], ...]
    links: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...] | None
    earlier: tuple[tuple[str, datetime], ...] = ()
    gone_at: datetime | None = None

    @property
    def raw(self) -> str:
        """The body as the Marketplace sent it, made printable, with its credentials masked.

        Few ask for it, and to compute it takes as long as the text.
        """
        from bizcare_tui.domain.body import printable_raw, raw_body
        from bizcare_tui.domain.replies.credentials import mask_credentials

        return mask_credentials(printable_raw(raw_body(self.stored)))


@dataclass(frozen=True, slots=True)
class CareFact:
    """A line of the Business Care bar.

    `value` is None when unknown; `meaning` then says so, and otherwise what the value means for the seller.
    `source` says in words where the value comes from, `seen_at` when it was last read. `actions` are the ids
    of the actions that a person can take; the screen shows their keys. `key` identifies the line in the
    folded bar: cover, product, order, shop, other_shops, prestashop, qualification,
    refund_claim, refund_accept, first_answer, follow_up, fix, snoozed, kind, closed, note, tags, links,
    assignee, holidays, long_weekend, decision, begun.
    """

    key: str
    label: str
    value: str | None
    meaning: str
    source: str
    seen_at: datetime | None
    actions: tuple[str, ...] = ()

    @property
    def explained(self) -> str:
        """The value, followed by its meaning in brackets when it has one."""
        value = self.value or _("not known")
        return f"{value} ({self.meaning})" if self.meaning else value


@dataclass(frozen=True, slots=True)
class OrderView:
    """The purchase that a thread belongs to.

    `amount` is in euro, as the Marketplace reported it. `is_care_refunded` is true when the Business Care
    bought with it was refunded separately.
    """

    id: int
    purchased_at: datetime | None
    amount: Decimal | None
    quantity: int | None
    quantity_refunded: int | None
    country: str
    is_care_refunded: bool = False

    @property
    def is_refunded(self) -> bool:
        """Whether every licence was refunded."""
        return is_fully_refunded(self.quantity, self.quantity_refunded)

    @property
    def refunded_in_words(self) -> str:
        """How many of the licences were refunded, for example "1 of 3"."""
        return _("{n} of {all}").format(n=self.quantity_refunded or 0, all=self.quantity or "?")


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A thread to read: its inbox row, summary, facts, messages (oldest first), and related threads."""

    row: InboxRow
    summary: CareSummary
    facts: tuple[CareFact, ...]
    messages: tuple[MessageView, ...]
    order: OrderView | None
    related: tuple[InboxRow, ...]


@dataclass(frozen=True, slots=True)
class BaselineQuestion:
    """The question from when deadlines count; asked once after the first sync, and again on demand.

    `baseline` is the proposed time. `unscored` is the number of threads before it. `signatures` are pairs of
    a text at the end of many messages and the number of these messages, the most frequent first. `requests`
    are the open requests, to show which each answer would make late or due. `is_answered` is true when
    the question was answered before.
    """

    baseline: datetime
    unscored: int
    signatures: tuple[tuple[str, int], ...]
    requests: tuple[OpenRequest, ...] = ()
    is_answered: bool = False

    @property
    def matters(self) -> bool:
        """Whether the answer changes anything: there are older threads or signatures."""
        return bool(self.unscored or self.signatures)


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """The progress of a sync.

    `step` names what is being read. `total` is None when unknown. The last value has `finished` set; its
    `problem` is a sentence, or empty when all went well.
    """

    step: str
    done: int
    total: int | None
    finished: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A person's unsent reply to a thread.

    `attachments` are paths. `base_message_id` is the thread's last message when the draft was begun.
    `revision` is 0 until the draft is saved.
    """

    text: str = ""
    attachments: tuple[str, ...] = ()
    base_message_id: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A reply in the outbox.

    `leaves_at` is the earliest time at which it is sent, by the machine's clock; None when it is no longer
    queued. `error`, `reason` and `note` are sentences or empty; `note` is a remark on a reply that arrived.
    `ways` are the transitions that a person can choose now. `is_own` is true when the person at the desk
    wrote it: only the writer decides on a reply, or a colleague who takes it over. `decision` is the kind of
    the decision whose letter it is, empty for another reply.
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
    ways: tuple[Transition, ...]
    is_own: bool = True
    note: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """The result of checking a draft.

    `findings` are the objections to it, `notes` are sentences on what to consider before it is sent.
    `last_message_id` is the thread's last message at the time of the check.
    """

    findings: tuple[ReplyFinding, ...]
    notes: tuple[str, ...]
    last_message_id: int
