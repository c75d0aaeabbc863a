"""The tables. API data, the seller's own data, derived data and the history are kept in separate tables.

Instants are whole seconds since 1970 in UTC. Every table has the id of its account.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

# --- accounts and persons ----------------------------------------------------------------------


class Account(SQLModel, table=True):
    """A partner account of the Marketplace, and how far it has been synced.

    `skew_seconds` is how far the clock of the machine that synced last was ahead of the Marketplace's clock,
    and `skew_since` is when a similar difference was first seen. The Marketplace requested a pause of
    `pause_seconds`, which ends at `paused_until` (real time).

    `threads_digest` contains the digests of the API's pages of threads at the last sync, separated by spaces;
    it is empty if the pages must be fetched again. `key_digests` are salted digests of the API keys that were
    confirmed to belong to this account.
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
    skew_since: int | None = Field(default=None, sa_type=BigInteger)
    paused_until: float = 0.0
    pause_seconds: float = 0.0
    threads_digest: str = ""
    releases_read_at: int | None = Field(default=None, sa_type=BigInteger)
    releases_tried_at: int | None = Field(default=None, sa_type=BigInteger)
    key_salt: str = ""
    key_digests: str = ""
    second_person: bool = False


class Person(SQLModel, table=True):
    """A person who uses the program, identified by their operating system login."""

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)


# --- data from the Marketplace -----------------------------------------------------------------


class Thread(SQLModel, table=True):
    """A thread as the Seller API last reported it.

    `messages_read_for` is the reported message count when all messages were last fetched.
    `newest_messages_digest` is that of the newest messages when a difference in them last caused a fetch of
    all messages. `stale` is true if something has changed since the inbox entry was computed. For an erased
    thread, the sync does not store personal data again.
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
    cover_reported: bool
    quantity: int | None = None
    customer_digest: str
    raw: str
    digest: str
    read_at: int = Field(sa_type=BigInteger)
    missing_since: int | None = Field(default=None, sa_type=BigInteger)
    messages_read_for: int | None = None
    newest_messages_digest: str = ""
    stale: bool = Field(default=True)
    erased_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        Index("thread_stale", "account_id", "id", sqlite_where=text("stale"), postgresql_where=text("stale")),
        Index("thread_customer", "account_id", "customer_digest"),
        Index("thread_order", "account_id", "order_id"),
    )


class Message(SQLModel, table=True):
    """A message as the Seller API reported it, with its derived author.

    It is identified by the remote id if it has one, otherwise by thread, `fingerprint` (time and text) and
    `occurrence`, its number among messages with the same fingerprint. `text_digest` is computed from the text
    as normalized for comparisons. `parser_version` is the number of the rules by which the text was parsed
    from `raw`. `gone_at` is when the sync found that the Marketplace no longer lists the message.
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
    reported_role: str = ""
    reported_name: str = ""
    raw: str
    digest: str
    parser_version: int = 0
    read_at: int = Field(sa_type=BigInteger)
    author: str = "unknown"
    author_by: str = "unknown"
    automatic: bool | None = None
    erased_at: int | None = Field(default=None, sa_type=BigInteger)
    gone_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        Index("message_thread", "account_id", "thread_id", "at", "id"),
        Index("message_text", "account_id", "text_digest"),
        Index("message_parser_version", "account_id", "parser_version"),
    )


class MessageRevision(SQLModel, table=True):
    """The previous text of a message edited on the Marketplace; the edit was seen at `replaced_at`."""

    __tablename__ = "message_revision"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    thread_id: int = Field(sa_type=BigInteger)
    message_id: int = Field(foreign_key="message.id")
    text: str
    replaced_at: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("message_revision_thread", "account_id", "thread_id"),
        {"sqlite_autoincrement": True},
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
    """A line of an order. `amount` is a decimal number in euro, as text.

    An order can have several lines for one product, distinguished by `line`: the module and its Business
    Care, or the same module twice. `refund_seen_at` is when `quantity_refunded` was last seen to increase,
    and `refunded_earlier` is its value before that.
    """

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    order_id: int = Field(primary_key=True, sa_type=BigInteger)
    product_id: int = Field(primary_key=True, sa_type=BigInteger)
    line: int = Field(default=0, primary_key=True)
    product_type: str = ""
    product_name: str
    amount: str | None = None
    quantity: int | None = None
    quantity_refunded: int | None = None
    country: str
    ordered_at: int | None = Field(default=None, sa_type=BigInteger)
    raw: str
    digest: str
    read_at: int = Field(sa_type=BigInteger)
    refund_seen_at: int | None = Field(default=None, sa_type=BigInteger)
    refunded_earlier: int | None = None


