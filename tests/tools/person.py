"""A person who uses the app: keys to press, and assertions on what is painted."""

from __future__ import annotations

import asyncio
import unicodedata
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from ended_apps import free_app
from loop_reads import reads_on_the_loop
from textual import events
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.strip import Strip

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ConversationView
from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.widgets.notice_line import NoticeLine


def _sign(key: str) -> str | None:
    """The character that a key stands for."""
    if len(key) == 1:
        return key
    if key == "enter":
        return "\r"
    with suppress(KeyError):
        return unicodedata.lookup(_get_unicode_name_from_key(key))
    return None


@dataclass
class Region:
    """A part of the screen, as it is painted."""

    person: Person
    selector: str

    @property
    def text(self) -> str:
        """What is painted there."""
        region = self.person.app.panes.query_one(self.selector).region
        lines = self.person.lines()[region.y : region.bottom]
        return "\n".join(line.crop(region.x, region.right).text for line in lines)

    def expect_text(self, *texts: str) -> None:
        """Assert that these texts are painted there."""
        shown = self.text
        for text in texts:
            assert text in shown, shown

    def expect_no_text(self, text: str) -> None:
        """Assert that this text is not painted there."""
        assert text not in self.text


class InboxPane(Region):
    """The inbox on the screen."""

    @property
    def selected(self) -> int | None:
        """The thread under the cursor."""
        return self.person.app.inbox.thread_id

    @property
    def thread_ids(self) -> array[int]:
        """The threads shown."""
        return array("q", self.person.app.inbox.thread_ids)

    @property
    def rows_being_read(self) -> int:
        """How many lines of the inbox stand for a row that was not read yet."""
        return sum(line.strip(" ▌") == "…" for line in self.text.splitlines())

    def expect_selected(self, thread_id: int) -> None:
        """Assert that the cursor is on this thread, and its topic is painted."""
        assert self.selected == thread_id
        self.expect_text(self.person.desk.inbox.rows([thread_id])[0].topic[:2])

    def expect_keys(self) -> None:
        """Assert that keys go to the inbox."""
        assert not self.person.app.panes.in_conversation
        assert self.person.app.focused is None


class ConversationPane(Region):
    """The open conversation on the screen."""

    def expect_open(self, thread_id: int) -> None:
        """Assert that this thread is open, and keys go to its conversation."""
        assert self.person.app.panes.conversation is not None
        assert self.person.app.panes.conversation.row.id == thread_id
        assert self.person.app.panes.in_conversation

    @property
    def selected(self) -> int:
        """The number of the selected message."""
        message = self.person.app.reader.selected
        assert message is not None
        return message.id


class Person:
    """A person at the keyboard."""

    def __init__(self, app: BizcareApp, pilot: Pilot[str]) -> None:
        self.app = app
        self.pilot = pilot
        self.desk: Desk = app.desk
        self.inbox = InboxPane(self, "#inbox")
        self.conversation = ConversationPane(self, "#conversation")
        self.subject = Region(self, "#subject")
        self.bar = Region(self, "#bar")
        self.top = Region(self, "#top")
        self.tabs = Region(self, "#tabs")
        self.deadlines = Region(self, "DeadlineLine")
        self.keys = Region(self, "#keys")
        self.card = Region(self, "#card")

    async def press(self, *keys: str) -> None:
        """Press keys, each after the work of the one before is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.settled()

    async def burst(self, *keys: str) -> None:
        """Press keys all at once, faster than any screen opens."""
        for key in keys:
            self.app.post_message(events.Key(_character_to_key(key) if len(key) == 1 else key, _sign(key)))
        await self.settled()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*(" " if letter == " " else letter for letter in text))

    async def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal."""
        await self.pilot.resize_terminal(columns, lines)
        while self.app.panes.size != (columns, lines):
            await self.pilot.pause()
        await self.settled()

    async def settled(self) -> None:
        """Wait until no work is in progress and the screen is painted."""
        await self.app.settled()
        await self.pilot.pause()
        while self.app.is_busy:
            # Painting may have requested rows.
            await self.app.settled()
            await self.pilot.pause()

    async def wait_for_text(self, *texts: str) -> None:
        """Wait until these texts are on the screen on top."""
        async with asyncio.timeout(30):
            while not all(text in self.text for text in texts):
                await self.settled()

    @property
    def text(self) -> str:
        """What is painted on the screen on top."""
        return "\n".join(line.text for line in self.lines())

    def lines(self) -> list[Strip]:
        """The lines of the screen on top."""
        return self.app.screen._compositor.render_strips()

    def expect_text(self, *texts: str) -> None:
        """Assert that these texts are painted on the screen on top."""
        for text in texts:
            assert text in self.text, self.text

    async def wait_for_notice(self, text: str) -> None:
        """Wait until a notice with this text arrived; it may be gone by now."""
        async with asyncio.timeout(30):
            while not any(text in each.notice.text for each in self.app.notices.last):
                await self.settled()

    @property
    def notice(self) -> str:
        """What is painted in the notice line of the screen on top, as one line."""
        region = self.app.screen.query_one(NoticeLine).region
        painted = (line.text for line in self.lines()[region.y : region.bottom])
        return " ".join(" ".join(painted).split())

    def expect_notice(self, text: str) -> None:
        """Assert that a notice with this text arrived; on a busy machine, it may be gone by now."""
        texts = [each.notice.text for each in self.app.notices.last]
        assert any(text in each for each in texts), texts

    def thread_where(self, wanted: Callable[[ConversationView], bool]) -> ConversationView:
        """Return the first conversation that fulfils a condition."""
        for thread_id in self.desk.inbox.thread_ids(parse_query("")):
            conversation = self.desk.conversations.conversation(thread_id)
            if wanted(conversation):
                return conversation
        raise AssertionError("no such conversation in the sandbox's account")


@asynccontextmanager
async def open_app(
    desk: Desk, size: tuple[int, int] = (120, 40), *, first: str = "escape"
) -> AsyncIterator[Person]:
    """Open the app on this desk and press the first key; Esc closes the welcome, if it is shown."""
    app = BizcareApp(desk)
    try:
        with reads_on_the_loop() as found:
            async with app.run_test(size=size) as pilot:
                person = Person(app, pilot)
                await person.settled()
                if first:
                    await person.press(first)
                yield person
    finally:
        free_app(app)
    assert not found, "the store was used on the event loop:\n" + "\n".join(sorted(set(found)))
