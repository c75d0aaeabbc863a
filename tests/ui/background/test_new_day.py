"""The morning brief in an app that was left open overnight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from fixed_time import NOW
from person import Person, open_app

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, marketplace_date
from bizcare_tui.ui.background import new_day
from bizcare_tui.ui.screens.brief import BriefScreen
from bizcare_tui.ui.screens.choice import ChoiceScreen

SetClock = Callable[[datetime], None]
EVENING = datetime(2026, 11, 26, 19, tzinfo=MARKETPLACE_ZONE)
MORNING = datetime(2026, 11, 27, 9, tzinfo=MARKETPLACE_ZONE)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Stop the clock at a time. Keys are pressed as long after each other as real time passes."""

    def stop_clock_at(moment: datetime) -> None:
        monkeypatch.setenv("BIZCARE_NOW", moment.isoformat())

    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(clock, "_started", 0.0)
    return stop_clock_at


@pytest.fixture
def at_evening(scored: Desk, set_clock: SetClock) -> Desk:
    """A desk whose person was there in the morning of this Thursday, and opens the app in its evening."""
    set_clock(EVENING)
    scored.presence.record_visit(None, NOW)
    return scored


@pytest.fixture
def leave_for(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make every key the first one for a long time."""
    return lambda: monkeypatch.setattr(new_day, "AWAY_SECONDS", -1.0)


async def look(person: Person) -> None:
    """Look at the store, as the app does several times a second."""
    person.app.check_store()
    await person.settled()


def brief_on_top(person: Person) -> BriefScreen:
    """The brief on the screen."""
    assert isinstance(person.app.screen, BriefScreen)
    return person.app.screen


def mentions(person: Person) -> list[str]:
    """The notices that name the brief."""
    texts = (each.notice.text for each in person.app.notices.last)
    return [text for text in texts if "morning brief" in text]


async def test_an_app_left_open_shows_the_brief_once_in_the_new_day(
    at_evening: Desk, set_clock: SetClock, leave_for: Callable[[], None]
) -> None:
    leave_for()
    async with open_app(at_evening, (80, 24)) as person:
        await look(person)
        assert len(person.app.screen_stack) == 1
        set_clock(MORNING)
        await look(person)
        brief_on_top(person)
        person.expect_text("Morning brief, Fri 27 Nov 2026", "became LATE since Thu 26 Nov")
        await person.press("escape")
        await look(person)
        person.inbox.expect_keys()
        assert len(person.app.screen_stack) == 1


async def test_the_first_key_of_the_day_does_what_it_does_and_shows_the_brief(
    at_evening: Desk, set_clock: SetClock, leave_for: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_for()
    async with open_app(at_evening, (80, 24)) as person:
        await look(person)  # the app then knows when the next brief comes
        first, second = list(person.inbox.thread_ids)[:2]
        monkeypatch.setattr(new_day.NewDay, "look", lambda _self: None)  # the machine has just woken up
        person.inbox.expect_selected(first)
        set_clock(MORNING)
        await person.press("j")
        brief_on_top(person)
        assert person.inbox.selected == second


@pytest.mark.parametrize(
    ("at", "before", "after"),
    [
        ("", MORNING.replace(day=26, hour=23, minute=59), MORNING.replace(hour=0)),
        ("08:30", MORNING.replace(hour=8, minute=29), MORNING.replace(hour=8, minute=30)),
    ],
)
async def test_the_brief_waits_for_its_hour(
    at_evening: Desk,
    set_clock: SetClock,
    leave_for: Callable[[], None],
    at: str,
    before: datetime,
    after: datetime,
) -> None:
    leave_for()
    at_evening.session.paths.settings_file.write_text(f'sync_interval = 0\nbrief_at = "{at}"\n')
    async with open_app(Desk(), (80, 24)) as person:
        set_clock(before)
        await look(person)
        assert len(person.app.screen_stack) == 1
        set_clock(after)
        await look(person)
        brief_on_top(person)


async def test_who_works_at_midnight_is_only_told_of_it(at_evening: Desk, set_clock: SetClock) -> None:
    async with open_app(at_evening, (80, 24)) as person:
        await look(person)  # the app then knows when the next brief comes
        await person.press("j")
        set_clock(MORNING.replace(hour=0))
        await look(person)
        await person.wait_for_notice("The morning brief: J")
        assert len(person.app.screen_stack) == 1
        await person.press("j")
        await look(person)
        assert len(mentions(person)) == 1


@pytest.mark.parametrize("keys", [("w",), ("r",), ("slash",)], ids=["dialog", "draft", "filter"])
async def test_what_was_left_open_is_not_covered(
    at_evening: Desk, set_clock: SetClock, leave_for: Callable[[], None], keys: tuple[str, ...]
) -> None:
    leave_for()
    async with open_app(at_evening, (80, 24)) as person:
        await look(person)  # the app then knows when the next brief comes
        await person.press(*keys)
        stack = list(person.app.screen_stack)
        set_clock(MORNING)
        await look(person)
        assert person.app.screen_stack == stack
        await person.press("escape")
        await look(person)
        assert isinstance(person.app.screen, BriefScreen) is not bool(mentions(person))
        assert not any(isinstance(each, ChoiceScreen) for each in person.app.screen_stack)


async def test_a_brief_left_open_becomes_that_of_the_new_day(
    at_evening: Desk, set_clock: SetClock, leave_for: Callable[[], None]
) -> None:
    leave_for()
    async with open_app(at_evening, (80, 24)) as person:
        await look(person)  # the app then knows when the next brief comes
        set_clock(MORNING + timedelta(days=1))
        await look(person)
        shown = brief_on_top(person)
        set_clock(MORNING + timedelta(days=3))
        await look(person)
        shown._refresh_if_changed()
        await person.settled()
        person.expect_text("Morning brief, Mon 30 Nov 2026")
        assert person.app.screen_stack[1:] == [shown]
        assert person.desk.statistics.brief.unseen(by_newcomer=True) is None
        await person.press("escape")
        await look(person)
        assert len(person.app.screen_stack) == 1


async def test_what_is_new_counts_from_when_the_person_was_there_last(
    at_evening: Desk, set_clock: SetClock, leave_for: Callable[[], None]
) -> None:
    at_evening.presence.record_visit(None, NOW - timedelta(days=9))
    leave_for()
    set_clock(EVENING - timedelta(days=1))
    async with open_app(at_evening, (80, 24), first="") as person:
        await person.press("escape", "escape")
        set_clock(EVENING)
        await look(person)
        await person.press("escape", "j")
        set_clock(MORNING)
        await look(person)
        period = brief_on_top(person)._brief.period
        assert (period.day, period.since) == (marketplace_date(MORNING), marketplace_date(EVENING))
