"""The threads that a command applies to, and how a dialog names them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import ngettext

if TYPE_CHECKING:
    from bizcare_tui.desk.inbox import InboxRow
    from bizcare_tui.ui.workspace import Workspace


def target_threads(workspace: Workspace) -> list[int]:
    """Return the threads that a verb applies to: the marked ones, else the current one."""
    inbox = workspace.panes.inbox
    if inbox.marked and not workspace.panes.in_conversation:
        shown = [thread_id for thread_id in inbox.thread_ids if thread_id in inbox.marked]
        # In the order of the inbox as far as its ids are loaded; the others follow by number.
        return [*shown, *sorted(inbox.marked.difference(shown))]
    return [] if workspace.thread_id is None else [workspace.thread_id]


async def about(workspace: Workspace, threads: Sequence[int]) -> str:
    """Return the number and title of a single thread, or the number of threads, for a dialog."""
    if len(threads) != 1:
        return ngettext("{n} thread", "{n} threads", len(threads)).format(n=len(threads))
    try:
        rows = await asyncio.to_thread(workspace.desk.inbox.rows, threads)
    except BizcareError:
        # What the dialog is for reports it; the number alone still names the thread.
        rows = []
    return thread_title(rows[0]) if rows else f"#{threads[0]}"


def thread_title(row: InboxRow) -> str:
    """Return the number and title of a thread, for a dialog."""
    return f"#{row.id} {row.topic}"


async def single_row(workspace: Workspace, threads: Sequence[int]) -> InboxRow | None:
    """Return the inbox row if there is exactly one thread; None otherwise."""
    rows = await workspace.read(workspace.desk.inbox.rows, threads) if len(threads) == 1 else None
    return rows[0] if rows else None
