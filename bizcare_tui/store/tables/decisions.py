"""Decisions, their evidence, and the wizards that lead to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field, SQLModel


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
