"""What people at the desk record."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel


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
