"""Choose the threads of the inbox by section and filter, and load them in the background."""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.inbox import WINDOW_SIZE, InboxPage, InboxPosition, ReadingStopped
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.highlight import SearchTerm, extract_search_terms
from bizcare_tui.domain.query import all_of, depends_on_time, parse
from bizcare_tui.domain.query_tree import AllOf, Query, QueryProblem
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, format_number
from bizcare_tui.ui.background.sync_runner import SyncRunner
from bizcare_tui.ui.widgets.hidden_obligations import obligations_out_of_view
from bizcare_tui.ui.widgets.inbox import Inbox
from bizcare_tui.ui.widgets.inbox_geometry import neighbour_of

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace

# The quick count stops here; the exact count follows in the background.
QUICK_COUNT_LIMIT = 500
# Seconds without a typed letter after which the exact count of the filter is computed.
TYPING_PAUSE_SECONDS = 0.2


class InboxLoader:
    """Choose which threads the inbox shows, and load them.

    Lists are read one at a time in a thread of their own; a new request stops the one that is running.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.sections = workspace.desk.inbox.sections
        self.section = self.sections[0]
        self.search_text = ""
        # The filter that was typed last without an error.
        self._filter: Query = AllOf()
        self.search_terms: tuple[SearchTerm, ...] = ()
        self._best_first = False
        self._counts: dict[Query, str] = {}
        self._thread_to_select: int | None = None
        self._must_show_top = False
        # How many of the selected threads are late obligations, and how many are obligations at all. They are
        # first in the list.
        self._obligations = (0, 0)
        self._stop = threading.Event()
        # One thread, so that lists are read one at a time, over the same connection.
        self._reader = ThreadPoolExecutor(1, "listing")

    @property
    def query(self) -> Query:
        """The query of the inbox: the section's query combined with the filter."""
        return all_of(parse_query(self.section.query), self._filter)

    # --- actions -----------------------------------------------------------------------------------

    def go_to_first(self) -> None:
        """Go to the beginning of the pane that has the focus."""
        inbox = self._workspace.panes.inbox
        if self._workspace.panes.in_conversation:
            self._workspace.panes.reader.move_first()
        elif inbox.includes_first:
            inbox.move(-len(inbox.thread_ids))
        else:
            self.load(from_top=True, counted=False)

    def go_to_last(self) -> None:
        """Go to the end of the pane that has the focus."""
        inbox = self._workspace.panes.inbox
        if self._workspace.panes.in_conversation:
            self._workspace.panes.reader.move_last()
        elif inbox.includes_last:
            inbox.move(len(inbox.thread_ids))
        else:
            self._stop_reading()
            self._run_in_background("load", self._show_end)

    def switch_order(self) -> None:
        """Switch between the best match first and the next deadline first."""
        self._best_first = not self._best_first
        self.update_tabs()
        self.load(from_top=True)

    async def open_next_unread(self) -> None:
        """Open the next unread thread."""
        after = self._workspace.panes.inbox.thread_id
        thread_id = await self._workspace.read(self._workspace.desk.inbox.next_unread, self.query, after)
        if thread_id is None:
            self._workspace.notify(_("There are no unread threads here."), timeout=3)
            return
        self._workspace.panes.inbox.move_to_thread(thread_id)
        await self._workspace.open_thread(thread_id)

    async def edit_sections(self) -> None:
        """Let the person edit the sections."""
        from bizcare_tui.ui.screens.sections import SectionsScreen

        index = self.sections.index(self.section) if self.section in self.sections else 0
        sections = await self._workspace.ask(SectionsScreen(self.sections, self.search_text))
        if sections is None:
            return
        try:
            await asyncio.to_thread(self._workspace.desk.inbox.save_sections, sections)
        except BizcareError as error:
            self._workspace.fail(error)
            return
        self.sections = self._workspace.desk.inbox.sections
        self._counts = {}
        self.choose(min(index, len(self.sections) - 1))

    def choose(self, index: int) -> None:
        """Show the section with this index, counted from 0."""
        if index >= len(self.sections):
            self._workspace.notify(_("There is no section {0}. E adds one.").format(index + 1), timeout=4)
            return
        self.section = self.sections[index]
        self._workspace.panes.inbox.mark_all()
        self._highlight_terms()
        self.update_tabs()
        self.load(from_top=True)

    def set_search_text(self, search_text: str) -> None:
        """Filter the inbox by this query, or show its error."""
        if search_text == self.search_text:
            return
        self.search_text = search_text
        error_text, column = "", None
        try:
            self._filter = parse(search_text)
        except QueryProblem as problem:
            error_text, column = str(problem), problem.column
        if self._workspace.panes.field is not None:
            self._workspace.panes.field.show_help(search_text, error_text, column)
        if not error_text:
            self._highlight_terms()
            self.load(from_top=True, counted=False)
        if error_text or not search_text:
            self.update_tabs()

    def _highlight_terms(self) -> None:
        """Highlight the search terms in the inbox and in the conversation."""
        self.search_terms = extract_search_terms(self.query)
        self._workspace.panes.reader.search_terms = self.search_terms
        self._workspace.panes.inbox.set_search_terms(self.search_terms)

    def _section_queries(self) -> list[Query]:
        return [parse_query(section.query) for section in self.sections]

    # --- after a verb ------------------------------------------------------------------------------

    async def next_thread(self, threads: Sequence[int]) -> int | None:
        """Return the thread to go to after these threads, or None if no other thread needs work.

        It is the next one that the inbox shows and that needs work, else the one of all threads with the next
        deadline.
        """
        thread_id: int | None = await self._workspace.read(
            self._workspace.desk.inbox.next_thread_to_do, self.query, threads
        )
        return thread_id

    async def show_changes(self, threads: Sequence[int], next_thread_id: int | None, *, moves: bool) -> None:
        """Show what a verb changed, and go to the next thread if `moves` is set.

        If a conversation has the focus, the next thread is opened. In the inbox, the cursor moves to it,
        or to the next row if the thread is not shown.

        Args:
            threads: the threads that the verb changed.
            next_thread_id: the thread to go to, as returned by `next_thread`.
            moves: whether to go to it.
        """
        if moves and self._workspace.panes.in_conversation and next_thread_id is not None:
            self._workspace.panes.inbox.move_to_thread(next_thread_id)
            await self._workspace.open_thread(next_thread_id)
        elif moves and not self._workspace.panes.in_conversation:
            neighbour = neighbour_of(threads, self._workspace.panes.inbox.thread_ids)
            if (
                not (
                    next_thread_id is not None and self._workspace.panes.inbox.move_to_thread(next_thread_id)
                )
                and neighbour is not None
            ):
                self._workspace.panes.inbox.move_to_thread(neighbour)
        self._workspace.reload()
        self.update_tabs()

    def show_undone(self, thread_id: int) -> None:
        """Show a thread whose verb was undone, and put the cursor on it."""
        self._thread_to_select = thread_id
        if self._workspace.panes.in_conversation:
            self._workspace.panes.inbox.post_message(Inbox.Opened(thread_id))
        self._workspace.reload()

    def reload_if_time_dependent(self) -> None:
        """Reload the inbox if a section depends on the time, as snoozed threads wake up."""
        if any(map(depends_on_time, self._section_queries())):
            self.load()

    # --- reading -----------------------------------------------------------------------------------

    def load(self, *, from_top: bool = False, counted: bool = True) -> None:
        """Load the threads of the inbox, and stop loading what was requested before.

        Args:
            from_top: whether to show the beginning of the list, as another section or filter was chosen.
            counted: whether to count the threads of each section again.
        """
        stop = self._stop_reading()
        # A later request replaces the one that was to show the top, and must then show the top itself.
        self._must_show_top = self._must_show_top or from_top
        self._run_in_background("load", self._load_list, stop, self._must_show_top, counted)
        if counted:
            self._count(self._section_queries())

    def _run_in_background(
        self, group: str, run: Callable[..., Coroutine[Any, Any, None]], *arguments: Any
    ) -> None:
        """Run a coroutine function as a worker, in place of the group's present worker."""
        # Pass a function, not its coroutine: a worker that is replaced before it starts would never await the
        # coroutine.
        self._workspace.run_worker(partial(run, *arguments), group=group, exclusive=True)

    def _stop_reading(self) -> threading.Event:
        """Stop the reading in progress, and return the event that will stop the next one."""
        self._stop.set()
        self._stop = threading.Event()
        return self._stop

    async def _load_list(self, stop: threading.Event, from_top: bool, counted: bool) -> None:
        """Read the list and show it.

        With `from_top`, show a first part as soon as it is read, and the whole list afterwards.
        """
        inbox = self._workspace.panes.inbox
        near = None if from_top else await self._reading_position()
        is_first = True
        async for page in self._pages(near, stop, briefly=from_top):
            if not page.is_final and not from_top:
                continue
            inbox.set_empty_text(self._empty_text() if page.is_final else _("Searching …"))
            await self._show(page, from_top=from_top and is_first)
            if stop.is_set():
                return
            self._must_show_top = False
            if is_first and not counted:
                # The filter does not change the counts of the sections, so only the matches are counted, and
                # after the list is shown.
                self.update_tabs()
                self._workspace.panes.call_after_refresh(self._count, [])
            is_first = False
            if not page.is_final:
                # Reading the rest would delay the painting of the first part.
                await self._wait_until_painted()
        if self._thread_to_select is not None:
            inbox.move_to_thread(self._thread_to_select)
            self._thread_to_select = None

    async def _show(self, page: InboxPage, *, from_top: bool = False, at_end: bool = False) -> None:
        """Read the rows that will be visible, and show the list with them."""
        inbox, desk = self._workspace.panes.inbox, self._workspace.desk
        thread_ids = inbox.visible_after(page, from_top=from_top, at_end=at_end)
        rows = await self._workspace.read(desk.inbox.rows, thread_ids, self.search_terms)
        if rows is not None:
            inbox.show(page, rows, from_top=from_top, at_end=at_end)

    async def _show_rows(self, thread_ids: Sequence[int]) -> None:
        rows = await self._workspace.read(self._workspace.desk.inbox.rows, thread_ids, self.search_terms)
        if rows is not None:
            self._workspace.panes.inbox.show_rows(thread_ids, rows)

    def read_rows(self, thread_ids: Sequence[int]) -> None:
        """Read these rows and show them, unless others are requested meanwhile."""
        self._run_in_background("rows", self._show_rows, thread_ids)

    async def _reading_position(self) -> InboxPosition | None:
        """Return the position around which threads are read; None for the beginning of the list."""
        inbox = self._workspace.panes.inbox
        near = inbox.cursor_position
        if near is not None and self._thread_to_select is None:
            # The position that the thread under the cursor has now, if it still exists.
            near = await self._workspace.read(self._workspace.desk.inbox.position_of, near.thread_id) or near
        return None if inbox.includes_first and inbox.cursor < WINDOW_SIZE // 2 else near

    async def _wait_until_painted(self) -> None:
        """Wait until the changes made so far are painted."""
        is_painted = asyncio.Event()
        self._workspace.panes.call_after_refresh(is_painted.set)
        await is_painted.wait()

    async def _pages(
        self, near: InboxPosition | None, stop: threading.Event, *, briefly: bool
    ) -> AsyncIterator[InboxPage]:
        """Yield the lists for the query as they are read in the reader thread."""
        loop = asyncio.get_running_loop()
        pages = self._workspace.desk.inbox.pages(
            self.query, near=near, best=self._best_first, briefly=briefly, stop=stop
        )
        while not stop.is_set():
            try:
                page = await loop.run_in_executor(self._reader, next, pages, None)
            except ReadingStopped:
                return
            except BizcareError as error:
                self._workspace.fail(error)
                return
            if page is None or stop.is_set():
                return
            yield page

    async def _show_end(self) -> None:
        """Show the end of the list."""
        desk = self._workspace.desk
        loop = asyncio.get_running_loop()
        try:
            page = await loop.run_in_executor(self._reader, desk.inbox.last_page, self.query)
        except BizcareError as error:
            self._workspace.fail(error)
            return
        if page is None:
            ids = await self._workspace.read(desk.inbox.thread_ids, self.query)
            page = InboxPage(ids, array("q")) if ids is not None else None
        if page is not None:
            await self._show(page, at_end=True)

    def _empty_text(self) -> str:
        if self.search_text:
            return _("No thread matches. Esc clears the search.")
        if self._workspace.desk.pulse.last.sync.last_synced_at is None:
            if not self._workspace.part(SyncRunner).has_key():
                return _("Press K to enter your API key.\n`bizcare demo` shows made-up data.")
            return _("Nothing has been synced yet.")
        return _("Nothing here.")

    # --- counts ------------------------------------------------------------------------------------

    def update_tabs(self) -> None:
        """Update the section tabs: current section, counts, marked threads, matches and order."""
        marked = len(self._workspace.panes.inbox.marked)
        parts = [_("marked: {0}").format(marked)] if marked else []
        if self.search_text:
            count = self._counts.get(self.query)
            parts += [_("found: {0}").format(count)] if count is not None else []
            parts += [_("best first")] if self._best_first else []
        counts = {
            section.query: self._counts[query]
            for section, query in zip(self.sections, self._section_queries(), strict=True)
            if query in self._counts
        }
        self._workspace.panes.update_tabs(self.sections, self.section, counts, ", ".join(parts))

    def _count(self, queries: list[Query]) -> None:
        self._run_in_background("count", self._show_counts, queries)

    async def _show_counts(self, queries: list[Query]) -> None:
        """Show how many threads each section has and how many match: a quick count, then the exact one."""
        if self.search_text:
            queries = [self.query, *queries]
        for count in (self._quick_count, self._exact_count):
            if self.search_text and count == self._exact_count:
                await asyncio.sleep(TYPING_PAUSE_SECONDS)  # the next typed letter cancels this worker
            for query in queries:
                counted = await self._workspace.read(count, query)
                if counted is not None and self._counts.get(query) != counted:
                    self._counts[query] = counted
                    self.update_tabs()
        await self._count_obligations()

    async def _count_obligations(self) -> None:
        """Count the obligations in the inbox, to show how many of them are out of view."""
        queries = [all_of(self.query, parse(each)) for each in ("is:late", "is:due -is:goal")]
        with suppress(BizcareError):
            counts = await asyncio.to_thread(self._workspace.desk.inbox.counts, queries)
            self._obligations = (counts[queries[0]], counts[queries[1]])
            self._workspace.panes.inbox.post_message(Inbox.Scrolled())

    def hidden_obligations(self) -> list[str]:
        """Return how many obligations are above and below the visible rows, such as "5 above, 3 LATE"."""
        inbox = self._workspace.panes.inbox
        late, obligations = self._obligations
        if (
            self._best_first
            or not obligations
            or not inbox.includes_first
            or not inbox.thread_ids
            or not self._workspace.panes.is_inbox_visible
        ):
            return []
        return obligations_out_of_view(*inbox.visible_range, late, obligations)

    def _quick_count(self, query: Query) -> str | None:
        """Return a count up to `QUICK_COUNT_LIMIT`, such as "500+"; None if a count is known already."""
        if query in self._counts:
            return None
        count = self._workspace.desk.inbox.quick_thread_count(query, QUICK_COUNT_LIMIT + 1)
        return f"{QUICK_COUNT_LIMIT}+" if count is None or count > QUICK_COUNT_LIMIT else format_number(count)

    def _exact_count(self, query: Query) -> str | None:
        return format_number(self._workspace.desk.inbox.counts([query])[query])
