"""Choose the threads of the inbox by section and filter, and load them in the background."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.inbox import WINDOW_SIZE, InboxPage, InboxPosition
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present.empty_section import NEXT_QUERY, next_line, purpose_of
from bizcare_tui.ui.background.inbox_counts import InboxCounts
from bizcare_tui.ui.background.inbox_pages import InboxPageReader
from bizcare_tui.ui.background.inbox_selection import InboxSelection
from bizcare_tui.ui.background.list_arrival import ListArrival
from bizcare_tui.ui.background.sync_runner import SyncRunner
from bizcare_tui.ui.background.thread_preview import ThreadPreview
from bizcare_tui.ui.widgets.inbox import Inbox
from bizcare_tui.ui.widgets.inbox_geometry import neighbour_of
from bizcare_tui.ui.widgets.reporting import report

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


class InboxLoader:
    """Choose which threads the inbox shows, and load them.

    Args:
        workspace: gives access to the panes and the store.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.selection = InboxSelection(workspace.desk.inbox.sections)
        self.counts = InboxCounts(workspace, self.selection)
        self._pages = InboxPageReader(workspace, self.selection)
        self._thread_to_select: int | None = None
        # The list to show from its top; None once it is shown.
        self.arrival: ListArrival | None = None

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
            self._pages.restart()
            self._run_in_background("load", self._show_end)

    def switch_order(self) -> None:
        """Switch between the best match first and the next deadline first."""
        self.selection.best_first = not self.selection.best_first
        self.counts.update_tabs()
        self.load(from_top=True)

    async def open_next_unread(self) -> None:
        """Open the next unread thread."""
        after = self._workspace.panes.inbox.thread_id
        thread_id = await self._workspace.read(
            self._workspace.desk.inbox.next_unread, self.selection.query, after
        )
        if thread_id is None:
            self._workspace.notify(_("There are no unread threads here."))
            return
        self._workspace.panes.inbox.move_to_thread(thread_id)
        await self._workspace.open_thread(thread_id)

    async def edit_sections(self) -> None:
        """Let the person edit the sections."""
        from bizcare_tui.ui.screens.sections import SectionsScreen

        selection = self.selection
        index = selection.section_index
        sections = await self._workspace.ask(SectionsScreen(selection.sections, selection.search_text))
        if sections is None:
            return
        try:
            await asyncio.to_thread(self._workspace.desk.inbox.save_sections, sections)
        except BizcareError as error:
            self._workspace.fail(error)
            return
        selection.sections = self._workspace.desk.inbox.sections
        self.counts.clear()
        self.choose(min(index, len(selection.sections) - 1))

    def choose(self, index: int) -> None:
        """Show the section with this index, counted from 0."""
        if not self.selection.choose(index):
            text = _("There is no section {0}. {sections} adds one.")
            self._workspace.notify(self._workspace.keymap.fill(text, index + 1))
            return
        self._workspace.panes.inbox.mark_all()
        self._highlight_terms()
        self.counts.update_tabs()
        self.load(from_top=True)

    async def show_query(self, query: str) -> None:
        """Show the threads that a query finds, of all sections."""
        panes, selection = self._workspace.panes, self.selection
        everything = next((index for index, each in enumerate(selection.sections) if not each.query), None)
        if everything is not None and everything != selection.section_index:
            self.choose(everything)
        await panes.open_filter()
        if panes.field is not None:
            panes.field.line.value = query
        panes.set_focus(None)

    def set_search_text(self, search_text: str) -> None:
        """Filter the inbox by this query, or show its error."""
        if search_text == self.selection.search_text:
            return
        problem = self.selection.set_search_text(search_text)
        if self._workspace.panes.field is not None:
            error_text, column = (str(problem), problem.column) if problem is not None else ("", None)
            self._workspace.panes.field.show_help(search_text, error_text, column)
        if problem is None:
            self._highlight_terms()
            self.load(from_top=True, counted=False)
        if problem is not None or not search_text:
            self.counts.update_tabs()

    def _highlight_terms(self) -> None:
        """Highlight the search terms in the inbox and in the conversation."""
        self._workspace.panes.reader.search_terms = self.selection.search_terms
        self._workspace.panes.inbox.set_search_terms(self.selection.search_terms)

    # --- after a verb ------------------------------------------------------------------------------

    async def next_thread(self, threads: Sequence[int]) -> int | None:
        """Return the thread to go to after these threads, or None if no other thread needs work.

        It is the next one that the inbox shows and that needs work, else the one of all threads with the next
        deadline.
        """
        thread_id: int | None = await self._workspace.read(
            self._workspace.desk.inbox.next_thread_to_do, self.selection.query, threads
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
        self.counts.update_tabs()

    def show_undone(self, thread_id: int) -> None:
        """Show a thread whose verb was undone, and put the cursor on it."""
        self._thread_to_select = thread_id
        if self._workspace.panes.in_conversation:
            report(self._workspace.panes.inbox, Inbox.Opened(thread_id))
        self._workspace.reload()

    def reload_if_time_dependent(self) -> None:
        """Reload the inbox if a section depends on the time, as snoozed threads wake up."""
        if self.selection.depends_on_time:
            self.load()

    # --- reading -----------------------------------------------------------------------------------

    def load(self, *, from_top: bool = False, counted: bool = True) -> None:
        """Load the threads of the inbox, and stop loading what was requested before.

        Args:
            from_top: whether to show the beginning of the list, as another section or filter was chosen.
            counted: whether to count the threads of each section again.
        """
        stop = self._pages.restart()
        if from_top:
            self._end_arrival(is_shown=False)
            self.arrival = ListArrival()
        # A later request replaces the one that was to show the top, and must then show the top itself.
        self._run_in_background("load", self._load_list, stop, self.arrival is not None, counted)
        if counted:
            self.counts.count_all()

    def _run_in_background(
        self, group: str, run: Callable[..., Coroutine[Any, Any, None]], *arguments: Any
    ) -> None:
        """Run a coroutine function as a worker, in place of the group's present worker."""
        # Pass a function, not its coroutine: a worker that is replaced before it starts would never await the
        # coroutine.
        self._workspace.run_worker(partial(run, *arguments), group=group, exclusive=True)

    async def _load_list(self, stop: threading.Event, from_top: bool, counted: bool) -> None:
        """Read the list and show it.

        With `from_top`, show a first part as soon as it is read, and the whole list afterwards.
        """
        inbox = self._workspace.panes.inbox
        near = None if from_top else await self._reading_position()
        is_first = True
        async for page in self._pages.pages(near, stop, briefly=from_top):
            if not page.is_final and not from_top:
                continue
            if not page.ids:
                inbox.set_empty_text(await self._empty_text() if page.is_final else _("Searching …"))
            await self._show(page, from_top=from_top and is_first)
            if stop.is_set():
                return
            self._end_arrival(is_shown=True)
            if not counted:
                self._count(page)
            is_first = False
            if not page.is_final:
                # Reading the rest would delay the painting of the first part.
                await self._wait_until_painted()
        if not stop.is_set():
            # It could not be read.
            self._end_arrival(is_shown=False)
        if self._thread_to_select is not None:
            inbox.move_to_thread(self._thread_to_select)
            self._thread_to_select = None

    def _count(self, page: InboxPage) -> None:
        """Show how many threads a list has that is shown; count them behind where it is not complete."""
        if page.is_complete and not self.selection.best_first:
            self.counts.take_from(page)
        elif page.is_final:
            self.counts.update_tabs()
            self._workspace.panes.call_after_refresh(self.counts.count_matches)
        else:
            self.counts.note_part(page)

    def _end_arrival(self, *, is_shown: bool) -> None:
        if self.arrival is not None:
            self.arrival.end(is_shown=is_shown)
            self.arrival = None

    def confirm_search(self, patience: float) -> None:
        """Send the keys held since Enter when the list is shown, or after so many seconds."""

        async def wait() -> None:
            if self.arrival is not None:
                await self.arrival.wait()

        self._workspace.ahead.ask(self._workspace.panes.app, wait, patience=patience)
        if self._workspace.panes.field is not None:
            self._workspace.ahead.note_enter_handled(self._workspace.panes.field.line)

    async def _show(self, page: InboxPage, *, from_top: bool = False, at_end: bool = False) -> None:
        """Read the rows that will be visible, and show the list with them."""
        inbox, desk = self._workspace.panes.inbox, self._workspace.desk
        thread_ids = inbox.visible_after(page, from_top=from_top, at_end=at_end)
        rows = await self._workspace.read(desk.inbox.rows, thread_ids, self.selection.search_terms)
        if rows is not None:
            inbox.show(page, rows, from_top=from_top, at_end=at_end)
            self._workspace.part(ThreadPreview).request()

    async def _show_rows(self, thread_ids: Sequence[int]) -> None:
        rows = await self._workspace.read(
            self._workspace.desk.inbox.rows, thread_ids, self.selection.search_terms
        )
        inbox = self._workspace.panes.inbox
        if rows is None:
            inbox.forget_request()
            return
        inbox.show_rows(thread_ids, rows)
        # The row under the cursor may be among them.
        report(inbox, Inbox.Scrolled())

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

    async def _show_end(self) -> None:
        """Show the end of the list."""
        page = await self._pages.last_page()
        if page is not None:
            await self._show(page, at_end=True)

    async def _empty_text(self) -> str:
        """Return what the section is for, and what comes next; else why there is nothing to show."""
        fill = self._workspace.keymap.fill
        if self.selection.search_text:
            return fill(_("No thread matches. {back} clears the search."))
        status = await self._workspace.read(self._workspace.desk.marketplace.sync_status)
        if status is None or status.last_synced_at is None:
            runner = self._workspace.part(SyncRunner)
            if runner.is_running:
                return fill(
                    _("The threads of your account are being read.\n{sync} stops; the next sync goes on.")
                )
            if not runner.has_key():
                return fill(_("Press {key} to enter your API key.\n`bizcare demo` shows made-up data."))
            return _("Nothing has been synced yet.")
        section, desk = self.selection.section, self._workspace.desk
        rows = await self._workspace.read(desk.inbox.first_rows, parse_query(NEXT_QUERY), 1)
        following = next_line(section, rows[0] if rows else None, desk.now())
        return "\n".join(filter(None, (fill(purpose_of(section)), following)))
