"""The dialog with the findings of the check of a reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import shorten, wrap
from bizcare_tui.present.detail_labels import finding_outcome_label
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS
from bizcare_tui.ui.screens.reader_screen import ReaderScreen
from bizcare_tui.ui.tones import finding_style
from bizcare_tui.ui.widgets.fields import LineField

# Characters that are shown of the text that a reply resembles: enough to recognise it.
_MAX_TWIN_LENGTH = 200
# Columns of the word in front of a finding, the widest box, and the columns of its border and scroll bar.
_WORD, _WIDEST, _FRAME = 10, 90, 8


class FindingsScreen(ReaderScreen[str | None]):
    """Show the findings of the check of a reply.

    The result is the reason for sending the reply despite the findings ("" if no reason is needed), or None
    to continue writing. A reason that was typed is shown again at the next check.

    Args:
        findings: the findings, most serious first.
        notes: further advice before sending; none of it blocks the reply.
        sending: whether the reply is sent after this dialog; False if it was only checked.
        about: the title of the thread that the reply is for.
    """

    CONTEXT: ClassVar[Context | None] = Context.FINDINGS
    HAS_FIELD: ClassVar[bool] = True
    DEFAULT_CSS = "FindingsScreen {" + DIALOG_CSS + "} FindingsScreen Input { margin: 1 0 0 0; }"

    def __init__(
        self, findings: Sequence[ReplyFinding], notes: Sequence[str], *, sending: bool, about: str = ""
    ) -> None:
        super().__init__()
        self._findings = findings
        self._notes = notes
        self._is_sending = sending
        self._about = about
        outcomes = {finding.outcome for finding in findings}
        self._is_blocked = FindingOutcome.BLOCK in outcomes
        self._needs_reason = FindingOutcome.OVERRIDE in outcomes

    def compose(self) -> ComposeResult:
        """Show the findings, the field for a reason if one is needed, and the keys."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("Check before sending")
            box.border_subtitle = Content(self._about)
            yield Static("", markup=False, id="findings")
            if self._can_send and self._needs_reason:
                reason = self.host.unfinished.get(self._reason_key, "")
                yield LineField(reason, placeholder=_("your reason for sending it as it is"), id="reason")
                yield from self.compose_error("reason")
            yield Static(Content("\n" + self._key_line()), markup=False, id="keys-here")

    def on_resize(self) -> None:
        """Wrap the findings to the width, each beside its word."""
        width = min(self.size.width * 9 // 10, _WIDEST) - _FRAME - _WORD
        lines = [line for finding in self._findings for line in _finding_lines(finding, width)]
        lines += [
            line
            for note in self._notes
            for line in _lines(_("NOTE"), note, finding_style(FindingOutcome.NOTE), width)
        ]
        text = Content("\n").join(lines[:-1]) if lines else Content(_("No problem was found in this reply."))
        self.query_one("#findings", Static).update(text)

    def why_not_send(self) -> str:
        """Return why the reply cannot be sent from here; "" if it can."""
        if self._is_blocked:
            return _("The reply must be changed before it can be sent.")
        return "" if self._is_sending else _("The reply was only checked, and is not sent from here.")

    @property
    def _can_send(self) -> bool:
        return self._is_sending and not self._is_blocked

    def send(self) -> None:
        """Send the reply if nothing blocks it and a required reason was entered."""
        if not self._can_send:
            return
        reason = "".join(field.value.strip() for field in self.query(Input))
        if self._needs_reason and not reason:
            text = _("Give a reason first, or press {close} and change the reply.")
            self.show_error(self.fill(text), "reason")
            return
        self.host.unfinished.pop(self._reason_key, None)
        self.dismiss(reason)

    def close(self) -> None:
        """Go on writing; the reason is shown again at the next check."""
        for field in self.query(Input):
            self.host.unfinished[self._reason_key] = field.value
        super().close()

    def on_input_submitted(self) -> None:
        """Send the reply when Enter is pressed in the field for the reason."""
        self.send()

    @property
    def _reason_key(self) -> tuple[str, ...]:
        return ("reason for sending", self._about)

    def _key_line(self) -> str:
        back = f"{self.key_of('close')}  {_('continue writing')}"
        if not self._is_sending:
            return back
        if self._is_blocked:
            blocked = _(": the reply must be changed before it can be sent")
            return f"{back}{blocked}"
        return f"{self.key_of('findings_send')}  {_('send')}        {back}"


def _finding_lines(finding: ReplyFinding, width: int) -> Iterator[Content]:
    """Yield the lines of a finding, its example, and an empty line."""
    word = finding_outcome_label(finding.outcome)
    *lines, last = _lines(word, finding.why, finding_style(finding.outcome), width)
    yield from lines
    if finding.twin:
        twin = " ⏎ ".join(shorten(finding.twin, _MAX_TWIN_LENGTH).splitlines())
        for line in wrap(_("for example: {0}").format(twin), width):
            yield Content.styled(" " * _WORD + line, "dim")
    yield last


def _lines(word: str, text: str, style: str, width: int) -> Iterator[Content]:
    """Yield a text beside its word, and an empty line."""
    for number, line in enumerate(wrap(text, width)):
        yield Content.assemble((f"{'' if number else word:<{_WORD}}", style), line)
    yield Content("")
