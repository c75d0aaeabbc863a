"""The main screen: layout of the panes at each width, which pane takes the keys, and the lines around."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Static

from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.keymap import Keymap
from bizcare_tui.ui.screens.dialog_base import EnterHandled
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen
from bizcare_tui.ui.screens.main_lines import (
    SectionTab,
    pane_hints,
)
from bizcare_tui.ui.screens.main_screen_styles import CSS, layout_classes
from bizcare_tui.ui.startup.first_screen import WIDE
from bizcare_tui.ui.widgets.care_bar import CareBar
from bizcare_tui.ui.widgets.conversation import ConversationPane
from bizcare_tui.ui.widgets.covered import BorderedColumn, CoveredColumn, CoveredRow
from bizcare_tui.ui.widgets.deadline_line import DeadlineLine
from bizcare_tui.ui.widgets.inbox import Inbox
from bizcare_tui.ui.widgets.key_line import KeyLine
from bizcare_tui.ui.widgets.notice_line import NoticeLine
from bizcare_tui.ui.widgets.pane_title import PaneTitle
from bizcare_tui.ui.widgets.section_line import SectionLine
from bizcare_tui.ui.widgets.ticket_card import TicketCard
from bizcare_tui.ui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView, MessageView
    from bizcare_tui.ui.widgets.composer import Composer
    from bizcare_tui.ui.widgets.focus_view import DraftPreview, FocusCommands, FocusHeading
    from bizcare_tui.ui.widgets.query_field import QueryInput

# Whose messages nobody answers: a draft is shown below the last message of the customer instead.
_NOT_ANSWERED = (Author.SELLER, Author.MARKETPLACE)


class Panes(KeyedScreen[None], inherit_bindings=False):
    """The inbox, the conversation with its bar, the ticket's card, and the lines above and below them.

    The screen itself keeps track of the pane that takes the keys. Textual's focus would restyle, and so
    repaint, both panes whenever a thread is opened. Only the filter and the composer get the focus,
    because text is typed into them.
    """

    AUTO_FOCUS = ""
    BLANK = True
    DEFAULT_CSS = CSS

    class LayoutChanged(Message):
        """The inbox was covered or uncovered, or the panes have another size."""

    @dataclass
    class Filtered(Message):
        """The text of the filter changed, or was confirmed."""

        search_text: str
        is_confirmed: bool = False

    def __init__(
        self,
        inbox: Inbox,
        reader: ConversationPane,
        keymap: Keymap,
        run_command: Callable[[Command[Any]], None],
    ) -> None:
        super().__init__(id="_default")
        self.inbox = inbox
        self.reader = reader
        self._keymap = keymap
        self._run_command = run_command
        self.top_line = TopLine()
        self.deadlines = DeadlineLine(reader.now)
        self._height = 0
        self.bar = CareBar(keymap, reader.now)
        self.card = TicketCard(reader.now)
        self.conversation: ConversationView | None = None
        self.in_conversation = False
        self.is_writing = False
        self.is_in_focus_mode = False
        self._composer: Composer | None = None
        self._focus_view: tuple[FocusHeading, DraftPreview, FocusCommands] | None = None
        self.field: QueryInput | None = None
        self._inbox_title = PaneTitle("inbox-title", _("Inbox"))
        self._subject = PaneTitle("subject", _("Conversation"))
        self._sections = SectionLine()

    def compose(self) -> ComposeResult:
        """Compose the panes, and the lines above and below them."""
        self._height = self.app.size.height
        # Set the classes before the first layout, so that the first frame needs no repaint.
        for name, is_set in self._classes_for_width(self.app.size.width).items():
            self.set_class(is_set, name, update=False)
        with CoveredColumn(id="above"):
            yield self.top_line
            yield self._sections
            yield self.deadlines
        with CoveredRow(id="panes"):
            with CoveredColumn(id="browsing"):
                yield self._inbox_title
                yield self.inbox
            with BorderedColumn(id="reading"):
                yield self._subject
                yield self.bar
                yield self.reader
            yield self.card
        with CoveredColumn(id="below"):
            yield Static("", id="tour", markup=False)
            yield NoticeLine()
            yield KeyLine()

    def on_mount(self) -> None:
        """Show the keys of the inbox, which takes the keys first."""
        self.show_keys()

    # --- keys --------------------------------------------------------------------------------------

    @property
    def contexts(self) -> tuple[Context, ...]:
        """The contexts of all panes: a key means the same in each, and says where it does not work."""
        if self.is_in_focus_mode:
            return (Context.COMPOSER, Context.FOCUS, Context.CONVERSATION, Context.MAIN)
        return (Context.COMPOSER, Context.INBOX, Context.CONVERSATION, Context.MAIN)

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The contexts whose keys the draft or the filter does not get."""
        return (Context.COMPOSER,) if self.is_composer_focused else (Context.FILTER,)

    def run_command(self, command: Command[Any]) -> None:
        """Run a command with the workspace."""
        self._run_command(command)

    def cursor_offset(self) -> Offset:
        """Return where the row under the cursor, or the selected message, is on the screen."""
        pane = self.active_pane
        return pane.region.offset + Offset(0, pane.cursor_line)

    @property
    def active_pane(self) -> Inbox | ConversationPane:
        """The pane that takes the keys."""
        return self.reader if self.in_conversation else self.inbox

    # --- the composer ------------------------------------------------------------------------------

    async def mount_composer(self, composer: Composer) -> None:
        """Mount the composer; `write` shows it."""
        self._composer = composer
        await self.query_one("#panes").mount(composer, after="#reading")

    def write(self, *, open_: bool, has_keys: bool = True) -> None:
        """Show or hide the composer beside the conversation, or below the message that is answered.

        Where only one pane fits, the title, the chips and that message are above the draft.
        """
        marked = self.reader.selected
        if open_ and not self.is_writing and marked is not None and marked.author in _NOT_ANSWERED:
            self.reader.select_last_of_customer()
        self.is_writing = open_
        if self._composer is not None and open_ and has_keys:
            self.set_focus(self._composer.area, scroll_visible=False)
        else:
            self.set_focus(None)
        self._update_layout(self.size.width)
        self.show_keys()

    @property
    def is_inbox_visible(self) -> bool:
        """Whether the inbox is visible. Where only one pane fits, an open conversation hides it."""
        is_alone = self.is_in_focus_mode or (self.in_conversation and self.size.width < WIDE)
        return not self.is_writing and not is_alone

    @property
    def is_composer_focused(self) -> bool:
        """Whether typed keys go into the draft."""
        return self.is_writing and self._composer is not None and self.focused is self._composer.area

    # --- the active pane ---------------------------------------------------------------------------

    @property
    def has_both_panes(self) -> bool:
        """Whether there is room for the conversation beside the inbox."""
        return self.size.width >= WIDE

    def show(self, conversation: ConversationView) -> Sequence[MessageView]:
        """Show a conversation, its bar and its card.

        Return the messages that arrived since, if the conversation was shown before.
        """
        self.conversation = conversation
        self._subject.show(f"#{conversation.row.id} {conversation.row.topic}")
        self.bar.show(conversation)
        self.card.show(conversation)
        return self.reader.show(conversation)

    def show_nothing(self) -> None:
        """Show no conversation, as the inbox has no thread."""
        if self.conversation is not None:
            self.conversation = None
            self._subject.show(_("Conversation"))
            self.bar.show(None)
            self.card.show(None)
            self.reader.clear()

    def switch_pane(self, *, conversation: bool) -> None:
        """Send keys to the conversation or to the inbox. Where only one pane fits, show that one."""
        self.set_focus(None)
        if conversation == self.in_conversation and not self.is_writing:
            return
        self.in_conversation = conversation
        self.is_in_focus_mode = self.is_in_focus_mode and conversation
        self.inbox.has_keys = not conversation
        self._update_layout(self.size.width)
        self.show_keys()

    async def enter_focus_mode(self) -> None:
        """Show the open conversation alone, with its draft and the large commands."""
        if self._focus_view is None:
            from bizcare_tui.ui.widgets.focus_view import DraftPreview, FocusCommands, FocusHeading

            heading, draft = FocusHeading(), DraftPreview(self._keymap)
            commands = FocusCommands(self._keymap, self.run_command)
            self._focus_view = (heading, draft, commands)
            await self.mount(heading, after="#tabs")
            await self.query_one("#panes").mount(draft, after="#reading")
            await self.mount(commands, after="#panes")
        self.is_in_focus_mode = True
        self._update_layout(self.size.width)
        self.show_keys()

    def show_focus(self, heading: str, draft: str) -> None:
        """Show the place of the ticket among what is due, and the text of its draft if it has one."""
        if self._focus_view is not None:
            self._update_line("#focus", Content(heading))
            self._focus_view[1].show(draft)
            self.set_class(bool(draft.strip()), "-drafted")

    def on_resize(self, event: events.Resize) -> None:
        """Lay the panes out for the new width. The pane that takes the keys stays the same."""
        # `self.size` still has the old size here.
        self._height = event.size.height
        self._update_layout(event.size.width)
        self.bar.fold(event.size.height)
        self._show_large_commands(event.size.height)

    def on_click(self, event: events.Click) -> None:
        """Send keys to the conversation when it is clicked; open it if it was only shown."""
        if event.widget is not self.reader or self.conversation is None:
            return
        if self.in_conversation:
            self.switch_pane(conversation=True)
        else:
            self.post_message(Inbox.Opened(self.conversation.row.id))

    def on_section_line_chosen(self, event: SectionLine.Chosen) -> None:
        """Go to the section that was clicked."""
        if not self.host.ahead.is_holding:
            self.run_command(self._keymap.command(f"section_{event.number}"))

    def _update_layout(self, width: int) -> None:
        """Set all layout classes for a width at once; one repaint for each would flicker."""
        before = self.classes
        self.update_classes(self._classes_for_width(width), animate=False)
        if self.classes != before:
            # Textual compares the new regions with the old ones to decide what to paint. If a region is
            # requested while a hidden line changes, Textual has dropped the old regions, and does not paint
            # widgets that only moved. So repaint the whole screen.
            self.call_after_refresh(self.refresh)
        self.post_message(self.LayoutChanged())

    def _classes_for_width(self, width: int) -> dict[str, bool]:
        return layout_classes(
            width,
            self._height,
            is_reading=self.in_conversation and not self.is_composer_focused,
            is_writing=self.is_writing,
            is_focused=self.is_in_focus_mode,
        )

    # --- the filter --------------------------------------------------------------------------------

    async def open_filter(self) -> None:
        """Show the filter, and focus it."""
        from bizcare_tui.ui.widgets.query_field import QueryInput

        self.switch_pane(conversation=False)
        if self.field is None:
            self.field = QueryInput(self._keymap)
            await self.mount(self.field, after="#tabs")
        self.field.display = True
        # Focus it now, not in a later turn of the event loop: the next key is meant for it.
        self.set_focus(self.field.line, scroll_visible=False)

    @property
    def is_filter_focused(self) -> bool:
        """Whether typed keys go into the filter."""
        return self.field is not None and self.focused is self.field.line

    def close_filter(self) -> None:
        """Clear and hide the filter."""
        if self.field is not None:
            self.field.display = False
            self.field.clear()
        self.set_focus(None)
        self.post_message(self.Filtered(""))

    def complete_query(self, step: int) -> None:
        """Insert the next or the previous completion into the filter."""
        if self.field is not None:
            self.field.complete(step)

    def on_input_changed(self, event: Any) -> None:
        """Filter while the person types."""
        self.post_message(self.Filtered(event.value))

    def on_input_submitted(self) -> None:
        """Keep the filter."""
        self.set_focus(None)

    def on_enter_handled(self, event: EnterHandled) -> None:
        """Let the app send the keys held since Enter to the inbox, once it shows what the filter finds."""
        event.stop()
        if self.field is not None:
            self.post_message(self.Filtered(self.field.line.value, is_confirmed=True))

    # --- status line, tabs, key hints --------------------------------------------------------------

    def update_tabs(self, tabs: Sequence[SectionTab], more: str) -> None:
        """Show the tabs of the sections, with a text before them, and the chosen one in the inbox's title."""
        self._sections.show(tabs, more)
        chosen = [tab.section.name for tab in tabs if tab.is_chosen]
        self._inbox_title.show(" · ".join([_("Inbox"), *chosen]))

    def set_tour_text(self, text: str) -> None:
        """Show a step of the tour under the panes; an empty text hides the line."""
        self._show_or_hide("#tour", text)

    def _show_or_hide(self, selector: str, text: str) -> None:
        for line in self.query(selector).results(Static):
            if line.content != text:
                line.update(text)
                line.display = bool(text)

    def show_keys(self) -> None:
        """Show which pane has the keys, and the keys that work now, the most useful first."""
        is_reading = self.in_conversation or self.is_in_focus_mode
        is_writing = self.is_composer_focused
        self._inbox_title.set_has_keys(not is_reading and not is_writing)
        self._subject.set_has_keys(is_reading and not is_writing)
        if self._composer is not None:
            self._composer.title.set_has_keys(is_writing)
        for line in self.query(KeyLine):
            is_filtered = self.field is not None and self.field.display
            line.show(pane_hints(self.active_context, self._keymap, is_filtered=is_filtered))
        self._show_large_commands(self.app.size.height)

    def _show_large_commands(self, height: int) -> None:
        if self.is_in_focus_mode and self._focus_view is not None:
            self._focus_view[2].show(is_writing=self.is_composer_focused, height=height)

    def on_descendant_focus(self) -> None:
        """Show the keys of the field that got the focus."""
        self.show_keys()

    def on_descendant_blur(self) -> None:
        """Show the keys of the pane again."""
        self.show_keys()

    @property
    def active_context(self) -> Context:
        """The context of the field or pane that gets the keys."""
        if self.is_composer_focused:
            return Context.COMPOSER
        if self.is_filter_focused:
            return Context.FILTER
        if self.is_in_focus_mode:
            return Context.FOCUS
        return Context.CONVERSATION if self.in_conversation else Context.INBOX

    def _update_line(self, selector: str, content: Content) -> None:
        for line in self.query(selector).results(Static):
            if line.content != content:
                line.update(content, layout=False)
