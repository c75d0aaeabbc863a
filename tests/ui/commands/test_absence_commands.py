"""`V`: who is not at work, added and removed in the app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from person import open_app
from purchase_desk import PurchaseDesk, open_purchase_desk


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


async def test_an_absence_is_added_shown_and_removed(at_desk: PurchaseDesk) -> None:
    desk = at_desk.desk
    async with open_app(desk, (80, 24)) as person:
        await person.press("V")
        await person.wait_for_text("Absences", "add an absence")
        await person.press("enter")
        await person.type("2027-01-04 2027-01-40")
        await person.press("enter")
        await person.wait_for_text("is not a date")
        assert desk.absences.all() == []
        await person.press("backspace", "backspace")
        await person.type("08")
        await person.press("enter")
        await person.settled()
        (added,) = desk.absences.all()
        days = (date(2027, 1, 4), date(2027, 1, 8))
        assert (added.login, added.first_day, added.last_day) == (desk.session.login, *days)
        await person.press("V")
        await person.wait_for_text(f"2027-01-04 – 2027-01-08  {desk.session.login}")
        await person.press("enter", "j", "enter")
        await person.settled()
        assert desk.absences.all() == []
