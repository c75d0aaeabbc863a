"""Dialogs for a line of text, and for a note."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.key_hints import KeyHint
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, DialogForm, LineInput
from bizcare_tui.ui.widgets.fields import AreaField


async def accept_unchanged(text: str) -> str:
    """Return a text unchanged; the default of `accept`."""
    return text


class LineScreen(DialogForm[Any]):
    """Ask for one line of text. The result is what `accept` returns for the line, or None.

    Args:
        title: the title of the dialog.
        text: the question.
        value: the initial text of the field.
        needed: whether an empty line is rejected.
        accept: processes the line and returns a result that is not None; if it raises, the dialog stays open
            and shows the error.
        about: the title of the thread that the dialog is about.
    """

    DEFAULT_CSS = "LineScreen {" + DIALOG_CSS + "} LineScreen Input { margin: 1 0 0 0; }"

    def __init__(
        self,
        title: str,
        text: str,
        value: str = "",
        *,
        needed: bool = True,
        accept: Callable[[str], Awaitable[Any]] = accept_unchanged,
        about: str = "",
    ) -> None:
        super().__init__(title, about)
        self._title = title
        self._text = text
        self._value = value
        self._needed = needed
        self._accept = accept
        self._about = about

    def compose(self) -> ComposeResult:
        """Show the question and the field."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content(self._about)
            if self._text:
                yield Static(Content(self._text), markup=False)
            # The initial text is selected, so the first letter typed replaces it.
            yield LineInput(self.unfinished() or self._value)
            yield from self.compose_error()
            yield Static(Content(self._key_line()), markup=False)

    def key_hints(self) -> list[KeyHint]:
        """Return the hints of the form; what accepts it is Enter, as its text says."""
        hints = super().key_hints()
        return [
            replace(each, key=key_label("enter"), label=_("OK"))
            if each.command is not None and each.command.id == "accept_form"
            else each
            for each in hints
        ]

    def typed(self) -> str:
        """Return the text of the field; "" if it still has its initial text."""
        value = self.query_one(Input).value
        return "" if value == self._value else value

    def accept(self) -> None:
        """Submit the line."""
        line = self.query_one(Input).value.strip()
        self.submit(lambda: self._accept_line(line))

    def on_input_submitted(self) -> None:
        """Submit the line."""
        self.accept()

    def _key_line(self) -> str:
        leave = self.key_of("leave_form")
        return f"\n{key_label('enter')}  {_('OK')}        {leave}  {_('cancel')}"

    async def _accept_line(self, line: str) -> Any:
        if self._needed and not line:
            raise WrongUsage(self.fill(_("Enter a text, or press {leave_form}.")))
        return await self._accept(line)


class NoteScreen(DialogForm[Any]):
    """Ask for a note of several lines. The result is what `accept` returns for the note, or None.

    Args:
        typed: the unsaved text from the last time the dialog was open.
        thread_ids: the threads that the note is about.
        accept: processes the note; if it raises, the dialog stays open and shows the error.
        about: the title of the thread that the dialog is about.
    """

    DEFAULT_CSS = "NoteScreen {" + DIALOG_CSS + "} NoteScreen TextArea { height: 12; margin: 1 0 0 0; }"

    def __init__(
        self,
        typed: str = "",
        thread_ids: tuple[int, ...] = (),
        *,
        accept: Callable[[str], Awaitable[Any]] = accept_unchanged,
        about: str = "",
    ) -> None:
        super().__init__("note", about)
        self._unsaved_text = typed
        self.thread_ids = thread_ids
        self._accept = accept
        self._about = about

    @property
    def text(self) -> str:
        """The current text of the field."""
        areas = list(self.query(TextArea))
        return areas[0].text if areas else self._unsaved_text

    def compose(self) -> ComposeResult:
        """Show the field."""
        with Vertical(classes="box") as box:
            box.border_title = _("Internal note · never sent")
            box.border_subtitle = Content(self._about)
            yield AreaField(self._unsaved_text, soft_wrap=True)
            yield from self.compose_error()
            yield Static(Content(self._key_line()), markup=False)

    def _key_line(self) -> str:
        accept, leave = self.key_of("accept_form"), self.key_of("leave_form")
        keys = [f"{accept}  {_('save')}", f"{leave}  {_('cancel (kept as a draft)')}"]
        return "\n" + "        ".join(keys)

    def leave(self) -> None:
        """Close without a result; `text` keeps what was typed."""
        self._unsaved_text = self.text
        self.dismiss(None)

    def accept(self) -> None:
        """Save the note; show an error if it is empty."""
        text = self.text
        if text.strip():
            self.submit(lambda: self._accept(text))
        else:
            self.show_error(self.fill(_("Enter a text, or press {leave_form}.")))
