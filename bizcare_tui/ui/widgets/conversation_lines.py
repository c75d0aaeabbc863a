"""The lines of the conversation pane: what each shows, with the matches of a search."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.strip import Strip

from bizcare_tui.domain.highlight import SearchTerm, highlight_spans
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import fit, split_highlights
from bizcare_tui.ui.widgets.kept_lines import KeptLines, LineKey
from bizcare_tui.ui.widgets.message_layout import LaidOutLine, author_letter
from bizcare_tui.ui.widgets.strips import MATCH_STYLE, build_strip

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView, MessageView
    from bizcare_tui.ui.commands.keymap import Keymap

_MAX_MATCHES = 5_000  # per message


class ConversationLines(KeptLines, can_focus=False, inherit_bindings=False):
    """Paint the messages of a thread as they were laid out; `ConversationPane` lays them out and moves.

    Every line of a message, wrapped lines too, is to the right of a gutter that marks the message. So no text
    can look like a message of another author, or like text of this program.
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

    def __init__(self, keymap: Keymap) -> None:
        super().__init__("conversation")
        self._keymap = keymap
        self._conversation: ConversationView | None = None
        self._search_terms: Sequence[SearchTerm] = ()
        # The positions of matches in the text of each message, by message index.
        self._matches: dict[int, list[tuple[int, int]]] = {}
        self._lines: list[LaidOutLine] = []
        self._starts: list[int] = []
        self._first_message = 0
        self._selected_index = 0
        self._styles_of: dict[tuple[str, bool], Style] = {}
        # The letters of jump mode, each with its message index and its line.
        self._letters: dict[str, tuple[int, int]] = {}

    @property
    def selected(self) -> MessageView | None:
        """The selected message."""
        messages = self._conversation.messages if self._conversation else ()
        return messages[self._selected_index] if 0 <= self._selected_index < len(messages) else None

    @property
    def cursor_line(self) -> int:
        """The first line of the pane in which the selected message is visible."""
        return max(0, self._line_range(self._selected_index)[0] - int(self.scroll_offset.y))

    @property
    def search_terms(self) -> Sequence[SearchTerm]:
        """The search terms to highlight."""
        return self._search_terms

    @search_terms.setter
    def search_terms(self, search_terms: Sequence[SearchTerm]) -> None:
        if search_terms != self._search_terms:
            self._search_terms = search_terms
            self._matches.clear()
            self.refresh()

    def _matches_in(self, index: int) -> list[tuple[int, int]]:
        """Return the matches in the text of a message as (start, end) pairs."""
        if not self._search_terms or self._conversation is None:
            return []
        if index not in self._matches:
            text = self._conversation.messages[index].text
            self._matches[index] = highlight_spans(text, self._search_terms, most=_MAX_MATCHES)
        return self._matches[index]

    def show_letters(self, letters: str) -> bool:
        """Show a letter at each visible message; return whether there is any."""
        top = int(self.scroll_offset.y)
        first: dict[int, int] = {}
        for index in range(top, min(top + self.size.height, len(self._lines))):
            if self._lines[index].message >= 0:
                first.setdefault(self._lines[index].message, index)
        self._letters = dict(zip(letters, first.items(), strict=False))
        self.refresh()
        return bool(self._letters)

    def _line_range(self, index: int) -> tuple[int, int]:
        """Return the first line of a message, and the line after its last one."""
        number = index - self._first_message
        if not 0 <= number < len(self._starts):
            return 0, 0
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._lines)
        return start, end - 1

    # --- painting ----------------------------------------------------------------------------------

    def line_keys(self, lines: Iterable[int]) -> Iterator[LineKey]:
        """Yield which lines of the messages are in sight, each with its place beside the scroll bar."""
        top = round(self.scroll_y)
        for y in lines:
            yield y + top, self._is_beside_block(y)

    def render_line(self, y: int) -> Strip:
        """Return a line of the pane, with its part of the scroll bar."""
        width = self.outer_size.width - 1
        block = "▐" if self._is_beside_block(y) else " "
        return Strip.join([self._paint_line(y, width), build_strip([(block, self._style("muted"))], 1)])

    def _is_beside_block(self, y: int) -> bool:
        """Return whether the scroll bar has its block beside a line.

        Textual's own scroll bar is not used, as it would cost a layout for every thread.
        """
        height, total, top = self.outer_size.height, len(self._lines), round(self.scroll_y)
        return total > height and top * height // total <= y <= (top + height) * height // total

    def _paint_line(self, y: int, width: int) -> Strip:
        index = y + round(self.scroll_y)
        if self._conversation is None:
            text = "  " + self._keymap.fill(_("{open} opens a thread.")) if y == 1 else ""
            return build_strip([(fit(text, width), self._style("muted"))], width)
        if index >= len(self._lines):
            return build_strip([(" " * width, self._style("text"))], width)
        line = self._lines[index]
        if line.message < 0:
            return build_strip([(fit("  " + line.text, width), self._style("muted"))], width)
        selected = line.message == self._selected_index
        message = self._conversation.messages[line.message]
        begins = index == 0 or self._lines[index - 1].message != line.message
        mark = ("┃" if selected else "│") + (author_letter(message.author) if begins else " ")
        if letter := next((each for each, (_message, at) in self._letters.items() if at == index), ""):
            mark = letter + mark[1]
        is_heading = line.style in ("head", "head_rest")
        style = message.author.value if is_heading else line.style
        lead = " " if is_heading else "  "
        highlights = self._highlights_of(line)
        plain = self._style(style, selected=selected)
        parts = split_highlights(line.text, highlights, width - 2 - len(lead))
        return build_strip(
            [
                (mark, self._style(message.author.value, selected=selected)),
                (lead, plain),
                *((text, plain + MATCH_STYLE if is_match else plain) for text, is_match in parts),
            ],
            width,
        )

    def _highlights_of(self, line: LaidOutLine) -> list[tuple[int, int]]:
        """Return the highlights of a line, including the parts of matches that span several lines."""
        if line.offset < 0:
            return highlight_spans(line.text, self._search_terms) if line.style == "text" else []
        matches = self._matches_in(line.message)
        end = line.offset + len(line.text)
        index = bisect_left(matches, line.offset, key=itemgetter(1))
        highlights: list[tuple[int, int]] = []
        for start, stop in islice(matches, index, None):
            if start >= end:
                break
            if stop > line.offset:
                highlights.append((max(start, line.offset) - line.offset, min(stop, end) - line.offset))
        return highlights

    def _style(self, name: str, *, selected: bool = False) -> Style:
        key = (name, selected)
        if key not in self._styles_of:
            style = self.get_component_rich_style(f"conversation--{name}")
            if selected:
                style += Style(bgcolor=self.get_component_rich_style("conversation--selected").bgcolor)
            self._styles_of[key] = style
        return self._styles_of[key]

    def notify_style_update(self) -> None:
        """Discard the styles of the previous theme."""
        self._styles_of.clear()
        super().notify_style_update()
