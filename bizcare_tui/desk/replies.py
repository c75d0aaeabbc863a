"""Answering threads: drafts, the check of a reply, the outbox, and sending."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.attachments import read_attachment
from bizcare_tui.desk.outbox_rows import to_outbox_row
from bizcare_tui.desk.reply_drafts import save_or_join, to_reply_draft
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.shown_findings import ShownFindings
from bizcare_tui.desk.views import DraftCheck, OutboxRow, ReplyDraft
from bizcare_tui.domain.outbox import ReplyState, Transition, needs_reason
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding
from bizcare_tui.domain.text import own_line, own_text, safe_line
from bizcare_tui.errors import BadAttachment, NotPossible, ReplyCheckFailed, UnknownReply
from bizcare_tui.hints import list_hint
from bizcare_tui.i18n import _, format_number
from bizcare_tui.now import now
from bizcare_tui.settings import Settings
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot import count_lost_paragraphs, count_replies_by_state, has_work_for_sender
from bizcare_tui.store.reads.hot_thread import count_messages_after, read_draft, read_last_message_id
from bizcare_tui.store.report_records import OutboxRecord

if TYPE_CHECKING:
    from bizcare_tui.desk.tickets import TicketReader
    from bizcare_tui.domain.replies.ticket import Ticket
    from bizcare_tui.store.drafts import DraftStore
    from bizcare_tui.store.outbox import FileToSend

MAX_REPLY_CHARACTERS = 60_000


class Replies:
    """The replies of the person at the desk.

    Creating it is quick. Drafts are read and saved in milliseconds. Methods that queue, undo or send load
    more modules, so an interface runs them in a separate operating-system thread.

    Args:
        session: the session of the person.
        note: writes a note on a thread.
    """

    def __init__(self, session: DeskSession, note: Callable[[int, str], object]) -> None:
        self._session = session
        self._reading = session.reader
        self._note = note
        self.shown = ShownFindings()

    # --- drafts ------------------------------------------------------------------------------------

    def draft(self, thread_id: int) -> ReplyDraft:
        """Return this person's draft of a reply to a thread; an empty draft when there is none."""
        stored = read_draft(self._reading, thread_id)
        if stored is None:
            return ReplyDraft(base_message_id=read_last_message_id(self._reading, thread_id))
        return to_reply_draft(stored)

    def save_draft(self, thread_id: int, draft: ReplyDraft) -> ReplyDraft:
        """Save a draft, and return it as it is stored; an empty draft is deleted.

        When another window of the same person saved the draft meanwhile, both texts are kept, one below the
        other: the returned text then differs from the given one.

        Raises:
            StoreProblem: the store cannot be written; the stored draft is unchanged.
        """
        return save_or_join(self._draft_store(), thread_id, draft)

    # --- the check ---------------------------------------------------------------------------------

    @cached_property
    def tickets(self) -> TicketReader:
        """The threads as tickets, with the data that replies are compared with."""
        from bizcare_tui.desk.tickets import TicketReader

        return TicketReader(self._session.paths, self._session.settings, self._reading)

    def ticket(self, thread_id: int) -> Ticket:
        """Return a thread in the form that the check of a reply needs.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        return self.tickets.ticket(thread_id)

    def look_over(self, thread_id: int, draft: ReplyDraft) -> DraftCheck:
        """Return the findings against a draft, and notes on what to consider before it is sent.

        Raises:
            BizcareError: the thread is not in the store, or a file of snippets cannot be read.
        """
        from bizcare_tui.domain.replies.attachment_mentions import find_attachment_mention

        notes = []
        last_message_id = read_last_message_id(self._reading, thread_id)
        if arrived := count_messages_after(self._reading, thread_id, draft.base_message_id):
            notes.append(
                _("New messages in the thread since you started: {0}. Have you read them?").format(arrived)
            )
        if not draft.attachments and (phrase := find_attachment_mention(draft.text)):
            words = safe_line(draft.text[slice(*phrase)])
            notes.append(_("The text mentions a file ({0}), but no file is attached.").format(words))
        findings = tuple(self.check(thread_id, draft.text))
        self.shown.add(thread_id, findings)
        return DraftCheck(findings, tuple(notes), last_message_id)

    def check(self, thread_id: int, text: str) -> list[ReplyFinding]:
        """Return the findings against a reply, the gravest first.

        Raises:
            UnknownThread: the thread is not in the store.
            BadSettings: a file of snippets cannot be read.
        """
        return self.tickets.check(thread_id, text)

    def file(self, path: str) -> FileToSend:
        """Read a file to attach to a reply, and give it a name that is safe to send.

        Raises:
            BadAttachment: the path does not exist or is not a file, or the file is empty, too large, or of a
                type that is not accepted.
        """
        return read_attachment(path, self._session.settings)

    # --- the outbox --------------------------------------------------------------------------------

    def queue(
        self,
        thread_id: int,
        text: str,
        *,
        files: Sequence[str] = (),
        override: str = "",
        base: int | None = None,
    ) -> OutboxRow:
        """Put a reply into the outbox if the check allows it. Writes.

        A draft with the same text is removed; a draft with another text is kept.

        Args:
            thread_id: the thread to reply to.
            text: the reply.
            files: paths; the Marketplace accepts one file at most.
            override: the person's reason for sending a reply that the check advises against.
            base: the thread's last message that the person has read; by default the last one stored.

        Raises:
            CheckRefused: the reply is empty or too long, or the check rejects it; the draft is kept.
            BadAttachment: the file cannot be sent.
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.store import outbox

        text = own_text(text).strip("\n").rstrip()
        if not text:
            raise ReplyCheckFailed(_("The reply is empty."), _("Write the reply first."))
        if len(text) > MAX_REPLY_CHARACTERS:
            raise ReplyCheckFailed(
                _("The reply has {0} characters.").format(format_number(len(text))),
                _("At most {0} can be sent. Put the rest into a file.").format(
                    format_number(MAX_REPLY_CHARACTERS)
                ),
            )
        if len(files) > 1:
            raise BadAttachment(_("A reply can have only one file."), _("Put the files into one ZIP file."))
        file = self.file(files[0]) if files else None
        findings = self.check(thread_id, text)
        self.shown.add(thread_id, findings)
        raise_if_blocked(findings, override)
        with self._session.store().transaction() as session:
            reply = outbox.queue_reply(
                session,
                self._session.account_id(),
                thread_id,
                text,
                base_message_id=read_last_message_id(self._reading, thread_id) if base is None else base,
                wait_seconds=self._session.settings.undo_seconds,
                now=now(),
                file=file,
                override_reason=own_line(override).strip(),
                checked=self.shown.settle(thread_id, findings),
            )
            reply_id = reply.id
        return self.row(reply_id or 0)

    def outbox(self, *, unfinished: bool = False) -> list[OutboxRow]:
        """Return the replies in the outbox with their states, the newest first.

        Args:
            unfinished: whether to leave out replies in a final state.
        """
        from bizcare_tui.store.reads.outbox import read_replies

        return [self._outbox_row(record) for record in read_replies(self._reading, unfinished=unfinished)]

    def row(self, reply_id: int) -> OutboxRow:
        """Return a reply of the outbox.

        Raises:
            UnknownReply: there is no reply with this id.
        """
        from bizcare_tui.store.reads.outbox import read_reply

        record = read_reply(self._reading, reply_id)
        if record is None:
            raise UnknownReply(
                _("There is no reply {0} in the outbox.").format(reply_id), list_hint("outbox")
            )
        return self._outbox_row(record)

    def lost_paragraphs(self) -> int:
        """Return how many sent replies lost their paragraphs in the Marketplace."""
        return count_lost_paragraphs(self._reading)

    def states(self) -> dict[ReplyState, int]:
        """Return how many replies are in each state that is not final."""
        return count_replies_by_state(self._reading)

    def act(self, reply_id: int, way: Transition, reason: str = "", *, take_over: str = "") -> OutboxRow:
        """Apply a transition that a person chose: undo, send again, mark as sent, edit or discard. Writes.

        An undone or edited reply becomes a draft of its writer again; the text of a decision's letter returns
        to its wizard.

        Args:
            reply_id: the reply.
            way: the transition.
            reason: why; some transitions need it.
            take_over: the reason for deciding on another person's reply. It is stored in the history and in a
                note that mentions the writer, who in any case keeps the reply, or its text as a draft.

        Raises:
            UnknownReply: there is no reply with this id.
            NotPossible: the reply's state does not allow it, the reply is another person's, or the reason is
                missing.
        """
        from bizcare_tui.store import outbox

        take_over = own_line(take_over).strip()
        reason = own_line(reason).strip() or take_over
        before = self.row(reply_id)
        with self._session.store().transaction() as session:
            reply = outbox.get_reply(session, self._session.account_id(), reply_id)
            if needs_reason(ReplyState(reply.state), way) and not reason:
                raise NotPossible(
                    _("This needs your judgement. Give a reason."),
                    _("On the command line: --reason 'the customer confirmed it'."),
                )
            if way in (Transition.UNDO, Transition.EDIT, Transition.DISCARD):
                undone = _("undone; the text is a draft again")
                why = reason or (_("undone; the wizard has its answers again") if before.decision else undone)
                outbox.cancel_reply(session, reply, way, now(), why, take_over=bool(take_over))
            else:
                outbox.resend_or_mark_sent(session, reply, way, now(), reason, take_over=bool(take_over))
        if take_over and not before.is_own:
            text = _("@{0} I decided about your reply {1} to this thread: {2}")
            self._note(before.thread_id, text.format(before.written_by, reply_id, take_over))
        return self.row(reply_id)

    def last_undoable(self) -> OutboxRow | None:
        """Return this person's last queued reply that was not sent yet; None without any."""
        own_rows = (row for row in self.outbox(unfinished=True) if row.is_own)
        return next((row for row in own_rows if row.state is ReplyState.QUEUED), None)

    # --- sending -----------------------------------------------------------------------------------

    def has_work(self) -> bool:
        """Return whether there is a reply to send, or a sent reply to look for in its thread."""
        return has_work_for_sender(self._reading, self._session.settings.confirm_seconds)

    def send(
        self, *, on_progress: Callable[[str], None], stop: threading.Event | None = None
    ) -> dict[str, Any]:
        """Send the replies in the outbox now. Calls the Marketplace.

        Return how many replies went into each state, and the ids of those that need a person's attention
        (`held_ids`, `failed_ids`, `unknown_ids`, `delayed_ids`).

        Args:
            on_progress: called with a sentence about each step.
            stop: set it to end the sending.

        Raises:
            KeyRefused: there is no key, or it is not accepted.
            BizcareError: the store or the Marketplace cannot be used.
        """
        from bizcare_tui.desk.connection import connect
        from bizcare_tui.domain.replies.layout import ReplyFormat
        from bizcare_tui.logs import log
        from bizcare_tui.marketplace.outbox_sender import send_due_replies

        settings = self._session.settings
        with connect(self._session.paths, settings, stop) as api:
            report = send_due_replies(
                self._session.store(),
                api,
                api_url=settings.api_url,
                now=now,
                judge=self._blocking_reason,
                seller_names=settings.seller_names,
                confirm_seconds=settings.confirm_seconds,
                reply_format=ReplyFormat(settings.reply_format),
                stop=stop,
                on_progress=on_progress,
            )
        counts = asdict(report)
        log.info("outbox: %s", ", ".join(f"{name} {value}" for name, value in counts.items() if value))
        return counts

    def _draft_store(self) -> DraftStore:
        from bizcare_tui.store.drafts import DraftStore

        return DraftStore(self._session.existing_store(), self._session.account_id(), login_name())

    def _outbox_row(self, record: OutboxRecord) -> OutboxRow:
        note = lost_paragraphs_note(self._session.settings) if record.paragraphs_lost else ""
        return to_outbox_row(record, note)

    def _blocking_reason(self, thread_id: int, text: str, override: str) -> str:
        try:
            raise_if_blocked(self.check(thread_id, text), override)
        except ReplyCheckFailed as refused:
            return refused.sentence
        return ""


def raise_if_blocked(findings: Sequence[ReplyFinding], override: str) -> None:
    """Raise an error when a finding blocks the reply, or one needs a reason and the writer gave none.

    Args:
        findings: the findings of the check.
        override: the writer's reason for sending the reply as it is.

    Raises:
        CheckRefused: a finding blocks the reply, or needs a reason; the error has all findings.
    """
    blocking = [finding for finding in findings if finding.outcome is FindingOutcome.BLOCK]
    if blocking:
        raise ReplyCheckFailed(
            blocking[0].why, _("Change the reply. Its present text is saved."), tuple(findings)
        )
    judged = [finding for finding in findings if finding.outcome is FindingOutcome.OVERRIDE]
    if judged and not override.strip():
        raise ReplyCheckFailed(
            judged[0].why,
            _("Change the reply, or give a reason for sending it as it is."),
            tuple(findings),
        )


def lost_paragraphs_note(settings: Settings) -> str:
    """Return the note on a reply that lost its paragraphs: what happened, and the setting that helps."""
    if settings.reply_format == "html":
        return _("The paragraphs were lost.")
    return _('The paragraphs were lost: set reply_format = "html" in the settings.')
