"""What the letters about a published patch say to each customer."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.letters import LetterFacts, format_letter_date
from bizcare_tui.domain.defects import Defect, DefectReport, published_at


def patch_letter_facts(defect: Defect, report: DefectReport, seller_names: Sequence[str]) -> LetterFacts:
    """Return what the letter about a published patch says to the customer of a request."""
    published = published_at(defect.steps, report.line, [each.line for each in defect.reports])
    return LetterFacts(
        language=report.language or None,
        customer=report.customer,
        signature=next(iter(seller_names), ""),
        slots={
            "topic": report.topic,
            "version": defect.version_for(report),
            "product": defect.product.partition(" – ")[0],
            "published": format_letter_date(
                marketplace_date(published) if published else None, report.language
            ),
        },
    )
