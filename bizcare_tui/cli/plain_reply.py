"""Write a reply in the line mode: line by line, saved after each line, checked before it is queued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText, UnsavedTexts
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding
from bizcare_tui.domain.text import own_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present.detail_labels import finding_outcome_label


class LineReply:
    """Writes replies, line by line.

    Args:
        desk: the desk to work on.
        ask: prints a prompt and returns the next line of input; raises EOFError at its end.
        texts: where a text is kept while the store cannot save it.
    """

    def __init__(self, desk: Desk, ask: Callable[[str], str], texts: UnsavedTexts) -> None:
        self._desk = desk
        self._ask = ask
        self._texts = texts

    def write(self, thread_id: int) -> None:
        """Let the person write the reply to a thread, check it, and queue it if they agree."""
        draft, is_to_send = self._edit_draft(thread_id)
        if not is_to_send or not draft.text.strip():
            print(
                _("Saved as a draft.")
                if draft.text.strip()
                else _("The text is empty; there is no draft any more.")
            )
            return
        review = self._desk.replies.look_over(thread_id, draft)
        for note in review.notes:
            print(note)
        print_findings(review.findings)
        outcomes = {finding.outcome for finding in review.findings}
        if FindingOutcome.BLOCK in outcomes:
            print(_("It is saved as a draft. reply continues it; draft --drop discards it."))
            return
        needs_reason = FindingOutcome.OVERRIDE in outcomes
        reason = self._ask(_("Reason for sending it anyway: ")).strip() if needs_reason else ""
        if (needs_reason and not reason) or not agrees(self._ask, _("Send it?")):
            print(_("Saved as a draft."))
            return
        self._queue(thread_id, draft, reason, review.last_message_id)

    def _queue(self, thread_id: int, draft: ReplyDraft, reason: str, last_message_id: int) -> None:
        """Put the reply in the outbox, say how to undo that, and start sending."""
        row = self._desk.replies.queue(
            thread_id, draft.text, files=draft.attachments, override=reason, base=last_message_id
        )
        seconds = self._desk.settings.undo_seconds
        print(
            _("In the outbox as reply {0}. Within {1} seconds you can undo it: outbox undo {0}").format(
                row.id, seconds
            )
        )
        if self._desk.marketplace.has_key():
            self._desk.marketplace.start_outbox(lambda _progress: None)

    def _edit_draft(self, thread_id: int) -> tuple[ReplyDraft, bool]:
        """Let the person continue the draft, saving each line; return it, and whether it is to be sent."""
        draft = self._desk.replies.draft(thread_id)
        if draft.text:
            print(_("Your draft so far:"))
            print(draft.text)
        print(
            _(
                "Continue writing. A line with only a dot finishes the reply; a line with two dots saves"
                " it as a draft."
            )
        )
        stored, unsaved = draft.text, _UnsavedFile(self._texts)
        while (line := self._ask("")) not in (".", ".."):
            text = f"{draft.text}\n{own_text(line)}" if draft.text else own_text(line)
            # Save after each line, because the connection may break before the next one.
            draft = self._save_draft(thread_id, replace(draft, text=text), stored, unsaved)
            stored = stored if unsaved.file else draft.text
        while unsaved.file:
            answer = self._ask(_("Not saved. Try again, keep it in the file, or discard it? t, k or d: "))
            match answer.strip().casefold()[:1]:
                case "t":
                    draft = self._save_draft(thread_id, draft, stored, unsaved)
                case "k":
                    return draft, False
                case "d":
                    unsaved.remove()
                    return replace(draft, text=""), False
        return draft, line == "."

    def _save_draft(
        self, thread_id: int, draft: ReplyDraft, stored: str, unsaved: _UnsavedFile
    ) -> ReplyDraft:
        """Save a draft, or keep it in a file while the store cannot save it; return the draft.

        Args:
            stored: the text that the store has.
            unsaved: the file for the text while it is not saved.
        """
        try:
            draft = self._desk.replies.save_draft(thread_id, draft)
        except BizcareError as error:
            file = unsaved.keep(
                UnsavedText(
                    TextKind.DRAFT, draft.text, (thread_id,), attachments=draft.attachments,
                    base_message_id=draft.base_message_id, stored_text=stored, revision=draft.revision,
                )
            )  # fmt: skip
            print(_("Not saved: {0} The text is in {1}.").format(error, file))
        else:
            unsaved.remove()
        return draft


class _UnsavedFile:
    """The file that keeps a text while the store cannot save it; `file` is None while there is none."""

    def __init__(self, texts: UnsavedTexts) -> None:
        self._texts = texts
        self.file: Path | None = None

    def keep(self, text: UnsavedText) -> Path:
        """Write the text, replacing the content of the file."""
        self.file = self._texts.keep(text, self.file)
        return self.file

    def remove(self) -> None:
        """Remove the file, because the text is saved or discarded."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)
            self.file = None


def agrees(ask: Callable[[str], str], question: str) -> bool:
    """Ask a question; return whether the answer is yes."""
    return ask(f"{question} {_('yes or no:')} ").strip().casefold() in ("y", "yes", _("yes"))


def print_findings(findings: Sequence[ReplyFinding]) -> None:
    """Print each finding of the reply check, after what it means for sending."""
    for finding in findings:
        print(f"{finding_outcome_label(finding.outcome)}: {finding.why}")
