"""Notifications and events that are delivered, and how far."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


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


class EventProgress(SQLModel, table=True):
    """The last message and the last history entry for which events were queued for a person."""

    __tablename__ = "event_progress"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    message_id: int
    history_id: int
