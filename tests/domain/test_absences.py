"""Absences: who is present on a day, and who is asked."""

from __future__ import annotations

from datetime import date

import pytest

from bizcare_tui.domain.absences import Absence, is_asked, presence_on

PEOPLE = ("bea", "ana", "leo")
HOLIDAYS = Absence(1, "ana", date(2026, 12, 21), date(2026, 12, 31))
TRAVEL = Absence(2, "leo", date(2026, 12, 31), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "absent"),
    [
        (date(2026, 12, 20), ()),
        (date(2026, 12, 21), ("ana",)),
        (date(2026, 12, 31), ("ana", "leo")),
        (date(2027, 1, 1), ()),
    ],
)
def test_both_ends_of_an_absence_count(day: date, absent: tuple[str, ...]) -> None:
    presence = presence_on(PEOPLE, [HOLIDAYS, TRAVEL], day)
    assert presence.absent == absent
    assert set(presence.present) == set(PEOPLE) - set(absent)


def test_who_is_absent_is_not_asked_as_long_as_somebody_is_there() -> None:
    day = date(2026, 12, 31)
    some = presence_on(PEOPLE, [HOLIDAYS, TRAVEL], day)
    assert [is_asked(login, some) for login in PEOPLE] == [True, False, False]
    nobody = presence_on(("ana", "leo"), [HOLIDAYS, TRAVEL], day)
    assert is_asked("ana", nobody)
