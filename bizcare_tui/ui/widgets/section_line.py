"""The line with the tabs of the sections, which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.widgets import Static

from bizcare_tui.ui.screens.main_lines import SECTION_META, SectionTab, tabs_line
from bizcare_tui.ui.widgets.reporting import report


class SectionLine(Static):
    """Show the tabs that fit; a click on one chooses its section."""

    DEFAULT_CSS = "SectionLine { height: 1; padding: 0 1; }"

    class Chosen(Message):
        """A tab was clicked; `number` is that of its section, counted from 1."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__("", id="tabs", markup=False)
        self._tabs: Sequence[SectionTab] | None = None
        self._more = ""

    def show(self, tabs: Sequence[SectionTab], more: str) -> None:
        """Show tabs, and a text before them; see `tabs_line`."""
        self._tabs, self._more = tabs, more
        self._draw(self.size.width or self.app.size.width)

    def _draw(self, width: int) -> None:
        """Draw the tabs last set, shortened to this many columns."""
        if self._tabs is not None:
            content = tabs_line(self._tabs, self._more, width - self.styles.padding.width)
            if self.content != content:
                self.update(content, layout=False)

    def on_resize(self, event: events.Resize) -> None:
        """Shorten the tabs to the new width."""
        self._draw(event.size.width)

    def on_click(self, event: events.Click) -> None:
        """Report the section that was clicked."""
        number = event.style.meta.get(SECTION_META)
        if number is not None:
            event.stop()
            report(self, self.Chosen(number))
