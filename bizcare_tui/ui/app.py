"""The Textual app: run the actions, and read from the desk what the panes show."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from inspect import iscoroutinefunction
from types import MethodType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from textual import events, work
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.content import Content
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import Worker

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.counters import Counters, late_in_words, rest_in_words
from bizcare_tui.domain.durations import format_duration
from bizcare_tui.domain.text_folding import word_set
from bizcare_tui.domain.threads import AuthorSource
from bizcare_tui.errors import BizcareError, Crashed
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.absence_commands import AbsenceCommands
from bizcare_tui.ui.actions import COMPOSER, CONVERSATION, INBOX, QUESTION_GROUP, Action
from bizcare_tui.ui.conversation import ConversationPane
from bizcare_tui.ui.copy_commands import MAX_TERMINAL_COPY, CopyCommands
from bizcare_tui.ui.decision_commands import DecisionCommands
from bizcare_tui.ui.defect_commands import DefectCommands
from bizcare_tui.ui.dialog_base import EnterHandled
from bizcare_tui.ui.first_screen import FirstScreen
from bizcare_tui.ui.inbox import Inbox
from bizcare_tui.ui.inbox_loading import InboxLoader
from bizcare_tui.ui.jump_mode import JumpMode
from bizcare_tui.ui.keymaps import actions_for
from bizcare_tui.ui.main_screen import Panes
from bizcare_tui.ui.outbox_runner import OutboxRunner
from bizcare_tui.ui.presence import PresenceReporter
from bizcare_tui.ui.printable_filter import PrintableFilter
from bizcare_tui.ui.reply_commands import ReplyCommands
from bizcare_tui.ui.sync_runner import SyncRunner
from bizcare_tui.ui.terminal_driver import driver_class_for, is_terminal_closed
from bizcare_tui.ui.tour import Tour
from bizcare_tui.ui.triage_commands import TriageCommands
from bizcare_tui.ui.type_ahead import TypeAheadBuffer
from bizcare_tui.ui.unsaved_recovery import UnsavedRecovery

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.views import ConversationView

T = TypeVar("T")

COUNTDOWN_SECONDS = 10
# Seconds between garbage collections: the normal minimum, the seconds without a key before one, and the
# interval after which one runs despite keys.
TIDY_SECONDS, QUIET_SECONDS, LATEST_TIDY_SECONDS = 10, 0.3, 60
FIRST_FRAME_SECONDS = 0.1
NOTIFICATION_REPAINT_SECONDS = 0.5
TIME_RELOAD_SECONDS = 30
STORE_POLL_SECONDS = 0.25
# Threads that read the store. Reads are short and few; more threads would only hold more connections open.
READER_THREADS = 2
# The actions that need a thread, whichever pane has the focus.
NEEDS_THREAD = word_set(
    "bar web copy reply reject refund done snooze wake no_answer tag note link claim assign accept_kind"
    " kind fix explain customer"
)
# The actions that ask for something first; input typed before the question is only meant for that question.
ASKS_FIRST = word_set("reply reject refund snooze no_answer tag note link assign kind fix author key")
# The actions that at most open another thread. If the store needs longer than `PATIENCE_SECONDS`, held keys
# are processed without waiting for them.
OPENS_THREAD = word_set("open next_unread done claim wake accept_kind undo mark_all")
PATIENCE_SECONDS = 1.0
# Seconds for which another thread may keep the interpreter while a key waits; Python's default is 5 ms.
SWITCH_INTERVAL_SECONDS = 0.001
# Thresholds of the garbage collector: new objects before a collection of the youngest generation, and
# collections of a generation before the next older one is collected.
GC_THRESHOLDS = (1_000, 10, 1_000)


class BizcareApp(App[str]):
    """The terminal inbox. Its result is "demo" if the person asked for the demo.

    Args:
        desk: the use cases: everything that is stored and sent.
        demo: whether this is the demo, which the status line then says.
        tour: whether to start the tour.
        first: the first rows of the inbox, if they were read already.
        screen: the first screen, if it was painted already.
    """

    TITLE = "bizcare"
    # Textual's own palette can open over any screen; ours is a normal action.
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    # Without colours, the line under the cursor is underlined: reverse video would hide its own styles.
    CSS = """
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
        # With NO_COLOR, Textual only turns its colours grey; with ANSI colours, its filter removes them all.
        theme = "plain" if os.environ.get("NO_COLOR") else desk.settings.theme
        super().__init__(
            ansi_color=True if theme == "plain" else None,
            driver_class=driver_class_for(screen) if screen is not None else None,
        )
        if theme:
            self._use_theme(theme)
        self.desk = desk
        self.demo = demo
        self.actions = actions_for(desk.settings, desk.session.paths.config)
        for action in self.actions:
            self._bind_keys(action)
        self.ahead = TypeAheadBuffer(self)
        self.inbox_loader = InboxLoader(self)
        self.inbox = Inbox(lambda ids: desk.inbox.rows(ids, self.inbox_loader.search_terms), desk.now)
        self.reader = ConversationPane(desk.now)
        # Kept in an attribute, as the stack of screens is empty before the first frame and after the last.
        self.panes = Panes(self.inbox, self.reader, self.actions)
        self.presence = PresenceReporter(self)
        self.absence_commands = AbsenceCommands(self)
        self.syncing = SyncRunner(desk, self.say_top, self._sync_ended)
        self.sending = OutboxRunner(desk, self.syncing.has_key, self._poll_store, self._warn)
        self.unsaved_recovery = UnsavedRecovery(self)
        self.writing = ReplyCommands(self)
        self.decision_commands = DecisionCommands(self)
        self.triage_commands = TriageCommands(self)
        self.defect_commands = DefectCommands(self)
        self.jump_mode = JumpMode(self)
        self.tour = Tour(self)
        self.copying = CopyCommands(self)
        # The input of forms that were closed without a result, by form and thread; restored when they reopen.
        self.unfinished: dict[tuple[str, ...], Any] = {}
        self._has_tour = tour
        # The progress of a verb on many threads, as text.
        self.progress_text = ""
        self.crash: Crashed | None = None
        self._is_leaving = False
        self._pressed_at = 0.0
        self._tidied_at = time.monotonic()
        self._first = first
        self._requested_thread_id: int | None = None
        self._has_begun = False
        self._revision = 0
        self._counters = Counters()
        self._status_parts: list[str] = []
        self._printable = PrintableFilter()

    def _use_theme(self, theme: str) -> None:
        from bizcare_tui.ui import themes

        for theme_ in themes.OWN_THEMES:
            self.register_theme(theme_)
        self.theme = themes.TEXTUAL_THEME_NAMES[theme]

    # --- starting ----------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """Return the screen with the panes."""
        return self.panes

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every painted line passes through."""
        return [self._printable, *super().get_line_filters()]

    def on_load(self) -> None:
        """Read the first rows, so that the first frame shows them."""
        self.inbox.show_first(self._first if self._first is not None else self.inbox_loader.first_rows())

    def on_mount(self) -> None:
        """Show what is known already; everything else starts after the first frame."""
        self.say_top()
        self.inbox_loader.say_tabs()
        self.screen_change_signal.subscribe(self, self._handle_screen_change)
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Stop the sync and the sender, and save what was typed."""
        self.syncing.stop()
        self.sending.stop()
        self.presence.leave()
        if not self._is_leaving:
            self.unsaved_recovery.save_all_or_keep()

    def _fatal_error(self) -> None:
        """Leave after an internal error; Textual would print a traceback with the text of messages."""
        from bizcare_tui.ui.crash_exit import handle_crash

        if self._exception is not None and self.crash is None:
            self._is_leaving = True
            self.crash = handle_crash(self, self._exception)
        self._close_messages_no_wait()

    def _begin(self) -> None:
        """Start what waits for the first frame: the full list, counts, timers, background sync, welcome."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(READER_THREADS, "desk"))
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self._leave_at_signal, number)
        self._revision = self.desk.session.revision()
        self.inbox_loader.load()
        self._count_owed()
        self._prepare()
        self.set_interval(STORE_POLL_SECONDS, self._poll_store)
        self.set_interval(COUNTDOWN_SECONDS, self._tick)
        self.set_interval(QUIET_SECONDS, self._tidy)
        self.set_interval(TIME_RELOAD_SECONDS, self.inbox_loader.reload_if_time_dependent)
        interval = self.desk.settings.sync_interval
        if interval:
            self.set_interval(interval, self.syncing.begin)
        self._has_begun = True
        self._begin_log()
        self._welcome()
        if self._has_tour:
            self.tour.begin()
        self.say_top()
        # Objects made at the start stay, so the garbage collector need not scan them again. New objects are
        # collected often and few at a time, so that no key waits for a long collection.
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        gc.enable()

    def _leave_at_signal(self, number: int) -> None:
        """Save what was typed and leave, as the terminal is gone or the system ends the app."""
        if self._is_leaving:
            return
        self._is_leaving = True
        self.unsaved_recovery.save_all_or_keep()
        self.exit(return_code=128 + number)

    def _begin_log(self) -> None:
        from bizcare_tui import logs

        logs.start_logging(self.desk.session.paths, self.desk.session.login)

    @work
    async def _prepare(self) -> None:
        # Wait, as the thread that writes the first frame needs the interpreter first.
        await asyncio.sleep(FIRST_FRAME_SECONDS)
        await self.read(self.desk.conversations.prepare, self.inbox.thread_ids[:1])
        gc.freeze()

    def _welcome(self) -> None:
        try:
            has_key = self.desk.marketplace.has_key()
            is_synced = self.desk.marketplace.sync_status().last_synced_at is not None
        except BizcareError as error:
            self.fail(error)
            return
        if has_key:
            self.syncing.begin()
        elif not is_synced:
            self.ahead.ask(self, self.do_key)
        # If another user's process syncs this store, no key is needed here.
        self.run_worker(self.presence.notify_news(), group="company")
        self.run_worker(self.unsaved_recovery.offer(), group=QUESTION_GROUP)

    # --- actions -----------------------------------------------------------------------------------

    def _bind_keys(self, action: Action) -> None:
        for key in action.keys:
            self._bindings.bind(key, f"run('{action.id}')", _(action.help), show=False)

    def actions_with_reasons(self) -> list[tuple[Action, str]]:
        """Return every action with the reason why it is not possible now, empty if it is possible."""
        return [(action, self._reason(action)) for action in self.actions]

    async def on_event(self, event: events.Event) -> None:
        """Pass input on, unless it is held for a screen or is a letter of jump mode."""
        if isinstance(event, events.Key):
            self._pressed_at = event.time
        if isinstance(event, (events.Key, events.Paste)) and not self._screen_stacks[self.current_mode]:
            return  # the app is closing, and input is now meant for the shell
        is_held = self.jump_mode.take(event) or (
            isinstance(event, (events.Key, events.Paste))
            and not event.is_forwarded
            and self.ahead.keep(event)
        )
        if not is_held:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Hold a key that reached a pane before the screen it is meant for was shown."""
        if self.ahead.keep(event):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Hold pasted text in the same way."""
        if self.ahead.keep(event):
            event.stop()

    def on_enter_handled(self, event: EnterHandled) -> None:
        """Send the input that was held after Enter."""
        self.ahead.note_enter_handled(event.widget)

    def _handle_screen_change(self, screen: Screen[Any]) -> None:
        screen.call_after_refresh(self._handle_screen_painted, screen)

    def _handle_screen_painted(self, screen: Screen[Any]) -> None:
        self.unsaved_recovery.remember_fields(screen)
        self.ahead.is_there(screen)

    if TYPE_CHECKING:

        @overload
        async def push_screen_wait(self, screen: Screen[T], *, mode: str | None = None) -> T: ...

        @overload
        async def push_screen_wait(self, screen: str, *, mode: str | None = None) -> Any: ...

    async def push_screen_wait(self, screen: Screen[T] | str, *, mode: str | None = None) -> T | Any:
        """Show a screen and wait for its result; input typed before it is shown is held for it."""
        assert isinstance(screen, Screen)
        self.ahead.opens(screen)
        try:
            return await super().push_screen_wait(screen, mode=mode)
        finally:
            # If the worker was cancelled, the screen may still be open.
            self.ahead.closes(screen)

    def pop_screen(self) -> AwaitComplete:
        """Close the screen on top; input typed from now on is meant for what follows."""
        self.ahead.closes(self.screen)
        return super().pop_screen()

    async def action_quit(self) -> None:
        """Run the action "quit"; Ctrl+Q does this on every screen."""
        await self.action_run("quit")

    async def action_run(self, action_id: str) -> None:
        """Run an action of the registry, or notify the person why it is not possible now."""
        action = next(each for each in self.actions if each.id == action_id)
        if reason := self._reason(action):
            self.notify(Content(reason).plain, markup=False, timeout=3)
            return
        if action_id.startswith("section_"):
            self.inbox_loader.choose(int(action_id.removeprefix("section_")) - 1)
            return
        method = self._method_of(action_id)
        if iscoroutinefunction(method):
            # The next key is meant for what this action opens: a screen, or another thread.
            patience = PATIENCE_SECONDS if action_id in OPENS_THREAD else 0
            self.ahead.ask(self, method, drops=action_id in ASKS_FIRST, patience=patience)
        else:
            method()
        self.tour.did(action_id)

    def _method_of(self, action_id: str) -> MethodType:
        """Return the method that runs an action: `do_<id>` of a command group, or of the app."""
        groups = (
            self.inbox_loader, self.writing, self.decision_commands, self.triage_commands,
            self.defect_commands, self.presence, self.jump_mode, self.tour, self.copying,
            self.absence_commands,
        )  # fmt: skip
        name = f"do_{action_id}"
        method: MethodType = getattr(next((each for each in groups if hasattr(each, name)), self), name)
        return method

    def _reason(self, action: Action) -> str:
        if action.where == COMPOSER and not self.writing.is_open:
            return _("no draft is open: r begins one")
        if action.id in NEEDS_THREAD and self.current_thread_id() is None:
            return _("no thread is there")
        # In the inbox, the selected message belongs to the thread that was opened last.
        if action.where == CONVERSATION and not (self.panes.in_conversation and self.reader.selected):
            return _("Enter opens the thread first")
        if action.where == INBOX and self.inbox.thread_id is None:
            return _("the inbox is empty")
        if action.id == "sync" and not self.syncing.is_running and not self.syncing.has_key():
            return _("no API key here: another account syncs, by `bizcare watch`; K enters one")
        return ""

    def current_thread_id(self) -> int | None:
        if self.panes.in_conversation and self.panes.conversation is not None:
            return self.panes.conversation.row.id
        return self.inbox.thread_id

    def _pane(self) -> Inbox | ConversationPane:
        return self.reader if self.panes.in_conversation else self.inbox

    def do_move_down(self) -> None:
        self._pane().move(1)

    def do_move_up(self) -> None:
        self._pane().move(-1)

    def do_page_down(self) -> None:
        self._pane().move_page(1)

    def do_page_up(self) -> None:
        self._pane().move_page(-1)

    async def do_open(self) -> None:
        thread_id = self.inbox.thread_id
        if thread_id is not None:
            await self.open_thread(thread_id)

    async def do_back(self) -> None:
        if self.writing.is_open:
            await self.writing.put_aside()
        elif self.panes.in_conversation:
            self.panes.switch_pane(conversation=False)
        elif self.inbox.marked:
            self.inbox.mark_all()
            self.inbox_loader.say_tabs()
        elif self.inbox_loader.words:
            self.panes.close_filter()

    async def do_switch_pane(self) -> None:
        if self.writing.is_open:
            if self.panes.is_composer_focused:
                self.panes.switch_pane(conversation=True)
            else:
                self.writing.focus_draft()
        elif self.panes.in_conversation or self.panes.conversation is not None:
            self.panes.switch_pane(conversation=not self.panes.in_conversation)
        else:
            await self.do_open()

    async def do_filter(self) -> None:
        await self.panes.open_filter()
        self._read_query_values()

    @work(exclusive=True, group="values")
    async def _read_query_values(self) -> None:
        """Read the values that complete query terms in the filter field."""
        values = await self.read(self.desk.inbox.query_values)
        if values is not None and self.panes.field is not None:
            self.panes.field.values = values

    async def do_bar(self) -> None:
        from bizcare_tui.ui.facts_screen import FactsScreen

        thread_id = self.current_thread_id()
        if thread_id is not None:
            conversation = await self.read(self.desk.conversations.conversation, thread_id)
            if conversation is not None:
                screen = FactsScreen(
                    conversation.facts, conversation.row.topic, self.desk.now(), self.actions
                )
                await self.push_screen_wait(screen)

    async def do_explain(self) -> None:
        from bizcare_tui.ui.facts_screen import PlainTextScreen

        thread_id = self.current_thread_id()
        lines = await self.read(self.desk.conversations.explain, thread_id)
        if lines is not None:
            await self.push_screen_wait(PlainTextScreen(_("How the deadlines were calculated"), lines))

    async def do_customer(self) -> None:
        from bizcare_tui.ui.facts_screen import PlainTextScreen

        thread_id = self.current_thread_id()
        lines = await self.read(self.desk.conversations.customer_card, thread_id)
        if lines is not None:
            await self.push_screen_wait(PlainTextScreen(_("The customer"), lines))

    async def do_forecast(self) -> None:
        from bizcare_tui.ui.figures_screen import FiguresScreen, format_forecast

        outlook = await self.read(self.desk.statistics.forecast)
        if outlook is not None:
            await self._show_figures(
                FiguresScreen(_("Forecast"), *format_forecast(outlook), self.desk.inbox.rows)
            )

    async def do_statistics(self) -> None:
        from bizcare_tui.ui.figures_screen import FiguresScreen, format_statistics

        figures = await self.read(self.desk.statistics.figures)
        if figures is not None:
            await self._show_figures(
                FiguresScreen(_("Statistics"), *format_statistics(figures), self.desk.inbox.rows)
            )

    async def _show_figures(self, screen: Screen[int | None]) -> None:
        """Show a screen of figures, and open the thread that the person chose there."""
        thread_id = await self.push_screen_wait(screen)
        if thread_id is not None:
            await self.open_thread(thread_id)

    async def do_author(self) -> None:
        from bizcare_tui.ui.dialogs import AuthorScreen

        message = self.reader.selected
        conversation = self.panes.conversation
        if message is None or conversation is None:
            return
        thread_id = conversation.row.id
        about = f"#{thread_id} {conversation.row.topic}"
        correction = await self.push_screen_wait(AuthorScreen(message.text[:240], about))
        if correction is None:
            return
        verbs = self.desk.verbs
        await self.read(
            lambda: verbs.author(thread_id, message.id, correction.author, automatic=correction.automatic)
        )
        self.reload()

    def do_raw(self) -> None:
        self.reader.toggle_raw()

    def do_quotes(self) -> None:
        self.reader.toggle_quotes()

    async def do_web(self) -> None:
        from bizcare_tui.desk.partner_pages import PageKind
        from bizcare_tui.ui.browser import open_partner_page

        link = await self.read(self.desk.pages.link, PageKind.THREAD, self.current_thread_id() or 0)
        if link is not None:
            await open_partner_page(self, link)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text through the terminal, and write it to a file."""
        if len(text) <= MAX_TERMINAL_COPY:
            super().copy_to_clipboard(text)
        self.run_worker(self.copying.keep(text), group="copy")

    def do_sync(self) -> None:
        if self.syncing.is_running:
            self.syncing.stop()
        else:
            self.syncing.begin()
            self.sending.end_pause()

    def do_baseline(self) -> None:
        self._ask_baseline(again=True)

    async def do_key(self) -> None:
        from bizcare_tui.ui.dialogs import KeyScreen

        screen = KeyScreen(
            self.desk.marketplace.try_key, self.desk.marketplace.save_key, self.desk.settings.api_url
        )
        match await self.push_screen_wait(screen):
            case "demo":
                self.exit("demo")
            case "key":
                self.syncing.begin()

    async def do_palette(self) -> None:
        from textual.command import CommandPalette

        from bizcare_tui.ui.command_palette import ActionProvider

        await self.push_screen_wait(
            CommandPalette(providers=[ActionProvider], placeholder=_("What do you want to do?"))
        )

    async def do_help(self) -> None:
        from bizcare_tui.ui.dialogs import HelpScreen

        await self.push_screen_wait(HelpScreen(self.actions_with_reasons()))

    async def do_quit(self) -> None:
        if await self.writing.put_aside() and await self.writing.confirm_leaving():
            # Unsaved notes and the input of forms are not in the store.
            await asyncio.to_thread(self.unsaved_recovery.save_all_or_keep)
            self._is_leaving = True
            self.exit()

    # --- the inbox ---------------------------------------------------------------------------------

    def on_inbox_near_edge(self) -> None:
        """Load more threads; the counts stay the same."""
        self.inbox_loader.load(counted=False)

    def on_inbox_scrolled(self) -> None:
        """Update the status line, as other threads are out of view now."""
        self._show_top()

    def on_panes_filtered(self, event: Panes.Filtered) -> None:
        """Filter the inbox by the words that were typed."""
        self.inbox_loader.look_for(event.words)

    # --- a conversation ----------------------------------------------------------------------------

    def on_inbox_opened(self, event: Inbox.Opened) -> None:
        """Open the thread that was clicked."""
        self.open(event.thread_id)

    @work(exclusive=True, group="open")
    async def open(self, thread_id: int) -> None:
        """Show a thread, unless another one is requested meanwhile."""
        await self.open_thread(thread_id)

    async def open_thread(self, thread_id: int) -> None:
        """Show a thread and mark it as read; save and close a draft to another thread."""
        if not self.writing.has_draft_for(thread_id) and not await self.writing.put_aside():
            return
        self._requested_thread_id = thread_id
        conversation = await self.read(self.desk.conversations.conversation, thread_id)
        if conversation is None or self._requested_thread_id != thread_id:
            return
        self._show_conversation(conversation)
        self.panes.switch_pane(conversation=True)
        self.presence.say_here()
        if conversation.row.unread or conversation.row.mentioned:
            self.inbox.show_as_read(thread_id)
            self._mark_read(thread_id)

    @work(group="read")
    async def _mark_read(self, thread_id: int) -> None:
        await self.read(self.desk.conversations.mark_read, thread_id)
        # Show what is stored, whether marking succeeded or not.
        self.inbox.refresh_visible()

    def _show_conversation(self, conversation: ConversationView) -> None:
        new_messages = self.panes.show(conversation)
        own_replies = [message for message in new_messages if message.author_by is AuthorSource.OWN_REPLY]
        if own_replies:
            at = own_replies[-1].at.astimezone(MARKETPLACE_ZONE)
            self.notify(_("Your reply arrived ({0})").format(f"{at:%H:%M}"), timeout=6)
        if count := len(new_messages) - len(own_replies):
            self.notify(
                ngettext("{n} new message below", "{n} new messages below", count).format(n=count), timeout=6
            )

    @work(exclusive=True, group="reload")
    async def reload(self) -> None:
        """Show changes of the store, and keep the cursor and the view in place."""
        self.inbox_loader.load()
        self._count_owed()
        await self.presence.look()
        if self.panes.conversation is not None:
            conversation = await self.read(
                self.desk.conversations.conversation, self.panes.conversation.row.id
            )
            if conversation is not None and conversation.row.id == self.panes.conversation.row.id:
                self._show_conversation(conversation)

    def _warn(self, text: str) -> None:
        self.notify(text, severity="warning", markup=False, timeout=12)

    def page_url(self) -> str:
        """Return the address of the page of the current thread."""
        return self.desk.conversations.page_url(self.current_thread_id() or 0)

    # --- the Marketplace ---------------------------------------------------------------------------

    def _sync_ended(self) -> None:
        if self.is_running:
            self._poll_store()
            self._ask_baseline()

    @work(group=QUESTION_GROUP)
    async def _ask_baseline(self, *, again: bool = False) -> None:
        from bizcare_tui.ui.baseline_screen import BaselineScreen, confirmation_of

        offer = await self.read(self.desk.baseline.question if again else self.desk.baseline.open_question)
        if offer is None or (not again and len(self.screen_stack) > 1):
            if again and offer is None:
                self.notify(_("Sync first: no thread is here yet."), timeout=4)
            return
        answer = await self.push_screen_wait(BaselineScreen(offer, self.desk.now()))
        if answer is not None:
            await self.read(
                self.desk.baseline.answer, answer.baseline, answer.signatures, answer.mark_older_read
            )
            # Threads that became late are at the top of the list, and must not be out of view.
            self.inbox_loader.load(from_top=True)
            self.reload()
            counters = await self.read(self.desk.statistics.counters)
            if counters is not None:
                text = confirmation_of(answer, counters, self.desk.now())
                self.notify(Content(text).plain, markup=False, timeout=10)

    def _poll_store(self) -> None:
        """Check whether the terminal is still connected, and whether the store has changed."""
        if not self.is_headless and is_terminal_closed():
            self._leave_at_signal(signal.SIGHUP)
            return
        try:
            revision = self.desk.session.revision()
        except BizcareError as error:
            self.syncing.store_problem = error.sentence
            self.say_top()
            return
        if self.syncing.store_problem:
            self.syncing.store_problem = ""
            self.syncing.sync_after_outage()
            self.say_top()
        if revision != self._revision:
            self._revision = revision
            self.reload()
            self.say_top()
        self.presence.beat()
        self.sending.look()

    def _tick(self) -> None:
        self.inbox.tick()
        self._count_owed()
        self.say_top()

    def _tidy(self) -> None:
        """Collect garbage: screens and rows that were closed, whose reference cycles Python frees very late.

        Objects made at the start are frozen, so this takes only some milliseconds. It runs while no key is
        pressed, if possible.
        """
        at = time.monotonic()
        is_quiet = at - self._pressed_at > QUIET_SECONDS
        if at - self._tidied_at > (TIDY_SECONDS if is_quiet else LATEST_TIDY_SECONDS):
            self._tidied_at = at
            gc.collect()

    # --- internals ---------------------------------------------------------------------------------

    def say_top(self) -> None:
        """Update the status line: sync, outbox, demo, colleagues, progress and clock."""
        if self.syncing.store_problem:
            # The store cannot be read, and further reads would only wait.
            self._status_parts = [self.syncing.words()]
            self._show_top()
        elif self.is_running:
            demo = [_("demo: made-up data, nothing of yours is touched")] if self.demo else []
            # The outbox is not read before the first frame.
            outbox = [outbox_text] if self._has_begun and (outbox_text := self.sending.words()) else []
            colleagues = (
                [_("here too: {0}").format(", ".join(logins))] if (logins := self.presence.logins()) else []
            )
            behind = [self.progress_text] if self.progress_text else []
            self._status_parts = [
                *behind, *outbox, *demo, *colleagues, self.syncing.words(), *self._clock_text(),
            ]  # fmt: skip
            self._show_top()

    def _show_top(self) -> None:
        """Show the counters, the obligations out of view, and the last known status texts."""
        now = self.desk.now()
        self.panes.say_top(
            late_in_words(self._counters),
            (rest_in_words(self._counters, now), rest_in_words(self._counters, now, brief=True)),
            [*self.inbox_loader.hidden_obligations(), *self._status_parts],
        )

    @work(exclusive=True, group="counters")
    async def _count_owed(self) -> None:
        """Count late, due and missed threads without blocking, and show the counts in the status line."""
        with suppress(BizcareError):  # `_poll_store` reports a store that cannot be read
            counters = await asyncio.to_thread(self.desk.statistics.counters)
            if counters != self._counters:
                self._counters = counters
                self._show_top()

    def _clock_text(self) -> list[str]:
        difference = self.desk.session.clock.difference
        if not difference.matters:
            return []
        length = format_duration(abs(difference.ahead))
        if difference.is_in_dispute:
            return ["⚠ " + _("this machine's clock and the Marketplace's differ by {0}").format(length)]
        text = _("this machine's clock is {0} ahead: allowed for")
        if difference.ahead.total_seconds() < 0:
            text = _("this machine's clock is {0} behind: allowed for")
        return [text.format(length)]

    async def settled(self) -> None:
        """Wait until no sync and no read is running; a question may stay open. For tests and pictures."""
        while not self._has_begun or self._is_background_running() or any(map(self._is_busy, self.workers)):
            await asyncio.sleep(0.01)

    def _is_background_running(self) -> bool:
        return self.syncing.is_running or self.sending.is_running

    def _is_busy(self, worker: Worker[Any]) -> bool:
        return not worker.is_finished and not self.ahead.waits(worker)

    async def read(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Call a desk function in a thread; on an error, show a notification and return None."""
        try:
            return await asyncio.to_thread(call, *arguments)
        except BizcareError as error:
            self.fail(error)
            return None

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notification for `timeout` seconds, and repaint what it covered afterwards."""
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)
        shown = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        # When one of several notifications closes and the others move, Textual may leave parts on the screen.
        self.set_timer(shown + NOTIFICATION_REPAINT_SECONDS, self._paint_all)

    def _paint_all(self) -> None:
        if self.is_running:
            self.screen.refresh()

    def fail(self, error: BizcareError) -> None:
        self.notify(str(error), title=_(error.title), severity="error", markup=False, timeout=12)


def run(
    desk: Desk,
    *,
    demo: bool = False,
    tour: bool = False,
    first: Sequence[InboxRow] | None = None,
    screen: FirstScreen | None = None,
) -> str | None:
    """Run the app; return "demo" if the person asked for the demo, else None.

    Args:
        desk: the use cases: everything that is stored and sent.
        demo: whether this is the demo.
        tour: whether to start the tour.
        first: the first rows of the inbox, if they were read already.
        screen: the first screen, if it was painted already.

    Raises:
        BadSettings: the keymap names an unknown action or preset, or assigns a key twice.
        Crashed: an internal error ended the app; what was typed is kept.
        SystemExit: a signal ended the app.
    """
    gc.disable()
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    app = BizcareApp(desk, demo=demo, tour=tour, first=first, screen=screen)
    result = app.run(mouse=desk.settings.mouse)
    if app.crash is not None:
        raise app.crash
    if app.return_code:
        raise SystemExit(app.return_code)
    return result
