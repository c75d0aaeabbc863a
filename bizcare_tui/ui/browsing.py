"""What the inbox shows: a section and what is looked for in it, read behind and shown as it is known."""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.inbox import WINDOW, InboxRow, Listing, Spot, Stopped
from bizcare_tui.domain.finding import Sought
from bizcare_tui.domain.query import QueryProblem, both, depends_on_time, parse
from bizcare_tui.errors import BadQuery, BizcareError
from bizcare_tui.i18n import _, number
from bizcare_tui.ui.first_screen import FIRST_ROWS

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

# Counted before the first look; more is counted behind.
COUNTED_AT_ONCE = 500
# Who has typed nothing for so long wants to know how many exactly.
TYPING_SECONDS = 0.2


class Browsing:
    """Which threads are asked for, and their way into the inbox.

    A list is read away from the screen's loop, one after another; what is asked for next stops the reading
    of what was asked for before. Each `do_…` belongs to an action of the registry.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self.sections = app.desk.sections
        self.section = self.sections[0]
        self.words = ""
        self.sought: tuple[Sought, ...] = ()
        self._best_first = False
        self._counts: dict[str, str] = {}
        self._wanted_line: int | None = None
        self._stop = threading.Event()
        # One after another, each over the same connection.
        self._reader = ThreadPoolExecutor(1, "listing")

    @property
    def asked_for(self) -> str:
        """What the inbox shows: what its section and the words looked for ask for together."""
        return both(self.section.query, self.words)

    def first_rows(self) -> Sequence[InboxRow]:
        """The lines of the first screen, read at once."""
        return self._app.desk.first_rows(self.section.query, FIRST_ROWS)

    # --- actions -----------------------------------------------------------------------------------

    def do_first(self) -> None:
        """Go to the beginning of what has the keys."""
        inbox = self._app.inbox
        if self._app.panes.in_conversation:
            self._app.reader.move_first()
        elif inbox.starts:
            inbox.move(-len(inbox.thread_ids))
        else:
            self.load(from_top=True, counted=False)

    def do_last(self) -> None:
        """Go to the end of what has the keys."""
        inbox = self._app.inbox
        if self._app.panes.in_conversation:
            self._app.reader.move_last()
        elif inbox.ends:
            inbox.move(len(inbox.thread_ids))
        else:
            self._stop_reading()
            self._behind("load", self._show_end)

    def do_order(self) -> None:
        """Show what fits best first, or what falls due first."""
        self._best_first = not self._best_first
        self.say_tabs()
        self.load(from_top=True)

    def do_next_unread(self) -> None:
        """Open the next thread that nobody has read."""
        self._behind("unread", self._open_next_unread)

    async def _open_next_unread(self) -> None:
        after = self._app.inbox.thread_id
        thread_id = await self._app.read(self._app.desk.next_unread, self.asked_for, after)
        if thread_id is None:
            self._app.notify(_("Nothing is unread here."), timeout=3)
            return
        self._app.inbox.move_to_thread(thread_id)
        self._app.open(thread_id)

    async def do_sections(self) -> None:
        """Change which sections there are."""
        from bizcare_tui.ui.sections import SectionsScreen

        place = self.sections.index(self.section) if self.section in self.sections else 0
        sections = await self._app.push_screen_wait(SectionsScreen(self.sections, self.words))
        if sections is None:
            return
        try:
            await asyncio.to_thread(self._app.desk.save_sections, sections)
        except BizcareError as error:
            self._app.fail(error)
            return
        self.sections = self._app.desk.sections
        self._counts = {}
        self.choose(min(place, len(self.sections) - 1))

    def choose(self, place: int) -> None:
        """Show the section at a place, counted from 0."""
        if place >= len(self.sections):
            self._app.notify(_("There is no section {0}: E makes one.").format(place + 1), timeout=4)
            return
        self.section = self.sections[place]
        self._app.inbox.mark_all()
        self._look_for()
        self.say_tabs()
        self.load(from_top=True)

    def look_for(self, words: str) -> None:
        """Show only threads with these words, or say what cannot be read in them."""
        if words == self.words:
            return
        self.words = words
        trouble, column = self._trouble()
        if self._app.panes.field is not None:
            self._app.panes.field.say(words, trouble, column)
        if not trouble:
            self._look_for()
            self.load(from_top=True, counted=False)
        if trouble or not words:
            self.say_tabs()

    def _look_for(self) -> None:
        """What is looked for is marked wherever it shows."""
        self.sought = self._app.desk.sought(self.asked_for)
        self._app.reader.wanted = self.sought
        self._app.inbox.look_for(self.sought)

    def _trouble(self) -> tuple[str, int | None]:
        """What is wrong with the query that is being typed, and at which column."""
        try:
            parse(self.words)
        except QueryProblem as problem:
            return str(problem), problem.column
        try:
            parse(self.asked_for)
        except QueryProblem:
            return _("The section's query cannot be read: E mends it."), None
        return "", None

    # --- after a verb ------------------------------------------------------------------------------

    def next_thread(self, threads: Sequence[int]) -> int | None:
        """The first thread below these in the inbox, else the last above them; None without any other."""
        shown, gone = list(self._app.inbox.thread_ids), set(threads)
        last = max((place for place, thread_id in enumerate(shown) if thread_id in gone), default=-1)
        below = (thread_id for thread_id in shown[last + 1 :] if thread_id not in gone)
        above = (thread_id for thread_id in reversed(shown[: max(last, 0)]) if thread_id not in gone)
        return next(below, None) or next(above, None)

    def go_on(self, thread_id: int | None) -> None:
        """Show what a verb changed, and go to another thread, which is opened where one was; None stays."""
        if thread_id is not None:
            self._app.inbox.move_to_thread(thread_id)
            if self._app.panes.in_conversation:
                self._app.open(thread_id)
        self._app.reload()
        self.say_tabs()

    def return_to(self, thread_id: int) -> None:
        """Show what was taken back, the cursor on its thread."""
        self._wanted_line = thread_id
        if self._app.panes.in_conversation:
            self._app.open(thread_id)
        self._app.reload()

    def time_passes(self) -> None:
        """Put the sections right whose threads change as time passes: what was put off wakes."""
        try:
            asked = [parse(section.query) for section in self.sections]
        except QueryProblem:
            return
        if any(map(depends_on_time, asked)):
            self.load()

    # --- reading -----------------------------------------------------------------------------------

    def load(self, *, from_top: bool = False, counted: bool = True) -> None:
        """Read the threads of the section, and how many there are; what was asked for before is dropped."""
        stop = self._stop_reading()
        self._behind("load", self._list, stop, from_top, counted)
        if counted:
            self._count([section.query for section in self.sections])

    def _behind(self, group: str, does: Callable[..., Coroutine[Any, Any, None]], *arguments: Any) -> None:
        """Do this behind the screen, instead of what the group did until now."""
        # A function, not its coroutine: what is replaced before it began would never be awaited. Textual's
        # types know only coroutines that nothing can be sent to.
        self._app.run_worker(partial(does, *arguments), group=group, exclusive=True)  # type: ignore[arg-type]

    def _stop_reading(self) -> threading.Event:
        """Stop what is being read; returns what will stop the next."""
        self._stop.set()
        self._stop = threading.Event()
        return self._stop

    async def _list(self, stop: threading.Event, from_top: bool, counted: bool) -> None:
        """Show what is quickly known at once where something new was asked for, and the whole when it is."""
        inbox = self._app.inbox
        near = None if from_top else await self._near()
        is_first = True
        async for listing in self._listings(near, stop, briefly=from_top):
            if not listing.is_final and not from_top:
                continue
            inbox.empty_text = self._empty_text() if listing.is_final else _("Looking …")
            inbox.show(listing, from_top=from_top and is_first)
            if is_first and not counted:
                # What is typed changes nothing of how many each section has; what is found comes first.
                self.say_tabs()
                self._app.call_after_refresh(self._count, [])
            is_first = False
            if not listing.is_final:
                await self._painted()  # the rest would take the interpreter away from what is seen first
        if self._wanted_line is not None:
            inbox.move_to_thread(self._wanted_line)
            self._wanted_line = None

    async def _near(self) -> Spot | None:
        """The spot around which threads are read; None for the beginning of the list."""
        inbox = self._app.inbox
        near = inbox.spot
        if near is not None and self._wanted_line is None:
            # Where the thread under the cursor is by now, if it is still there.
            near = await self._app.read(self._app.desk.spot, near.thread_id) or near
        return None if inbox.starts and inbox.cursor < WINDOW // 2 else near

    async def _painted(self) -> None:
        """Wait until what is shown by now is on the screen."""
        is_painted = asyncio.Event()
        self._app.call_after_refresh(is_painted.set)
        await is_painted.wait()

    async def _listings(
        self, near: Spot | None, stop: threading.Event, *, briefly: bool
    ) -> AsyncIterator[Listing]:
        """The lists that are asked for, each read away from the screen's loop."""
        loop = asyncio.get_running_loop()
        try:
            asked = self._app.desk.listings(
                self.asked_for, near=near, best=self._best_first, briefly=briefly, stop=stop
            )
        except BadQuery:
            return  # more was typed meanwhile, and says itself what is wrong
        while not stop.is_set():
            try:
                listing = await loop.run_in_executor(self._reader, next, asked, None)
            except Stopped:
                return
            except BizcareError as error:
                self._app.fail(error)
                return
            if listing is None or stop.is_set():
                return
            yield listing

    async def _show_end(self) -> None:
        """Show the end of what is asked for."""
        desk = self._app.desk
        loop = asyncio.get_running_loop()
        try:
            listing = await loop.run_in_executor(self._reader, desk.last_listing, self.asked_for)
        except BizcareError as error:
            self._app.fail(error)
            return
        if listing is None:
            ids = await self._app.read(desk.thread_ids, self.asked_for)
            listing = Listing(ids, array("q")) if ids is not None else None
        if listing is not None:
            self._app.inbox.show(listing, at_end=True)

    def _empty_text(self) -> str:
        if self.words:
            return _("No thread here has these words. Esc clears them.")
        if self._app.desk.sync_status().last_synced_at is None:
            return _("Nothing has been synced yet.")
        return _("Nothing here.")

    # --- how many ----------------------------------------------------------------------------------

    def say_tabs(self) -> None:
        """Say which section is shown, how many threads each has, what is marked, what cannot be read."""
        marked = len(self._app.inbox.marked)
        parts = [_("marked: {0}").format(marked)] if marked else []
        if self.words:
            count = self._counts.get(self.asked_for)
            parts += [_("found: {0}").format(count)] if count is not None else []
            parts += [_("best first")] if self._best_first else []
        self._app.panes.say_tabs(self.sections, self.section, self._counts, ", ".join(parts))

    def _count(self, queries: list[str]) -> None:
        self._behind("count", self._say_counts, queries)

    async def _say_counts(self, queries: list[str]) -> None:
        """Say how many threads each section has, and what is found: as far as quickly known, then exactly."""
        if self.words:
            queries = [self.asked_for, *queries]
        for count in (self._quick_count, self._exact_count):
            if self.words and count == self._exact_count:
                await asyncio.sleep(TYPING_SECONDS)  # the next letter asks for another one
            for query in queries:
                counted = await self._app.read(count, query)
                if counted is not None and self._counts.get(query) != counted:
                    self._counts[query] = counted
                    self.say_tabs()

    def _quick_count(self, query: str) -> str | None:
        """A count as far as it is quickly known; None where one is known already."""
        if query in self._counts:
            return None
        try:
            count = self._app.desk.quick_count(query, COUNTED_AT_ONCE + 1)
        except BadQuery:
            return None
        return f"{COUNTED_AT_ONCE}+" if count is None or count > COUNTED_AT_ONCE else number(count)

    def _exact_count(self, query: str) -> str | None:
        try:
            return number(self._app.desk.counts([query])[query])
        except BadQuery:
            return None
