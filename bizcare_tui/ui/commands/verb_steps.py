"""The steps that all verbs share: show the progress, report, go to the next thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from bizcare_tui.i18n import _, format_number, ngettext
from bizcare_tui.present import labels
from bizcare_tui.ui.background.focus_mode import FocusMode
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.commands.targets import about, target_threads
from bizcare_tui.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from bizcare_tui.desk.verbs import VerbResult
    from bizcare_tui.ui.workspace import Workspace

# The verbs after which nothing is left to do in a thread; focus mode goes on after them.
_FINISHING = ("done", "no_answer", "snooze")


async def run_verb(
    workspace: Workspace,
    name: str,
    verb: Callable[..., VerbResult],
    threads: Sequence[int],
    *arguments: object,
) -> None:
    """Run a verb in a worker thread, show the result, and move to the next thread."""
    if threads:
        next_thread_id = await next_thread(workspace, name, threads)
        with progress(workspace, len(threads)):
            result = await workspace.read(verb, threads, *arguments)
        await report_and_advance(workspace, name, threads, result, next_thread_id)


async def ask_line_and_run(
    workspace: Workspace,
    name: str,
    verb: Callable[[Sequence[int], str], VerbResult],
    *,
    title: str,
    text: str,
    threads: Sequence[int] = (),
) -> None:
    """Ask for a line of text and run a verb with it; the dialog stays open until the verb accepts it."""
    from bizcare_tui.ui.screens.input_dialogs import LineScreen

    threads = threads or target_threads(workspace)
    accept = partial(run_in_thread, workspace, verb, threads)
    next_thread_id = await next_thread(workspace, name, threads)
    screen = LineScreen(title, text, accept=accept, about=await about(workspace, threads))
    await report_and_advance(workspace, name, threads, await workspace.ask(screen), next_thread_id)


async def run_in_thread(
    workspace: Workspace, verb: Callable[..., VerbResult], threads: Sequence[int], line: str
) -> VerbResult:
    """Run a verb with a text in a worker thread; raise its error."""
    with progress(workspace, len(threads)):
        return await asyncio.to_thread(verb, threads, line)


async def next_thread(workspace: Workspace, name: str, threads: Sequence[int]) -> int | None:
    """Return the thread to move to after a verb; call this before the verb changes the inbox."""
    moves = name in workspace.desk.settings.next_after
    return await workspace.part(InboxLoader).next_thread(threads) if moves else None


async def report_and_advance(
    workspace: Workspace,
    name: str,
    threads: Sequence[int],
    result: VerbResult | None,
    next_thread_id: int | None,
) -> None:
    """Show the result of a verb. Move to the next thread if the `next_after` setting lists the verb."""
    if result is None:
        return
    text = labels.verb_label(name)
    if len(result.thread_ids) > 1:
        text = ngettext("{n} thread: {result}", "{n} threads: {result}", len(result.thread_ids)).format(
            n=len(result.thread_ids), result=text
        )
    if result.skipped:
        text += " " + _("{0} skipped: {1}.").format(result.skipped, result.reason)
    text = workspace.keymap.fill(_("{0} · {undo} undoes it"), text)
    workspace.notify(text)
    workspace.panes.inbox.mark_all()
    focus = workspace.part(FocusMode)
    moves = name in workspace.desk.settings.next_after and not focus.is_on
    await workspace.part(InboxLoader).show_changes(threads, next_thread_id, moves=moves)
    if name in _FINISHING:
        await focus.finish(threads)


@contextmanager
def progress(workspace: Workspace, threads: int) -> Iterator[None]:
    """Show on the top line how far a verb on several threads has progressed."""
    if threads == 1:
        yield
        return
    # The top line shows the progress; the person can go on with other things meanwhile.
    workspace.ahead.answered()
    status = workspace.part(StatusLine)

    def show(done: int) -> None:
        text = _("{0} threads: {1} done · {undo} stops")
        status.show_progress(
            workspace.keymap.fill(text, format_number(threads), format_number(min(done, threads)))
        )

    loop = asyncio.get_running_loop()

    def report(done: int) -> None:
        # Do not wait for the screen. If the event loop is closed, an error here would abort the verb and
        # roll it back.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(show, done)

    show(0)
    workspace.desk.session.on_recomputed = report
    try:
        yield
    finally:
        workspace.desk.session.on_recomputed = lambda _count: None
        status.show_progress("")
