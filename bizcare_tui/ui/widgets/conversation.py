"""The conversation pane: the messages of a thread with author, author source and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Size

from bizcare_tui.domain.highlight import SearchTerm
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.cells import wrap
from bizcare_tui.ui.widgets.conversation_lines import ConversationLines
from bizcare_tui.ui.widgets.message_layout import LaidOutLine, MessageLayout

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView, MessageView
    from bizcare_tui.ui.commands.keymap import Keymap

# The newest messages that are laid out at first; earlier ones only when the person goes to the top.
INITIAL_MESSAGES = 50
_MARGIN = 2


class ConversationPane(ConversationLines, can_focus=False, inherit_bindings=False):
    """Show the messages of a thread, oldest first, scrolled to the newest."""

    DEFAULT_CSS = """
    ConversationPane {
        scrollbar-size: 0 0;
        overflow: hidden scroll;
        & > .conversation--text { color: $foreground; }
        & > .conversation--muted { color: $tone-quiet; }
        & > .conversation--customer { color: $tone-link; text-style: bold; }
        & > .conversation--seller { color: $tone-good; text-style: bold; }
        & > .conversation--marketplace { color: $tone-soon; text-style: bold; }
        & > .conversation--unknown { color: $tone-bad; text-style: bold; }
        & > .conversation--selected { background: $surface; }
    }
    """

    def __init__(self, now: Callable[[], datetime], keymap: Keymap) -> None:
        super().__init__(keymap)
        self.now = now
        self._revealed_terms: Sequence[SearchTerm] = ()
        # Whether the view is still at a match of the search, as the person has not moved since.
        self._is_at_match = False
        self._raw_message_ids: set[int] = set()
        self._is_unfolded = False
        self._width = 0

    # --- content -----------------------------------------------------------------------------------

    def show(self, conversation: ConversationView) -> Sequence[MessageView]:
        """Show a conversation and return the messages that are new in it.

        If the same thread is shown already, the scroll position is kept. For another thread, return ().
        """
        previous = self._conversation
        self._conversation = conversation
        self._matches.clear()
        if previous is not None and previous.row.id == conversation.row.id:
            known = {message.id for message in previous.messages}
            new_messages = [message for message in conversation.messages if message.id not in known]
            is_new_search = self._search_terms != self._revealed_terms
            self._lay_out(has_changed=conversation.messages != previous.messages)
            if is_new_search:
                self._go_to_match()
            return new_messages
        self._raw_message_ids.clear()
        self._is_unfolded = self._is_at_match = False
        self._first_message = max(0, len(conversation.messages) - INITIAL_MESSAGES)
        self._selected_index = max(0, len(conversation.messages) - 1)
        self._lay_out()
        self._reveal()
        self._go_to_match()
        return ()

    def clear(self) -> None:
        """Show no conversation."""
        self._conversation = None
        self._lines, self._starts = [], []
        self._matches.clear()
        self.refresh()

    def _go_to_match(self) -> None:
        """Select the newest message that matches the search, and scroll to its first match."""
        self._revealed_terms = self._search_terms
        messages = self._conversation.messages if self._conversation else ()
        match_index = next(
            (index for index in reversed(range(len(messages))) if self._matches_in(index)), None
        )
        if match_index is None:
            return
        self._selected_index, self._is_at_match = match_index, True
        if match_index < self._first_message:
            self._first_message = match_index
            self._lay_out()
        self._reveal()
        start, _end = self._matches_in(match_index)[0]
        first, last = self._line_range(match_index)
        lines = range(first, min(last + 1, len(self._lines)))
        match_line = max((line for line in lines if 0 <= self._lines[line].offset <= start), default=first)
        if not self.scroll_offset.y <= match_line < self.scroll_offset.y + self.size.height:
            self._scroll(max(first, match_line - self.size.height // 3))
        self.refresh()

    def toggle_raw(self) -> None:
        """Switch the selected message between its raw text and its readable text."""
        message = self.selected
        if message is not None:
            self._raw_message_ids ^= {message.id}
            self._lay_out()
            self._reveal()

    def toggle_quotes(self) -> None:
        """Unfold or fold quoted lines and the ends of long messages."""
        self._is_unfolded = not self._is_unfolded
        self._lay_out()
        self._reveal()

    # --- moving ------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Select the next or previous message; scroll through a long message first."""
        self._is_at_match = False
        if self._conversation is None:
            return
        top, height = int(self.scroll_offset.y), max(1, self.size.height)
        start, end = self._line_range(self._selected_index)
        if by > 0 and end > top + height:
            self._scroll(top + max(1, height // 2))
            return
        if by < 0 and start < top:
            self._scroll(max(start, top - max(1, height // 2)))
            return
        if self._selected_index + by < self._first_message and self._first_message:
            self._lay_out_all()
        index = max(self._first_message, min(self._selected_index + by, len(self._conversation.messages) - 1))
        if index != self._selected_index:
            self._selected_index = index
            self._reveal(from_top=by > 0)
            self.refresh()

    def move_page(self, direction: int) -> None:
        """Scroll by a screen, and select the message in the middle of the view."""
        self._is_at_match = False
        self._scroll(int(self.scroll_offset.y) + direction * max(1, self.size.height - 1))
        line = min(int(self.scroll_offset.y) + self.size.height // 2, len(self._lines) - 1)
        if line >= 0 and self._lines[line].message >= 0:
            self._selected_index = self._lines[line].message
        self.refresh()

    def move_first(self) -> None:
        """Go to the first message, and lay out all earlier ones."""
        self._is_at_match = False
        self._lay_out_all()
        self._selected_index = 0
        self._scroll(0)
        self.refresh()

    def move_last(self) -> None:
        """Go to the end of the newest message."""
        self._is_at_match = False
        if self._conversation is not None:
            self._selected_index = max(0, len(self._conversation.messages) - 1)
            self._scroll(len(self._lines))
            self.refresh()

    def jump_to(self, letter: str) -> None:
        """Select the message of a letter, and hide the letters."""
        self._is_at_match = False
        message, _line = self._letters.get(letter, (self._selected_index, 0))
        self._letters = {}
        self._selected_index = message
        self._reveal()
        self.refresh()

    def select_last_of_customer(self) -> None:
        """Select the last message of the customer, and show it from its beginning."""
        messages = self._conversation.messages if self._conversation is not None else ()
        written = [index for index, each in enumerate(messages) if each.author is Author.CUSTOMER]
        if not written:
            return
        self._is_at_match = False
        self._selected_index = written[-1]
        if self._selected_index < self._first_message:
            self._lay_out_all()
        self._scroll(self._line_range(self._selected_index)[0])
        self.refresh()

    # --- laying out --------------------------------------------------------------------------------

    def _lay_out(self, *, has_changed: bool = True) -> None:
        """Lay out the messages; paint them again if they or their lines have changed."""
        if self._conversation is None:
            return
        before = self._lines
        self._width = self.size.width
        self._lines, self._starts = [], []
        if self._first_message:
            count = self._first_message
            text = ngettext(
                "{n} earlier message: press {first}", "{n} earlier messages: press {first}", count
            )
            self._lines.append(LaidOutLine(-1, "↑ " + self._keymap.fill(text, n=count), "muted"))
        width = max(8, self._width - 2 - _MARGIN - 2)
        # Once for all messages.
        author_hint = self._keymap.fill(_("{author} sets it")) if self._keymap.key("author") else ""
        layout = MessageLayout(
            width,
            self.now,
            self._keymap,
            author_hint,
            self._is_unfolded,
            self._raw_message_ids,
            self._matches_in,
        )
        for index in range(self._first_message, len(self._conversation.messages)):
            self._starts.append(len(self._lines))
            self._lines.extend(layout.lines(index, self._conversation.messages[index]))
            self._lines.append(LaidOutLine(-1, "", "muted"))
        if any(message.attachments is None for message in self._conversation.messages):
            text = _("The API does not report attachments of messages. See the thread's page: {web}.")
            self._lines += [LaidOutLine(-1, line, "muted") for line in wrap(self._keymap.fill(text), width)]
        if not self._conversation.messages:
            self._lines.append(LaidOutLine(-1, _("No message of this thread has been fetched yet."), "muted"))
        # Without the reactive, which would lay out and repaint the whole screen.
        self.set_reactive(ConversationPane.virtual_size, Size(0, len(self._lines)))
        if has_changed or self._lines != before:
            self.refresh()

    def _lay_out_all(self) -> None:
        if self._first_message:
            self._first_message = 0
            self._lay_out()

    def _reveal(self, *, from_top: bool = True) -> None:
        """Scroll the selected message into view.

        If it is longer than the pane, show its beginning, or its end if `from_top` is false.
        """
        start, end = self._line_range(self._selected_index)
        top, height = int(self.scroll_offset.y), max(1, self.size.height)
        if end - start >= height:
            self._scroll(start if from_top else end - height)
        elif start < top:
            self._scroll(start)
        elif end > top + height:
            self._scroll(end - height)

    def _scroll(self, line: int) -> None:
        last = max(0, len(self._lines) - self.size.height)
        self.scroll_to(0, max(0, min(line, last)), animate=False, immediate=True)

    def on_resize(self) -> None:
        """Lay out again if the width changed; keep the match or the selected message in view."""
        if self.size.width != self._width:
            self._lay_out()
        if self._is_at_match:
            self._go_to_match()
        else:
            self._reveal()

    def on_click(self, event: events.Click) -> None:
        """Select the message that was clicked."""
        self._is_at_match = False
        line = event.y + int(self.scroll_offset.y)
        if line < len(self._lines) and self._lines[line].message >= 0:
            self._selected_index = self._lines[line].message
            self.refresh()
