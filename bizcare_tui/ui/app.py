"""The Textual app: put the parts together, start and stop them, and route keys and messages."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.errors import Crashed
from bizcare_tui.i18n import _
from bizcare_tui.ui.background.focus_mode import FocusMode
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.memory_tidying import QUIET_SECONDS
from bizcare_tui.ui.background.new_day import NewDay
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.presence import PresenceReporter
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.background.store_watch import StoreWatch
from bizcare_tui.ui.background.sync_runner import SyncRunner
from bizcare_tui.ui.background.thread_opener import ThreadOpener
from bizcare_tui.ui.background.thread_preview import ThreadPreview
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.commands.looking import show_facts
from bizcare_tui.ui.commands.running import PATIENCE_SECONDS, run_command
from bizcare_tui.ui.commands.system import leave
from bizcare_tui.ui.copied_text import MAX_TERMINAL_COPY, keep_copied_text
from bizcare_tui.ui.screens.jump_mode import JumpMode
from bizcare_tui.ui.screens.main_screen import Panes
from bizcare_tui.ui.screens.type_ahead import QUESTION_GROUP
from bizcare_tui.ui.startup import leaving
from bizcare_tui.ui.startup.baseline_question import ask_baseline
from bizcare_tui.ui.startup.first_screen import FirstScreen
from bizcare_tui.ui.startup.terminal_driver import is_terminal_closed
from bizcare_tui.ui.startup.tour import Tour
from bizcare_tui.ui.startup.welcome import load_conversation, welcome
from bizcare_tui.ui.widgets.care_bar import CareBar
from bizcare_tui.ui.widgets.conversation import ConversationPane
from bizcare_tui.ui.widgets.inbox import Inbox
from bizcare_tui.ui.widgets.status_line import StatusLine
from bizcare_tui.ui.workspace_app import WorkspaceApp

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk

T = TypeVar("T")

COUNTDOWN_SECONDS = 10
TIME_RELOAD_SECONDS = 30
STORE_POLL_SECONDS = 0.25
# Threads that read the store. Reads are short and few; more threads would only hold more connections open.
READER_THREADS = 2


class BizcareApp(WorkspaceApp):
    """The terminal inbox, the workspace of its commands. Its result is "demo" if the person asked for that.

    Args:
        desk: the use cases: everything that is stored and sent.
        demo: whether this is the demo, which the status line then says.
        tour: whether to start the tour.
        first: the first rows of the inbox, if they were read already.
        screen: the first screen, if it was painted already.
    """

    TITLE = "bizcare"
    # Textual's own palette can open over any screen; ours is a normal command.
    ENABLE_COMMAND_PALETTE = False
    # Without colours, the line under the cursor is underlined: reverse video would hide its own styles.
    CSS = """
    TextArea > .text-area--placeholder { color: $tone-quiet; }
    Input:ansi > .input--cursor { background: ansi_default; color: ansi_default; }
    VerticalScroll, OptionList, TextArea { scrollbar-size-vertical: 1; }
    OptionList:nocolor > .option-list--option-highlighted { text-style: bold underline; }
    """

    def __init__(
        self,
        desk: Desk,
        *,
        demo: bool = False,
        tour: bool = False,
        first: Sequence[InboxRow] | None = None,
        screen: FirstScreen | None = None,
    ) -> None:
        super().__init__(desk, demo=demo, screen=screen)
        self.crash: Crashed | None = None
        self._has_tour = tour
        self._first = first
        self._has_begun = False
        self._make_parts()

    def _make_parts(self) -> None:
        """Make the panes, and the parts of the app that run as long as it does."""
        desk = self.desk
        self.inbox_loader = self._add(InboxLoader(self))
        self.inbox = Inbox(desk.now)
        self.reader = ConversationPane(desk.now, self.keymap)
        # Kept in an attribute, as the stack of screens is empty before the first frame and after the last.
        self.panes = Panes(self.inbox, self.reader, self.keymap, partial(run_command, workspace=self))
        self.syncing = self._add(SyncRunner(desk, self.show_status, self._sync_ended))
        self.sending = self._add(OutboxRunner(desk, self.syncing.has_key, self.check_store, self._warn))
        self.unsaved_recovery = self._add(UnsavedRecovery(self))
        for kind in (ReplyWriter, PresenceReporter, StatusLine, StoreWatch, FocusMode, JumpMode, Tour):
            self._add(kind(self))
        for other in (ThreadOpener, ThreadPreview, NewDay):
            self._add(other(self))

    # --- starting and ending -----------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """Return the screen with the panes."""
        return self.panes

    def on_load(self) -> None:
        """Show the first rows with the first frame, if they were read already."""
        if self._first is None:
            self.inbox.set_empty_text(_("Searching …"))
        else:
            self.inbox.show_first(self._first)

    def on_mount(self) -> None:
        """Show what is known already; everything else starts after the first frame."""
        self.show_status()
        self.inbox_loader.counts.update_tabs()
        self.watch(self.inbox, "scroll_y", self.part(StatusLine).show_out_of_view, init=False)
        self.screen_change_signal.subscribe(self, self._handle_screen_change)
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Stop the sync and the sender, and save what was typed."""
        # On the event loop: nothing is painted any more, and nothing may end the program before it is saved.
        self.syncing.stop()
        self.sending.stop()
        self.unsaved_recovery.save_before_leaving()
        self.part(PresenceReporter).leave()

    def handle_internal_error(self, error: BaseException) -> None:
        """Save what was typed and write a crash report, for the first error only."""
        from bizcare_tui.ui.startup.crash_exit import handle_crash

        if self.crash is None:
            self.crash = handle_crash(self, error)

    def _begin(self) -> None:
        """Start what waits for the first frame: the full list, counts, timers, background sync, welcome."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(READER_THREADS, "desk"))
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self._leave_at_signal, number)
        greeting = welcome(self, has_tour=self._has_tour, is_key_pressed=lambda: bool(self.memory.pressed_at))
        self.run_worker(greeting, group="pulse")
        self.inbox_loader.load()
        self.part(StatusLine).count()
        self.run_worker(load_conversation(self))
        self.set_interval(STORE_POLL_SECONDS, self.check_store)
        self.set_interval(COUNTDOWN_SECONDS, self._tick)
        self.set_interval(QUIET_SECONDS, self.memory.tidy)
        self.set_interval(TIME_RELOAD_SECONDS, self.inbox_loader.reload_if_time_dependent)
        interval = self.desk.settings.sync_interval
        if interval:
            self.set_interval(interval, self.syncing.begin)
        self._has_begun = True
        self._begin_log()
        if self._has_tour:
            self.part(Tour).begin()
        self.show_status()
        self.memory.begin()

    def _leave_at_signal(self, number: int) -> None:
        leaving.leave_at_signal(
            number,
            self.unsaved_recovery,
            leave=lambda code: self.exit(return_code=code),
            report=self.handle_internal_error,
        )

    def _begin_log(self) -> None:
        from bizcare_tui import logs

        logs.start_logging(self.desk.session.paths, self.desk.session.login)

    # --- keys and screens --------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave; Ctrl+Q does this on every screen."""
        self.ahead.ask(self, leave, self)

    # --- threads -----------------------------------------------------------------------------------

    @property
    def thread_id(self) -> int | None:
        """The current thread: the open one, or the one under the cursor."""
        if self.panes.in_conversation and self.panes.conversation is not None:
            return self.panes.conversation.row.id
        return self.inbox.thread_id

    async def open_thread(self, thread_id: int) -> None:
        """Show a thread and mark it as read; save and close a draft to another thread."""
        await self.part(ThreadOpener).open(thread_id)

    def reload(self) -> None:
        """Show changes of the store, and keep the cursor and the view in place."""
        self.part(ThreadOpener).reload()

    def on_inbox_opened(self, event: Inbox.Opened) -> None:
        """Open the thread that was clicked twice."""
        self.part(ThreadOpener).open_soon(event.thread_id)

    def on_inbox_selected(self) -> None:
        """Go to the inbox, as a thread was clicked there."""
        self.part(ThreadOpener).leave_soon()

    def on_inbox_cursor_moved(self) -> None:
        """Mark the deadline of the thread under the cursor, and show the thread, when the cursor rests."""
        self.part(StatusLine).mark_deadline_soon()
        self.part(ThreadPreview).request()

    def on_panes_layout_changed(self) -> None:
        """Say what is out of view, and show the thread under the cursor."""
        self.part(StatusLine).show()
        self.part(ThreadPreview).request()

    def on_inbox_near_edge(self) -> None:
        """Load more threads; the counts stay the same."""
        self.inbox_loader.load(counted=False)

    def on_inbox_scrolled(self) -> None:
        """Update the status line, as other threads are out of view now."""
        self.part(StatusLine).show()

    def on_care_bar_fact_chosen(self, event: CareBar.FactChosen) -> None:
        """Show the facts of the thread, from the one that was clicked."""
        self.ahead.ask(self, show_facts, self, event.fact)

    def on_panes_filtered(self, event: Panes.Filtered) -> None:
        """Filter the inbox by the query that was typed."""
        self.inbox_loader.set_search_text(event.search_text)
        if event.is_confirmed:
            self.inbox_loader.confirm_search(PATIENCE_SECONDS)

    def on_inbox_rows_requested(self, event: Inbox.RowsRequested) -> None:
        """Read the rows that the inbox needs."""
        self.inbox_loader.read_rows(event.thread_ids)

    # --- the store and the Marketplace -------------------------------------------------------------

    def _sync_ended(self) -> None:
        if self.is_running:
            self.check_store()
            self.run_worker(ask_baseline(self), group=QUESTION_GROUP)

    def check_store(self) -> None:
        """Check whether the terminal is still connected, and whether the store has changed."""
        if not self.is_headless and is_terminal_closed():
            self._leave_at_signal(signal.SIGHUP)
        else:
            self.part(StoreWatch).look()

    def _tick(self) -> None:
        self.inbox.tick()
        self.panes.bar.update_lines()
        if self.panes.bar.is_outdated:
            self.reload()
        self.part(StatusLine).count()
        self.show_status()

    async def settled(self) -> None:
        """Wait until no sync and no read is running; a question may stay open. For tests and pictures."""
        while self.is_busy:
            await asyncio.sleep(0.01)

    @property
    def is_busy(self) -> bool:
        """Whether a sync, the sender or a read is running. For tests and pictures."""
        is_working = any(not each.is_finished and not self.ahead.waits(each) for each in self.workers)
        return not self._has_begun or self._is_background_running() or is_working

    def _is_background_running(self) -> bool:
        waits = self.part(ThreadPreview).is_pending or self.part(StatusLine).is_pending
        return waits or self.syncing.is_running or self.sending.is_running

    # --- status and notices ------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text through the terminal, and write it to a file."""
        if len(text) <= MAX_TERMINAL_COPY:
            super().copy_to_clipboard(text)
        self.run_worker(keep_copied_text(self, text), group="copy")

    def show_status(self) -> None:
        """Update the status line: counters, sync, outbox, colleagues, progress and clock."""
        if self.is_running or self.syncing.store_problem:
            self.part(StatusLine).update()
