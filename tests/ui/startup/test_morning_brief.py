"""The morning brief at the first start of a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_time import NOW
from person import open_app

from bizcare_tui.desk.brief import MorningBriefs
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.brief import BriefKind
from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.screens.brief import BriefScreen
from bizcare_tui.ui.startup.morning_brief import offer_brief


@pytest.fixture
def visited(scored: Desk) -> Desk:
    """A desk whose person was last here yesterday."""
    scored.presence.record_visit(None, NOW - timedelta(days=1))
    return scored


async def test_a_day_begins_with_the_brief(visited: Desk) -> None:
    async with open_app(visited, (80, 24), first="") as person:
        assert isinstance(person.app.screen, BriefScreen)
        person.expect_text("Morning brief", "Go on to the inbox", "became LATE since", "due before")
        await person.press("d", "x", "m")  # keys without a meaning here
        assert isinstance(person.app.screen, BriefScreen)
        await person.press("enter")
        person.inbox.expect_keys()
        assert person.app.inbox.thread_ids
    async with open_app(Desk(), (80, 24), first="") as person:
        assert not isinstance(person.app.screen, BriefScreen)


async def test_a_line_leads_to_its_threads(visited: Desk) -> None:
    lines = visited.statistics.brief.read().lines
    index = [line.kind for line in lines].index(BriefKind.DUE)
    async with open_app(visited, (100, 30), first="") as person:
        await person.press("escape", "3", "J", *["j"] * (index + 1), "enter")
        assert list(person.inbox.thread_ids) == list(
            visited.inbox.thread_ids(parse_query(lines[index].query))
        )
        person.inbox.expect_keys()
        await person.press("escape")
        assert len(person.inbox.thread_ids) > lines[index].count


async def test_the_brief_is_shown_at_any_time(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        assert not isinstance(person.app.screen, BriefScreen)
        await person.press("J")
        person.expect_text("Morning brief", "Go on to the inbox")
        await person.press("J")
        person.inbox.expect_keys()


async def test_it_shows_what_changes_meanwhile(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("J")
        before = {line.kind: line.count for line in scored.statistics.brief.read().lines}
        late = scored.inbox.thread_ids(parse_query("is:late"))
        scored.verbs.no_answer(list(late), "a test")
        assert BriefKind.BECAME_LATE in before
        person.app.check_store()
        await person.settled()
        screen = person.app.screen
        assert isinstance(screen, BriefScreen)
        screen._refresh_if_changed()
        await person.settled()
        assert "became LATE" not in person.text


async def test_it_is_not_in_the_way_of_typed_keys(visited: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = visited.statistics.brief.unseen()
    assert brief is not None
    visited.statistics.brief.record_seen(brief)
    async with open_app(visited, (80, 24)) as person:
        assert not isinstance(person.app.screen, BriefScreen)
        monkeypatch.setattr(MorningBriefs, "unseen", lambda _self, **_options: brief)
        person.app.run_worker(offer_brief(person.app, lambda: True))
        await person.wait_for_notice("The morning brief: J")
        person.inbox.expect_keys()


async def test_the_tour_comes_first(visited: Desk) -> None:
    app = BizcareApp(visited, demo=True, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.settled()
        await pilot.pause()
        assert app.screen is app.panes
