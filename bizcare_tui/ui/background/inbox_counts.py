"""Count the threads of the inbox in the background: of each section, of the filter, and the obligations."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bizcare_tui.domain.query import all_of, parse
from bizcare_tui.domain.query_tree import Query
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, format_number
from bizcare_tui.ui.background.inbox_selection import InboxSelection
from bizcare_tui.ui.screens.main_lines import section_tabs
from bizcare_tui.ui.widgets.hidden_obligations import obligations_out_of_view
from bizcare_tui.ui.widgets.inbox import Inbox
from bizcare_tui.ui.widgets.reporting import report

if TYPE_CHECKING:
    from bizcare_tui.desk.inbox import InboxPage
    from bizcare_tui.ui.workspace import Workspace

# The quick count stops here; the exact count follows in the background.
QUICK_COUNT_LIMIT = 500
# Seconds without a typed letter after which the exact count of the filter is computed.
TYPING_PAUSE_SECONDS = 0.2


class InboxCounts:
    """Count threads, and show the counts in the tabs and on the status line.

    Args:
        workspace: gives access to the panes and the store.
        selection: which threads the inbox shows.
    """

    def __init__(self, workspace: Workspace, selection: InboxSelection) -> None:
        self._workspace = workspace
        self._selection = selection
        self._counts: dict[Query, str] = {}
        # How many of the selected threads are late obligations, and how many are obligations at all. They are
        # first in the list.
        self._obligations = (0, 0)

    def update_tabs(self) -> None:
        """Update the section tabs: current section, counts, marked threads, matches and order."""
        selection = self._selection
        marked = len(self._workspace.panes.inbox.marked)
        parts = [_("marked: {0}").format(marked)] if marked else []
        if selection.search_text:
            count = self._counts.get(selection.query)
            parts += [_("found: {0}").format(count)] if count is not None else []
            parts += [_("best first")] if selection.best_first else []
        counts = {
            section.query: self._counts[query]
            for section, query in zip(selection.sections, selection.section_queries, strict=True)
            if query in self._counts
        }
        tabs = section_tabs(selection.sections, selection.section, counts, self._key_of)
        self._workspace.panes.update_tabs(tabs, ", ".join(parts))

    def _key_of(self, number: int) -> str:
        return self._workspace.keymap.key(f"section_{number}")

    def clear(self) -> None:
        """Discard all counts, as the sections were changed."""
        self._counts = {}

    def count_all(self) -> None:
        """Count the threads of each section, and those that match the filter."""
        self._count(self._selection.section_queries)

    def count_matches(self) -> None:
        """Count the threads that match the filter; it does not change the counts of the sections."""
        self._count([])

    def _count(self, queries: list[Query]) -> None:
        self._forget_other_searches()
        self._workspace.run_worker(partial(self._show_counts, queries), group="count", exclusive=True)

    def _forget_other_searches(self) -> None:
        # Of all searches that were typed, the counts of the present one are enough: an app may run for days.
        kept = {*self._selection.section_queries, self._selection.query}
        self._counts = {query: count for query, count in self._counts.items() if query in kept}

    async def _show_counts(self, queries: list[Query]) -> None:
        """Show how many threads these queries and the filter find: a quick count, then the exact one."""
        if self._selection.search_text:
            queries = [self._selection.query, *queries]
        for count in (self._quick_count, self._exact_count):
            if self._selection.search_text and count == self._exact_count:
                await asyncio.sleep(TYPING_PAUSE_SECONDS)  # the next typed letter cancels this worker
            for query in queries:
                counted = await self._workspace.read(count, query)
                if counted is not None and self._counts.get(query) != counted:
                    self._counts[query] = counted
                    self.update_tabs()
        await self._count_obligations()

    def _quick_count(self, query: Query) -> str | None:
        """Return a count up to `QUICK_COUNT_LIMIT`, such as "500+"; None if a count is known already."""
        if query in self._counts:
            return None
        count = self._workspace.desk.inbox.quick_thread_count(query, QUICK_COUNT_LIMIT + 1)
        return f"{QUICK_COUNT_LIMIT}+" if count is None or count > QUICK_COUNT_LIMIT else format_number(count)

    def _exact_count(self, query: Query) -> str | None:
        return format_number(self._workspace.desk.inbox.counts([query])[query])

    def take_from(self, page: InboxPage) -> None:
        """Take the number of threads of the filter, and of obligations, from the complete list of them."""
        self._forget_other_searches()
        self._counts[self._selection.query] = format_number(len(page.ids))
        self.update_tabs()
        self._show_obligations(page.late, page.obligations)

    def note_part(self, page: InboxPage) -> None:
        """Show that the filter finds more threads than are counted quickly, as a part of them shows."""
        if len(page.ids) > QUICK_COUNT_LIMIT:
            self._counts.setdefault(self._selection.query, f"{QUICK_COUNT_LIMIT}+")
        self.update_tabs()

    # --- obligations -------------------------------------------------------------------------------

    async def _count_obligations(self) -> None:
        """Count the obligations in the inbox, to show how many of them are out of view."""
        queries = [all_of(self._selection.query, parse(each)) for each in ("is:late", "is:due -is:goal")]
        with suppress(BizcareError):
            counts = await asyncio.to_thread(self._workspace.desk.inbox.counts, queries)
            self._show_obligations(counts[queries[0]], counts[queries[1]])

    def _show_obligations(self, late: int, obligations: int) -> None:
        self._obligations = (late, obligations)
        report(self._workspace.panes.inbox, Inbox.Scrolled())

    def hidden_obligations(self) -> list[str]:
        """Return how many obligations are above and below the visible rows, such as "below: 3 LATE"."""
        inbox = self._workspace.panes.inbox
        late, obligations = self._obligations
        if (
            self._selection.best_first
            or not obligations
            or not inbox.thread_ids
            or not self._workspace.panes.is_inbox_visible
        ):
            return []
        unloaded = 0 if inbox.includes_first else obligations - inbox.obligation_count
        return obligations_out_of_view(*inbox.visible_range, late, obligations, unloaded=max(0, unloaded))
