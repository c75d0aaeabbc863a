"""Basic types of threads and messages: authors, states, outcomes and cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizcare_tui.i18n import _


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    SELLER = "seller"
    MARKETPLACE = "marketplace"
    UNKNOWN = "unknown"


class AuthorSource(StrEnum):
    """How we know who wrote a message, in order of precedence: the first source that applies decides."""

    PERSON = "person"
    AUTHOR_FIELD = "author_field"
    OWN_REPLY = "own_reply"
    SIGNATURE = "signature"
    MAIL = "mail"
    FIRST_MESSAGE = "first_message"
    UNKNOWN = "unknown"


class Qualification(StrEnum):
    """What a thread is about, according to the Marketplace's tag."""

    AFTERSALE = "aftersale"
    PRESALE = "presale"
    NOTICE = "notice"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, tag: str, *, has_order: bool, has_product: bool) -> Qualification:
        """Return the qualification of a thread.

        It follows from the tag. A thread with an unknown tag, no order and no product is a notice.
        """
        match tag.strip().casefold():
            case "aftersale":
                return cls.AFTERSALE
            case "presale":
                return cls.PRESALE
            case _ if not has_order and not has_product:
                return cls.NOTICE
            case _:
                return cls.UNKNOWN


class State(StrEnum):
    """The state of a thread, which says whose turn it is."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    REFUNDING = "refunding"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed thread ended."""

    ANSWERED = "answered"
    FIXED = "fixed"
    REJECTED = "rejected"
    REFUNDED = "refunded"
    NO_ANSWER_NEEDED = "no_answer_needed"


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision on a thread: it was closed with `outcome` at `at`, or a refund was agreed to at `at`.

    A refund has no `outcome` until it is seen in the orders. It is expected before `expected_by`, and
    `is_overdue` when it was looked for after that and not found.
    """

    at: datetime
    outcome: Outcome | None = None
    expected_by: datetime | None = None
    is_overdue: bool = False


class Cover(StrEnum):
    """The state of the Business Care."""

    ACTIVE = "active"
    EXPIRED = "expired"
    NONE = "none"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, days_left: int | None, *, is_reported: bool) -> Cover:
        """Return the cover for the reported days left: 0 is the last day, a negative number means expired.

        `is_reported` says whether the API reported the days.
        """
        if not is_reported:
            return cls.UNKNOWN
        if days_left is None:
            return cls.NONE
        return cls.ACTIVE if days_left >= 0 else cls.EXPIRED


@dataclass(frozen=True, slots=True)
class Turn:
    """The part of a message that clocks and states need: when, by whom, and whether it was automatic."""

    at: datetime
    author: Author
    automatic: bool | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the seller wrote it by hand. A message of an unknown author is never an answer."""
        return self.author is Author.SELLER and self.automatic is not True

    @property
    def awaits_answer(self) -> bool:
        """Whether it needs an answer: its author is the customer or unknown."""
        return self.author in (Author.CUSTOMER, Author.UNKNOWN)


def author_source_in_words(by: AuthorSource) -> str:
    """Return how a message's author was determined."""
    return {
        AuthorSource.PERSON: _("you set it"),
        AuthorSource.AUTHOR_FIELD: _("reported by the Marketplace"),
        AuthorSource.OWN_REPLY: _("a reply sent from here"),
        AuthorSource.SIGNATURE: _("your signature or name"),
        AuthorSource.MAIL: _("known from a notification mail"),
        AuthorSource.FIRST_MESSAGE: _("wrote the first message"),
        AuthorSource.UNKNOWN: _("not set yet"),
    }[by]
