"""The line of deadlines under the tabs: where it is, and what it marks."""

from __future__ import annotations

import pytest
from person import Region, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query


@pytest.mark.parametrize(("lines", "is_shown"), [(24, False), (29, False), (30, True), (50, True)])
async def test_the_line_is_there_where_there_is_room(scored: Desk, lines: int, is_shown: bool) -> None:
    async with open_app(scored, (120, lines)) as person:
        assert person.app.panes.deadlines.display is is_shown
        assert ("├" in person.text.splitlines()[2]) is is_shown


async def test_the_obligation_under_the_cursor_is_marked(scored: Desk) -> None:
    upcoming = scored.statistics.upcoming()
    late = scored.statistics.counters().late
    within = [
        row
        for row in scored.inbox.rows(scored.inbox.thread_ids(parse_query("is:due -is:late")))
        if row.obligation_late_at in upcoming
    ]
    assert within
    async with open_app(scored, (200, 50)) as person:
        region = Region(person, "#deadlines")
        if late:
            region.expect_text(f"{late} LATE")
        assert "◆" in region.text or any(sign in region.text for sign in "23456789+")
        person.app.inbox.move_to_thread(within[0].id)
        await person.settled()
        marked = person.app.panes.deadlines._marked
        assert marked == within[0].obligation_late_at
        await person.press("9", "G")
        assert person.app.panes.deadlines._marked is None
        region.expect_no_text("◆")


async def test_a_cursor_that_moves_paints_only_the_cells_that_change(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(scored, (200, 50)) as person:
        deadlines = person.app.panes.deadlines
        painted: list[int] = []
        monkeypatch.setattr(deadlines, "refresh", lambda *regions: painted.append(len(regions)))
        upcoming = scored.statistics.upcoming()
        deadlines.mark(None)
        deadlines.mark(upcoming[0])
        assert painted, (upcoming, deadlines._marked)
        assert all(0 < count <= 4 for count in painted), painted
