"""Small screens around a reply: what stands against it, which snippet, which file, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static, TextArea

from bizcare_tui.domain.replies.findings import Finding, Outcome
from bizcare_tui.i18n import _
from bizcare_tui.ui.dialogs import BOX

_TWIN_AT_MOST = 600


class FindingsScreen(ModalScreen[str | None]):
    """What stands against a reply. Its result is the reason for sending it all the same ("" where none
    is needed), or None to go on writing.

    Args:
        findings: gravest first.
        notes: what else to think of before sending; nothing that stands against it.
        sending: whether the reply goes when this is answered; else it was only looked through.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("ctrl+s", "send"),
        Binding("down", "scroll_text(1)"),
        Binding("up", "scroll_text(-1)"),
        Binding("pagedown", "scroll_text(10)"),
        Binding("pageup", "scroll_text(-10)"),
    ]
    DEFAULT_CSS = "FindingsScreen {" + BOX + "} FindingsScreen Input { margin: 1 0 0 0; }"

    def __init__(self, findings: Sequence[Finding], notes: Sequence[str], *, sending: bool) -> None:
        super().__init__()
        self._findings = findings
        self._notes = notes
        self._sending = sending
        outcomes = {finding.outcome for finding in findings}
        self._is_blocked = Outcome.BLOCK in outcomes
        self._needs_reason = Outcome.OVERRIDE in outcomes

    def compose(self) -> ComposeResult:
        """The findings, and what can be done."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("The check before sending")
            lines = [self._finding(finding) for finding in self._findings]
            lines += [Content(f"{_('NOTE'):<9} {note}") for note in self._notes]
            if not lines:
                lines = [Content(_("Nothing stands against this reply."))]
            yield Static(Content("\n\n").join(lines), markup=False)
            if self._sending and self._needs_reason and not self._is_blocked:
                yield Input(placeholder=_("your reason for sending it as it is"), id="reason")
            yield Static(Content("\n" + self._keys()), markup=False, id="keys-here")

    def on_mount(self) -> None:
        """The reason can be typed at once."""
        for field in self.query(Input):
            field.focus()

    def action_send(self) -> None:
        """Send, if nothing blocks and a reason is there where one is needed."""
        if self._is_blocked or not self._sending:
            return
        reason = "".join(field.value.strip() for field in self.query(Input))
        if self._needs_reason and not reason:
            self.notify(_("Say why first, or press Esc and change the reply."), timeout=4)
            return
        self.dismiss(reason)

    def on_input_submitted(self) -> None:
        """Enter in the reason sends too."""
        self.action_send()

    def action_scroll_text(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def _finding(self, finding: Finding) -> Content:
        word = {
            Outcome.BLOCK: _("STOP"),
            Outcome.OVERRIDE: _("WHY?"),
            Outcome.WARN: _("WARNING"),
            Outcome.NOTE: _("NOTE"),
        }[finding.outcome]
        style = "bold" if finding.outcome in (Outcome.BLOCK, Outcome.OVERRIDE) else ""
        text = Content.styled(f"{word:<9} {finding.why}", style)
        if finding.twin:
            twin = " ⏎ ".join(finding.twin[:_TWIN_AT_MOST].splitlines())
            text = Content("\n").join([text, Content.styled(_("          like: {0}").format(twin), "dim")])
        return text

    def _keys(self) -> str:
        if not self._sending:
            return _("Esc  go on writing")
        if self._is_blocked:
            return _("Esc  go on writing: this has to change before it can be sent")
        return _("Ctrl+S  send it        Esc  go on writing")


class ChoiceScreen(ModalScreen[int | None]):
    """Lets one of some lines be chosen. Its result is the line's place, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
    ]
    DEFAULT_CSS = (
        "ChoiceScreen {" + BOX + "} ChoiceScreen OptionList { border: none; height: auto; max-height: 100%; }"
    )

    def __init__(self, title: str, lines: Sequence[Content], empty: str = "") -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._empty = empty

    def compose(self) -> ComposeResult:
        """The lines."""
        with Vertical(classes="box") as box:
            box.border_title = self._title + _(" · Enter chooses · Esc leaves")
            if self._lines:
                yield OptionList(*self._lines, compact=True, markup=False)
            else:
                yield Static(Content(self._empty), markup=False)

    def action_move(self, by: int) -> None:
        """To the next or previous line."""
        for options in self.query(OptionList):
            if by > 0:
                options.action_cursor_down()
            else:
                options.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the line."""
        self.dismiss(event.option_index)


class LineScreen(ModalScreen[str | None]):
    """Asks for one line of text. Its result is the line, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)")]
    DEFAULT_CSS = "LineScreen {" + BOX + "} LineScreen Input { margin: 1 0; }"

    def __init__(self, title: str, text: str, value: str = "", *, needed: bool = True) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._value = value
        self._needed = needed

    def compose(self) -> ComposeResult:
        """The question, and the field."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            yield Static(Content(self._text), markup=False)
            yield Input(self._value)
            yield Static(Content(_("Enter  take it        Esc  leave it")), markup=False)

    def on_mount(self) -> None:
        """The line can be typed at once."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line."""
        if event.value.strip() or not self._needed:
            self.dismiss(event.value.strip())


class NoteScreen(ModalScreen[str | None]):
    """Asks for a note of some lines. Its result is the note, or None; `typed` is what was typed so far."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave"),
        Binding("ctrl+s", "keep"),
    ]
    DEFAULT_CSS = "NoteScreen {" + BOX + "} NoteScreen TextArea { height: 12; margin: 1 0; }"

    def __init__(self, typed: str = "") -> None:
        super().__init__()
        self.typed = typed

    def compose(self) -> ComposeResult:
        """The field."""
        with Vertical(classes="box") as box:
            box.border_title = _("Note · for the desk, never sent")
            yield TextArea(self.typed, soft_wrap=True)
            yield Static(Content(_("Ctrl+S  keep it        Esc  not now")), markup=False)

    def on_mount(self) -> None:
        """The note can be typed at once."""
        self.query_one(TextArea).focus()

    def action_keep(self) -> None:
        """Keep the note, if there is one."""
        self.typed = self.query_one(TextArea).text
        if self.typed.strip():
            self.dismiss(self.typed)

    def action_leave(self) -> None:
        """Leave without keeping it."""
        self.typed = self.query_one(TextArea).text
        self.dismiss(None)
