"""The app: the inbox, the conversation under its bar, the ticket's card; what each action does."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from bizcare_tui.desk.views import Section
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui import words
from bizcare_tui.ui.actions import ANYWHERE, CONVERSATION, INBOX, Action, keymap, shown_key
from bizcare_tui.ui.card import TicketCard
from bizcare_tui.ui.conversation import ConversationPane
from bizcare_tui.ui.facts import CareBar
from bizcare_tui.ui.inbox import Inbox

if TYPE_CHECKING:
    from bizcare_tui.desk.background import SyncRun
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.views import Conversation, SyncProgress

# Columns from which two panes fit, and the ticket's card too.
WIDE, FULL = 100, 180
FIRST_ROWS = 60
TICK_SECONDS = 10
LOOK_SECONDS = 1.0
# Reads are short and few; more threads would only hold more connections open.
READERS = 2
# Work that opens a question and waits for the person's answer.
ASKING = "asking"

SECTIONS: tuple[tuple[Section, str], ...] = (
    (Section.ALL, _("All")),
    (Section.DUE, _("Due")),
    (Section.WAITING, _("Waiting")),
    (Section.PRESALE, _("Pre-sale")),
    (Section.NOTICES, _("Notices")),
)


class Panes(Screen[None], inherit_bindings=False):
    """The screen of the panes. Tab on it is an action of ours, not the stock step to the next widget."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c,super+c", "screen.copy_text", show=False)]


