"""Submissions of ZIPs: the checklist, their reviews, the versions used, and how many are left today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bizcare_tui.domain.branches import Branches, branches_in_words
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.defects import DefectStepKind, RecordedStep
from bizcare_tui.domain.reviews import weekdays_taken
from bizcare_tui.i18n import _

SUBMISSIONS_A_DAY = 3
# The steps after which a ZIP is no longer in review.
ENDS_REVIEW = (DefectStepKind.PUBLISHED, DefectStepKind.RETURNED, DefectStepKind.CANCELLED)


class Check(StrEnum):
    """An item of the checklist."""

    VERSION = "version"
    CHANGELOG = "changelog"
    COMPATIBLE = "compatible"
    TESTED = "tested"
    ARCHIVE = "archive"
    TECHNICAL_NAME = "technical_name"
    BADGE = "badge"
    REVIEW = "review"


def checklist(in_review: Sequence[str], requirement: str = "") -> Mapping[Check, str]:
    """Return the checks with the sentence of each.

    `in_review` names the ZIPs of the product that are in review; `requirement` is the PrestaShop version that
    an update must work with, empty when unknown.

    Sources: PrestaShop partner documentation, updates of a product (version, changelog, latest PrestaShop,
    technical name, badge); partner help centre (a ZIP in review).
    """
    compatible = _("It works on the latest PrestaShop (required, otherwise an update is rejected)")
    if requirement:
        compatible = _("It works on {0}").format(requirement)
    checks = {
        Check.VERSION: _("Its version is higher than all earlier ones in its branch"),
        Check.CHANGELOG: _("The changelog is in English and says what was fixed"),
        Check.COMPATIBLE: compatible,
        Check.TESTED: _("It was tested on the PrestaShop version where the error was seen"),
        Check.ARCHIVE: _("The ZIP contains a single folder with the name of the module"),
        Check.TECHNICAL_NAME: _("The technical name is the same in every ZIP of the module"),
        Check.BADGE: _("I accept that a submission can remove the Verified+ badge automatically"),
    }
    if in_review:
        checks[Check.REVIEW] = _("{0} in review: I cancelled it, or accept that its review restarts").format(
            ", ".join(in_review)
        )
    return checks


@dataclass(frozen=True, slots=True)
class Review:
    """A submitted ZIP and the outcome of its review; `outcome` and `ended_at` are None during the review."""

    branches: Branches
    version: str
    submitted_at: datetime
    outcome: DefectStepKind | None = None
    ended_at: datetime | None = None

    @property
    def name(self) -> str:
        """The ZIP as text: its version, and the branches it is for, if the product has several."""
        return f"{self.version} ({branches_in_words(self.branches)})" if self.branches else self.version


def reviews(steps: Iterable[RecordedStep]) -> list[Review]:
    """Return the submitted ZIPs, the oldest first, each with the outcome of its review."""
    found: list[Review] = []
    for step in steps:
        if step.step is DefectStepKind.SUBMITTED:
            found.append(Review(step.branches, str(step.content.get("version", "")), step.at))
        elif step.step in ENDS_REVIEW:
            found = [_with_outcome(each, step) for each in found]
    return found


def weekdays_of_reviews(steps: Iterable[RecordedStep]) -> list[int]:
    """Return how many weekdays each review took; only reviews that ended with PrestaShop's verdict count."""
    return [
        weekdays_taken(each.submitted_at, each.ended_at)
        for each in reviews(steps)
        if each.ended_at is not None and each.outcome is not DefectStepKind.CANCELLED
    ]


def versions_used(submitted: Iterable[Review], branches: Branches, version: str) -> tuple[str, ...]:
    """Return the versions submitted before in these branches; `version` must be higher than each of them.

    The version of a cancelled ZIP can be used again. A version submitted without a branch counts in a named
    branch only if it has the same first number, in which branches usually differ (3 for 1.7, 4 for 8).
    """
    first = version.partition(".")[0]
    return tuple(
        each.version
        for each in submitted
        if each.version
        and each.outcome is not DefectStepKind.CANCELLED
        and (
            not branches
            or set(branches) & set(each.branches)
            or (not each.branches and each.version.partition(".")[0] == first)
        )
    )


def submissions_left(submitted: Iterable[datetime], today: date) -> int:
    """Return how many submissions are left today, over all products.

    Source: PrestaShop partner documentation, updates of a product (3 submissions a day).
    """
    return max(SUBMISSIONS_A_DAY - sum(marketplace_date(at) == today for at in submitted), 0)


def _with_outcome(review: Review, step: RecordedStep) -> Review:
    is_ended_by_step = review.outcome is None and (
        not step.branches or not review.branches or set(step.branches) & set(review.branches)
    )
    if not is_ended_by_step:
        return review
    return Review(review.branches, review.version, review.submitted_at, step.step, step.at)
