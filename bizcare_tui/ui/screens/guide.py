"""The guide in the app: the list of its pages, and a page to read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.guide import GuideTopic, guide_page
from bizcare_tui.i18n import _
from bizcare_tui.ui.screens.dialog_base import ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.screens.reader_screen import ReaderScreen

_NAME_WIDTH = 16
_PAGE_WIDTH = 104


class GuideScreen(ListScreen[None, GuideTopic]):
    """The list of pages of the guide, by group; Enter opens a page on top of it."""

    OPENED_BY: ClassVar[tuple[str, ...]] = ("guide",)
    DEFAULT_CSS = """
    GuideScreen { align: center middle; }
    GuideScreen > .box {
        width: 96%; max-width: 104; height: auto; max-height: 100%;
        border: round $primary; border-title-color: $foreground; border-title-style: bold;
        padding: 0 2; background: $surface;
    }
    GuideScreen OptionList { border: none; height: auto; max-height: 100%; background: $surface; }
    """

    def __init__(self, topics: Sequence[GuideTopic]) -> None:
        super().__init__()
        self._topics = topics

    def compose(self) -> ComposeResult:
        """Compose the list, with the name of each group before its pages."""
        with Vertical(classes="box") as box:
            box.border_title = _("The guide")
            yield ModalList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Show the pages."""
        self.show_rows(self._topics)

    def line_of(self, row: GuideTopic) -> Content:
        """Return the line of a page, under the name of its group where the group begins."""
        line = Content(f"  {row.name:<{_NAME_WIDTH}} {row.about}")
        index = next(index for index, each in enumerate(self._topics) if each is row)
        if index and self._topics[index - 1].group == row.group:
            return line
        return Content("\n").join([Content.styled(row.group, "bold"), line])

    def handle_chosen(self, row: GuideTopic) -> None:
        """Open the page."""
        self.ask(self._open, row.name)

    async def _open(self, name: str) -> None:
        render = await asyncio.to_thread(_load_page, name)
        await self.app.push_screen_wait(GuidePageScreen(name, render))


def _load_page(name: str) -> Callable[[int], str]:
    """Read a page, and load what renders it; both read files."""
    from bizcare_tui.present.guide_text import guide_text

    return partial(guide_text, guide_page(name))


class GuidePageScreen(ReaderScreen[None]):
    """A page of the guide as plain text, wrapped to the width of the terminal.

    Args:
        name: the name of the page.
        render: returns the page as plain text of this width in columns.
    """

    DEFAULT_CSS = """
    GuidePageScreen { align: center middle; }
    GuidePageScreen > VerticalScroll {
        width: 96%; max-width: 104; height: 100%;
        border: round $primary; border-title-color: $foreground; border-title-style: bold;
        padding: 0 2; background: $surface;
    }
    """

    def __init__(self, name: str, render: Callable[[int], str]) -> None:
        super().__init__()
        self._page = name
        self._text_at = render

    def compose(self) -> ComposeResult:
        """Compose the frame; `on_resize` adds the text."""
        with VerticalScroll(can_focus=False) as scroll:
            scroll.border_title = _("The guide: {0}").format(self._page)
            yield Static("", id="page", markup=False)

    def on_resize(self) -> None:
        """Wrap the page to the width of the dialog."""
        width = max(20, min(self.size.width * 96 // 100, _PAGE_WIDTH) - 8)
        self.query_one("#page", Static).update(Content(self._text_at(width)))
