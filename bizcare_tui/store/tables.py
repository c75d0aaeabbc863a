"""The tables. Kept apart: what the Marketplace said, what we say of it, what is derived, what happened.

Instants are whole seconds since 1970 in UTC. Every table carries the account it belongs to.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

# --- who ---------------------------------------------------------------------------------------


class Account(SQLModel, table=True):
    """A partner account of the Marketplace, and how far it has been read.

    `threads_digest` holds the digests of the pages of threads as they were last told and are stored, with
    blanks between; it is empty where they are to be read again.
    """

    id: int | None = Field(default=None, primary_key=True)
    api_url: str
    created_at: int = Field(sa_type=BigInteger)
    baseline_at: int | None = Field(default=None, sa_type=BigInteger)
    baseline_answered: bool = False
    threads_read_at: int | None = Field(default=None, sa_type=BigInteger)
    orders_read_at: int | None = Field(default=None, sa_type=BigInteger)
    synced_at: int | None = Field(default=None, sa_type=BigInteger)
    problem: str = ""
    skew_seconds: int | None = None
    threads_digest: str = ""


class Person(SQLModel, table=True):
    """Someone at the desk: a user of the operating system."""

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)


# --- what the Marketplace said -----------------------------------------------------------------


class Thread(SQLModel, table=True):
    """A thread as the Seller API last told it.

    `messages_read_for` is the message count that was told when all its messages were last read;
    `stale` says that something came in since its inbox entry was worked out. Of one that was erased, what
    is told again of a person is not taken in.
    """

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    id: int = Field(primary_key=True, sa_type=BigInteger)
    topic: str
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    product_name: str
    nb_messages: int | None = None
    added_at: int | None = Field(default=None, sa_type=BigInteger)
    tag: str
    prestashop_version: str | None = None
    order_id: int | None = Field(default=None, sa_type=BigInteger)
    website: str
    days_left: int | None = None
    cover_told: bool
    quantity: int | None = None
    customer_digest: str
    raw: str
    digest: str
    read_at: int = Field(sa_type=BigInteger)
    missing_since: int | None = Field(default=None, sa_type=BigInteger)
    messages_read_for: int | None = None
    stale: bool = Field(default=True)
    erased_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        Index("thread_stale", "account_id", "id", sqlite_where=text("stale"), postgresql_where=text("stale")),
        Index("thread_customer", "account_id", "customer_digest"),
        Index("thread_order", "account_id", "order_id"),
    )


class Message(SQLModel, table=True):
    """A message as the Seller API told it, with the author that was worked out for it.

    Its identity is the remote id where there is one, else thread, `fingerprint` (time and text)
    and `occurrence` among the same. `text_digest` is of the text as texts are compared.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    thread_id: int = Field(sa_type=BigInteger)
    remote_id: int | None = Field(default=None, sa_type=BigInteger)
    fingerprint: str
    text_digest: str
    occurrence: int = 0
    at: int = Field(sa_type=BigInteger)
    text: str
    links: str = "[]"
    quoted: str = "[]"
    attachments: str | None = None
    told_role: str = ""
    told_name: str = ""
    raw: str
    digest: str
    read_at: int = Field(sa_type=BigInteger)
    author: str = "unknown"
    author_by: str = "unknown"
    automatic: bool | None = None
    erased_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        Index("message_thread", "account_id", "thread_id", "at", "id"),
        Index("message_text", "account_id", "text_digest"),
    )


class Product(SQLModel, table=True):
    """A product of the seller."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str
    price: str | None = None
    state: str = ""
    raw: str
    digest: str
    read_at: int = Field(sa_type=BigInteger)


class Sale(SQLModel, table=True):
    """A product within an order. `amount` is a decimal text in euro."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    order_id: int = Field(primary_key=True, sa_type=BigInteger)
    product_id: int = Field(primary_key=True, sa_type=BigInteger)
    product_name: str
    amount: str | None = None
    quantity: int | None = None
    quantity_refunded: int | None = None
    country: str
    ordered_at: int | None = Field(default=None, sa_type=BigInteger)
    raw: str
    digest: str
    read_at: int = Field(sa_type=BigInteger)


class Notified(SQLModel, table=True):
    """A notification mail that was read: the thread it tells of, and when it was sent."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    key: str = Field(primary_key=True)
    thread_id: int = Field(sa_type=BigInteger)
    at: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("notified_thread", "account_id", "thread_id"),)


class Unparsed(SQLModel, table=True):
    """A row of the Seller API that could not be read, kept for a better reader."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    digest: str = Field(primary_key=True)
    kind: str
    reason: str
    raw: str
    read_at: int = Field(sa_type=BigInteger)


