"""Data from the Marketplace, as it was reported."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel


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
