"""The words of a ticket: threads, messages, who wrote them, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    SELLER = "seller"
    MARKETPLACE = "marketplace"
    UNKNOWN = "unknown"


class Rung(StrEnum):
    """How we know who wrote a message; the first that holds decides, save that a person overrules all."""

    PERSON = "person"
    AUTHOR_FIELD = "author_field"
    OWN_REPLY = "own_reply"
    SIGNATURE = "signature"
    MAIL = "mail"
    FIRST_MESSAGE = "first_message"
    UNKNOWN = "unknown"


class Qualification(StrEnum):
    """What the thread is about, as the Marketplace tags it."""

    AFTERSALE = "aftersale"
    PRESALE = "presale"
    NOTICE = "notice"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, tag: str, *, has_order: bool, has_product: bool) -> Qualification:
        """The qualification of a thread: its tag, else a notice when it has neither order nor product."""
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
    """Whose turn it is."""

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
    """What was decided of a thread: closed with `outcome` at `at`, or a refund agreed to then.

    A refund has no `outcome` until it is seen in the orders; it is `expected_by` an instant, and
    `is_overdue` once it was looked for in vain after that.
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
    def of(cls, days_left: int | None, *, told: bool) -> Cover:
        """The cover for the days left that were told: 0 is its last day, below 0 it has expired."""
        if not told:
            return cls.UNKNOWN
        if days_left is None:
            return cls.NONE
        return cls.ACTIVE if days_left >= 0 else cls.EXPIRED


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as far as clocks and states need it: when, by whom, and whether a machine wrote it."""

    at: datetime
    author: Author
    automatic: bool | None = None

    @property
    def is_answer(self) -> bool:
        """Written by the seller, by hand. What is unknown is never an answer."""
        return self.author is Author.SELLER and self.automatic is not True

    @property
    def awaits_answer(self) -> bool:
        """From the customer, or from nobody knows whom, which is taken as the customer."""
        return self.author in (Author.CUSTOMER, Author.UNKNOWN)