# --- what we say of it -------------------------------------------------------------------------


class Act(SQLModel, table=True):
    """A verb that a person did to a thread, and whether it was taken back; see `domain.triage`.

    `content` is JSON, `known_message_id` the thread's last message then, 0 for none. What was done to
    many threads at once has the number of its first act as `batch`.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    person_id: int = Field(foreign_key="person.id")
    thread_id: int = Field(sa_type=BigInteger)
    verb: str
    content: str
    at: int = Field(sa_type=BigInteger)
    known_message_id: int = 0
    batch: int | None = None
    undone_at: int | None = Field(default=None, sa_type=BigInteger)
    undone_by: int | None = Field(default=None, foreign_key="person.id")

    __table_args__ = (
        Index("act_thread", "account_id", "thread_id", "id"),
        Index("act_person", "account_id", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )


class Defect(SQLModel, table=True):
    """A technical error of a product, which many requests may be about; they are attached to it by acts."""

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    title: str
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    person_id: int = Field(foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)

    __table_args__ = ({"sqlite_autoincrement": True},)


class DefectStep(SQLModel, table=True):
    """A step of a defect's life, and whether it was taken back; see `domain.defects`. `content` is JSON."""

    __tablename__ = "defect_step"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    defect_id: int = Field(foreign_key="defect.id")
    step: str
    content: str
    person_id: int = Field(foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)
    undone_at: int | None = Field(default=None, sa_type=BigInteger)
    undone_by: int | None = Field(default=None, foreign_key="person.id")

    __table_args__ = (
        Index("defect_step_defect", "account_id", "defect_id", "id"),
        {"sqlite_autoincrement": True},
    )


class Signature(SQLModel, table=True):
    """An ending under which the seller's messages are signed, accepted by a person."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    text: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)


class ReadMark(SQLModel, table=True):
    """How far a person has read a thread: up to its message of this id."""

    __tablename__ = "read_mark"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    message_id: int


class ReadUntil(SQLModel, table=True):
    """The instant up to which a person took everything as read."""

    __tablename__ = "read_until"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)


class DeclaredRange(SQLModel, table=True):
    """The PrestaShop versions declared compatible for a product from a day on; rows are only ever added.

    `since` is a date in ISO 8601; an empty bound is no bound.
    """

    __tablename__ = "declared_range"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    product_id: int = Field(sa_type=BigInteger)
    since: str
    least: str
    most: str
    source: str
    person_id: int = Field(foreign_key="person.id")
    recorded_at: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("declared_product", "account_id", "product_id"),)


class ShopCorrection(SQLModel, table=True):
    """The licensed shop of a thread, or of its order, as the seller found it; rows are only ever added."""

    __tablename__ = "shop_correction"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    thread_id: int = Field(sa_type=BigInteger)
    order_id: int | None = Field(default=None, sa_type=BigInteger)
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    website: str
    source: str
    person_id: int = Field(foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("shop_correction_thread", "account_id", "thread_id"),
        Index("shop_correction_order", "account_id", "order_id"),
    )


class CoverReading(SQLModel, table=True):
    """The Business Care of a thread as it was told before it changed, by more than the passing of days."""

    __tablename__ = "cover_reading"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    at: int = Field(primary_key=True, sa_type=BigInteger)
    days_left: int | None = None


# --- what we do ---------------------------------------------------------------------------------


class Draft(SQLModel, table=True):
    """What a person is writing to a thread. `attachments` is a JSON list of paths.

    `base_message_id` is the thread's last message when it was begun; `revision` grows with each
    saving, so that two windows of one person do not overwrite each other unseen.
    """

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    text: str
    attachments: str = "[]"
    base_message_id: int = 0
    saved_at: int = Field(sa_type=BigInteger)
    revision: int = 1

    __table_args__ = (Index("draft_thread", "account_id", "thread_id"),)


class Reply(SQLModel, table=True):
    """A reply on its way: a row of the outbox, in one of the states of `domain.outbox`.

    `base_message_id` is the last message that its writer knew, `known_message_id` the last one in the
    thread when sending was begun, `message_id` the one that it became. `not_before`, `accepted_at` and
    `look_after` are real time, in seconds since 1970; `queued_at` and `confirmed_at` the domain's.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    person_id: int = Field(foreign_key="person.id")
    thread_id: int = Field(sa_type=BigInteger)
    state: str
    text: str
    override_reason: str = ""
    base_message_id: int = 0
    known_message_id: int | None = None
    message_id: int | None = Field(default=None, foreign_key="message.id", unique=True)
    queued_at: int = Field(sa_type=BigInteger)
    not_before: float
    attempts: int = 0
    accepted_at: float | None = None
    looks: int = 0
    look_after: float = 0.0
    error: str = ""
    reason: str = ""
    confirmed_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        Index("reply_state", "account_id", "state", "id"),
        Index("reply_thread", "account_id", "thread_id"),
        {"sqlite_autoincrement": True},
    )


