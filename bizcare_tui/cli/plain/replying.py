"""Write a reply in the line mode: line by line, saved after each line, checked before it is queued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Cancelled, Flow, WentBack, Written
from bizcare_tui.cli.plain.questions import choose, line, yes
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.cli.plain.unsaved_copy import UnsavedCopy
from bizcare_tui.cli.plain.words import word_of
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText
from bizcare_tui.desk.views import DraftCheck, ReplyDraft
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding
from bizcare_tui.domain.text import own_text, without_stand_ins
from bizcare_tui.errors import BizcareError
from bizcare_tui.external_editor import edit_in_external_editor
from bizcare_tui.hints import Hint
from bizcare_tui.i18n import N_, _, labelled, ngettext
from bizcare_tui.present.detail_labels import finding_outcome_label
from bizcare_tui.present.labels import author_label, time_ago

_MAX_UNDO = 200


class LineReply:
    """The reply to a thread while it is written.

    Args:
        session: the state of the line mode.
        thread_id: the thread.
    """

    def __init__(self, session: LineSession, thread_id: int) -> None:
        self._session = session
        self._talk = session.talk
        self._replies = session.desk.replies
        self._thread_id = thread_id
        self._draft = self._replies.draft(thread_id)
        self._stored = self._draft.text
        self._copy = UnsavedCopy(session.texts, session.talk)
        self._undone: list[str] = []
        self._earlier: list[str] = []
        # What the dot words do besides ending the text.
        self._actions: dict[str, tuple[str, Callable[[str], None]]] = {
            "snippet": (_("insert a snippet or letter"), self._insert_snippet),
            "questions": (_("insert questions about missing information"), self._insert_questions),
            "slots": (_("fill in the empty slots one by one"), self._fill_slots),
            "quote": (_("quote a message"), self._quote),
            "attach": (_("attach a file, or none"), self._attach),
            "editor": (_("continue in your editor"), self._edit),
            "check": (_("check the reply without sending it"), self._check),
            "undo": (_("undo the last change"), self._undo),
            "redo": (_("redo what was undone"), self._redo),
            "drop": (_("empty the draft"), self._drop),
        }

    def write(self) -> bool:
        """Let the person write, check and send the reply; return whether it was queued.

        Raises:
            EOFError: the input ended; the draft is saved.
        """
        if not self._has_lock():
            return False
        try:
            return self._write_and_send()
        finally:
            self._session.desk.presence.release_reply(self._thread_id)

    def _write_and_send(self) -> bool:
        goes_on = False
        while True:
            try:
                written = self._write_text(goes_on=goes_on)
            except (WentBack, Cancelled):
                written = Written(self._draft.text, "later")
            if not self._copy.ask_what_to_do(lambda: self._save(self._draft.text)):
                self._talk.say(_("The text is discarded."))
                return False
            if written.word == "later" or not self._draft.text.strip():
                self._say_kept()
                return False
            try:
                is_queued = self._send()
            except WentBack:
                is_queued = None
            except Cancelled:
                self._say_kept()
                is_queued = False
            if is_queued is not None:
                return is_queued
            goes_on = True

    # --- writing -----------------------------------------------------------------------------------

    def _write_text(self, *, goes_on: bool) -> Written:
        """Let the person write until the text is finished or put aside."""
        intro = _("Go on writing.") if goes_on else self._heading()
        words = {name: help_ for name, (help_, _run) in self._actions.items()}
        words["later"] = _("keep it as a draft")
        while True:
            written = self._talk.write(intro, self._draft.text, goes_on=goes_on, keep=self._save, words=words)
            if written.word in ("", "later"):
                return written
            self._run_action(written)
            intro, goes_on = _("Go on writing."), True

    def _run_action(self, written: Written) -> None:
        try:
            self._actions[written.word][1](written.rest)
        except (WentBack, Cancelled):
            self._talk.say(_("Cancelled."))
        except BizcareError as error:
            self._talk.say(error.describe(word_of))

    def _heading(self) -> str:
        tickets = self._replies.tickets
        ticket = self._replies.ticket(self._thread_id)
        language = tickets.language(ticket)
        missing = ", ".join(fact.shown for fact in tickets.missing(ticket))
        parts = (
            _("Reply to {0}").format(ticket.customer) if ticket.customer else _("Reply to the customer"),
            self._session.title(self._thread_id),
            _("writes in {0}").format(language) if language else _("language uncertain"),
            _("missing: {0}").format(missing) if missing else "",
        )
        return ". ".join(part[:1].upper() + part[1:] for part in parts if part) + "."

    def _save(self, text: str) -> str:
        """Save the text, because the connection may break before the next line; return it as stored."""
        if text != self._draft.text:
            self._earlier = [*self._earlier[-_MAX_UNDO:], self._draft.text]
            self._undone = []
        return self._store(text, self._draft.attachments)

    def _store(self, text: str, attachments: tuple[str, ...]) -> str:
        self._draft = replace(self._draft, text=own_text(text), attachments=attachments)
        saved = self._copy.save(
            lambda: self._replies.save_draft(self._thread_id, self._draft), self._as_unsaved
        )
        if saved is not None:
            self._draft, self._stored = saved, saved.text
        return self._draft.text

    def _as_unsaved(self) -> UnsavedText:
        draft = self._draft
        return UnsavedText(
            TextKind.DRAFT, draft.text, (self._thread_id,), attachments=draft.attachments,
            base_message_id=draft.base_message_id, stored_text=self._stored, revision=draft.revision,
        )  # fmt: skip

    def _say_kept(self) -> None:
        if self._draft.text.strip():
            self._talk.say(
                _("Saved as a draft.") + " " + _("{0} continues it.").format(word_of(Hint("reply")))
            )
        else:
            self._talk.say(_("The text is empty; there is no draft any more."))

    # --- the dot words -----------------------------------------------------------------------------

    def _insert(self, text: str) -> None:
        self._save(f"{self._draft.text.rstrip()}\n\n{text}" if self._draft.text.strip() else text)
        self._talk.say(text)

    def _insert_snippet(self, words: str) -> None:
        offers = self._replies.tickets.snippets(self._thread_id)
        language = offers[0][0].language if offers else ""
        first = [each for each in offers if each[0].language == language]

        def asking() -> Flow[str]:
            """Ask for a snippet: those in the customer's language come first, the others on request."""
            titles = [f"{snippet.title} ({snippet.language})" for snippet, _filled in offers]
            index = yield from choose(
                _("Which snippet?"), [*titles[: len(first)], _("one in another language")]
            )
            if index == len(first):
                index += yield from choose(_("Which snippet?"), titles[len(first) :])
            return offers[index][1].text

        self._insert(self._talk.hold(asking, first=words))
        if self._replies.tickets.unfilled(self._draft.text):
            self._talk.say(_("It has empty slots: .slots fills them in."))

    def _insert_questions(self, _words: str) -> None:
        text = self._replies.tickets.questions(self._thread_id)
        if text:
            self._insert(text)
        else:
            self._talk.say(_("Nothing is missing: version, shop, steps, error and screenshots are given."))

    def _fill_slots(self, _words: str) -> None:
        spans = self._replies.tickets.unfilled(self._draft.text)
        if not spans:
            self._talk.say(_("There are no empty slots left."))
        while spans:
            start, end = spans[0]
            text = self._draft.text
            around = " ".join(text[max(start - 60, 0) : end + 60].split())

            def asking(name: str = text[start:end], around: str = around) -> Flow[str]:
                yield f"… {around} …"
                return (yield from line(_("Text for {0}:").format(name)))

            value = self._talk.hold(asking)
            self._save(text[:start] + value + text[end:])
            spans = self._replies.tickets.unfilled(self._draft.text)

    def _quote(self, words: str) -> None:
        messages = self._session.conversation(self._thread_id).messages

        def asking() -> Flow[int]:
            lines = [f"{author_label(each.author)}: {' '.join(each.text.split())[:80]}" for each in messages]
            return (yield from choose(_("Which message do you quote?"), lines, default=len(lines) - 1))

        text = without_stand_ins(messages[self._talk.hold(asking, first=words)].text)
        self._insert("\n".join(f"> {each}".rstrip() for each in text.split("\n") if not each.startswith(">")))

    def _attach(self, words: str) -> None:
        def asking() -> Flow[str]:
            path = yield from line(_("Path of the file:"), is_optional=True)
            if path:
                self._replies.file(path)
            return path

        path = self._talk.hold(asking, first=words)
        self._store(self._draft.text, (path,) if path else ())
        self._talk.say(_("Attached: {0}.").format(path) if path else _("No file is attached."))

    def _edit(self, _words: str) -> None:
        self._talk.say(_("Your editor opens. Save and close it to go on here."))
        self._save(edit_in_external_editor(self._draft.text))
        self._talk.say(_("The text is as you saved it."))

    def _check(self, _words: str) -> None:
        review = self._replies.look_over(self._thread_id, self._draft)
        say_findings(self._session, review)
        if not review.findings and not review.notes:
            self._talk.say(_("The check found nothing."))

    def _undo(self, _words: str) -> None:
        self._restore(self._earlier, self._undone)

    def _redo(self, _words: str) -> None:
        self._restore(self._undone, self._earlier)

    def _restore(self, texts: list[str], others: list[str]) -> None:
        if not texts:
            self._talk.say(_("There is nothing to undo."))
            return
        others.append(self._draft.text)
        self._store(texts.pop(), self._draft.attachments)
        self._talk.say(self._draft.text or _("There is no text yet."))

    def _drop(self, _words: str) -> None:
        self._save("")
        self._store("", ())
        self._talk.say(_("The draft is empty now. .undo restores it."))

    # --- sending -----------------------------------------------------------------------------------

    def _send(self) -> bool | None:
        """Check the reply and queue it; return whether it was queued, None to go on writing."""
        review = self._replies.look_over(self._thread_id, self._draft)
        say_findings(self._session, review)
        outcomes = {finding.outcome for finding in review.findings}
        if FindingOutcome.BLOCK in outcomes:
            self._talk.say(_("It cannot be sent like this. Change it, or keep it as a draft with .later."))
            return None

        def asking() -> Flow[str | None]:
            reason = ""
            if FindingOutcome.OVERRIDE in outcomes:
                reason = yield from line(_("Reason for sending it anyway:"))
            return reason if (yield from yes(_("Send it?"))) else None

        reason = self._talk.hold(asking)
        if reason is None:
            self._say_kept()
            return False
        self._queue(self._draft, reason, review.last_message_id)
        return True

    def _queue(self, draft: ReplyDraft, reason: str, last_message_id: int) -> None:
        """Put the reply in the outbox, say how to undo that, and start sending."""
        row = self._replies.queue(
            self._thread_id, draft.text, files=draft.attachments, override=reason, base=last_message_id
        )
        say_queued(self._session, _("In the outbox as reply {0}.").format(row.id))

    def _has_lock(self) -> bool:
        """Lock the reply; a note to a colleague who writes takes it over. Return whether it is locked."""
        presence = self._session.desk.presence
        holder = presence.lock_reply(self._thread_id)
        if holder is None:
            return True
        since = time_ago(holder.since, datetime.now(UTC))

        def asking() -> Flow[None]:
            yield _("{0} has been writing here since {1}").format(holder.login, since) + "."
            note = yield from line(_("A note to take over the reply; their draft is kept:"))
            presence.take_over(self._thread_id, note)

        self._talk.hold(asking)
        return True


