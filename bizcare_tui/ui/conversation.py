"""The conversation pane: who wrote what, when, and how we know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bizcare_tui.domain.finding import Sought, marked
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui import words
from bizcare_tui.ui.lines import fit, marked_parts, wrapped
from bizcare_tui.ui.strips import FOUND, strip_of

if TYPE_CHECKING:
    from bizcare_tui.desk.views import Conversation, MessageView

# Laid out at first; the earlier ones when somebody goes to the top.
LATEST = 50
_SHORTEST_FOLD = 3
# Longer messages (a pasted log) are folded after so many lines as laid out.
_LONGEST = 300
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as laid out: the place of its message (-1 for none), its text, and its style's name."""

    message: int
    text: str
    style: str


class ConversationPane(ScrollView, can_focus=False, inherit_bindings=False):
    """The messages of a thread, oldest first, opened at the newest.

    Text of a message always stands right of a gutter with its author's mark, at every wrapped line,
    so that no message can pass for another's, or for a word of this program.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "conversation--text",
        "conversation--muted",
        "conversation--customer",
        "conversation--seller",
        "conversation--marketplace",
        "conversation--unknown",
        "conversation--selected",
    }
    DEFAULT_CSS = """
    ConversationPane {
        scrollbar-size: 0 0;
        overflow: hidden scroll;
        & > .conversation--text { color: $foreground; }
        & > .conversation--muted { color: $foreground 60%; }
        & > .conversation--customer { color: $primary; text-style: bold; }
        & > .conversation--seller { color: $success; text-style: bold; }
        & > .conversation--marketplace { color: $warning; text-style: bold; }
        & > .conversation--unknown { color: $error; text-style: bold; }
        & > .conversation--selected { background: $surface; }
    }
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(id="conversation")
        self.now = now
        self._conversation: Conversation | None = None
        self.wanted: Sequence[Sought] = ()
        self._lines: list[_Line] = []
        self._starts: list[int] = []
        self._first = 0
        self._raw: set[int] = set()
        self._unfolded = False
        self._selected = 0
        self._width = 0
        self._styles_of: dict[tuple[str, bool], Style] = {}
        # The letters that jump: of which message, and on which line they stand.
        self._letters: dict[str, tuple[int, int]] = {}

    # --- what it shows -----------------------------------------------------------------------------

    @property
    def selected(self) -> MessageView | None:
        """The selected message."""
        messages = self._conversation.messages if self._conversation else ()
        return messages[self._selected] if 0 <= self._selected < len(messages) else None

    def show(self, conversation: Conversation) -> int:
        """Show a conversation; of one that is shown already, what came below.

        The place of reading is kept when something arrived; returns how many messages did.
        """
        before = self._conversation
        self._conversation = conversation
        if before is not None and before.row.id == conversation.row.id:
            known = {message.id for message in before.messages}
            arrived = sum(message.id not in known for message in conversation.messages)
            self._lay_out()
            return arrived
        self._raw.clear()
        self._unfolded = False
        self._first = max(0, len(conversation.messages) - LATEST)
        self._selected = max(0, len(conversation.messages) - 1)
        found = self._first_found()
        if found is not None:
            self._selected = found
            self._first = min(self._first, found)
        self._lay_out()
        self._reveal()
        if found is not None:
            self._reveal_found()
        return 0

    def _first_found(self) -> int | None:
        """The first message that has what is looked for."""
        messages = self._conversation.messages if self._conversation else ()
        has = (place for place, message in enumerate(messages) if marked(message.text, self.wanted))
        return next(has, None) if self.wanted else None

    def _reveal_found(self) -> None:
        """Bring the first line that has what is looked for into view."""
        start, end = self._extent(self._selected)
        lines = range(start, min(end + 1, len(self._lines)))
        here = next((line for line in lines if marked(self._lines[line].text, self.wanted)), start)
        if not self.scroll_offset.y <= here < self.scroll_offset.y + self.size.height:
            self._scroll(max(start, here - self.size.height // 3))

    def toggle_raw(self) -> None:
        """Show the selected message as it came, or readable again."""
        message = self.selected
        if message is not None:
            self._raw ^= {message.id}
            self._lay_out()
            self._reveal()

    def toggle_quotes(self) -> None:
        """Unfold the quoted lines and the ends of long messages, or fold them."""
        self._unfolded = not self._unfolded
        self._lay_out()
        self._reveal()

    # --- moving ------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Select the next or previous message; through a long one, scroll first."""
        if self._conversation is None:
            return
        top, height = int(self.scroll_offset.y), max(1, self.size.height)
        start, end = self._extent(self._selected)
        if by > 0 and end > top + height:
            self._scroll(top + max(1, height // 2))
            return
        if by < 0 and start < top:
            self._scroll(max(start, top - max(1, height // 2)))
            return
        if self._selected + by < self._first and self._first:
            self._load_all()
        wanted = max(self._first, min(self._selected + by, len(self._conversation.messages) - 1))
        if wanted != self._selected:
            self._selected = wanted
            self._reveal(from_top=by > 0)
            self.refresh()

    def move_page(self, direction: int) -> None:
        """Scroll by a screenful; the message in view is selected."""
        self._scroll(int(self.scroll_offset.y) + direction * max(1, self.size.height - 1))
        line = min(int(self.scroll_offset.y) + self.size.height // 2, len(self._lines) - 1)
        if line >= 0 and self._lines[line].message >= 0:
            self._selected = self._lines[line].message
        self.refresh()

    def move_first(self) -> None:
        """To the first message, earlier ones laid out as well."""
        self._load_all()
        self._selected = 0
        self._scroll(0)
        self.refresh()

    def move_last(self) -> None:
        """To the end of the newest message."""
        if self._conversation is not None:
            self._selected = max(0, len(self._conversation.messages) - 1)
            self._scroll(len(self._lines))
            self.refresh()

    def show_letters(self, letters: str) -> bool:
        """Show a letter at each message in sight; whether there is any."""
        top = int(self.scroll_offset.y)
        first: dict[int, int] = {}
        for index in range(top, min(top + self.size.height, len(self._lines))):
            if self._lines[index].message >= 0:
                first.setdefault(self._lines[index].message, index)
        self._letters = dict(zip(letters, first.items(), strict=False))
        self.refresh()
        return bool(self._letters)

    def jump_to(self, letter: str) -> None:
        """Select the message of a letter, and take the letters away."""
        message, _line = self._letters.get(letter, (self._selected, 0))
        self._letters = {}
        self._selected = message
        self._reveal()
        self.refresh()

    # --- painting ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """A line of the pane, with its part of the scroll bar."""
        width = self.size.width - 1
        return Strip.join([self._line(y, width), self._bar(y)])

    def _bar(self, y: int) -> Strip:
        """The cell of the scroll bar: our own, as the stock one costs a layout for every thread."""
        height, total = self.size.height, len(self._lines)
        top = int(self.scroll_offset.y)
        inside = total > height and top * height // total <= y <= (top + height) * height // total
        return strip_of([("▐" if inside else " ", self._style("muted"))], 1)

    def _line(self, y: int, width: int) -> Strip:
        index = y + int(self.scroll_offset.y)
        if self._conversation is None:
            text = _("  Enter opens a thread.") if y == 1 else ""
            return strip_of([(fit(text, width), self._style("muted"))], width)
        if index >= len(self._lines):
            return strip_of([(" " * width, self._style("text"))], width)
        line = self._lines[index]
        if line.message < 0:
            return strip_of([(fit("  " + line.text, width), self._style("muted"))], width)
        selected = line.message == self._selected
        message = self._conversation.messages[line.message]
        mark = ("┃" if selected else "│") + _letter(message.author)
        if line.style != "head":
            mark = mark[0] + " "
        if letter := next((each for each, (_message, at) in self._letters.items() if at == index), ""):
            mark = letter + mark[1]
        style = message.author.value if line.style == "head" else line.style
        lead = " " if line.style == "head" else "  "
        spans = marked(line.text, self.wanted) if line.style == "text" else []
        plain = self._style(style, selected=selected)
        parts = marked_parts(line.text, spans, width - 2 - len(lead))
        return strip_of(
            [
                (mark, self._style(message.author.value, selected=selected)),
                (lead, plain),
                *((text, plain + FOUND if found else plain) for text, found in parts),
            ],
            width,
        )

    def _style(self, name: str, *, selected: bool = False) -> Style:
        key = (name, selected)
        if key not in self._styles_of:
            style = self.get_component_rich_style(f"conversation--{name}")
            if selected:
                style += Style(bgcolor=self.get_component_rich_style("conversation--selected").bgcolor)
            self._styles_of[key] = style
        return self._styles_of[key]

    # --- laying out --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        if self._conversation is None:
            return
        self._width = self.size.width
        self._lines, self._starts = [], []
        if self._first:
            earlier = ngettext("{n} earlier message: press g", "{n} earlier messages: press g", self._first)
            self._lines.append(_Line(-1, "↑ " + earlier.format(n=self._first), "muted"))
        width = max(8, self._width - 2 - _MARGIN - 2)
        for place in range(self._first, len(self._conversation.messages)):
            self._starts.append(len(self._lines))
            self._lines.extend(self._message_lines(place, self._conversation.messages[place], width))
            self._lines.append(_Line(-1, "", "muted"))
        if any(message.attachments is None for message in self._conversation.messages):
            untold = _("Whether messages have attachments is not told: look at the thread's page (o).")
            self._lines += [_Line(-1, line, "muted") for line in wrapped(untold, width)]
        if not self._conversation.messages:
            self._lines.append(_Line(-1, _("No message of this thread has been read yet."), "muted"))
        # Not through the reactive: that would lay out, and so repaint, the whole screen.
        self.set_reactive(ConversationPane.virtual_size, Size(0, len(self._lines)))
        self.refresh()

    def _message_lines(self, place: int, message: MessageView, width: int) -> Iterator[_Line]:
        for text in wrapped(self._heading(message), width + 1):
            yield _Line(place, text, "head")
        if message.id in self._raw:
            yield _Line(place, _("As it came:"), "muted")
            yield from self._text_lines(place, message.raw.splitlines(), "text", width)
            return
        yield from self._body_lines(place, message, width)
        for words_, target in message.links:
            if words_ != target:
                yield from self._text_lines(place, [f"↗ {words_}: {target}"], "muted", width)
        if message.attachments is None:
            return
        for name in message.attachments:
            yield from self._text_lines(place, [_("Attachment: {0}").format(name)], "muted", width)

    def _body_lines(self, place: int, message: MessageView, width: int) -> Iterator[_Line]:
        """The body, its quotes folded, and its end where it is long."""
        lines = message.text.split("\n")
        quoted = dict(message.quoted)
        number = shown = 0
        while number < len(lines):
            last = quoted.get(number)
            if last is None:
                pieces = self._text_lines(place, [lines[number]], "text", width)
                last = number
            elif self._unfolded or last - number + 1 < _SHORTEST_FOLD:
                pieces = self._text_lines(place, lines[number : last + 1], "muted", width)
            else:
                folded = ngettext("{n} quoted line: press z", "{n} quoted lines: press z", last - number + 1)
                pieces = iter([_Line(place, "▸ " + folded.format(n=last - number + 1), "muted")])
            for piece in pieces:
                yield piece
                shown += 1
            number = last + 1
            if shown >= _LONGEST and number < len(lines) and not self._unfolded:
                rest = ngettext("{n} more line: press z", "{n} more lines: press z", len(lines) - number)
                yield _Line(place, "▸ " + rest.format(n=len(lines) - number), "muted")
                return

    def _text_lines(self, place: int, lines: list[str], style: str, width: int) -> Iterator[_Line]:
        for line in lines:
            for piece in wrapped(line.expandtabs(4), width) if line else [""]:
                yield _Line(place, piece, style)

    def _heading(self, message: MessageView) -> str:
        parts = [words.author(message.author)]
        if message.author_name:
            parts[0] += f" ({message.author_name})"
        parts.append(f"{words.ago(message.at, self.now())}, {words.exact(message.at)}")
        parts.append(words.rung(message.author_by))
        if message.automatic:
            parts.append(_("automatic: stops no clock"))
        return " · ".join(parts)

    def _load_all(self) -> None:
        if self._first:
            self._first = 0
            self._lay_out()

    def _extent(self, place: int) -> tuple[int, int]:
        """The first line of a message, and the one after its last."""
        number = place - self._first
        if not 0 <= number < len(self._starts):
            return 0, 0
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._lines)
        return start, end - 1

    def _reveal(self, *, from_top: bool = True) -> None:
        """Bring the selected message into view, from its beginning where it is longer than the pane."""
        start, end = self._extent(self._selected)
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
        """Lay out again for another width; the selected message stays in view."""
        if self.size.width != self._width:
            self._lay_out()
        self._reveal()

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        self._styles_of.clear()
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        """Select the message where the mouse clicked."""
        line = event.y + int(self.scroll_offset.y)
        if line < len(self._lines) and self._lines[line].message >= 0:
            self._selected = self._lines[line].message
            self.refresh()


def _letter(author: Author) -> str:
    """The author's mark in the gutter: colour is never the only sign."""
    return {
        Author.CUSTOMER: "C",
        Author.SELLER: "Y",
        Author.MARKETPLACE: "M",
        Author.UNKNOWN: "?",
    }[author]