class ImportedNotification(SQLModel, table=True):
    """An imported notification mail: the thread it is about, and when it was sent."""

    __tablename__ = "imported_notification"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    key: str = Field(primary_key=True)
    thread_id: int = Field(sa_type=BigInteger)
    at: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("imported_notification_thread", "account_id", "thread_id"),)


class UnparsedApiRow(SQLModel, table=True):
    """A row of the Seller API that could not be parsed, kept for a later version that can.

    `thread_id` is the thread that it belongs to, if known. Of an erased row only the digest is kept, so that
    the row is not stored again.
    """

    __tablename__ = "unparsed_api_row"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    digest: str = Field(primary_key=True)
    kind: str
    reason: str
    raw: str
    read_at: int = Field(sa_type=BigInteger)
    thread_id: int | None = Field(default=None, sa_type=BigInteger)
    erased_at: int | None = Field(default=None, sa_type=BigInteger)


# --- what people at the desk record ------------------------------------------------------------


class ActTable(SQLModel, table=True):
    """An act: a verb that a person applied to a thread, and whether it was undone; see `domain.triage`.

    `content` is JSON. `known_message_id` is the thread's last message at that time, 0 for none. If a verb was
    applied to several threads at once, all its acts have the id of the first one as `batch`.
    """

    __tablename__ = "act"

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


class DefectTable(SQLModel, table=True):
    """A technical error of a product. Requests are linked to it by acts."""

    __tablename__ = "defect"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    title: str
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    person_id: int = Field(foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)

    __table_args__ = ({"sqlite_autoincrement": True},)


class DefectStep(SQLModel, table=True):
    """A step in the life of a defect, and whether it was undone; see `domain.defects`. `content` is JSON."""

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
    """A message ending that a person accepted as a signature of the seller."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    text: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)


class ReadMark(SQLModel, table=True):
    """The id of the last message of a thread that a person has read."""

    __tablename__ = "read_mark"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    message_id: int


class ReadUntil(SQLModel, table=True):
    """The instant up to which a person marked everything as read."""

    __tablename__ = "read_until"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)


class DeclaredRange(SQLModel, table=True):
    """The PrestaShop versions declared compatible for a product from a day on. Rows are only added.

    `since` is a date in ISO 8601; an empty bound means no limit. `holes` contains the versions within the
    bounds that were not declared, separated by spaces; it is empty if none were recorded.
    """

    __tablename__ = "declared_range"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    product_id: int = Field(sa_type=BigInteger)
    since: str
    least: str
    most: str
    holes: str = ""
    source: str
    person_id: int = Field(foreign_key="person.id")
    recorded_at: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("declared_product", "account_id", "product_id"),)


class AbsenceTable(SQLModel, table=True):
    """An absence of a person: its first and last day in ISO 8601, both included. Removed ones are kept."""

    __tablename__ = "absence"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    person_id: int = Field(foreign_key="person.id")
    first_day: str
    last_day: str
    added_by: int = Field(foreign_key="person.id")
    added_at: int = Field(sa_type=BigInteger)
    removed_by: int | None = Field(default=None, foreign_key="person.id")
    removed_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (Index("absence_days", "account_id", "last_day"), {"sqlite_autoincrement": True})


class PageConfirmation(SQLModel, table=True):
    """A page address of the partner account, with placeholders, that a person confirmed to work."""

    __tablename__ = "page_confirmation"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    address: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    confirmed_at: int = Field(sa_type=BigInteger)


class ShopCorrection(SQLModel, table=True):
    """The licensed shop of a thread, or of its order, as the seller corrected it. Rows are only added."""

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
    """The reported Business Care of a thread before a change that was more than the passing of days."""

    __tablename__ = "cover_reading"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    at: int = Field(primary_key=True, sa_type=BigInteger)
    days_left: int | None = None


class SubmissionMail(SQLModel, table=True):
    """A mail with PrestaShop's verdict on a submission. It belongs to no thread; its texts are sanitized."""

    __tablename__ = "submission_mail"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    key: str = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    subject: str
    text: str


