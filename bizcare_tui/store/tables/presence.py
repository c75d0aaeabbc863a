"""Who is here: presence, reply locks, mentions and visits."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel


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