class ReplyFile(SQLModel, table=True):
    """The file that goes with a reply, as it was when the reply was queued; `path` is where it lay."""

    __tablename__ = "reply_file"

    reply_id: int = Field(primary_key=True, foreign_key="reply.id")
    account_id: int = Field(foreign_key="account.id")
    path: str
    name: str
    media_type: str
    content: bytes = Field(sa_type=LargeBinary)


class Wizard(SQLModel, table=True):
    """A rejection or a refund under way in a thread: the answers so far, as JSON, for anyone to go on with.

    `base_message_id` is the thread's last message that was known to whoever answered last.
    """

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str = Field(primary_key=True)
    answers: str
    base_message_id: int = 0
    person_id: int = Field(foreign_key="person.id")
    begun_at: int = Field(sa_type=BigInteger)
    saved_at: int = Field(sa_type=BigInteger)
    revision: int = 1


class Decision(SQLModel, table=True):
    """A decision with all it was made on, frozen; what corrects one is a new row that `replaces` it.

    `kind` is rejection, refund or withdrawal; `grounds` are their ids with blanks between; `content` is
    JSON, and `digest` of it with the salt, so that it can be erased and still be told apart.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    thread_id: int = Field(sa_type=BigInteger)
    kind: str
    grounds: str
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    person_id: int = Field(foreign_key="person.id")
    seconded_by: int | None = Field(default=None, foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)
    policy: str
    content: str | None
    salt: str
    digest: str
    reply_id: int | None = Field(default=None, foreign_key="reply.id")
    replaces: int | None = Field(default=None, foreign_key="decision.id")

    __table_args__ = (
        Index("decision_thread", "account_id", "thread_id"),
        {"sqlite_autoincrement": True},
    )


class RefundWatch(SQLModel, table=True):
    """A refund that was agreed to, watched for in the orders until it is seen there.

    `refunded_before` is how many of the order's product were refunded when it was agreed to.
    """

    __tablename__ = "refund_watch"

    decision_id: int = Field(primary_key=True, foreign_key="decision.id")
    account_id: int = Field(foreign_key="account.id")
    thread_id: int = Field(sa_type=BigInteger)
    order_id: int = Field(sa_type=BigInteger)
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    refunded_before: int
    agreed_at: int = Field(sa_type=BigInteger)
    expected_by: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)
    alarmed_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (Index("refund_watch_thread", "account_id", "thread_id"),)


class EvidenceFile(SQLModel, table=True):
    """A file that was taken as evidence, as it was then, by the digest of its content."""

    __tablename__ = "evidence_file"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    digest: str = Field(primary_key=True)
    name: str
    media_type: str
    content: bytes = Field(sa_type=LargeBinary)


# --- what is derived, and can be worked out again ----------------------------------------------


class InboxEntry(SQLModel, table=True):
    """A thread as a line of the inbox, worked out from all the above whenever that changes.

    `rank` orders the inbox: threads that owe something by their deadline, then the others by
    their last message, the newest first. `first_status` is written once and kept. `tags` have a blank
    before and after each. `fix_start` is the earliest request about the defect, `told_at` when this
    customer was told of its patch. `sid` is the number of its words in `store.words`, which grows with
    `updated_at`, and `words_key` tells whether they changed. `assignee` is a login.
    """

    __tablename__ = "inbox_entry"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    rank: int = Field(sa_type=BigInteger)
    topic: str
    product: str
    customer: str
    shop: str
    qualification: str
    state: str
    outcome: str | None = None
    messages: int
    last_message_id: int | None = None
    received_at: int = Field(sa_type=BigInteger)
    updated_at: int = Field(sa_type=BigInteger)
    owed: str | None = None
    due_at: int | None = Field(default=None, sa_type=BigInteger)
    first_start: int = Field(sa_type=BigInteger)
    first_due: int = Field(sa_type=BigInteger)
    first_at: int | None = Field(default=None, sa_type=BigInteger)
    first_status: str | None = None
    settled_status: str | None = None
    obligation: bool
    scored: bool
    follow_up_due: int | None = Field(default=None, sa_type=BigInteger)
    cover: str
    days_left: int | None = None
    prestashop_version: str
    version_order: int | None = Field(default=None, sa_type=BigInteger)
    language: str = ""
    kind: str | None = None
    snoozed_until: int | None = Field(default=None, sa_type=BigInteger)
    tags: str = ""
    defect_id: int | None = None
    fix_start: int | None = Field(default=None, sa_type=BigInteger)
    fix_due: int | None = Field(default=None, sa_type=BigInteger)
    fix_at: int | None = Field(default=None, sa_type=BigInteger)
    told_at: int | None = Field(default=None, sa_type=BigInteger)
    assignee: str | None = None
    attachments: bool = False
    sid: int | None = Field(default=None, sa_type=BigInteger)
    words_key: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        Index("inbox_sid", "sid", unique=True),
        # Those with "rank" give a list in its order, those after in the order of what they hold.
        Index("inbox_order", "account_id", "rank", "thread_id"),
        *(
            Index(f"inbox_{name}", "account_id", name, "rank", "thread_id")
            for name in ("state", "qualification", "cover", "language")
        ),
        *(
            Index(
                f"inbox_{name}", "account_id", name, "rank", "thread_id",
                sqlite_where=text(f"{name} IS NOT NULL"), postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in ("kind", "assignee", "outcome", "owed")
        ),
        *(
            Index(
                f"inbox_{name}", "account_id", name,
                sqlite_where=text(f"{name} IS NOT NULL"), postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in ("defect_id", "due_at", "version_order", "snoozed_until", "fix_due")
        ),
        *(Index(f"inbox_{name}", "account_id", name) for name in ("received_at", "updated_at")),
        Index(
            "inbox_attachments", "account_id", "rank", "thread_id",
            sqlite_where=text("attachments"), postgresql_where=text("attachments"),
        ),
        Index(
            "inbox_tags", "account_id", "tags",
            sqlite_where=text("tags <> ''"), postgresql_where=text("tags <> ''"),
        ),
    )  # fmt: skip


class Notice(SQLModel, table=True):
    """A notice of a deadline that a person was given, so that it comes once; see `domain.alerts`."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    due_at: int = Field(primary_key=True, sa_type=BigInteger)
    lead: int = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)


