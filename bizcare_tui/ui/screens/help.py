"""The help of the main screen, and of every list, text, form and dialog: commands by group, and a search."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS
from bizcare_tui.ui.screens.help_sections import KEYS_WIDTH, HelpSection, help_text
from bizcare_tui.ui.screens.list_filter import ListFilter
from bizcare_tui.ui.screens.reader_screen import ReaderScreen

_MAX_WIDTH = 90


class HelpScreen(ReaderScreen[None]):
    """Show commands with their keys; closing it returns to the screen beneath as it was.

    Args:
        sections: what it shows.
        about: the title of the thread that the screen beneath is about.
    """

    CONTEXT: ClassVar[Context | None] = Context.HELP
    OPENED_BY: ClassVar[tuple[str, ...]] = ("help",)
    FIRST: ClassVar[str] = ""
    # The keys of the help work at once, not only after its field was left.
    AUTO_FOCUS = ""
    DEFAULT_CSS = (
        "HelpScreen {" + DIALOG_CSS + "} HelpScreen > .box { height: 100%; }"
        "HelpScreen VerticalScroll { height: 1fr; }"
    )

    def __init__(self, sections: Sequence[HelpSection], about: str = "") -> None:
        super().__init__()
        self._about = about
        self._sections = sections
        self._search: ListFilter | None = None

    def compose(self) -> ComposeResult:
        """Compose the field of the search, and the text beneath it."""
        self._search = ListFilter(self.fill(_("{filter} searches: words of what you want to do, or a key")))
        self._search.display = True
        with Vertical(classes="box") as box:
            box.border_title = _("Help")
            box.border_subtitle = Content(self._about)
            yield self._search
            with VerticalScroll(can_focus=False):
                yield Static("", id="help-text", markup=False)

    def on_mount(self) -> None:
        """Show all commands."""
        self._show_text("")

    def _show_text(self, words: str) -> None:
        # The columns right of the keys, in which a long help text is wrapped.
        room = max(20, min(_MAX_WIDTH, self.app.size.width * 9 // 10) - 8 - KEYS_WIDTH - 3)
        self.query_one("#help-text", Static).update(help_text(self._sections, words, room))

    # --- the search --------------------------------------------------------------------------------

    @property
    def contexts(self) -> tuple[Context, ...]:
        """The contexts of the help, and first that of its search while something is typed there."""
        is_searching = self._search is not None and (self._search.line.has_focus or self._search.line.value)
        return (Context.LIST_FILTER, *super().contexts) if is_searching else super().contexts

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The context whose keys the search does not get."""
        return (Context.LIST_FILTER,)

    def open_filter(self) -> None:
        """Focus the field of the search."""
        if self._search is not None:
            self.set_focus(self._search.line)

    def clear_filter(self) -> None:
        """Show all commands again."""
        if self._search is not None:
            self._search.line.value = ""
        self.set_focus(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the commands that match what is typed."""
        event.stop()
        self._show_text(event.value)
        self.move_to_end(-1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what was found, and send keys to the help again."""
        event.stop()
        self.set_focus(None)

    # --- the guide ---------------------------------------------------------------------------------

    def open_guide(self) -> None:
        """Open the list of the guide's pages."""
        self.ask(self._open_guide)

    async def _open_guide(self) -> None:
        from bizcare_tui.desk.guide import guide_topics
        from bizcare_tui.ui.screens.guide import GuideScreen

        topics = await asyncio.to_thread(guide_topics)
        await self.app.push_screen_wait(GuideScreen(topics))
