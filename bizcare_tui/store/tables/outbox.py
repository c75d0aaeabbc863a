"""Drafts and the outbox."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field, SQLModel


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
