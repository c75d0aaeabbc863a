"""The records of all other reads, such as presence, notices, the outbox and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import Author, Outcome, State

# --- the people at the desk --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ColleagueRecord:
    """A running program of another person: the thread it shows, and whether they write to it."""

    login: str
    thread_id: int | None
    writes: bool


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """The last visit of a person: the last history entry and the last message at that time."""

    history_id: int
    message_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadActivityRecord:
    """How many messages the customer or unknown authors wrote in a thread, and when the last one."""

    thread_id: int
    author: Author
    messages: int
    at: datetime
    topic: str | None


@dataclass(frozen=True, slots=True)
class HistoryRecord:
    """An entry of the history. `payload` is JSON, None if it was erased; `login` is None for the program."""

    id: int
    at: datetime
    kind: str
    payload: str | None
    salt: str
    payload_digest: str
    previous: str
    digest: str
    login: str | None


@dataclass(frozen=True, slots=True)
class HistoryEventRecord:
    """An entry of the history about a thread. `login` is None for the program."""

    at: datetime
    kind: str
    payload: str | None
    thread_id: int
    login: str | None
    topic: str | None


# --- notices and statistics --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeadlineNotificationRecord:
    """A deadline notification on a channel: delivered `at`, or only tried."""

    channel: str
    thread_id: int
    due_at: datetime
    lead: int
    at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class QueuedEventRecord:
    """An event to deliver. `state` is the reply's state then, `reply_state` and `error` are those of now."""

    id: int
    channel: str
    event: str
    thread_id: int
    reply_id: int | None
    state: str
    reply_state: ReplyState | None
    error: str | None
    topic: str | None


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request with its outcome. `grounds` are those of its rejection, separated by spaces."""

    thread_id: int
    first_start: datetime
    first_due: datetime
    first_at: datetime | None
    obligation: bool
    scored: bool
    product: str
    language: str
    state: State
    outcome: Outcome | None
    fix_due: datetime | None
    fix_at: datetime | None
    person: str | None
    grounds: str | None


# --- the outbox and the acts of this person ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutboxRecord:
    """A reply of the outbox; see `tables.Reply`.

    `not_before` and `accepted_at` are real time, in seconds since 1970. `file` is the name of its file.
    `decision` is the kind of the decision whose letter it is, None for another reply.
    """

    id: int
    thread_id: int
    state: ReplyState
    text: str
    override_reason: str
    queued_at: datetime
    not_before: float
    attempts: int
    accepted_at: float | None
    error: str
    reason: str
    confirmed_at: datetime | None
    paragraphs_lost: bool
    login: str
    topic: str | None
    customer: str | None
    file: str | None
    decision: str | None


@dataclass(frozen=True, slots=True)
class OwnTextRecord:
    """A text of the seller: a message, or an unfinished reply with the id 0."""

    id: int
    thread_id: int
    text: str


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """The customer and the shop of a thread."""

    thread_id: int
    customer: str
    shop: str


@dataclass(frozen=True, slots=True)
class OwnActRecord:
    """An act of this person, undone or not.

    `content` is JSON, see `domain.verbs`; `threads` is the number of threads of its batch.
    """

    id: int
    verb: str
    content: str
    at: datetime
    thread_id: int
    topic: str | None
    threads: int
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReplyFileRecord:
    """A file attached to a reply."""

    reply_id: int
    name: str
    content: bytes


# --- what people did with what the program found --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WizardAnswersRecord:
    """The answers of a wizard in progress; `answers` is JSON."""

    thread_id: int
    kind: str
    answers: str


@dataclass(frozen=True, slots=True)
class CheckedReplyRecord:
    """The kinds of findings that were shown about a reply, and those that it kept when it was queued."""

    shown: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindActRecord:
    """An act that set the type of a request; `content` is JSON, see `domain.verbs.kind`."""

    thread_id: int
    topic: str
    content: str
    at: datetime


# --- deadlines and the account -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwedRecord:
    """What is owed in a thread, and until when."""

    thread_id: int
    topic: str
    product: str
    due_at: datetime
    owed: Owed
    rank: int


@dataclass(frozen=True, slots=True)
class ClockStatusRecord:
    """A settled clock other than the first-answer clock; `status` is None if it is not settled any more."""

    clock: str
    start: datetime
    due: datetime
    status: Status | None


@dataclass(frozen=True, slots=True)
class OpenRequestRecord:
    """A thread that owes something. `is_open`: a first answer is missing; `is_other`: a fix or a refund."""

    thread_id: int
    first_start: datetime
    first_due: datetime
    rank: int
    is_open: bool
    is_other: bool


@dataclass(frozen=True, slots=True)
class UnparsedRecord:
    """A row of the Seller API that could not be parsed."""

    kind: str
    reason: str
    raw: str


# --- evidence ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EvidenceFileRecord:
    """A file that was stored as evidence."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OpenThreadRecord:
    """The place of an open thread in the inbox."""

    rank: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class UnattributedRecord:
    """A message of unknown author in an open thread, with the clocks of the thread.

    `text` is the end of its text, `customer_key` identifies who opened the thread (may be empty), and
    `customer` is the name of the customer or the shop. `last_answer_at` is when the seller last answered.
    """

    id: int
    thread_id: int
    at: datetime
    text: str
    automatic: bool | None
    topic: str
    product: str
    customer: str
    customer_key: str
    scored: bool
    first_start: datetime
    first_due: datetime
    first_at: datetime | None
    follow_up_due: datetime | None
    last_answer_at: datetime | None
