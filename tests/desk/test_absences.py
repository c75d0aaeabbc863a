"""Absences change who is asked and what the forecast says, and never a deadline."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from fixed_time import NOW
from logins import desk_of
from sqlmodel import select

from bizcare_tui.cli.json.statistics import forecast_json
from bizcare_tui.cli.json.threads import threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.watch_tasks import open_watch
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.errors import WrongUsage
from bizcare_tui.store.tables import History

TODAY = marketplace_date(NOW)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def people(desk: Desk) -> None:
    """Ana and Bea were both at the desk."""
    for login in ("ana", "bea"):
        with desk_of(login) as theirs:
            theirs.conversations.mark_read(theirs.inbox.thread_ids(parse_query(""))[0])


def test_colleagues_see_an_absence_until_it_is_over_or_removed() -> None:
    with desk_of("ana") as ana:
        holidays = ana.absences.add(TODAY + DAY, TODAY + 3 * DAY)
        past = ana.absences.add(TODAY - 3 * DAY, TODAY - DAY)
    with desk_of("bea") as bea:
        (seen,) = bea.absences.all()
        assert (seen.login, seen.added_by, seen.id) == ("ana", "ana", holidays.id)
        assert [each.id for each in bea.absences.all(since=TODAY - 5 * DAY)] == [past.id, holidays.id]
        bea.absences.remove(holidays.id)
        assert bea.absences.all() == []
        with pytest.raises(WrongUsage, match="no absence"):
            bea.absences.remove(holidays.id)
        with bea.session.store().transaction() as session:
            entries = session.exec(select(History.payload).where(History.kind == "absence")).all()
        assert [json.loads(entry or "{}")["what"] for entry in entries] == ["added", "added", "removed"]


def test_who_is_absent_gets_no_notices_as_long_as_somebody_is_there() -> None:
    with desk_of("ana") as ana:
        assert ana.absences.is_asked()
        ana.absences.add(TODAY, TODAY)
        assert not ana.absences.is_asked()
        shown: list[object] = []
        watch = open_watch(ana, shown.append)
        assert watch.notice() == []
        assert watch.delivery.settle(seconds=60)
        assert shown == []
        assert ana.absences.absent_today() == {"ana": TODAY}
    with desk_of("bea") as bea:
        assert bea.absences.is_asked()
        everyone = set(bea.inbox.logins())
        for login in everyone - {"ana"}:
            bea.absences.add(TODAY, TODAY, login)
        # Nobody is left: all are asked, so that no deadline passes unseen.
        assert bea.absences.is_asked()


def test_the_forecast_counts_who_is_present_and_no_deadline_moves() -> None:
    with desk_of("ana") as ana:
        before = [line["next_due"] for line in threads_json(ana, "is:due", 0)]
        ana.absences.add(TODAY, TODAY + DAY)
        outlook = ana.statistics.forecast()
        assert [line["next_due"] for line in threads_json(ana, "is:due", 0)] == before
        days = forecast_json(outlook)["days"]
        people = len(ana.inbox.logins())
        assert [day["present"] for day in days[:3]] == [people - 1, people - 1, people]
        assert [day["absent"] for day in days[:3]] == [["ana"], ["ana"], []]
        assert "Absent: ana (today, Friday)." in outlook.sentence


def test_days_and_names_that_cannot_be_are_refused() -> None:
    with desk_of("ana") as ana:
        with pytest.raises(WrongUsage, match="before the first"):
            ana.absences.add(TODAY, TODAY - DAY)
        with pytest.raises(WrongUsage, match=r"'bae'.*'bea'"):
            ana.absences.add(TODAY, TODAY, "bae")
        assert ana.absences.all() == []
