"""Derived data, which can be recomputed: inbox rows and clocks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel


class InboxEntry(SQLModel, table=True):
    """An inbox row: a thread's derived data, recomputed whenever what it is derived from changes.

    `rank` orders the inbox: obligations by deadline, then our own goals by deadline, then all others by last
    message, newest first. `first_status` is written once and never changed. `tags` has a space before and
    after each tag. `fix_start` is the time of the earliest request about the defect; it, `fix_due` and
    `fix_at` are null if no fix is required, or all licences were refunded before the patch. `fix_line` is the
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
