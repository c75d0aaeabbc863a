"""The base of all screens with a text to read, and a screen for any text."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, Dialog
from bizcare_tui.ui.widgets.wrapped_text import WrappedText

T = TypeVar("T")


class ReaderScreen(Dialog[T]):
    """A text in a box that scrolls. A subclass composes a `VerticalScroll` with the text."""

    CONTEXT: ClassVar[Context | None] = Context.READER
    TEXT: ClassVar[str] = "VerticalScroll"

    def move(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def move_page(self, direction: int) -> None:
        """Scroll by a page."""
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=direction * max(1, box.size.height - 1), animate=False)

    def move_to_end(self, direction: int) -> None:
        """Scroll to the beginning (-1) or to the end (1)."""
        box = self.query_one(VerticalScroll)
        if direction > 0:
            box.scroll_end(animate=False)
        else:
            box.scroll_home(animate=False)


class TextDialog(ReaderScreen[None]):
    """A text to read, on a screen of its own; `about` is the title of the thread that it is about."""

    DEFAULT_CSS = "TextDialog {" + DIALOG_CSS + "}"

    def __init__(self, title: str, text: Content | WrappedText, about: str = "") -> None:
        super().__init__()
        self._about = about
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Compose the text."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content(self._about)
            yield Static(self._text, markup=False)