def say_findings(session: LineSession, review: DraftCheck) -> None:
    """Say the notes and findings of a check, each after what it means for sending."""
    for note in review.notes:
        session.say(note)
    for finding in review.findings:
        session.say(finding_text(finding))


def finding_text(finding: ReplyFinding) -> str:
    """Return a finding as a sentence, after what it means for sending."""
    return labelled(finding_outcome_label(finding.outcome), finding.why)


def say_queued(session: LineSession, text: str) -> None:
    """Say that something is in the outbox and until when it can be undone, and start sending it."""
    seconds = session.desk.settings.undo_seconds
    if seconds:
        undo = ngettext(
            "Within {n} second, {undo} makes it a draft again.",
            "Within {n} seconds, {undo} makes it a draft again.",
            seconds,
        ).format(n=seconds, undo=word_of(Hint("undo")))
        text += f" {undo}"
    session.say(text + " " + _("{0} says what becomes of it.").format(word_of(Hint("outbox"))))
    session.start_sending()


def reply(session: LineSession, words: str) -> None:
    """Write a reply to the thread, or continue its draft; then say what comes next."""
    thread_id, _rest = session.target(words)
    session.open_id = thread_id
    if LineReply(session, thread_id).write() and not session.has_gone_on([thread_id]):
        session.say_following(session.desk.inbox.next_thread_to_do(session.query, [thread_id]))


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "reply",
        N_("write a reply line by line, with snippets and files, or continue its draft; check and send it"),
        reply,
        PlainGroup.ANSWER,
        also=("answer",),
        covers=(
            "send", "check", "snippet", "next_slot", "questions", "quote", "attach", "editor", "undo_typing",
            "redo_typing", "drop_draft", "findings_send",
        ),
    ),
)  # fmt: skip
