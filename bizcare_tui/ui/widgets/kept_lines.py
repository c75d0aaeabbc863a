"""A pane of lines that keeps what it has painted, so that scrolling paints only what was never in sight."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Hashable, Iterable, Iterator

from textual.color import TRANSPARENT
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

LineKey = tuple[Hashable, Hashable]
"""The item that a line shows, and all that makes its lines differ while the item stays the same."""
# With more items than this, all are painted again when they come into sight.
_MOST_ITEMS = 500


class KeptLines(ScrollView, can_focus=False, inherit_bindings=False):
    """Paint lines of items, such as the rows of a list, and keep them until their item changes.

    Textual keeps lines by their place on the screen, which a scroll changes, and takes all lines in sight
    through its filters whenever one changes.
    """

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        # By item, then by line and looks.
        self._kept: dict[Hashable, dict[Hashable, Strip]] = {}
        self._kept_width = 0
        self._background = TRANSPARENT

    @abstractmethod
    def line_keys(self, lines: Iterable[int]) -> Iterator[LineKey | None]:
        """Yield what lines of the pane show; None for one that is not to be kept."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a part of the pane, as they are written to the terminal."""
        width = self.outer_size.width
        if width != self._kept_width or len(self._kept) > _MOST_ITEMS:
            self._kept.clear()
            self._kept_width = width
        # Textual looks for it in all widgets around, each time.
        self._background = self.background_colors[1]
        lines: list[Strip] = []
        for y, key in zip(crop.line_range, self.line_keys(crop.line_range), strict=True):
            line = self._kept.get(key[0], {}).get(key[1]) if key is not None else None
            if line is None:
                line = self._filtered(self.render_line(y))
                if key is not None:
                    self._kept.setdefault(key[0], {})[key[1]] = line
            lines.append(line.crop(crop.x, crop.right))
        return lines

    def _filtered(self, line: Strip) -> Strip:
        """Return a line as it leaves the app's filters."""
        segments, background = list(line), self._background
        for each in self.get_line_filters():
            segments = each.apply(segments, background)
        return Strip(segments, line.cell_length)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Paint the lines that are in sight now.

        Textual would also paint its scroll bar, which has no width here, and look for it among all widgets.
        """
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def forget(self, item: Hashable) -> None:
        """Paint an item again when it is in sight next; to paint it now, its lines need `refresh_lines`."""
        self._kept.pop(item, None)

    def forget_others(self, items: Collection[Hashable]) -> None:
        """Paint all items but these again when they are in sight next."""
        self._kept = {item: lines for item, lines in self._kept.items() if item in items}

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> KeptLines:
        """Paint regions again, from what is kept; without regions, paint everything anew."""
        if not regions:
            self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was painted in the previous theme."""
        self._kept.clear()
        super().notify_style_update()
