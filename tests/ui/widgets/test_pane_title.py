"""The titles of the panes: which pane has the keys, and what is painted when they go to another."""

from __future__ import annotations

from typing import Any

import pytest
from person import Person, open_app
from textual._compositor import Compositor
from textual.geometry import Region

from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui.widgets.pane_title import PaneTitle

WIDE_SIZES = [(120, 40), (200, 50)]


def shown_titles(person: Person) -> list[PaneTitle]:
    """The titles on the screen, from the left."""
    return sorted(
        (each for each in person.app.panes.query(PaneTitle) if each.region), key=lambda each: each.region.x
    )


def painted(person: Person, title: PaneTitle) -> str:
    """A title as it is painted, on one line."""
    region = title.region
    lines = person.lines()[region.y : region.bottom]
    return " ".join(" ".join(line.crop(region.x, region.right).text for line in lines).split())


def marked(person: Person) -> list[str | None]:
    """The ids of the titles with the mark of the pane that has the keys; it is not a colour alone."""
    return [each.id for each in shown_titles(person) if painted(person, each).startswith("▸ ")]


@pytest.mark.parametrize("size", WIDE_SIZES, ids=str)
async def test_every_pane_has_a_title_and_one_has_the_keys(scored: Desk, size: tuple[int, int]) -> None:
    async with open_app(scored, size) as person:
        topic = scored.inbox.rows([person.app.inbox.thread_id or 0])[0].topic
        titles = [painted(person, each) for each in shown_titles(person)]
        assert titles[0] == "▸ Inbox · To do"
        assert topic[:20] in titles[1]
        assert ["Ticket" in each for each in titles[2:]] == [True] * (len(titles) - 2)
        assert len(titles) == (3 if size[0] == 200 else 2)
        assert marked(person) == ["inbox-title"]
        await person.press("enter")
        assert marked(person) == ["subject"]
        await person.press("tab")
        assert marked(person) == ["inbox-title"]
        await person.press("enter", "r")
        assert marked(person) == ["to"]
        await person.press("tab")
        assert marked(person) == ["subject"]
        await person.press("escape", "slash")
        assert marked(person) == ["inbox-title"]


async def test_the_title_of_the_inbox_names_the_section(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("9")
        assert painted(person, shown_titles(person)[0]) == "▸ Inbox · All"


async def test_at_80_columns_the_inbox_needs_no_title(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        assert shown_titles(person) == []
        await person.press("enter")
        assert marked(person) == ["subject"]


async def test_when_the_keys_go_to_another_pane_the_inbox_is_not_painted_again(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted_regions: list[Region] = []
    render = Compositor.render_update

    def note(compositor: Compositor, *arguments: Any, **named: Any) -> Any:
        whole = {compositor.size.region}
        painted_regions.extend(whole if named.get("full") else compositor._dirty_regions)
        return render(compositor, *arguments, **named)

    async with open_app(scored, (120, 40)) as person:
        await person.press("enter", "tab")
        monkeypatch.setattr(Compositor, "render_update", note)
        for pane in ("subject", "inbox-title"):
            await person.press("tab")
            assert marked(person) == [pane]
        assert painted_regions
        # The title, and the row under the cursor.
        inbox = person.app.panes.query_one("#browsing").region
        assert all(each.height <= 2 for each in painted_regions if each.overlaps(inbox))
