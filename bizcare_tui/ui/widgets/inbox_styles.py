"""The styles of the inbox pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from bizcare_tui.ui.widgets.strips import MATCH_STYLE

if TYPE_CHECKING:
    from textual.widget import Widget

COMPONENT_CLASSES = {
    "inbox--plain",
    "inbox--muted",
    "inbox--unread",
    "inbox--late",
    "inbox--soon",
    "inbox--today",
    "inbox--owed",
    "inbox--calm",
    "inbox--cursor",
    "inbox--cursor-away",
}
CSS = """
    Inbox {
        scrollbar-size: 0 0;
        overflow: hidden scroll;
        & > .inbox--plain { color: $foreground; }
        & > .inbox--muted { color: $tone-quiet; }
        & > .inbox--unread { color: $foreground; text-style: bold; }
        & > .inbox--late { color: $tone-late; text-style: bold reverse; }
        & > .inbox--soon { color: $tone-soon; text-style: bold; }
        & > .inbox--today { color: $tone-today; }
        & > .inbox--owed { color: $foreground; }
        & > .inbox--calm { color: $tone-quiet; }
        & > .inbox--cursor { background: $block-cursor-background; }
        & > .inbox--cursor-away { background: $block-cursor-blurred-background; }
    }
    """


class InboxStyles:
    """The styles of the pane's component classes, kept until the theme changes."""

    def __init__(self, pane: Widget) -> None:
        self._pane = pane
        self._styles: dict[tuple[str, str, bool], Style] = {}

    def style(self, name: str, highlight: str = "", *, is_match: bool = False) -> Style:
        """Return a style by its name, with the background of a highlight: `cursor`, `cursor-away` or none."""
        key = (name, highlight, is_match)
        if key not in self._styles:
            app = self._pane.app
            style = self._pane.get_component_rich_style(f"inbox--{name}")
            if highlight:
                style += Style(bgcolor=self._pane.get_component_rich_style(f"inbox--{highlight}").bgcolor)
            if highlight == "cursor" and (app.no_color or app.current_theme.ansi):
                style += Style(reverse=True)
            self._styles[key] = style + MATCH_STYLE if is_match else style
        return self._styles[key]

    def clear(self) -> None:
        """Forget the styles of the previous theme."""
        self._styles.clear()
