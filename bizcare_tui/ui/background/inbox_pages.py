"""Read the lists of the inbox in a thread of their own, page by page."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxPage, InboxPosition, ReadingStopped
from bizcare_tui.domain.query_tree import Query
from bizcare_tui.errors import BizcareError
from bizcare_tui.ui.background.inbox_selection import InboxSelection

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


class InboxPageReader:
    """Read one list at a time; a new request stops the one that is running.

    Args:
        workspace: gives access to the store.
        selection: which threads the inbox shows.
    """

    def __init__(self, workspace: Workspace, selection: InboxSelection) -> None:
        self._workspace = workspace
        self._selection = selection
        self._stop = threading.Event()
        # One thread, so that lists are read one at a time, over the same connection.
        self._executor = ThreadPoolExecutor(1, "inbox")

    def restart(self) -> threading.Event:
        """Stop the reading in progress, and return the event that will stop the next one."""
        self._stop.set()
        self._stop = threading.Event()
        return self._stop

    async def pages(
        self, near: InboxPosition | None, stop: threading.Event, *, briefly: bool
    ) -> AsyncIterator[InboxPage]:
        """Yield the pages of the query as they are read; after an error, notify the person and stop.

        Args:
            near: the position around which to read; None for the beginning of the list.
            stop: ends the reading when set.
            briefly: whether only as much is read as the first screen shows.
        """
        loop = asyncio.get_running_loop()
        selection = self._selection
        pages = self._workspace.desk.inbox.pages(
            selection.query, near=near, best=selection.best_first, briefly=briefly, stop=stop
        )
        while not stop.is_set():
            try:
                page = await loop.run_in_executor(self._executor, next, pages, None)
            except ReadingStopped:
                return
            except BizcareError as error:
                self._workspace.fail(error)
                return
            if page is None or stop.is_set():
                return
            yield page

    async def last_page(self) -> InboxPage | None:
        """Return the end of the list; None after an error, which is shown to the person."""
        desk, query = self._workspace.desk, self._selection.query
        loop = asyncio.get_running_loop()
        try:
            page = await loop.run_in_executor(self._executor, desk.inbox.last_page, query)
            if page is None:
                page = await loop.run_in_executor(self._executor, self._complete_list, query, self._stop)
        except ReadingStopped:
            return None
        except BizcareError as error:
            self._workspace.fail(error)
            return None
        return page

    def _complete_list(self, query: Query, stop: threading.Event) -> InboxPage:
        *_parts, page = self._workspace.desk.inbox.pages(query, stop=stop)
        return page