class ClockStatus(SQLModel, table=True):
    """The first and the present status of a clock beside the first answer's, once it is settled.

    `clock` is follow_up or fix, `start` what set it going.
    """

    __tablename__ = "clock_status"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    clock: str = Field(primary_key=True)
    start: int = Field(primary_key=True, sa_type=BigInteger)
    due: int = Field(sa_type=BigInteger)
    at: int | None = Field(default=None, sa_type=BigInteger)
    first_status: str
    status: str | None


# --- who is at work -----------------------------------------------------------------------------


class Presence(SQLModel, table=True):
    """A program that a person has open, and the thread that they have before them; `seen_at` is real time."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    session: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    thread_id: int | None = Field(default=None, sa_type=BigInteger)
    seen_at: float


class Seat(SQLModel, table=True):
    """The right to write to a thread, of one person at a time, until it runs out.

    `since` and `expires_at` are real time. Whoever took it over from another left a `word` for them.
    """

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="person.id")
    session: str
    since: int = Field(sa_type=BigInteger)
    expires_at: float
    word: str = ""
    taken_from: int | None = Field(default=None, foreign_key="person.id")


class Mention(SQLModel, table=True):
    """A person who is named in a note, by their login, and when they saw it."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    act_id: int = Field(primary_key=True, foreign_key="act.id")
    login: str = Field(primary_key=True)
    thread_id: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (Index("mention_login", "account_id", "login", "thread_id"),)


class Visit(SQLModel, table=True):
    """How far a person knows what happened: the last entry of the history, the last message, and when."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    history_id: int
    message_id: int
    at: int = Field(sa_type=BigInteger)


class Hooked(SQLModel, table=True):
    """Up to which message and entry of the history a person's own programs were told."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    message_id: int
    history_id: int


# --- what happened -----------------------------------------------------------------------------


class History(SQLModel, table=True):
    """Something that happened: append-only, chained by `digest`.

    The chain runs over the salted digest of the payload, so that a payload can be erased and the
    chain still be verified.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    at: int = Field(sa_type=BigInteger)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    thread_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    kind: str
    payload: str | None
    salt: str
    payload_digest: str
    previous: str
    digest: str


class Lease(SQLModel, table=True):
    """The right of one program to do a work alone, until it runs out. `fence` grows with each holder."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    work: str = Field(primary_key=True)
    holder: str
    fence: int
    expires_at: float
