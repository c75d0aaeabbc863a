"""A case: everything about a thread by which the grounds of refusal are evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.threads import Author


class Verdict(StrEnum):
    """What the data say of a ground. No verdict refuses anything: a person does."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Words:
    """A message of the case: its number, when and by whom it was written, and its readable text."""

    id: int
    at: datetime
    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Declared:
    """The PrestaShop versions declared compatible from a day on; an empty bound is no bound.

    `recorded_at` and `source` say when and by whom it was recorded: of two for the same day the
    one recorded later holds.
    """

    since: date
    least: str
    most: str
    recorded_at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class CoverReading:
    """What was told of the Business Care, and when: days left, None where there is none."""

    at: datetime
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """A thread as its grounds are evaluated; texts are empty where something is not known.

    `messages` are oldest first. `website` is the licensed shop, `website_source` and `website_at` where
    and when it was told; `version` the PrestaShop version on record; `purchased` the day of purchase
    on the Marketplace's calendar, `declared` every range recorded for the product.
    """

    topic: str
    opened_at: datetime
    messages: tuple[Words, ...]
    product: str = ""
    website: str = ""
    website_source: str = ""
    website_at: datetime | None = None
    version: str = ""
    version_at: datetime | None = None
    purchased: date | None = None
    declared: tuple[Declared, ...] = ()
    cover: tuple[CoverReading, ...] = ()
    refunded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that speaks for or against a ground.

    `text` is quoted or told, `source` where it comes from ("message 12", "Seller API, thread"), `at`
    when it was written or read, `span` where a quotation stands in its message, `message` that
    message's number.
    """

    text: str
    source: str
    at: datetime | None = None
    span: tuple[int, int] | None = None
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A ground evaluated: the verdict, what it rests on, what would settle it, what to offer instead.

    `why` is the verdict's reason in a sentence, `alternatives` the ids of what the facts propose.
    """

    ground: Ground
    verdict: Verdict
    why: str
    evidence: tuple[Evidence, ...] = ()
    settle: str = ""
    alternatives: tuple[str, ...] = field(default=())


def quoted(words: Words, span: tuple[int, int]) -> Evidence:
    """A passage of a message as evidence."""
    return Evidence(words.text[slice(*span)], f"message {words.id}", words.at, span, words.id)
