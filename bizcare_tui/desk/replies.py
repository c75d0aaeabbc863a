"""What a person does to answer: drafts, the check, the outbox; and the sender that works it off."""

from __future__ import annotations

import mimetypes
import os
import stat
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.views import Draft, LookedOver, OutboxRow
from bizcare_tui.domain.outbox import ReplyState, Way, needs_reason, ways_of_a_person
from bizcare_tui.domain.replies.findings import Finding, Outcome
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import BadAttachment, CheckRefused, NotPossible, UnknownReply
from bizcare_tui.i18n import _, number
from bizcare_tui.now import now
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.drafts import DraftChanged, Drafts, StoredDraft, joined, stored_draft
from bizcare_tui.store.instants import instant, maybe_instant, seconds
from bizcare_tui.store.login import login_name
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.desk.tickets import Tickets
    from bizcare_tui.domain.replies.ticket import Ticket
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.outbox import FileToSend

LONGEST_REPLY = 60_000


class Replies:
    """The replies of the person at the desk.

    Opening it is quick. Drafts are read and saved in milliseconds; what queues, takes back or sends
    loads more, and belongs in a thread.

    Args:
        paths: where the settings, the key and the snippets are.
        settings: the settings in force.
        reading: the store, to be read.
        drafts: gives this person's drafts; a store that is not there yet has none.
        store: opens the store for writing.
    """

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        reading: Reading,
        *,
        drafts: Callable[[], Drafts],
        store: Callable[[], Store],
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._reading = reading
        self._drafts = drafts
        self._store = store

    # --- drafts ------------------------------------------------------------------------------------

    def draft(self, thread_id: int) -> Draft:
        """This person's draft to a thread; an empty one where there is none."""
        row = self._reading.draft(thread_id)
        if row is None:
            return Draft(base_message_id=self._reading.last_message(thread_id))
        return _draft(stored_draft(row))

    def save_draft(self, thread_id: int, draft: Draft) -> Draft:
        """Save a draft as it is; returns it as it is now stored. An empty one is forgotten.

        Where another window of the same person saved it meanwhile, both texts are kept, one under the
        other: the text returned then differs from the one given.

        Raises:
            StoreProblem: the store refuses; the draft is as it was.
        """
        drafts = self._drafts()
        if not draft.text.strip() and not draft.attachments:
            drafts.drop(thread_id)
            return Draft(draft.text, base_message_id=draft.base_message_id)
        stored = StoredDraft(draft.text, draft.attachments, draft.base_message_id, draft.revision)
        at = seconds(now())
        try:
            return _draft(drafts.save(thread_id, stored, at))
        except DraftChanged as changed:
            theirs = changed.theirs
            both = StoredDraft(
                joined(theirs.text, draft.text),
                draft.attachments or theirs.attachments,
                min(theirs.base_message_id, draft.base_message_id),
                theirs.revision,
            )
            return _draft(drafts.save(thread_id, both, at))

    # --- the check ---------------------------------------------------------------------------------

    @cached_property
    def tickets(self) -> Tickets:
        """The threads as tickets, and everything that a reply is compared with."""
        from bizcare_tui.desk.tickets import Tickets

        return Tickets(self._paths, self._settings, self._reading)

    def ticket(self, thread_id: int) -> Ticket:
        """A thread as its reply is judged by it.

        Raises:
            UnknownThread: it is not in the store.
        """
        return self.tickets.ticket(thread_id)

    def look_over(self, thread_id: int, draft: Draft) -> LookedOver:
        """What there is to say against a draft, and what else to think of before it is sent.

        Raises:
            BizcareError: the thread is not there, or a file of snippets cannot be read.
        """
        from bizcare_tui.domain.replies.attachments import speaks_of_attachment

        notes = []
        last = self._reading.last_message(thread_id)
        if arrived := self._reading.messages_after(thread_id, draft.base_message_id):
            notes.append(_("New in the thread since you began: {0}. Have you read it?").format(arrived))
        if not draft.attachments and (phrase := speaks_of_attachment(draft.text)):
            words = safe_line(draft.text[slice(*phrase)])
            notes.append(_("The text speaks of a file ({0}), and none is with it.").format(words))
        return LookedOver(tuple(self.check(thread_id, draft.text)), tuple(notes), last)

    def check(self, thread_id: int, text: str) -> list[Finding]:
        """What there is to say against a reply, gravest first.

        Raises:
            UnknownThread: the thread is not in the store.
            BadSettings: a file of snippets cannot be read.
        """
        return self.tickets.check(thread_id, text)

    def file(self, path: str) -> FileToSend:
        """A file to go with a reply, read now, under a name that is safe to send.

        Raises:
            BadAttachment: it is not there, not a file, too large, or of a type that is not sent.
        """
        from bizcare_tui.store.outbox import FileToSend

        file = Path(path).expanduser()
        content = _read_file(file, self._settings.attachment_mb)
        ending = file.suffix.lstrip(".").casefold()
        if ending not in self._settings.attachment_types:
            raise BadAttachment(
                _("{0} is not sent: files of this type are not taken.").format(_shown(file)),
                _("Taken are: {0}. Put others into a zip.").format(
                    ", ".join(self._settings.attachment_types)
                ),
            )
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return FileToSend(str(file.absolute()), _safe_name(file), media_type, content)

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
        """Put a reply into the outbox, in place of the draft, if the check lets it. Writes.

        Args:
            files: paths; the Marketplace takes one file at most.
            override: the person's reason for sending what the check would rather not have sent.
            base: the thread's last message that the person has read; the last one stored unless told.

        Raises:
            CheckRefused: the check does not let it go; the draft is kept.
            BadAttachment: the file cannot be sent.
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.store import outbox

        text = own_text(text).strip()
        if not text:
            raise CheckRefused(_("The reply is empty."), _("Write it first."))
        if len(text) > LONGEST_REPLY:
            raise CheckRefused(
                _("The reply has {0} characters.").format(number(len(text))),
                _("At most {0} are sent: put the rest into a file.").format(number(LONGEST_REPLY)),
            )
        if len(files) > 1:
            raise BadAttachment(_("A reply takes one file."), _("Put them into one zip."))
        file = self.file(files[0]) if files else None
        refuse_what_stands_against(self.check(thread_id, text), override)
        with self._store().transaction() as session:
            reply = outbox.queue(
                session,
                self._account_id(),
                thread_id,
                text,
                base_message_id=self._reading.last_message(thread_id) if base is None else base,
                not_before=time.time() + self._settings.undo_seconds,
                now=now(),
                file=file,
                override_reason=override.strip(),
            )
            reply_id = reply.id
        return self.row(reply_id or 0)

    def outbox(self, *, unfinished: bool = False) -> list[OutboxRow]:
        """The replies on their way and what became of them, newest first."""
        return [_outbox_row(row) for row in self._reading.replies(unfinished=unfinished)]

    def row(self, reply_id: int) -> OutboxRow:
        """A reply of the outbox.

        Raises:
            UnknownReply: there is none of this number.
        """
        row = self._reading.reply(reply_id)
        if row is None:
            raise UnknownReply(
                _("There is no reply {0} in the outbox.").format(reply_id), _("`bizcare outbox` lists them.")
            )
        return _outbox_row(row)

    def states(self) -> dict[ReplyState, int]:
        """How many replies are in each state that is not the end."""
        return {ReplyState(state): count for state, count in self._reading.reply_states().items()}

    def act(self, reply_id: int, way: Way, reason: str = "") -> OutboxRow:
        """Do with a reply what only a person decides: undo, send again, mark as sent, edit, discard. Writes.

        An undone or edited reply becomes the draft of its writer again.

        Raises:
            UnknownReply: there is none of this number.
            NotPossible: it has gone another way already, or the reason is missing.
        """
        from bizcare_tui.store import outbox

        with self._store().transaction() as session:
            reply = outbox.the_reply(session, self._account_id(), reply_id)
            if needs_reason(ReplyState(reply.state), way) and not reason.strip():
                raise NotPossible(
                    _("This is for you to judge: say why."),
                    _("At the command line: --reason 'the customer confirmed it'."),
                )
            if way in (Way.UNDO, Way.EDIT, Way.DISCARD):
                outbox.take_back(session, reply, way, now(), reason.strip() or _("taken back to the draft"))
            else:
                outbox.decide(session, reply, way, now(), reason.strip())
        return self.row(reply_id)

    def can_be_undone(self) -> OutboxRow | None:
        """The reply of this person that was queued last and has not left."""
        mine = (row for row in self.outbox(unfinished=True) if row.written_by == safe_line(login_name()))
        return next((row for row in mine if row.state is ReplyState.QUEUED), None)

    # --- sending -----------------------------------------------------------------------------------

    def has_work(self) -> bool:
        """Whether there is something to send, or a sent reply to look for."""
        return self._reading.work_for_sender(time.time())

    def send(
        self, *, on_progress: Callable[[str], None], stop: threading.Event | None = None
    ) -> dict[str, Any]:
        """Work the outbox off, here and now; how many replies went each way. Talks to the Marketplace.

        Raises:
            KeyRefused: there is no key, or it is not taken.
            BizcareError: the store or the Marketplace refuses.
        """
        from bizcare_tui.desk.connection import connect
        from bizcare_tui.logs import log
        from bizcare_tui.marketplace.outbox import work_off

        settings = self._settings
        with connect(self._paths, settings, stop) as api:
            report = work_off(
                self._store(),
                api,
                api_url=settings.api_url,
                now=now,
                judge=self._judge,
                seller_names=settings.seller_names,
                confirm_seconds=settings.confirm_seconds,
                stop=stop,
                on_progress=on_progress,
            )
        told = asdict(report)
        log.info("outbox: %s", ", ".join(f"{name} {value}" for name, value in told.items() if value))
        return told

    def _judge(self, thread_id: int, text: str, override: str) -> str:
        try:
            refuse_what_stands_against(self.check(thread_id, text), override)
        except CheckRefused as refused:
            return refused.sentence
        return ""

    def _account_id(self) -> int:
        account = self._reading.account()
        return int(account["id"]) if account else 0


def refuse_what_stands_against(findings: Sequence[Finding], override: str) -> None:
    """Let pass a reply against which nothing stands, or nothing that its writer has not answered.

    Raises:
        CheckRefused: something does; `findings` tells what.
    """
    blocking = [finding for finding in findings if finding.outcome is Outcome.BLOCK]
    if blocking:
        raise CheckRefused(blocking[0].why, _("Change the reply; it is kept as it is."), tuple(findings))
    judged = [finding for finding in findings if finding.outcome is Outcome.OVERRIDE]
    if judged and not override.strip():
        raise CheckRefused(
            judged[0].why,
            _("Change the reply, or give your reason for sending it as it is."),
            tuple(findings),
        )


def _draft(stored: StoredDraft) -> Draft:
    return Draft(stored.text, stored.attachments, stored.base_message_id, stored.revision)


def _outbox_row(row: Line) -> OutboxRow:
    state = ReplyState(row["state"])
    return OutboxRow(
        id=row["id"],
        thread_id=row["thread_id"],
        topic=row["topic"] or "",
        customer=row["customer"] or "",
        written_by=safe_line(row["login"]),
        state=state,
        text=row["text"],
        file=row["file"] or "",
        queued_at=instant(row["queued_at"]),
        leaves_at=instant(int(row["not_before"])) if state is ReplyState.QUEUED else None,
        attempts=row["attempts"],
        error=row["error"],
        reason=row["reason"] or row["override_reason"],
        confirmed_at=maybe_instant(row["confirmed_at"]),
        ways=ways_of_a_person(state),
    )


def _read_file(file: Path, most_mb: int) -> bytes:
    """What is in a file that somebody named."""
    try:
        # Without waiting for the other end, should it be a pipe.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or _("its name is not one")
        raise BadAttachment(
            _("{0} cannot be read: {1}.").format(_shown(file), why), _("Check the path.")
        ) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadAttachment(_("{0} is not a file.").format(_shown(file)), _("Name a file."))
    with os.fdopen(descriptor, "rb") as stream:
        content = stream.read((most_mb << 20) + 1)
    if len(content) > most_mb << 20:
        raise BadAttachment(
            _("{0} is larger than {1} MB.").format(_shown(file), most_mb),
            _("Send a smaller one, or raise attachment_mb in the settings."),
        )
    if not content:
        raise BadAttachment(_("{0} is empty.").format(_shown(file)), _("Check the file."))
    return content


def _safe_name(file: Path) -> str:
    """The file's own name, without what a header or another system could stumble over."""
    name = safe_line(file.name.encode("utf-8", "replace").decode(), 100 - len(file.suffix))
    name = name.translate({ord(letter): "_" for letter in '"\\/:*?<>|'}).lstrip("-. ")
    return name if name.endswith(file.suffix) else name + file.suffix


def _shown(file: Path) -> str:
    return safe_line(str(file).encode("utf-8", "replace").decode(), 200)
