"""Dialogs for reply findings, a line of text, and a note."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.present.detail_labels import finding_outcome_label
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, DialogForm, LineInput
from bizcare_tui.ui.screens.reader_screen import ReaderScreen
from bizcare_tui.ui.tones import finding_style

_MAX_TWIN_LENGTH = 600


class FindingsScreen(ReaderScreen[str | None]):
    """Show the findings of the check of a reply.

    The result is the reason for sending the reply despite the findings ("" if no reason is needed), or None
    to continue writing.

    Args:
        findings: the findings, most serious first.
        notes: further advice before sending; none of it blocks the reply.
        sending: whether the reply is sent after this dialog; False if it was only checked.
    """

    CONTEXT: ClassVar[Context | None] = Context.FINDINGS
    HAS_FIELD: ClassVar[bool] = True
    DEFAULT_CSS = "FindingsScreen {" + DIALOG_CSS + "} FindingsScreen Input { margin: 1 0 0 0; }"

    def __init__(self, findings: Sequence[ReplyFinding], notes: Sequence[str], *, sending: bool) -> None:
        super().__init__()
        self._findings = findings
        self._notes = notes
        self._is_sending = sending
        outcomes = {finding.outcome for finding in findings}
        self._is_blocked = FindingOutcome.BLOCK in outcomes
        self._needs_reason = FindingOutcome.OVERRIDE in outcomes

    def compose(self) -> ComposeResult:
        """Show the findings, the field for a reason if one is needed, and the keys."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("Check before sending")
            lines = [self._finding_text(finding) for finding in self._findings]
            lines += [Content(f"{_('NOTE'):<9} {note}") for note in self._notes]
            if not lines:
                lines = [Content(_("No problem was found in this reply."))]
            yield Static(Content("\n\n").join(lines), markup=False)
            if self._is_sending and self._needs_reason and not self._is_blocked:
                yield Input(placeholder=_("your reason for sending it as it is"), id="reason")
            yield Static(Content("\n" + self._key_line()), markup=False, id="keys-here")

    def send(self) -> None:
        """Send the reply if nothing blocks it and a required reason was entered."""
        if self._is_blocked or not self._is_sending:
            return
        reason = "".join(field.value.strip() for field in self.query(Input))
        if self._needs_reason and not reason:
            text = _("Give a reason first, or press {close} and change the reply.")
            self.notify(self.fill(text), timeout=4)
            return
        self.dismiss(reason)

    def on_input_submitted(self) -> None:
        """Send the reply when Enter is pressed in the field for the reason."""
        self.send()

    def _finding_text(self, finding: ReplyFinding) -> Content:
        word = finding_outcome_label(finding.outcome)
        style = finding_style(finding.outcome)
        is_serious = finding.outcome in (FindingOutcome.BLOCK, FindingOutcome.OVERRIDE)
        text = Content.assemble((f"{word:<9}", style), (f" {finding.why}", "bold" if is_serious else ""))
        if finding.twin:
            twin = " ⏎ ".join(finding.twin[:_MAX_TWIN_LENGTH].splitlines())
            text = Content("\n").join(
                [text, Content.styled(_("          for example: {0}").format(twin), "dim")]
            )
        return text

    def _key_line(self) -> str:
        back = f"{self.key_of('close')}  {_('continue writing')}"
        if not self._is_sending:
            return back
        if self._is_blocked:
            blocked = _(": the reply must be changed before it can be sent")
            return f"{back}{blocked}"
        return f"{self.key_of('findings_send')}  {_('send')}        {back}"


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
            yield TextArea(self._unsaved_text, soft_wrap=True)
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
