"""The line with the deadlines of the next 24 business hours, under the tabs of a tall terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from bizcare_tui.present.deadline_strip_line import STRIP_STYLES, LinePiece, strip_pieces
from bizcare_tui.ui.widgets.strips import build_strip

# With more changed places than this, the whole line is painted again.
_FEW_PLACES = 4


class DeadlineLine(Widget, can_focus=False, inherit_bindings=False):
    """Show late obligations at the left end, and a tick for each that falls due, the cursor's own marked.

    Args:
        now: returns the present time.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"deadlines--{name}" for name in STRIP_STYLES}
    DEFAULT_CSS = """
    DeadlineLine {
        height: 1;
        & > .deadlines--track { color: $tone-quiet; }
        & > .deadlines--tick { color: $tone-soon; text-style: bold; }
        & > .deadlines--marked { color: $foreground; text-style: bold reverse; }
        & > .deadlines--late { color: $tone-late; text-style: bold; }
    }
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(id="deadlines")
        self._now = now
        self._deadlines: Sequence[datetime] = ()
        self._late = 0
        self._marked: datetime | None = None
        # Nothing is painted before the first read.
        self._is_known = False
        self._painted: list[LinePiece] = []

    def show(self, deadlines: Sequence[datetime], late: int) -> None:
        """Show when obligations are over, and how many are late already."""
        self._deadlines, self._late, self._is_known = deadlines, late, True
        self._repaint()

    def mark(self, deadline: datetime | None) -> None:
        """Mark the obligation under the cursor by when it is over; None if there is none."""
        if deadline != self._marked:
            self._marked = deadline
            self._repaint()

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        self._painted = self._pieces()
        styles = {name: self.get_component_rich_style(f"deadlines--{name}") for name in STRIP_STYLES}
        return build_strip([(text, styles[name]) for text, name in self._painted], self.size.width)

    def _pieces(self) -> list[LinePiece]:
        if not self._is_known:
            return [(" " * self.size.width, "track")]
        return strip_pieces(self._deadlines, self._late, self._now(), self.size.width, self._marked)

    def _repaint(self) -> None:
        """Paint the cells again that have changed."""
        old, new = _cells(self._painted), _cells(self._pieces())
        if len(old) != len(new):
            self.refresh()
            return
        places = _changed_places(old, new)
        if len(places) > _FEW_PLACES:
            self.refresh()
        elif places:
            self.refresh(*places)


def _changed_places(old: Sequence[LinePiece], new: Sequence[LinePiece]) -> list[Region]:
    """Return the regions of neighbouring cells that differ."""
    places: list[Region] = []
    for x, (before, after) in enumerate(zip(old, new, strict=True)):
        if before == after:
            continue
        if places and places[-1].right == x:
            places[-1] = Region(places[-1].x, 0, places[-1].width + 1, 1)
        else:
            places.append(Region(x, 0, 1, 1))
    return places


def _cells(pieces: Sequence[LinePiece]) -> list[LinePiece]:
    return [(letter, style) for text, style in pieces for letter in text]
