"""How many submissions are left on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bizcare_tui.domain.submissions import submissions_left


def test_three_submissions_a_day_of_the_marketplace() -> None:
    # Half an hour before midnight in Paris, and half an hour after it.
    late, early = datetime(2026, 11, 26, 22, 30, tzinfo=UTC), datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    assert submissions_left([late, late, early], date(2026, 11, 26)) == 1
    assert submissions_left([late, late, early], date(2026, 11, 27)) == 2
    assert submissions_left([late] * 5, date(2026, 11, 26)) == 0
