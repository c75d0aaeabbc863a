"""Refund windows: calendar months, clipped, the last day included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.refunds import refund_windows

days = st.dates(date(1990, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    ("purchased", "claim_until", "accept_until"),
    [
        ("2026-11-15", "2026-12-15", "2027-05-15"),
        ("2026-01-31", "2026-02-28", "2026-07-31"),
        ("2028-01-31", "2028-02-29", "2028-07-31"),
        ("2026-08-31", "2026-09-30", "2027-02-28"),
        ("2027-08-31", "2027-09-30", "2028-02-29"),
        ("2026-12-31", "2027-01-31", "2027-06-30"),
        ("2026-06-30", "2026-07-30", "2026-12-30"),
        ("2028-02-29", "2028-03-29", "2028-08-29"),
    ],
)
def test_windows_are_calendar_months_clipped_to_the_months_end(
    purchased: str, claim_until: str, accept_until: str
) -> None:
    windows = refund_windows(date.fromisoformat(purchased))

    assert windows.claim_until == date.fromisoformat(claim_until)
    assert windows.accept_until == date.fromisoformat(accept_until)


@given(days)
def test_a_window_is_open_on_its_last_day_and_closed_on_the_next(purchased: date) -> None:
    windows = refund_windows(purchased)
    next_day = timedelta(days=1)

    assert windows.can_claim(windows.claim_until)
    assert not windows.can_claim(windows.claim_until + next_day)
    assert windows.can_accept(windows.accept_until)
    assert not windows.can_accept(windows.accept_until + next_day)


@given(days, days)
def test_a_later_purchase_is_never_closed_earlier(one: date, other: date) -> None:
    earlier, later = sorted((one, other))

    assert refund_windows(earlier).claim_until <= refund_windows(later).claim_until
    assert refund_windows(earlier).accept_until <= refund_windows(later).accept_until
