"""Long weekends ahead: three and more days without work, of each country that counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bizcare_tui.domain.calendar import long_weekends


@pytest.mark.parametrize(
    ("now", "countries", "found"),
    [
        # Fridays, 1 and 8 May.
        ((2026, 4, 27), ["FR"], [
            (date(2026, 5, 1), date(2026, 5, 3), "FR"), (date(2026, 5, 8), date(2026, 5, 10), "FR"),
        ]),
        # The Immaculate Conception is a Tuesday: no run of three days. Christmas is a Friday.
        ((2026, 12, 14), ["ES"], [(date(2026, 12, 25), date(2026, 12, 27), "ES")]),
        # Saint Stephen's is a Saturday that year, Easter Monday a Monday.
        ((2026, 3, 30), ["IT", "ES"], [
            (date(2026, 4, 3), date(2026, 4, 5), "ES"), (date(2026, 4, 4), date(2026, 4, 6), "IT"),
        ]),
        ((2026, 9, 14), ["FR"], []),
        ((2026, 5, 1), ["??", ""], []),
    ],
)  # fmt: skip
def test_long_weekends(
    now: tuple[int, int, int], countries: list[str], found: list[tuple[date, date, str]]
) -> None:
    assert list(long_weekends(datetime(*now, 9, tzinfo=UTC), countries, "en")) == found
