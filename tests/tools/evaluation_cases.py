"""Cases for tests of the evidence: one request with its facts."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bizcare_tui.domain.evidence.evaluation_data import DeclaredVersions, EvaluationData, ThreadMessage
from bizcare_tui.domain.threads import Author

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RECORDED = datetime(2026, 11, 1, tzinfo=UTC)


def said(text: str, *, author: Author = Author.CUSTOMER, number: int = 1) -> ThreadMessage:
    """A message of the case."""
    return ThreadMessage(number, AT, author, text)


def declared(
    since: str, least: str, most: str, *, recorded: datetime = RECORDED, holes: tuple[str, ...] = ()
) -> DeclaredVersions:
    """A range declared compatible from a day on, and the versions left out of it."""
    return DeclaredVersions(date.fromisoformat(since), least, most, recorded, "recorded by ana", holes)


def case(*texts: str, **other: object) -> EvaluationData:
    """Return a case in which the customer wrote these texts; `other` replaces its facts."""
    facts: dict[str, object] = {
        "topic": "It fails",
        "opened_at": AT,
        "messages": tuple(said(text, number=number) for number, text in enumerate(texts, 1)),
        "product": "Sitemap Pro",
        "website": "https://www.costa-garden.com",
        "website_source": "Seller API",
        "website_at": AT,
        "version": "8.1.6",
        "version_at": AT,
        "purchased": date(2026, 3, 12),
        "declared": (declared("2025-01-10", "1.7.6", "8.1"),),
    }
    return EvaluationData(**{**facts, **other})  # type: ignore[arg-type]
