"""Releases of PrestaShop: read from any list, the latest, and the one that updates must support."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bizcare_tui.domain.releases import Release, latest, read_releases, required

NINE_ONE = Release("9.1", date(2026, 3, 23), date(2026, 4, 30), "docs")
NINE = Release("9.0", date(2025, 6, 10), date(2026, 4, 30), "docs")
TEN = Release("10.0", None, date(2026, 11, 1), "list")


@pytest.mark.parametrize(
    ("today", "newest", "needed"),
    [
        ("2026-03-22", "9.0", "9.0"),
        ("2026-03-23", "9.1", "9.0"),
        ("2026-09-22", "9.1", "9.0"),
        ("2026-09-23", "9.1", "9.1"),
        ("2026-11-28", "10.0", "9.1"),
        ("2027-05-01", "10.0", "10.0"),
        ("2025-06-10", "9.0", None),
        ("2020-01-01", None, None),
    ],
)
def test_six_months_after_a_release_updates_must_work_with_it(
    today: str, newest: str | None, needed: str | None
) -> None:
    day = date.fromisoformat(today)
    found = [NINE, TEN, NINE_ONE]
    assert getattr(latest(found, day), "line", None) == newest
    assert getattr(required(found, day), "line", None) == needed


def test_the_lines_of_a_list() -> None:
    rows = [
        {"version": "9.1.1", "stability": "stable"},
        {"version": "9.1.0", "stability": "stable", "released_at": "2026-03-23T10:00:00Z"},
        {"version": "9.2.0", "stability": "beta"},
        {"version": "8.2.3", "stability": "stable", "release_date": "2025-13-45"},
        {"version": "1.7.8.11", "stability": "stable"},
        {"version": "1.7", "stability": "stable"},
    ]
    assert read_releases(rows) == {"9.1": date(2026, 3, 23), "8.2": None, "1.7.8": None}


@pytest.mark.parametrize(
    "hostile",
    [
        None, {}, "9.1.0", 5, [None, 3, "x", []], [{"version": {"a": 1}}], [{"version": "9.1.0\x1b[31m"}],
        [{"version": "9" * 5000}], [{}],
    ],
)  # fmt: skip
def test_what_is_no_list_of_releases_gives_nothing(hostile: Any) -> None:
    assert read_releases(hostile) == {}


def test_a_date_that_cannot_be_one_is_none() -> None:
    assert read_releases([{"version": "9.1.0", "date": "9999-12-31"}]) == {"9.1": None}
