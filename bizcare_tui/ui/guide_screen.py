"""The guide in the app: the list of its pages, and a page to read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from bizcare_tui.desk.guide import GuideTopic, guide_page
from bizcare_tui.i18n import _
from bizcare_tui.ui.dialog_base import Dialog, ModalList

_NAME_WIDTH = 16
_PAGE_WIDTH = 104


class GuideScreen(Dialog[None]):
    """The list of pages of the guide, by group; Enter opens a page on top of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f3", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
    ]
    DEFAULT_CSS = """
    GuideScreen { align: center middle; }
    GuideScreen > Vertical {
        width: 96%; max-width: 104; height: auto; max-height: 96%;
        border: round $primary; padding: 0 2; background: $surface;
    }
    GuideScreen OptionList { border: none; height: auto; max-height: 100%; background: $surface; }
    """

    def __init__(self, topics: Sequence[GuideTopic]) -> None:
        super().__init__()
        self._topics = topics

    def compose(self) -> ComposeResult:
        """Compose the list, with the name of each group before its pages."""
        with Vertical() as box:
            box.border_title = _("The guide · Enter opens a page · Esc closes")
            yield ModalList(*self._options(), compact=True, markup=False)

    def _options(self) -> list[Option]:
        options: list[Option] = []
        group = ""
        for topic in self._topics:
            if topic.group != group:
                group = topic.group
                options.append(Option(Content.styled(group, "bold"), disabled=True))
            options.append(Option(Content(f"  {topic.name:<{_NAME_WIDTH}} {topic.about}"), id=topic.name))
        return options

    def action_move(self, by: int) -> None:
        """Move the cursor to the next or previous page."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the page on which Enter was pressed."""
        if event.option_id is not None:
            self.ask(self._open, event.option_id)

    async def _open(self, name: str) -> None:
        render = await asyncio.to_thread(_load_page, name)
        await self.app.push_screen_wait(GuidePageScreen(name, render))


def _load_page(name: str) -> Callable[[int], str]:
    """Read a page, and load what renders it; both read files."""
    from bizcare_tui.present.guide_text import guide_text

    return partial(guide_text, guide_page(name))


class GuidePageScreen(Dialog[None]):
    """A page of the guide as plain text, wrapped to the width of the terminal.

    Args:
        name: the name of the page.
        render: returns the page as plain text of this width in columns.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,h", "dismiss(None)"),
        Binding("j,down", "scroll_text(1)"),
        Binding("k,up", "scroll_text(-1)"),
        Binding("pagedown,space,ctrl+d", "scroll_page(1)"),
        Binding("pageup,ctrl+u", "scroll_page(-1)"),
        Binding("g,home", "scroll_to(0)"),
        Binding("G,end", "scroll_to(1)"),
    ]
    DEFAULT_CSS = """
    GuidePageScreen { align: center middle; }
    GuidePageScreen > VerticalScroll {
        width: 96%; max-width: 104; height: 96%;
        border: round $primary; padding: 0 2; background: $surface;
    }
    """

    def __init__(self, name: str, render: Callable[[int], str]) -> None:
        super().__init__()
        self._page = name
        self._text_at = render

    def compose(self) -> ComposeResult:
        """Compose the frame; `on_resize` adds the text."""
        with VerticalScroll() as scroll:
            scroll.border_title = _("The guide: {0} · Esc closes").format(self._page)
            yield Static("", markup=False)

    def on_resize(self) -> None:
        """Wrap the page to the width of the dialog."""
        width = max(20, min(self.size.width * 96 // 100, _PAGE_WIDTH) - 8)
        self.query_one(Static).update(Content(self._text_at(width)))

    def action_scroll_text(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_scroll_page(self, by: int) -> None:
        """Scroll by pages."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 1), animate=False)

    def action_scroll_to(self, end: int) -> None:
        """Scroll to the beginning or, with 1, to the end."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_to(y=scroll.max_scroll_y if end else 0, animate=False)