class BizcareApp(App[str]):
    """The terminal inbox over a desk. Its result is "demo" when the demo was asked for.

    Args:
        desk: the door to everything stored and sent.
        demo: whether this is the demo, which then says so.
    """

    TITLE = "bizcare"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f12"
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    Screen { layout: vertical; }
    #top { height: 1; background: $surface; padding: 0 1; }
    #tabs { height: 1; padding: 0 1; }
    #panes { height: 1fr; }
    #inbox { width: 1fr; }
    #reading { width: 1fr; border-left: vkey $surface-lighten-2; }
    #card { width: 46; border-left: vkey $surface-lighten-2; display: none; }
    #keys { height: 1; background: $surface; padding: 0 1; }
    #filter { height: 1; border: none; padding: 0 1; display: none; }
    .-narrow #reading { display: none; border-left: none; }
    .-narrow.-reading #inbox { display: none; }
    .-narrow.-reading #tabs { display: none; }
    .-narrow.-reading #reading { display: block; }
    .-wide #inbox { width: 45%; }
    .-full #inbox { width: 36%; }
    .-full #card { display: block; }
    """

    def __init__(self, desk: Desk, *, demo: bool = False) -> None:
        plain = bool(os.environ.get("NO_COLOR"))
        # Textual only greys its colours; on a terminal's own colours its filter takes them all out.
        super().__init__(ansi_color=True if plain else None)
        if plain:
            self.theme = "ansi-dark"
        self.desk = desk
        self.demo = demo
        self.actions = keymap(desk.settings.keys)
        for action in self.actions:
            self._bindings_of(action)
        # Held, as the stack of screens is empty before the first frame and after the last.
        self._panes = Panes(id="_default")
        self.inbox = Inbox(desk.rows, desk.now)
        self.bar = CareBar()
        self.reader = ConversationPane(desk.now)
        self.card = TicketCard()
        self.section = Section.ALL
        self.filter_words = ""
        self.conversation: Conversation | None = None
        self._wanted: int | None = None
        self._asked = 0
        self._begun = False
        self._reading = False
        self._run: SyncRun | None = None
        self._progress: SyncProgress | None = None
        self._problem = ""
        self._revision = 0
        self._counts: dict[Section, int] = {}

    # --- starting ----------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The screen of the panes."""
        return self._panes

    def compose(self) -> ComposeResult:
        """The panes; the inbox has its first lines before the first frame."""
        self.inbox.show_first(self.desk.first_rows(self.section, FIRST_ROWS))
        yield Static("", id="top", markup=False)
        yield Static("", id="tabs", markup=False)
        with Horizontal(id="panes"):
            yield self.inbox
            with Vertical(id="reading"):
                yield self.bar
                yield self.reader
            yield self.card
        yield Static("", id="keys", markup=False)

    def on_mount(self) -> None:
        """Focus the inbox, and leave the rest until it is painted."""
        self._fit(self.size.width)
        self._give_keys_to(self.inbox)
        self._say_top()
        self._say_tabs()
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Leave no sync behind; what it stored stays."""
        if self._run is not None:
            self._run.stop()

    def _begin(self) -> None:
        """What waits for the first frame: all ids, counts, the background sync, the welcome."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(READERS, "desk"))
        self._revision = self.desk.revision()
        self._load()
        self._say_keys()
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(TICK_SECONDS, self._tick)
        interval = self.desk.settings.sync_interval
        if interval:
            self.set_interval(interval, self._sync_if_idle)
        self._welcome()
        self._begun = True
        # Collecting what starting left behind once, here, spares every key press after it.
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(50_000, 20, 100)

    def _welcome(self) -> None:
        try:
            has_key = self.desk.has_key()
        except BizcareError as error:
            self._fail(error)
            return
        if has_key:
            self._sync_if_idle()
        else:
            self.do_key()

    # --- actions -----------------------------------------------------------------------------------

    def _bindings_of(self, action: Action) -> None:
        for key in action.keys:
            self._bindings.bind(key, f"run('{action.id}')", action.help, show=False)

    def actions_now(self) -> list[tuple[Action, str]]:
        """Every action, and why it is not possible now; an empty reason means that it is."""
        return [(action, self._reason(action)) for action in self.actions]

    async def action_run(self, action_id: str) -> None:
        """Do an action of the registry, or say why it is not possible now."""
        action = next(each for each in self.actions if each.id == action_id)
        if reason := self._reason(action):
            self.notify(Content(reason).plain, markup=False, timeout=3)
            return
        result = getattr(self, f"do_{action_id}")()
        if asyncio.iscoroutine(result):
            await result

    def _reason(self, action: Action) -> str:
        if action.id in ("bar", "web", "copy") and self._thread_in_question() is None:
            return _("no thread is there")
        if action.where == CONVERSATION and self.reader.selected is None:
            return _("open a thread first")
        if action.where == INBOX and self.inbox.thread_id is None:
            return _("the inbox is empty")
        if action.id == "sync" and self._run is None and not self._has_key():
            return _("there is no API key: press K")
        return ""

    def _has_key(self) -> bool:
        try:
            return self.desk.has_key()
        except BizcareError:
            return False

    def _thread_in_question(self) -> int | None:
        if self.in_conversation and self.conversation is not None:
            return self.conversation.row.id
        return self.inbox.thread_id

    @property
    def in_conversation(self) -> bool:
        """Whether keys go to the conversation."""
        return self._panes.focused is self.reader

    def _give_keys_to(self, widget: Widget) -> None:
        # At once, not when the loop gets to it: the next key is meant for it.
        self._panes.set_focus(widget, scroll_visible=False)

    def _pane(self) -> Inbox | ConversationPane:
        return self.reader if self.in_conversation else self.inbox

    def do_move_down(self) -> None:
        self._pane().move(1)

    def do_move_up(self) -> None:
        self._pane().move(-1)

    def do_page_down(self) -> None:
        self._pane().move_page(1)

    def do_page_up(self) -> None:
        self._pane().move_page(-1)

    def do_first(self) -> None:
        if self.in_conversation:
            self.reader.move_first()
        else:
            self.inbox.move(-len(self.inbox.thread_ids))

    def do_last(self) -> None:
        if self.in_conversation:
            self.reader.move_last()
        else:
            self.inbox.move(len(self.inbox.thread_ids))

    def do_open(self) -> None:
        thread_id = self.inbox.thread_id
        if thread_id is not None:
            self._open(thread_id)

    def do_back(self) -> None:
        if self._reading:
            self._show_reading(False)
            self._give_keys_to(self.inbox)
        elif self.filter_words:
            self._close_filter()
            self._filter("")

    def do_switch_pane(self) -> None:
        if self.in_conversation:
            self._show_reading(False)
            self._give_keys_to(self.inbox)
        elif self.conversation is not None:
            self._show_reading(True)
            self._give_keys_to(self.reader)
        else:
            self.do_open()

    @work(exclusive=True, group="unread")
    async def do_next_unread(self) -> None:
        after = self.inbox.thread_id
        thread_id = await self._read(self.desk.next_unread, self.section, self.filter_words, after)
        if thread_id is None:
            self.notify(_("Nothing is unread here."), timeout=3)
            return
        self.inbox.move_to_thread(thread_id)
        self._open(thread_id)

    async def do_filter(self) -> None:
        from textual.widgets import Input

        self._show_reading(False)
        main = self._panes
        if not main.query("#filter"):
            await self.mount(
                Input(id="filter", placeholder=_("words; Enter keeps, Esc clears"), compact=True),
                after="#tabs",
            )
        field = main.query_one("#filter", Input)
        field.display = True
        self._give_keys_to(field)

    def do_section_all(self) -> None:
        self._choose(Section.ALL)

    def do_section_due(self) -> None:
        self._choose(Section.DUE)

    def do_section_waiting(self) -> None:
        self._choose(Section.WAITING)

    def do_section_presale(self) -> None:
        self._choose(Section.PRESALE)

    def do_section_notices(self) -> None:
        self._choose(Section.NOTICES)

    @work(exclusive=True, group="facts")
    async def do_bar(self) -> None:
        from bizcare_tui.ui.facts import FactsScreen

        thread_id = self._thread_in_question()
        if thread_id is not None:
            conversation = await self._read(self.desk.conversation, thread_id)
            if conversation is not None:
                self.push_screen(FactsScreen(conversation.facts, conversation.row.topic, self.desk.now()))

    @work(group=ASKING)
    async def do_author(self) -> None:
        from bizcare_tui.ui.dialogs import AuthorScreen

        message = self.reader.selected
        conversation = self.conversation
        if message is None or conversation is None:
            return
        said = await self.push_screen_wait(AuthorScreen(message.text[:240]))
        if said is None:
            return
        thread_id = conversation.row.id
        if said.author is not None:
            await self._read(self.desk.say_author, thread_id, message.id, said.author)
        if said.automatic is not None:
            await self._read(self.desk.say_automatic, thread_id, message.id, said.automatic)
        self._reload()

    def do_raw(self) -> None:
        self.reader.toggle_raw()

    def do_quotes(self) -> None:
        self.reader.toggle_quotes()

    @work
    async def do_web(self) -> None:
        import webbrowser

        url = self._page_url()
        if not await asyncio.to_thread(webbrowser.open, url):
            self.notify(_("No browser here. The page is {0}").format(url), markup=False, timeout=15)

    def do_copy(self) -> None:
        url = self._page_url()
        self.copy_to_clipboard(url)
        self.notify(_("Copied: {0}").format(url), markup=False, timeout=6)

    def do_sync(self) -> None:
        if self._run is not None:
            self._run.stop()
        else:
            self._sync_if_idle()

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
                self._sync_if_idle()

    def do_palette(self) -> None:
        from textual.command import CommandPalette

        from bizcare_tui.ui.palette import Actions

        self.push_screen(CommandPalette(providers=[Actions], placeholder=_("What do you want to do?")))

    def do_help(self) -> None:
        from bizcare_tui.ui.dialogs import HelpScreen

        self.push_screen(HelpScreen(self.actions_now()))

    def do_quit(self) -> None:
        self.exit()

    # --- the inbox ---------------------------------------------------------------------------------

    def _choose(self, section: Section) -> None:
        self.section = section
        self._say_tabs()
        self._load(from_top=True)

    @work(exclusive=True, group="load")
    async def _load(self, *, from_top: bool = False) -> None:
        """Read the ids of the section and the counts; an answer that came too late is dropped."""
        self._asked += 1
        asked = self._asked
        ids = await self._read(self.desk.thread_ids, self.section, self.filter_words)
        if ids is None or asked != self._asked:
            return
        self.inbox.empty_text = self._empty_text()
        self.inbox.show(ids, from_top=from_top)
        counts = await self._read(self.desk.counts)
        if counts is not None and counts != self._counts:
            self._counts = counts
            self._say_tabs()
        self._say_keys()

    def _empty_text(self) -> str:
        if self.filter_words:
            return _("No thread here has these words. Esc clears them.")
        if self.desk.sync_status().last_synced_at is None:
            return _("Nothing has been synced yet.")
        return _("Nothing here.")

    def _filter(self, text: str) -> None:
        if text != self.filter_words:
            self.filter_words = text
            self._load(from_top=True)

    def _close_filter(self) -> None:
        for field in self._panes.query("#filter"):
            field.display = False
            field.value = ""  # type: ignore[attr-defined]

    def on_input_changed(self, event: Any) -> None:
        """Filter as one types."""
        if event.input.id == "filter":
            self._filter(event.value)

    def on_input_submitted(self, event: Any) -> None:
        """Keep the filter, and go on in the inbox."""
        if event.input.id == "filter":
            self._give_keys_to(self.inbox)

    def on_key(self, event: Any) -> None:
        """Esc in the filter clears it."""
        if event.key == "escape" and self.focused is not None and self.focused.id == "filter":
            event.stop()
            self._close_filter()
            self._filter("")
            self._give_keys_to(self.inbox)

    # --- a conversation ----------------------------------------------------------------------------

    def on_inbox_opened(self, event: Inbox.Opened) -> None:
        """A thread was clicked."""
        self._open(event.thread_id)

    @work(exclusive=True, group="open")
    async def _open(self, thread_id: int) -> None:
        self._wanted = thread_id
        conversation = await self._read(self.desk.conversation, thread_id)
        if conversation is None or self._wanted != thread_id:
            return
        self._show(conversation)
        self._show_reading(True)
        self._give_keys_to(self.reader)
        if conversation.row.unread:
            await self._read(self.desk.mark_read, thread_id)
            self.inbox.reread()

    def _show(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.bar.show(conversation)
        arrived = self.reader.show(conversation)
        if self.size.width >= FULL:
            self.card.show(conversation, self.desk.now())
        if arrived:
            self.notify(_("Below, new messages: {0}").format(arrived), timeout=6)

    @work(exclusive=True, group="reload")
    async def _reload(self) -> None:
        """Something in the store changed: what is shown follows, and nothing moves under the fingers."""
        self._load()
        if self.conversation is not None:
            conversation = await self._read(self.desk.conversation, self.conversation.row.id)
            if conversation is not None and conversation.row.id == self.conversation.row.id:
                self._show(conversation)

    def _show_reading(self, reading: bool) -> None:
        """Where there is room for one pane only, show the conversation, or the inbox."""
        self._reading = reading
        self._fit(self.size.width)

    def _fit(self, width: int) -> None:
        """Give the panes their room, all at once: one that is hidden for a moment loses the keys."""
        self._panes.update_classes(
            {
                "-narrow": width < WIDE,
                "-wide": WIDE <= width < FULL,
                "-full": width >= FULL,
                "-reading": self._reading and width < WIDE,
            },
            animate=False,
        )

    def on_resize(self, event: events.Resize) -> None:
        """The pane that had the keys keeps them, in one pane or two."""
        # `self.size` is still the one before.
        self._fit(event.size.width)
        self.bar.fold(event.size.height)
        if self.conversation is not None and event.size.width >= FULL:
            self.card.show(self.conversation, self.desk.now())

    def on_descendant_focus(self) -> None:
        """The keys offered are those of the pane that has them."""
        self._say_keys()

    def _page_url(self) -> str:
        thread_id = self._thread_in_question()
        return self.desk.settings.thread_page.replace("{id}", str(thread_id))

    # --- the Marketplace ---------------------------------------------------------------------------

    def _sync_if_idle(self) -> None:
        if self._run is None and self._has_key():
            self._problem = ""
            self._run = self.desk.start_sync(self._from_thread(self._on_progress))
            self._say_top()

    def _from_thread(self, then: Callable[[SyncProgress], None]) -> Callable[[SyncProgress], None]:
        loop = asyncio.get_running_loop()

        def hand_over(progress: SyncProgress) -> None:
            # After the app has gone there is nobody to tell.
            if not loop.is_closed():
                loop.call_soon_threadsafe(then, progress)

        return hand_over

    def _on_progress(self, progress: SyncProgress) -> None:
        if not self.is_running:
            return
        self._progress = None if progress.finished else progress
        if progress.finished:
            self._run = None
            self._problem = progress.problem
            self._look()
            self._ask_baseline()
        self._say_top()

    @work(group=ASKING)
    async def _ask_baseline(self, *, again: bool = False) -> None:
        from bizcare_tui.ui.dialogs import BaselineScreen

        offer = await self._read(self.desk.baseline if again else self.desk.baseline_offer)
        if offer is None or (not again and len(self.screen_stack) > 1):
            if again and offer is None:
                self.notify(_("Sync first: there is nothing to score yet."), timeout=4)
            return
        answer = await self.push_screen_wait(BaselineScreen(offer, self.desk.now()))
        if answer is not None:
            await self._read(
                self.desk.answer_baseline, answer.baseline, answer.signatures, answer.mark_older_read
            )
            self._reload()

    def _look(self) -> None:
        """See whether anything in the store changed, by this program or another."""
        try:
            revision = self.desk.revision()
        except BizcareError as error:
            self._problem = error.sentence
            self._say_top()
            return
        if revision != self._revision:
            self._revision = revision
            self._reload()

    def _tick(self) -> None:
        self.inbox.tick()
        self._say_top()

    # --- the lines around --------------------------------------------------------------------------

    def _say_top(self) -> None:
        parts = ["bizcare"] + ([_("demo: made-up data, nothing of yours is touched")] if self.demo else [])
        self._update("#top", " · ".join([*parts, self._sync_words()]))

    def _sync_words(self) -> str:
        if self._progress is not None:
            of = f"/{self._progress.total:,}" if self._progress.total else ""
            return _("syncing {step} {done}{of}").format(
                step=self._progress.step, done=f"{self._progress.done:,}", of=of
            )
        if self._run is not None:
            return _("syncing")
        try:
            status = self.desk.sync_status()
        except BizcareError as error:
            return error.sentence
        said = _("never synced")
        if status.last_synced_at is not None:
            said = _("synced {0}").format(words.ago(status.last_synced_at, self.desk.now()))
        if problem := self._problem or status.problem:
            said += f" · ⚠ {problem}"
        if status.unparsed:
            said += " · " + _("{0} rows not readable: bizcare doctor").format(status.unparsed)
        return said

    def _say_tabs(self) -> None:
        parts: list[Any] = []
        for number, (section, name) in enumerate(SECTIONS, 1):
            count = self._counts.get(section)
            text = f"{number} {name}" + (f" {count:,}" if count is not None else "")
            parts.append((f"[{text}]" if section is self.section else f" {text} ",
                          "bold" if section is self.section else "dim"))  # fmt: skip
        if self.filter_words:
            parts.append((_("  words: {0}").format(self.filter_words), "italic"))
        self._update("#tabs", Content.assemble(*parts))

    def _say_keys(self) -> None:
        here = CONVERSATION if self.in_conversation else INBOX
        parts: list[Any] = []
        for action in self.actions:
            if action.short and action.where in (ANYWHERE, here):
                parts += [(shown_key(action.keys[0]) if action.keys else "", "bold"), f" {action.short}  "]
        self._update("#keys", Content.assemble(*parts))

    def _update(self, where: str, text: str | Content) -> None:
        content = Content(text) if isinstance(text, str) else text
        for line in self._panes.query(where).results(Static):
            if line.content != content:
                line.update(content, layout=False)

    async def settled(self) -> None:
        """Wait until no sync and no read is under way, for tests and pictures; a question may stay open."""
        while not self._begun or self._run is not None or any(map(self._is_busy, self.workers)):
            await asyncio.sleep(0.01)

    def _is_busy(self, worker: Worker[Any]) -> bool:
        waits_for_person = worker.group == ASKING and len(self.screen_stack) > 1
        return not worker.is_finished and not waits_for_person

    # --- within ------------------------------------------------------------------------------------

    async def _read(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Call the desk away from the screen's loop; a failure is told, and gives None."""
        try:
            return await asyncio.to_thread(call, *arguments)
        except BizcareError as error:
            self._fail(error)
            return None

    def _fail(self, error: BizcareError) -> None:
        self.notify(str(error), title=error.title, severity="error", markup=False, timeout=12)


def run(desk: Desk, *, demo: bool = False) -> str | None:
    """Open the app; returns "demo" when the demo was asked for, else None.

    Raises:
        BadSettings: the keymap names what there is not.
    """
    gc.disable()
    return BizcareApp(desk, demo=demo).run()
