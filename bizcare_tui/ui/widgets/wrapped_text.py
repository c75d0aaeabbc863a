"""Text that wraps with care: lines under their own text, and parts that are never divided."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.visual import Visual

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions

_PART_GAP = "   "
# What a line may begin with: spaces, a mark of a list or of the cursor, and a box to tick.
_MARK = re.compile(r"\s*(?:(?:\[[^\]]?\]|\([^)]?\)|[·•→✗✓?›>*-]) +){0,2}")
# Where a column of a table begins.
_COLUMN = re.compile(r"\S {2,}(?=\S)")
# At most this share of the width is indented: a narrow column is harder to read than lines at the left.
_MAX_INDENT = 0.6


class WrappedText(Visual):
    """Text that is laid out anew for each width."""

    def __init__(self) -> None:
        self._folded: tuple[int, bool, Content] | None = None

    @property
    @abstractmethod
    def plain(self) -> str:
        """The whole text, without styles."""

    @abstractmethod
    def fold(self, width: int) -> Content:
        """Return the lines for a width in columns."""

    @abstractmethod
    def whole(self) -> Content:
        """Return the text as it is where no line may be wrapped."""

    def _at(self, width: int, rules: RulesMap) -> Content:
        wraps = rules.get("text_wrap", "wrap") != "nowrap"
        if self._folded is None or self._folded[:2] != (width, wraps):
            self._folded = (width, wraps, self.fold(width) if wraps else self.whole())
        return self._folded[2]

    def __str__(self) -> str:
        return self.plain

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return the painted lines."""
        return self._at(width, options.rules).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the width at which no line has to be wrapped."""
        return max((line.cell_length for line in Content(self.plain).split(allow_blank=True)), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return the number of lines at a width."""
        return self._at(width, rules).get_height(rules, width)


class HangingText(WrappedText):
    """A text whose wrapped lines go on under their own text: after its mark, or in its last column.

    Args:
        content: the text.
        name: what the first line begins with, such as the name of a value, beyond which the line goes on.
    """

    def __init__(self, content: Content, name: str = "") -> None:
        super().__init__()
        self._content = content
        self._name_width = cell_len(name)

    @property
    def plain(self) -> str:
        """The whole text."""
        return self._content.plain

    def whole(self) -> Content:
        """Return the text as it was given."""
        return self._content

    def fold(self, width: int) -> Content:
        """Return the lines for a width in columns."""
        lines = self._content.split(allow_blank=True)
        names = [self._name_width, *[0] * len(lines)]
        pieces = (_hang(line, width, name) for line, name in zip(lines, names, strict=False))
        return Content("\n").join([piece for each in pieces for piece in each])


def _hang(line: Content, width: int, name_width: int) -> list[Content]:
    """Return a line in pieces that fit; those after the first begin after the name, or under their text."""
    if line.cell_length <= width:
        return [line]
    indent = _indent(line.plain, width) if not 0 < name_width <= width * _MAX_INDENT else name_width
    first = line.wrap(width)[0]
    rest = line[len(first.plain) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    return [first, *(piece.pad_left(indent) for piece in rest.wrap(width - indent))]


def _indent(text: str, width: int) -> int:
    """Return the columns by which the following lines of a text are indented."""
    starts = [found.end() for found in _COLUMN.finditer(text)]
    mark = _MARK.match(text)
    starts.append(mark.end() if mark else 0)
    return max((start for start in starts if start <= width * _MAX_INDENT), default=0)


class WrappedParts(WrappedText):
    """Parts in a row, such as keys with their labels; one that does not fit goes to the next line whole.

    The following lines are indented by `indent` columns; a part that is longer than a line is wrapped.
    """

    def __init__(self, parts: Sequence[Content], gap: str = _PART_GAP, *, indent: int = 0) -> None:
        super().__init__()
        self._parts = parts
        self._gap = gap
        self._indent = indent

    @property
    def plain(self) -> str:
        """All parts in one line."""
        return self._gap.join(part.plain for part in self._parts)

    def whole(self) -> Content:
        """Return all parts in one line."""
        return Content(self._gap).join(self._parts)

    def fold(self, width: int) -> Content:
        """Return the lines for a width in columns."""
        lines: list[Content] = []
        for part in self._parts:
            if lines and lines[-1].cell_length + len(self._gap) + part.cell_length <= width:
                lines[-1] = Content.assemble(lines[-1], self._gap, part)
            else:
                room = max(width - self._indent, 1)
                is_long = bool(lines and self._indent) and part.cell_length > room
                pieces = part.wrap(room) if is_long else [part]
                lines += [piece.pad_left(self._indent if lines else 0) for piece in pieces]
        return Content("\n").join(lines)
