"""The title of a pane, which shows whether the pane has the keys."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from bizcare_tui.ui.widgets.wrapped_text import WrappedParts

_MARK = "▸"
_GAP = " · "  # between the parts of a title; one that does not fit goes to the next line whole


class PaneTitle(Static):
    """A title over a pane: with a mark, and in the colour of the cursor, while the pane has the keys.

    Only this line is painted again when the keys go to another pane.

    Args:
        name: the id of the widget.
        text: the title.
    """

    DEFAULT_CSS = """
    PaneTitle {
        height: 1; background: $surface; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis;
        &.-has-keys { background: $block-cursor-background; color: $block-cursor-foreground; }
        &.-has-keys:nocolor { text-style: bold reverse; }
    }
    """

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(f"  {text}", id=name, markup=False)
        self._text = text
        self._has_keys = False

    def show(self, text: str) -> None:
        """Show another title."""
        if text != self._text:
            self._text = text
            self._draw()

    def set_has_keys(self, has_keys: bool) -> None:
        """Show whether the pane has the keys."""
        if has_keys != self._has_keys:
            self._has_keys = has_keys
            self.set_class(has_keys, "-has-keys")
            self._draw()

    def _draw(self) -> None:
        mark = _MARK if self._has_keys else " "
        height = self.styles.height
        first, *others = self._text.split(_GAP)
        parts = [Content(f"{mark} {first}"), *map(Content, others)]
        shown = WrappedParts(parts, _GAP, indent=len(_MARK) + 1)
        self.update(shown, layout=height is not None and height.is_auto)
