"""The history and the leases."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


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
