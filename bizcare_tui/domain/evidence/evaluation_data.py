"""The data about a thread by which the grounds for a rejection are evaluated, and the results."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.threads import Author


class GroundVerdict(StrEnum):
    """What the data say about a ground. A verdict never rejects a request; only a person does."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A message of the thread: its id, when and by whom it was written, and its readable text.

    `opens` is true for the first message of the thread, which has nothing to quote.
    """

    id: int
    at: datetime
    author: Author
    text: str
    opens: bool = False

    @property
    def own(self) -> str:
        """The text with quotations and struck-out text replaced by spaces."""
        return without_quotes(self.text, opens=self.opens)


@dataclass(frozen=True, slots=True)
class DeclaredVersions:
    """The PrestaShop versions declared compatible from the day `since` on; an empty bound is no bound.

    `holes` are versions within the bounds that were not declared, because the Marketplace has versions
    declared one by one. If it is empty, gaps were not recorded and only the range is known.
    `recorded_at` and `source` say when and by whom the range was recorded. Of two ranges for the same day,
    the one recorded later applies.
    """

    since: date
    least: str
    most: str
    recorded_at: datetime
    source: str = ""
    holes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedCover:
    """The remaining days of Business Care as reported at a time; None if there is no Business Care."""

    at: datetime
    days_left: int | None


@dataclass(frozen=True, slots=True)
class EvaluationData:
    """The data of a thread that the grounds are evaluated by; a text is empty if it is not known.

    `messages` are oldest first. `website` is the licensed shop; `website_source` and `website_at` say where
    and when it was reported. `version` is the PrestaShop version on record, `purchased` the day of purchase
    in the Marketplace's time zone, and `declared` every range recorded for the product.
    """

    topic: str
    opened_at: datetime
    messages: tuple[ThreadMessage, ...]
    product: str = ""
    website: str = ""
    website_source: str = ""
    website_at: datetime | None = None
    version: str = ""
    version_at: datetime | None = None
    purchased: date | None = None
    declared: tuple[DeclaredVersions, ...] = ()
    cover: tuple[ReportedCover, ...] = ()
    refunded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence for or against a ground.

    `text` is a quotation or a recorded value, `source` where it comes from ("message 12", "Seller API,
    thread"), and `at` when it was written or read. For a quotation, `span` is its start and end in the
    message, and `message` the message's id.
    """

    text: str
    source: str
    at: datetime | None = None
    span: tuple[int, int] | None = None
    message: int | None = None


@dataclass(frozen=True, slots=True)
class GroundEvaluation:
    """The result of evaluating a ground.

    `why` is the reason for the verdict in one sentence, `evidence` the facts it is based on, `settle` what
    would prove the ground, and `alternatives` the ids of the alternatives that the facts suggest.
    """

    ground: Ground
    verdict: GroundVerdict
    why: str
    evidence: tuple[Evidence, ...] = ()
    settle: str = ""
    alternatives: tuple[str, ...] = field(default=())


def quote_evidence(words: ThreadMessage, span: tuple[int, int]) -> Evidence:
    """Return a passage of a message as evidence; `span` is its start and end in the message's text."""
    return Evidence(words.text[slice(*span)], f"message {words.id}", words.at, span, words.id)
