"""The conversation pane alone in an app, over messages made up here."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from inbox_pane import NOW, row
from textual.app import ComposeResult

from bizcare_tui.desk.views import ConversationView, MessageView
from bizcare_tui.domain.care_summary import CareSummary
from bizcare_tui.domain.threads import Author, AuthorSource, Qualification, State
from bizcare_tui.ui.commands.keymap import Keymap
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.themed_app import ThemedApp
from bizcare_tui.ui.widgets.conversation import ConversationPane


def message(number: int, text: str, **changes: Any) -> MessageView:
    """Return a customer's message; later numbers are newer."""
    plain = MessageView(
        id=number,
        at=NOW - timedelta(days=10) + timedelta(hours=number),
        author=Author.CUSTOMER,
        author_name="Maria",
        author_by=AuthorSource.AUTHOR_FIELD,
        automatic=False,
        text=text,
        stored=json.dumps({"message": f"<p>{text}</p>"}),
        quoted=(),
        links=(),
        attachments=(),
    )
    return replace(plain, **changes)


def conversation(*messages: MessageView, thread_id: int = 1) -> ConversationView:
    """Return a thread with these messages."""
    summary = CareSummary(State.NEW, Qualification.AFTERSALE)
    return ConversationView(row(thread_id), summary, (), messages, None, ())


class ConversationApp(ThemedApp[None]):
    """The conversation with nothing around it."""

    def __init__(self) -> None:
        super().__init__()
        self.pane = ConversationPane(lambda: NOW, Keymap(COMMANDS))

    def compose(self) -> ComposeResult:
        yield self.pane

    def lines(self) -> list[str]:
        """Return the visible lines of the pane."""
        return [self.pane.render_line(y).text for y in range(self.pane.size.height)]


@asynccontextmanager
async def open_conversation(
    shown: ConversationView | None, size: tuple[int, int] = (60, 12)
) -> AsyncIterator[ConversationApp]:
    """Open the pane in a terminal of this size, with this conversation."""
    app = ConversationApp()
    async with app.run_test(size=size) as pilot:
        if shown is not None:
            app.pane.show(shown)
        await pilot.pause()
        yield app
