"""The screen of the panes: what is where at each size, which pane has the keys, the lines around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from bizcare_tui.desk.inbox import Section
from bizcare_tui.i18n import _
from bizcare_tui.ui.actions import ANYWHERE, COMPOSER, CONVERSATION, INBOX, Action, shown_key
from bizcare_tui.ui.card import TicketCard
from bizcare_tui.ui.conversation import ConversationPane
from bizcare_tui.ui.facts import CareBar
from bizcare_tui.ui.first_screen import FULL, FULL_PERCENT, WIDE, WIDE_PERCENT
from bizcare_tui.ui.inbox import Inbox

if TYPE_CHECKING:
    from bizcare_tui.desk.views import Conversation
    from bizcare_tui.ui.composer import Composer
    from bizcare_tui.ui.query_field import QueryField

SHORTEST_NAME, LONGEST_NAME = 3, 24


class Panes(Screen[None], inherit_bindings=False):
    """The inbox, the conversation under its bar, the ticket's card, and a line at each edge.

    Which pane has the keys is the screen's own affair: the stock focus would restyle, and so
    repaint, both panes whenever a thread is opened. Only the filter is focused, to be typed into.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c,super+c", "screen.copy_text", show=False)]
    DEFAULT_CSS = """
    Panes {
        layout: vertical;
        #top { height: 1; background: $surface; padding: 0 1; }
        #tabs { height: 1; padding: 0 1; }
        #panes { height: 1fr; }
        #inbox { width: 1fr; }
        #reading { width: 1fr; border-left: vkey $surface-lighten-2; }
        #here { height: 1; padding: 0 1; display: none; color: $text-warning; text-style: bold; }
        #card { width: 46; border-left: vkey $surface-lighten-2; display: none; }
        #tour { height: auto; max-height: 3; padding: 0 1; background: $primary 35%; display: none; }
        #keys { height: 1; background: $surface; padding: 0 1; }
        #filter { display: none; }
        &.-narrow #reading { display: none; border-left: none; }
        &.-narrow.-reading #inbox { display: none; }
        &.-narrow.-reading #tabs { display: none; }
        &.-narrow.-reading #reading { display: block; }
        &.-wide #inbox { width: $wide; }
        &.-full #inbox { width: $full; }
        &.-full #card { display: block; }
        #composer { width: 1fr; display: none; }
        &.-writing #composer { display: block; }
        &.-writing #card { display: none; }
        &.-writing.-wide #inbox { display: none; }
        &.-writing.-full #inbox { width: 30%; }
        &.-writing.-narrow #inbox { display: none; }
        &.-writing.-narrow #reading { display: none; }
        &.-writing.-narrow.-reading #composer { display: none; }
        &.-writing.-narrow.-reading #reading { display: block; }
    }
    """.replace("$wide", f"{WIDE_PERCENT}%").replace("$full", f"{FULL_PERCENT}%")

    class Filtered(Message):
        """Other words were typed into the filter."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, inbox: Inbox, reader: ConversationPane, actions: Sequence[Action]) -> None:
        super().__init__(id="_default")
        self.inbox = inbox
        self.reader = reader
        self._actions = actions
        self.bar = CareBar()
        self.card = TicketCard(reader.now)
        self.conversation: Conversation | None = None
        self.in_conversation = False
        self.is_writing = False
        self._composer: Composer | None = None
        self.field: QueryField | None = None

    def compose(self) -> ComposeResult:
        """The panes, and the lines above and below them."""
        # Before the first layout: the first frame is then the only one.
        for name, has in self._classes_at(self.app.size.width).items():
            self.set_class(has, name, update=False)
        yield Static("", id="top", markup=False)
        yield Static("", id="tabs", markup=False)
        with Horizontal(id="panes"):
            yield self.inbox
            with Vertical(id="reading"):
                yield Static("", id="here", markup=False)
                yield self.bar
                yield self.reader
            yield self.card
        yield Static("", id="tour", markup=False)
        yield Static("", id="keys", markup=False)

    def on_mount(self) -> None:
        """The keys are those of the inbox at first."""
        self._say_keys()

    # --- writing -----------------------------------------------------------------------------------

    async def mount_composer(self, composer: Composer) -> None:
        """Take in the composer; it is shown by `write`."""
        self._composer = composer
        await self.query_one("#panes").mount(composer, after="#reading")

    def write(self, *, open_: bool, has_keys: bool = True) -> None:
        """Show the composer beside the conversation, or put it away; where one pane fits, it is the one."""
        self.is_writing = open_
        if self._composer is not None and open_ and has_keys:
            self.set_focus(self._composer.area, scroll_visible=False)
        else:
            self.set_focus(None)
        self._fit(self.size.width)
        self._say_keys()

    @property
    def in_composer(self) -> bool:
        """Whether keys go into the draft."""
        return self.is_writing and self._composer is not None and self.focused is self._composer.area

    # --- which pane --------------------------------------------------------------------------------

    def show(self, conversation: Conversation) -> int:
        """Show a conversation, its bar and its card; how many messages arrived, if it was shown before."""
        self.conversation = conversation
        self.bar.show(conversation)
        self.card.show(conversation)
        return self.reader.show(conversation)

    def turn_to(self, *, conversation: bool) -> None:
        """Give the keys to the conversation, or the inbox; where one pane fits, that is the one shown."""
        self.set_focus(None)
        if conversation == self.in_conversation and not self.is_writing:
            return
        self.in_conversation = conversation
        self.inbox.has_keys = not conversation
        self._fit(self.size.width)
        self._say_keys()

    def on_resize(self, event: events.Resize) -> None:
        """The pane that had the keys keeps them, in one pane or two."""
        # `self.size` is still the one before.
        self._fit(event.size.width)
        self.bar.fold(event.size.height)

    def on_click(self, event: events.Click) -> None:
        """A click into the conversation gives it the keys."""
        if event.widget is self.reader and self.conversation is not None:
            self.turn_to(conversation=True)

    def _fit(self, width: int) -> None:
        """Give the panes their room, all at once: a repaint for each would flicker."""
        before = self.classes
        self.update_classes(self._classes_at(width), animate=False)
        if self.classes != before:
            # Textual compares the new places with the old to know what to paint. Where a place is asked for
            # while a hidden line changes, it has forgotten the old ones, and what only moved is not painted.
            self.call_after_refresh(self.refresh)

    def _classes_at(self, width: int) -> dict[str, bool]:
        return {
            "-narrow": width < WIDE,
            "-wide": WIDE <= width < FULL,
            "-full": width >= FULL,
            "-reading": self.in_conversation and not self.in_composer and width < WIDE,
            "-writing": self.is_writing,
        }

    # --- the filter --------------------------------------------------------------------------------

    async def open_filter(self) -> None:
        """Let the person type words to look for."""
        from bizcare_tui.ui.query_field import QueryField

        self.turn_to(conversation=False)
        if self.field is None:
            self.field = QueryField()
            await self.mount(self.field, after="#tabs")
        self.field.display = True
        # At once, not when the loop gets to it: the next key is meant for it.
        self.set_focus(self.field.line, scroll_visible=False)

    def close_filter(self) -> None:
        """Look for no words any more."""
        if self.field is not None:
            self.field.display = False
            self.field.clear()
        self.set_focus(None)
        self.post_message(self.Filtered(""))

    def on_input_changed(self, event: Any) -> None:
        """Filter as one types."""
        self.post_message(self.Filtered(event.value))

    def on_input_submitted(self) -> None:
        """Keep the filter, and go on in the inbox."""
        self.set_focus(None)

    def on_key(self, event: events.Key) -> None:
        """Esc in the filter clears it."""
        if event.key == "escape" and self.focused is not None and not self.in_composer:
            event.stop()
            self.close_filter()

    # --- the lines around --------------------------------------------------------------------------

    def say_top(self, *parts: str) -> None:
        """Say on the top line how things stand."""
        self._say("#top", Content(" · ".join(parts)))

    def say_tabs(
        self, sections: Sequence[Section], chosen: Section, counts: Mapping[str, str], more: str
    ) -> None:
        """Say which section is shown, how many threads each has by its query, and something more."""
        width = (self.size.width or LONGEST_NAME) - 2 - (len(more) + 1 if more else 0)
        tabs = next(
            line
            for line, is_last in _tab_lines(sections, chosen, counts)
            if is_last or sum(map(len, line)) + len(line) + 1 < width
        )
        parts: list[tuple[str, str]] = [(f"{more} ", "italic")] if more else []
        for place, (section, tab) in enumerate(zip(sections, tabs, strict=True)):
            opens = "[" if section is chosen else "] " if place and sections[place - 1] is chosen else " "
            parts.append((opens, "bold"))
            parts.append((tab, "bold" if section is chosen else "dim"))
        parts += [("]", "bold")] if sections and sections[-1] is chosen else []
        self._say("#tabs", Content.assemble(*parts))

    def say_tour(self, text: str) -> None:
        """Say a step of the tour under the panes; nothing takes its place away."""
        for line in self.query("#tour").results(Static):
            line.update(Content(text))
            line.display = bool(text)

    def say_here(self, text: str) -> None:
        """Say over the conversation who else is in it."""
        for line in self.query("#here").results(Static):
            if line.content != text:
                line.update(text)
                line.display = bool(text)

    def _say_keys(self) -> None:
        """The keys of the pane that has them."""
        wanted = {ANYWHERE, CONVERSATION if self.in_conversation else INBOX}
        if self.in_composer:
            wanted = {COMPOSER}  # letters are typed into the draft
        parts: list[str | tuple[str, str]] = []
        # Those of this pane alone come first: where there is no room for all, the others are known.
        for action in sorted(self._actions, key=lambda action: action.where == ANYWHERE):
            if action.short and action.where in wanted:
                parts += [(shown_key(action.keys[0]) if action.keys else "", "bold"), f" {action.short}  "]
        if self.in_composer:
            parts += [("Esc", "bold"), _(" keep  "), ("F1", "bold"), _(" help")]
        self._say("#keys", Content.assemble(*parts))

    def _say(self, where: str, content: Content) -> None:
        for line in self.query(where).results(Static):
            if line.content != content:
                line.update(content, layout=False)


def _tab_lines(
    sections: Sequence[Section], chosen: Section, counts: Mapping[str, str]
) -> Iterator[tuple[list[str], bool]]:
    """The tabs from the longest names to the shortest, then with fewer counts; and which are the last."""
    for length in range(LONGEST_NAME, SHORTEST_NAME - 1, -1):
        yield [_tab(*each, counts, length) for each in enumerate(sections, 1)], False
    told = dict(counts)
    for section in reversed(sections):
        if section is not chosen:
            told.pop(section.query, None)
            yield [_tab(*each, told, SHORTEST_NAME) for each in enumerate(sections, 1)], False
    yield [_tab(*each, told, 1) for each in enumerate(sections, 1)], True


def _tab(number: int, section: Section, counts: Mapping[str, str], length: int) -> str:
    """A section with its key and count, its name cut to this length."""
    name = section.name if len(section.name) <= length else section.name[: length - 1] + "…"
    count = counts.get(section.query)
    return f"{number} {name}" + (f" {count}" if count is not None else "")
