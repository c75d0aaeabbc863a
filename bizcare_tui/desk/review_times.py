"""How long PrestaShop takes to review the seller's submissions, from the recorded steps of defects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bizcare_tui.desk.defect_steps import to_defect_step
from bizcare_tui.domain.defects import RecordedStep
from bizcare_tui.domain.reviews import ReviewTime, review_time
from bizcare_tui.domain.submissions import weekdays_of_reviews
from bizcare_tui.i18n import _
from bizcare_tui.store.reads.hot_defects import read_defect_steps
from bizcare_tui.store.reads.reader import StoreReader


def read_own_review_time(reading: StoreReader) -> ReviewTime | None:
    """Return how long the seller's own reviews took; None while there are fewer than ten."""
    steps_by_defect: dict[int, list[RecordedStep]] = defaultdict(list)
    for record in read_defect_steps(reading):
        steps_by_defect[record.defect_id].append(to_defect_step(record))
    return review_time_from_steps(steps_by_defect.values())


def review_time_from_steps(steps_of_defects: Iterable[Iterable[RecordedStep]]) -> ReviewTime | None:
    """Return how long reviews took, from the steps of each defect; None while there are fewer than ten."""
    return review_time([days for steps in steps_of_defects for days in weekdays_of_reviews(steps)])


def review_basis_in_words(review: ReviewTime | None) -> str:
    """Return in words from which review times the day to submit by is calculated."""
    if review is None:
        return _("the average review: 10 weekdays, no upper limit")
    return _("your {n} reviews: median {median} weekdays, 90 % within {most}").format(
        n=review.count, median=f"{review.median:g}", most=review.most
    )
