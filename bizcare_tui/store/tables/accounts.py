"""The account of the Marketplace and the persons at the desk."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


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
