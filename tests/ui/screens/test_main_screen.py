"""What is painted when the panes change places."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from person import open_app
from textual._compositor import Compositor
from textual.screen import Screen

from bizcare_tui.desk.desk import Desk


async def test_a_line_that_only_moved_is_painted_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual forgets the old places where one is asked for while a hidden line changes; it is made to."""
    painted: list[int] = []
    lay_out, render = Screen._refresh_layout, Compositor.render_update

    def forget_then_lay_out(screen: Screen[Any], *arguments: Any, **named: Any) -> None:
        screen._compositor._full_map_invalidated = True
        assert screen._compositor.full_map
        lay_out(screen, *arguments, **named)

    def note(compositor: Compositor, *arguments: Any, **named: Any) -> Any:
        full = named.get("full") or compositor.size.region in compositor._dirty_regions
        dirty = [compositor.size.region] if full else list(compositor._dirty_regions)
        painted.extend(line for region in dirty for line in range(region.y, region.bottom))
        return render(compositor, *arguments, **named)

    async with open_app(desk, (80, 24)) as person:
        await person.press("/")
        await person.type(str(desk.inbox.rows(person.inbox.thread_ids[3:4])[0].id))
        await person.press("enter")
        monkeypatch.setattr(Screen, "_refresh_layout", forget_then_lay_out)
        monkeypatch.setattr(Compositor, "render_update", note)
        await person.press("enter")
        assert person.app.query_one("#filter").region.y == 1
        assert 1 in painted


async def test_when_a_notice_is_gone_all_of_the_screen_is_painted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    render = Compositor.render_update

    def note(compositor: Compositor, *arguments: Any, **named: Any) -> Any:
        if named.get("full") or compositor.size.region in compositor._dirty_regions:
            painted.append(compositor.size.height)
        return render(compositor, *arguments, **named)

    async with open_app(desk, (80, 24)) as person:
        monkeypatch.setattr(Compositor, "render_update", note)
        person.app.notify("A notice", timeout=0.1)
        for _ in range(600):
            await asyncio.sleep(0.1)
            if painted:
                break
        assert painted
        assert not person.app.query("Toast")
