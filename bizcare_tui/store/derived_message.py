"""The messages of a thread while its state is derived."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class DerivedMessage:
    """A stored message, with the columns that the state of its thread is derived from.

    It is no row of the session, which takes long to make so many. Its author changes when it is determined.
    """

    id: int
    account_id: int
    thread_id: int
    at: int
    text: str
    text_digest: str
    attachments: str | None
    reported_role: str
    reported_name: str
    author: str
    author_by: str
    automatic: bool | None
    erased_at: int | None
    gone_at: int | None


@dataclass(frozen=True, slots=True)
class AttributedMessage:
    """A message with the author that was determined for it; `automatic` is None when that is not known."""

    id: int | None
    at: int
    text: str
    author: str
    author_by: str
    automatic: bool | None