class PrestashopRelease(SQLModel, table=True):
    """A release line of PrestaShop, from its list of releases.

    `released_on` is the release date (ISO 8601), null if the list has none; `seen_at` is when the line first
    appeared.
    """

    __tablename__ = "prestashop_release"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    line: str = Field(primary_key=True)
    released_on: str | None = None
    seen_at: int = Field(sa_type=BigInteger)


# --- drafts, outbox and decisions --------------------------------------------------------------


class Draft(SQLModel, table=True):
    """A person's draft for a thread. `attachments` is a JSON list of paths.

    `base_message_id` is the thread's last message when the draft was begun. `revision` grows with each save,
    so that two windows of one person do not overwrite each other's text unnoticed.
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
    """A reply in the outbox, in one of the states of `domain.outbox`.

    `base_message_id` is the last message that the writer knew, `known_message_id` the last one in the thread
    when sending began, and `message_id` the message that the reply became. `accepted_at` is when a call ended
    that may have posted the reply. `not_before`, `accepted_at` and `read_back_after` are real time, in
    seconds since 1970; `queued_at` and `confirmed_at` are in the domain's time, which `BIZCARE_NOW` can set.
    `read_backs` counts the searches for the reply in its thread, and the next is after `read_back_after`.
    `wait_seconds` is the length of the wait that ends at `not_before`. `paragraphs_lost` is true if the
    message has fewer lines than were sent.
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
    wait_seconds: float = 0.0
    attempts: int = 0
    accepted_at: float | None = None
    read_backs: int = 0
    read_back_after: float = 0.0
    error: str = ""
    reason: str = ""
    confirmed_at: int | None = Field(default=None, sa_type=BigInteger)
    paragraphs_lost: bool = False

    @property
    def may_have_arrived(self) -> bool:
        """Whether a call has ended in such a way that the Marketplace may have the reply."""
        return self.accepted_at is not None

    __table_args__ = (
        Index("reply_state", "account_id", "state", "id"),
        Index("reply_thread", "account_id", "thread_id"),
        {"sqlite_autoincrement": True},
    )


class ReplyFile(SQLModel, table=True):
    """The file attached to a reply, as it was when the reply was queued; `path` is its original path."""

    __tablename__ = "reply_file"

    reply_id: int = Field(primary_key=True, foreign_key="reply.id")
    account_id: int = Field(foreign_key="account.id")
    path: str
    name: str
    media_type: str
    content: bytes = Field(sa_type=LargeBinary)


class Wizard(SQLModel, table=True):
    """A rejection or refund wizard in progress: the answers so far, as JSON. Anyone can continue it.

    `base_message_id` is the thread's last message that was known to the person who answered last.
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
    """A decision with everything it was based on. It never changes; a correction is a row that `replaces` it.

    `kind` is rejection, refund or withdrawal. `grounds` contains their ids, separated by spaces. `content` is
    JSON, and `digest` is the digest of `content` with the salt, so that the content can be erased and the
    decision still be identified.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    thread_id: int = Field(sa_type=BigInteger)
    kind: str
    grounds: str
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    person_id: int = Field(foreign_key="person.id")
    second_person_id: int | None = Field(default=None, foreign_key="person.id")
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
    """An agreed refund, watched until it appears in the orders.

    `refunded_before` is the refunded quantity of the order's product before this refund was requested, and
    `quantity` is the agreed additional quantity, null for the whole purchase.
    """

    __tablename__ = "refund_watch"

    decision_id: int = Field(primary_key=True, foreign_key="decision.id")
    account_id: int = Field(foreign_key="account.id")
    thread_id: int = Field(sa_type=BigInteger)
    order_id: int = Field(sa_type=BigInteger)
    product_id: int | None = Field(default=None, sa_type=BigInteger)
    refunded_before: int
    quantity: int | None = None
    agreed_at: int = Field(sa_type=BigInteger)
    expected_by: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)
    alarmed_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (Index("refund_watch_thread", "account_id", "thread_id"),)


class EvidenceFile(SQLModel, table=True):
    """A file stored as evidence, as it was then, with the digest of its content as its key."""

    __tablename__ = "evidence_file"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    digest: str = Field(primary_key=True)
    name: str
    media_type: str
    content: bytes = Field(sa_type=LargeBinary)


# --- derived data, which can be recomputed -----------------------------------------------------


