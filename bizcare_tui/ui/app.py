"""The app: what each action does, and what is read from the desk for the panes."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import MethodType
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.content import Content
from textual.notifications import SeverityLevel
from textual.screen import ModalScreen, Screen
from textual.worker import Worker

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.words import word_set
from bizcare_tui.errors import BizcareError, Crashed
from bizcare_tui.i18n import _
from bizcare_tui.ui.actions import ANSWERING, ASKING, COMPOSER, CONVERSATION, INBOX, Action
from bizcare_tui.ui.ahead import Held, TypedAhead
from bizcare_tui.ui.browsing import Browsing
from bizcare_tui.ui.company import InCompany
from bizcare_tui.ui.conversation import ConversationPane
from bizcare_tui.ui.copying import LONGEST, Copying
from bizcare_tui.ui.deciding import Deciding
from bizcare_tui.ui.driver import driver_over, has_hung_up
from bizcare_tui.ui.first_screen import FirstScreen
from bizcare_tui.ui.fixing import Fixing
from bizcare_tui.ui.inbox import Inbox
from bizcare_tui.ui.jumping import Jumping
from bizcare_tui.ui.keymaps import actions_for
from bizcare_tui.ui.panes import Panes
from bizcare_tui.ui.sending import Sending
from bizcare_tui.ui.syncing import Syncing
from bizcare_tui.ui.tour import Tour
from bizcare_tui.ui.triage import Triaging
from bizcare_tui.ui.words import span
from bizcare_tui.ui.writing import Writing

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.views import Conversation

TICK_SECONDS = 10
# It is tidied up after so long, without a key for a moment; after so long with keys too.
TIDY_SECONDS, QUIET_SECONDS, LATEST_TIDY_SECONDS = 10, 0.3, 60
AFTER_A_NOTICE_SECONDS = 0.5
PASSING_SECONDS = 30
LOOK_SECONDS = 0.25
# Reads are short and few; more threads would only hold more connections open.
READERS = 2
# The actions that are about a thread, whichever pane has the keys.
OF_A_THREAD = word_set(
    "bar web copy reply reject refund done snooze wake no_answer tag note link claim assign accept_kind"
    " kind fix explain customer"
)
# The actions that ask for something first; what is typed meanwhile is for what they ask.
ASK_FIRST = word_set("reply reject refund snooze no_answer tag note link assign kind fix")
# How long another thread may hold the interpreter while a key waits, in seconds; Python's own is 5 ms.
YIELD_SECONDS = 0.001
# Young objects before the garbage collector looks at them, and looks before it looks further back.
COLLECT_AFTER = (1_000, 10, 1_000)


class BizcareApp(App[str]):
    """The terminal inbox over a desk. Its result is "demo" when the demo was asked for.

    Args:
        desk: the door to everything stored and sent.
        demo: whether this is the demo, which then says so.
        tour: whether the tour is begun.
        first: the first lines of the inbox where they are read already.
        screen: what is painted already.
    """

    TITLE = "bizcare"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f12"
    BINDINGS: ClassVar[list[BindingType]] = []
    # Without colours the line under the cursor is told by a line under it; reversed, it would lose its own.
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
        # Textual only greys its colours; on a terminal's own colours its filter takes them all out.
        theme = "plain" if os.environ.get("NO_COLOR") else desk.settings.theme
        super().__init__(
            ansi_color=True if theme == "plain" else None,
            driver_class=driver_over(screen) if screen is not None else None,
        )
        if theme:
            self._wear(theme)
        self.desk = desk
        self.demo = demo
        self.actions = actions_for(desk.settings, desk.paths.config)
        for action in self.actions:
            self._bindings_of(action)
        self.ahead = TypedAhead(self)
        self.browsing = Browsing(self)
        self.inbox = Inbox(lambda ids: desk.rows(ids, self.browsing.sought), desk.now)
        self.reader = ConversationPane(desk.now)
        # Held, as the stack of screens is empty before the first frame and after the last.
        self.panes = Panes(self.inbox, self.reader, self.actions)
        self.in_company = InCompany(self)
        self.syncing = Syncing(desk, self.say_top, self._sync_ended)
        self.sending = Sending(desk, self.syncing.has_key, self._look)
        self.writing = Writing(self)
        self.deciding = Deciding(self)
        self.triaging = Triaging(self)
        self.fixing = Fixing(self)
        self.jumping = Jumping(self)
        self.tour = Tour(self)
        self.copying = Copying(self)
        self._has_tour = tour
        # How far a verb on many threads is.
        self.under_way = ""
        self.crash: Crashed | None = None
        self._pressed_at = 0.0
        self._tidied_at = time.monotonic()
        self._first = first
        self._wanted: int | None = None
        self._begun = False
        self._revision = 0

    def _wear(self, theme: str) -> None:
        from bizcare_tui.ui import themes

        for own in themes.OWN:
            self.register_theme(own)
        self.theme = themes.NAMES[theme]

    # --- starting ----------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The screen of the panes."""
        return self.panes

    def on_load(self) -> None:
        """Read the first lines, so that the first frame has them."""
        self.inbox.show_first(self._first if self._first is not None else self.browsing.first_rows())

    def on_mount(self) -> None:
        """Say what is known already, and leave the rest until it is painted."""
        self.say_top()
        self.browsing.say_tabs()
        self.screen_change_signal.subscribe(self, self._on_another_screen)
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Leave no sync and no sender behind; what they stored stays, and so does the draft."""
        self.syncing.stop()
        self.sending.stop()
        self.in_company.leave()
        with suppress(BizcareError):
            self.writing.save_now()

    def _fatal_error(self) -> None:
        """Leave after an error of our own; Textual would paint it with all that others wrote."""
        from bizcare_tui.ui.ending import ended_by

        if self._exception is not None and self.crash is None:
            self.crash = ended_by(self, self._exception)
        self._close_messages_no_wait()

    def _begin(self) -> None:
        """What waits for the first frame: all ids, counts, the background sync, the welcome."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(READERS, "desk"))
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self._leave_at_signal, number)
        self._revision = self.desk.revision()
        self.browsing.load()
        self._prepare()
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(TICK_SECONDS, self._tick)
        self.set_interval(QUIET_SECONDS, self._tidy)
        self.set_interval(PASSING_SECONDS, self.browsing.time_passes)
        interval = self.desk.settings.sync_interval
        if interval:
            self.set_interval(interval, self.syncing.begin)
        self._begun = True
        self._begin_log()
        self._welcome()
        if self._has_tour:
            self.tour.begin()
        self.say_top()
        # What starting made stays, and need never be looked through again; young objects are looked
        # through often and few at a time, so that no key waits for many.
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        gc.enable()

    def _leave_at_signal(self, number: int) -> None:
        """The terminal went away, or the system ends us: save the draft, then leave."""
        with suppress(BizcareError):
            self.writing.save_now()
        self.exit(return_code=128 + number)

    def _begin_log(self) -> None:
        from bizcare_tui import logs

        logs.begin(self.desk.paths, self.desk.login)

    @work
    async def _prepare(self) -> None:
        await self.read(self.desk.prepare, self.inbox.thread_ids[:1])
        gc.freeze()

    def _welcome(self) -> None:
        try:
            has_key = self.desk.has_key()
            is_synced = self.desk.sync_status().last_synced_at is not None
        except BizcareError as error:
            self.fail(error)
            return
        if has_key:
            self.syncing.begin()
        elif not is_synced:
            self.do_key()
        # A store that another account syncs needs no key here.
        self.run_worker(self.in_company.welcome_back(), group="company")

    # --- actions -----------------------------------------------------------------------------------

    def _bindings_of(self, action: Action) -> None:
        for key in action.keys:
            self._bindings.bind(key, f"run('{action.id}')", action.help, show=False)

    def actions_now(self) -> list[tuple[Action, str]]:
        """Every action, and why it is not possible now; an empty reason means that it is."""
        return [(action, self._reason(action)) for action in self.actions]

    async def on_event(self, event: events.Event) -> None:
        """Hand on what the terminal sends, unless it waits for a field, or is the letter of a thread."""
        if isinstance(event, events.Key):
            self._pressed_at = event.time
        is_kept = self.jumping.take(event) or (
            isinstance(event, (events.Key, events.Paste))
            and not event.is_forwarded
            and self.ahead.keep(event)
        )
        if not is_kept:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Keep a key that a pane was sent before the field it is for was there."""
        if self.ahead.keep(event):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Keep what is pasted likewise."""
        if self.ahead.keep(event):
            event.stop()

    def _on_another_screen(self, screen: Screen[Any]) -> None:
        screen.call_after_refresh(self.ahead.hand_over)

    async def _ask(self, asking: Coroutine[Any, Any, None], held: Held) -> None:
        """Do what asks for something first; what is typed until that is there is kept for it."""
        try:
            await asking
        finally:
            self.ahead.drop(held)

    async def action_run(self, action_id: str) -> None:
        """Do an action of the registry, or say why it is not possible now."""
        action = next(each for each in self.actions if each.id == action_id)
        if reason := self._reason(action):
            self.notify(Content(reason).plain, markup=False, timeout=3)
            return
        if action_id.startswith("section_"):
            self.browsing.choose(int(action_id.removeprefix("section_")) - 1)
            return
        does = self._does(action_id)
        result = does()
        self.tour.did(action_id)
        if not asyncio.iscoroutine(result):
            return
        if does.__self__ is self:
            await result
        elif action_id in ASK_FIRST:
            self.run_worker(self._ask(result, self.ahead.hold()), group=ASKING)
        else:
            self.run_worker(result, group=ASKING)

    def _does(self, action_id: str) -> MethodType:
        """What does an action."""
        doers = (
            self.browsing, self.writing, self.deciding, self.triaging, self.fixing, self.in_company,
            self.jumping, self.tour, self.copying,
        )  # fmt: skip
        name = f"do_{action_id}"
        does: MethodType = getattr(next((each for each in doers if hasattr(each, name)), self), name)
        return does

    def _reason(self, action: Action) -> str:
        if action.where == COMPOSER and not self.writing.is_open:
            return _("no draft is open: r begins one")
        if action.id in OF_A_THREAD and self.thread_in_question() is None:
            return _("no thread is there")
        if action.where == CONVERSATION and self.reader.selected is None:
            return _("open a thread first")
        if action.where == INBOX and self.inbox.thread_id is None:
            return _("the inbox is empty")
        if action.id == "sync" and not self.syncing.is_running and not self.syncing.has_key():
            return _("no API key here: another account syncs, by `bizcare watch`; K enters one")
        return ""

    def thread_in_question(self) -> int | None:
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

    def do_open(self) -> None:
        thread_id = self.inbox.thread_id
        if thread_id is not None:
            self.open(thread_id)

    async def do_back(self) -> None:
        if self.writing.is_open:
            await self.writing.put_aside()
        elif self.panes.in_conversation:
            self.panes.turn_to(conversation=False)
        elif self.inbox.marked:
            self.inbox.mark_all()
            self.browsing.say_tabs()
        elif self.browsing.words:
            self.panes.close_filter()

    def do_switch_pane(self) -> None:
        if self.writing.is_open:
            if self.panes.in_composer:
                self.panes.turn_to(conversation=True)
            else:
                self.writing.turn_to_draft()
        elif self.panes.in_conversation or self.panes.conversation is not None:
            self.panes.turn_to(conversation=not self.panes.in_conversation)
        else:
            self.do_open()

    async def do_filter(self) -> None:
        self.ahead.hold()
        await self.panes.open_filter()
        self.ahead.hand_over()
        self._learn_values()

    @work(exclusive=True, group="values")
    async def _learn_values(self) -> None:
        """Have the values at hand with which a query can be completed."""
        values = await self.read(self.desk.query_values)
        if values is not None and self.panes.field is not None:
            self.panes.field.values = values

    @work(exclusive=True, group="facts")
    async def do_bar(self) -> None:
        from bizcare_tui.ui.facts import FactsScreen

        thread_id = self.thread_in_question()
        if thread_id is not None:
            conversation = await self.read(self.desk.conversation, thread_id)
            if conversation is not None:
                self.push_screen(FactsScreen(conversation.facts, conversation.row.topic, self.desk.now()))

    @work(group=ASKING)
    async def do_explain(self) -> None:
        from bizcare_tui.ui.facts import TextScreen

        thread_id = self.thread_in_question()
        lines = await self.read(self.desk.explain, thread_id)
        if lines is not None:
            await self.push_screen_wait(TextScreen(_("How the deadlines were reckoned"), lines))

    @work(group=ASKING)
    async def do_customer(self) -> None:
        from bizcare_tui.ui.facts import TextScreen

        thread_id = self.thread_in_question()
        lines = await self.read(self.desk.customer_card, thread_id)
        if lines is not None:
            await self.push_screen_wait(TextScreen(_("The customer"), lines))

    @work(group=ASKING)
    async def do_forecast(self) -> None:
        from bizcare_tui.ui.outlook import FiguresScreen, forecast_lines

        outlook = await self.read(self.desk.outlook)
        if outlook is not None:
            await self._figures(FiguresScreen(_("Forecast"), *forecast_lines(outlook), self.desk.rows))

    @work(group=ASKING)
    async def do_statistics(self) -> None:
        from bizcare_tui.ui.outlook import FiguresScreen, statistics_lines

        figures = await self.read(self.desk.figures)
        if figures is not None:
            await self._figures(FiguresScreen(_("Statistics"), *statistics_lines(figures), self.desk.rows))

    async def _figures(self, screen: Screen[int | None]) -> None:
        """Show figures, and open the thread that they led to."""
        thread_id = await self.push_screen_wait(screen)
        if thread_id is not None:
            await self.open_thread(thread_id)

    @work(group=ASKING)
    async def do_author(self) -> None:
        from bizcare_tui.ui.dialogs import AuthorScreen

        message = self.reader.selected
        conversation = self.panes.conversation
        if message is None or conversation is None:
            return
        said = await self.push_screen_wait(AuthorScreen(message.text[:240]))
        if said is None:
            return
        thread_id = conversation.row.id
        verbs = self.desk.verbs
        await self.read(lambda: verbs.author(thread_id, message.id, said.author, automatic=said.automatic))
        self.reload()

    def do_raw(self) -> None:
        self.reader.toggle_raw()

    def do_quotes(self) -> None:
        self.reader.toggle_quotes()

    @work
    async def do_web(self) -> None:
        from bizcare_tui.ui.web import open_page

        url = self.page_url()
        if not await asyncio.to_thread(open_page, url):
            self.notify(_("No browser here. The page is {0}").format(url), markup=False, timeout=15)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by way of the terminal, and into a file."""
        if len(text) <= LONGEST:
            super().copy_to_clipboard(text)
        self.run_worker(self.copying.keep(text), group="copy")

    def do_sync(self) -> None:
        if self.syncing.is_running:
            self.syncing.stop()
        else:
            self.syncing.begin()
            self.sending.hurry()

    def do_baseline(self) -> None:
        self._ask_baseline(again=True)

    @work(group=ASKING)
    async def do_key(self) -> None:
        from bizcare_tui.ui.dialogs import KeyScreen

        screen = KeyScreen(self.desk.try_key, self.desk.save_key, self.desk.settings.api_url)
        match await self.push_screen_wait(screen):
            case "demo":
                self.exit("demo")
            case "key":
                self.syncing.begin()

    def do_palette(self) -> None:
        from textual.command import CommandPalette

        from bizcare_tui.ui.palette import Actions

        self.push_screen(CommandPalette(providers=[Actions], placeholder=_("What do you want to do?")))

    def do_help(self) -> None:
        from bizcare_tui.ui.dialogs import HelpScreen

        self.push_screen(HelpScreen(self.actions_now()))

    @work(group=ASKING)
    async def do_quit(self) -> None:
        await self.writing.put_aside()
        if not self.writing.is_open and await self.writing.may_leave():
            self.exit()

    # --- the inbox ---------------------------------------------------------------------------------

    def on_inbox_near_edge(self) -> None:
        """More threads are wanted than are held; how many there are is the same."""
        self.browsing.load(counted=False)

    def on_panes_filtered(self, event: Panes.Filtered) -> None:
        """Show only threads with these words."""
        self.browsing.look_for(event.words)

    # --- a conversation ----------------------------------------------------------------------------

    def on_inbox_opened(self, event: Inbox.Opened) -> None:
        """A thread was clicked."""
        self.open(event.thread_id)

    @work(exclusive=True, group="open")
    async def open(self, thread_id: int) -> None:
        """Show a thread, unless another is asked for meanwhile."""
        await self.open_thread(thread_id)

    async def open_thread(self, thread_id: int) -> None:
        """Show a thread, and mark it as read; a draft to another one is put aside."""
        if self.writing.is_open and not self.writing.writes_to(thread_id):
            await self.writing.put_aside()
        self._wanted = thread_id
        conversation = await self.read(self.desk.conversation, thread_id)
        if conversation is None or self._wanted != thread_id:
            return
        self._show(conversation)
        self.panes.turn_to(conversation=True)
        self.in_company.say_here()
        if conversation.row.unread or conversation.row.mentioned:
            self.inbox.show_read(thread_id)
            await self.read(self.desk.mark_read, thread_id)
            # What was stored, whether that went well or not.
            self.inbox.reread()

    def _show(self, conversation: Conversation) -> None:
        if arrived := self.panes.show(conversation):
            self.notify(_("Below, new messages: {0}").format(arrived), timeout=6)

    @work(exclusive=True, group="reload")
    async def reload(self) -> None:
        """Something in the store changed: what is shown follows, and nothing moves under the fingers."""
        self.browsing.load()
        await self.in_company.look()
        if self.panes.conversation is not None:
            conversation = await self.read(self.desk.conversation, self.panes.conversation.row.id)
            if conversation is not None and conversation.row.id == self.panes.conversation.row.id:
                self._show(conversation)

    def page_url(self) -> str:
        """The address of the page of the thread in question."""
        return self.desk.page_url(self.thread_in_question() or 0)

    # --- the Marketplace ---------------------------------------------------------------------------

    def _sync_ended(self) -> None:
        if self.is_running:
            self._look()
            self._ask_baseline()

    @work(group=ASKING)
    async def _ask_baseline(self, *, again: bool = False) -> None:
        from bizcare_tui.ui.dialogs import BaselineScreen

        offer = await self.read(self.desk.baseline if again else self.desk.baseline_offer)
        if offer is None or (not again and len(self.screen_stack) > 1):
            if again and offer is None:
                self.notify(_("Sync first: there is nothing to score yet."), timeout=4)
            return
        answer = await self.push_screen_wait(BaselineScreen(offer, self.desk.now()))
        if answer is not None:
            await self.read(
                self.desk.answer_baseline, answer.baseline, answer.signatures, answer.mark_older_read
            )
            self.reload()

    def _look(self) -> None:
        """See whether the terminal is still there, and whether anything in the store changed."""
        if not self.is_headless and has_hung_up():
            self._leave_at_signal(signal.SIGHUP)
            return
        try:
            revision = self.desk.revision()
        except BizcareError as error:
            self.syncing.fail(error.sentence)
            self.say_top()
            return
        if revision != self._revision:
            self._revision = revision
            self.reload()
            self.say_top()
        self.in_company.beat()
        self.sending.look()

    def _tick(self) -> None:
        self.inbox.tick()
        self.say_top()

    def _tidy(self) -> None:
        """Let go of what was shown and is gone: it refers to itself, and the collector would come in hours.

        All that starting made is left out of it, so it takes some milliseconds; of no key's, where possible.
        """
        at = time.monotonic()
        is_quiet = at - self._pressed_at > QUIET_SECONDS
        if at - self._tidied_at > (TIDY_SECONDS if is_quiet else LATEST_TIDY_SECONDS):
            self._tidied_at = at
            gc.collect()

    # --- within ------------------------------------------------------------------------------------

    def say_top(self) -> None:
        """Say how the sync and the outbox stand."""
        if self.is_running:
            demo = [_("demo: made-up data, nothing of yours is touched")] if self.demo else []
            # The outbox is looked at when the first frame is painted.
            outbox = [words_] if self._begun and (words_ := self.sending.words()) else []
            here = (
                [_("here too: {0}").format(", ".join(logins))] if (logins := self.in_company.logins()) else []
            )
            behind = [self.under_way] if self.under_way else []
            self.panes.say_top(
                "bizcare", *behind, *outbox, *demo, *here, self.syncing.words(), *self._clock_words()
            )

    def _clock_words(self) -> list[str]:
        skew = self.desk.skew
        if not skew:
            return []
        word = _("this machine's clock is {0} ahead: allowed for")
        if skew.total_seconds() < 0:
            word = _("this machine's clock is {0} behind: allowed for")
        return [word.format(span(abs(skew)))]

    async def settled(self) -> None:
        """Wait until no sync and no read is under way, for tests and pictures; a question may stay open."""
        while not self._begun or self._runs_behind() or any(map(self._is_busy, self.workers)):
            await asyncio.sleep(0.01)

    def _runs_behind(self) -> bool:
        return self.syncing.is_running or self.sending.is_running

    def _is_busy(self, worker: Worker[Any]) -> bool:
        is_asked = isinstance(self.screen, ModalScreen)
        waits_for_person = (worker.group == ASKING and len(self.screen_stack) > 1) or (
            worker.group == ANSWERING and is_asked
        )
        return not worker.is_finished and not waits_for_person

    async def read(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Call the desk away from the screen's loop; a failure is told, and gives None."""
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
        """Show a notice for so many seconds, and then what it covered."""
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)
        shown = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        # Where several notices move as one goes, Textual may leave parts of them on the screen.
        self.set_timer(shown + AFTER_A_NOTICE_SECONDS, self._paint_all)

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
    """Open the app, over a screen with its first lines; "demo" when the demo was asked for, else None.

    Raises:
        BadSettings: the keymap names what there is not.
        Crashed: an error of our own ended it; what was typed is kept.
        SystemExit: a signal ended it.
    """
    gc.disable()
    sys.setswitchinterval(YIELD_SECONDS)
    app = BizcareApp(desk, demo=demo, tour=tour, first=first, screen=screen)
    result = app.run(mouse=desk.settings.mouse)
    if app.crash is not None:
        raise app.crash
    if app.return_code:
        raise SystemExit(app.return_code)
    return result
