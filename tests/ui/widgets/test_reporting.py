"""Messages of widgets reach the app, whatever handles a message or paints meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from inbox_pane import opened, row
from textual.message_pump import MessagePump

from bizcare_tui import ui
from bizcare_tui.ui.widgets.inbox import Inbox
from bizcare_tui.ui.widgets.reporting import report


@pytest.mark.parametrize("busy", ["app", "screen", "inbox"])
async def test_a_message_reaches_the_app_whoever_is_busy(busy: str) -> None:
    async with opened([row(1)]) as (pane, pilot):
        pumps: dict[str, MessagePump] = {"app": pane, "screen": pane.screen, "inbox": pane.inbox}
        pumps[busy].call_later(report, pane.inbox, Inbox.Opened(1))
        pumps[busy].call_later(lambda: report(pane.inbox, Inbox.Opened(2)))
        for _turn in range(3):
            await pilot.pause()
        assert pane.opened == [1, 2]


@pytest.mark.parametrize("folder", ["widgets", "wizard", "background"])
def test_messages_of_widgets_are_reported(folder: str) -> None:
    files = (Path(ui.__file__).parent / folder).rglob("*.py")
    posting = {file.stem for file in files if ".post_message(" in file.read_text(encoding="utf-8")}
    assert posting <= {"reporting"}