class InboxEntry(SQLModel, table=True):
    """An inbox row: a thread's derived data, recomputed whenever the tables above change.

    `rank` orders the inbox: obligations by deadline, then our own goals by deadline, then all others by last
    message, newest first. `first_status` is written once and never changed. `tags` has a space before and
    after each tag. `fix_start` is the time of the earliest request about the defect; `fix_line` is the
    PrestaShop line of this request (empty: unknown; null: not about a defect); `informed_at` is when this
    customer was informed of the patch. `search_id` is the key of its full-text entry, which grows with
    `updated_at`; `words_key` changes when the text of the entry changes. `assignee` is a login.
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
    fix_line: str | None = None
    fix_due: int | None = Field(default=None, sa_type=BigInteger)
    fix_at: int | None = Field(default=None, sa_type=BigInteger)
    informed_at: int | None = Field(default=None, sa_type=BigInteger)
    assignee: str | None = None
    attachments: bool = False
    search_id: int | None = Field(default=None, sa_type=BigInteger)
    words_key: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        Index("inbox_search_id", "search_id", unique=True),
        # Indexes with "rank" return rows in inbox order, the others in the order of their own column.
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


class DeadlineNotification(SQLModel, table=True):
    """A deadline notification on one channel: delivered `at`, or only tried; see `domain.alerts` for its key.

    The program that is delivering it has claimed it until `claimed_until` (real time of the store).
    """

    __tablename__ = "deadline_notification"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    channel: str = Field(primary_key=True)
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    due_at: int = Field(primary_key=True, sa_type=BigInteger)
    lead: int = Field(primary_key=True)
    at: int | None = Field(default=None, sa_type=BigInteger)
    attempts: int = 0
    claimed_until: float = 0.0
    holder: str = ""


class QueuedEvent(SQLModel, table=True):
    """An event that must still be delivered on one channel; it is deleted after delivery.

    `event` is new_thread, confirmed or reply_problem; `state` is the reply's state when it happened.
    """

    __tablename__ = "queued_event"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    person_id: int = Field(foreign_key="person.id")
    channel: str
    event: str
    thread_id: int = Field(sa_type=BigInteger)
    reply_id: int | None = None
    state: str = ""
    at: int = Field(sa_type=BigInteger)
    attempts: int = 0
    claimed_until: float = 0.0
    holder: str = ""


class ClockStatus(SQLModel, table=True):
    """The first and the current status of a settled clock other than the first-answer clock.

    `clock` is follow_up or fix; `start` is when the clock started.
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


# --- presence and reply locks ------------------------------------------------------------------


class ProgramPresence(SQLModel, table=True):
    """A running program of a person, and the thread that it shows. `seen_at` is real time."""

    __tablename__ = "presence"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    session: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    thread_id: int | None = Field(default=None, sa_type=BigInteger)
    seen_at: float


class ReplyLock(SQLModel, table=True):
    """A reply lock: the right of one person to write to a thread, until it expires.

    `since` and `expires_at` are real time. `message` is what a person wrote to the colleague from whom they
    took the lock over (`previous_person_id`).
    """

    __tablename__ = "reply_lock"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="person.id")
    session: str
    since: int = Field(sa_type=BigInteger)
    expires_at: float
    message: str = ""
    previous_person_id: int | None = Field(default=None, foreign_key="person.id")


class NoteMention(SQLModel, table=True):
    """The mention of a person, by login, in an internal note, and when they saw it."""

    __tablename__ = "mention"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    act_id: int = Field(primary_key=True, foreign_key="act.id")
    login: str = Field(primary_key=True)
    thread_id: int = Field(sa_type=BigInteger)
    seen_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (Index("mention_login", "account_id", "login", "thread_id"),)


class LastVisit(SQLModel, table=True):
    """A person's last visit: the last history entry and the last message at that time, and when it was."""

    __tablename__ = "last_visit"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    history_id: int
    message_id: int
    at: int = Field(sa_type=BigInteger)


class EventProgress(SQLModel, table=True):
    """The last message and the last history entry for which events were queued for a person."""

    __tablename__ = "event_progress"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    message_id: int
    history_id: int


# --- history and leases ------------------------------------------------------------------------


class History(SQLModel, table=True):
    """An entry of the append-only history, linked to the previous entry by `digest`.

    The hash chain covers the salted digest of the payload, so that a payload can be erased and the chain can
    still be verified.
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
    """The exclusive right of one program to do a task, until it expires. `fence` grows with each holder."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    work: str = Field(primary_key=True)
    holder: str
    fence: int
    expires_at: float
