"""The verbs that a person applies to threads with one key, and undoing them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.inbox_rows import to_inbox_row
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.thread_triage import read_triage
from bizcare_tui.domain.no_answer_reasons import ready_reason_or_text
from bizcare_tui.domain.text import own_line, own_text, safe_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.triage import Triage, tags_of
from bizcare_tui.domain.verbs import VerbContent, parse_content
from bizcare_tui.domain.verbs.assign import Assign
from bizcare_tui.domain.verbs.author import SetAuthor
from bizcare_tui.domain.verbs.done import Done
from bizcare_tui.domain.verbs.fix import AttachDefect
from bizcare_tui.domain.verbs.kind import SetKind
from bizcare_tui.domain.verbs.link import Link
from bizcare_tui.domain.verbs.no_answer import NoAnswer
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.domain.verbs.reopen import Reopen
from bizcare_tui.domain.verbs.snooze import Snooze
from bizcare_tui.domain.verbs.tag import ChangeTags
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import _, format_number
from bizcare_tui.now import now
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot import read_inbox_entries, read_tags
from bizcare_tui.store.unix_time import to_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.desk.author_sweep import AuthorSweep
    from bizcare_tui.domain.author_groups import UnattributedMessage
    from bizcare_tui.store.engine import Session
    from bizcare_tui.store.report_records import OwnActRecord

MAX_NOTE_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class VerbResult:
    """The result of a verb.

    `act_id` is the id of the act, which undoes it. `thread_ids` are the threads that it was applied to,
    `skipped` is how many were left out, and `reason` why.
    """

    act_id: int
    thread_ids: tuple[int, ...]
    skipped: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act of a person, as the undo history shows it; `threads` is how many threads it changed."""

    id: int
    at: datetime
    sentence: str
    thread_id: int
    topic: str
    threads: int
    undone_at: datetime | None


class Verbs:
    """The verbs of the person at the desk; each one writes, and recomputes the state of its threads.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._reading = session.reader
        # Set to stop the verb that changes threads now; None while none does.
        self._stop: threading.Event | None = None

    # --- the current state -------------------------------------------------------------------------

    def of(self, thread_id: int) -> Triage:
        """Return the state of a thread that follows from the acts of persons."""
        return read_triage(self._reading, thread_id)

    def list_tags(self) -> list[str]:
        """Return all tags in use, the most frequent first."""
        return read_tags(self._reading)

    # --- verbs -------------------------------------------------------------------------------------

    def set_kind(self, thread_ids: Sequence[int], kind: str | None) -> VerbResult:
        """Set the kind of request of threads; None removes it."""
        return self._apply(thread_ids, SetKind(kind))

    def done(self, thread_ids: Sequence[int]) -> VerbResult:
        """Close threads as answered; those that still need a first answer are skipped.

        Raises:
            NotPossible: all of them still need a first answer.
        """
        from bizcare_tui.store.reads.acts import find_owing_first_answer

        owing = find_owing_first_answer(self._reading, thread_ids)
        ready = [thread_id for thread_id in thread_ids if thread_id not in owing]
        reason = _("the first answer is still required: answer, or mark that no answer is needed")
        if not ready:
            raise NotPossible(_("This was not done: {0}.").format(reason))
        result = self._apply(ready, Done())
        return VerbResult(result.act_id, result.thread_ids, len(thread_ids) - len(ready), reason)

    def no_answer(self, thread_ids: Sequence[int], reason: str) -> VerbResult:
        """Close threads that need no answer, with a reason: a ready one, or any text.

        Raises:
            WrongUsage: no reason was given.
        """
        reason = own_line(reason).strip()[:_MAX_REASON_CHARACTERS]
        if not reason:
            raise WrongUsage(_("Give the reason why no answer is needed."))
        return self._apply(thread_ids, NoAnswer(ready_reason_or_text(reason)))

    def reopen(self, thread_ids: Sequence[int]) -> VerbResult:
        """Reopen threads that a verb closed."""
        return self._apply(thread_ids, Reopen())

    def snooze(self, thread_ids: Sequence[int], until: datetime | None) -> VerbResult:
        """Snooze threads until a time; None wakes them up.

        Raises:
            WrongUsage: the time has passed.
        """
        if until is not None and until <= now():
            raise WrongUsage(_("That time has already passed."))
        return self._apply(thread_ids, Snooze(None if until is None else to_unix_seconds(until)))

    def rows_due_before(self, thread_ids: Sequence[int], until: datetime) -> list[InboxRow]:
        """Return those of the threads whose deadline is not after `until`, the earliest deadline first."""
        entries = read_inbox_entries(self._reading, thread_ids)
        past = [(each.due_at, each) for each in entries if each.due_at is not None and each.due_at <= until]
        return [to_inbox_row(entry, now()) for _due, entry in sorted(past, key=itemgetter(0))]

    def tag(self, thread_ids: Sequence[int], text: str) -> VerbResult:
        """Add tags to threads, and remove those written with a leading "-".

        Raises:
            WrongUsage: the text has no tag.
        """
        words = text.replace(",", " ").split()
        remove = tags_of(" ".join(word[1:] for word in words if word.startswith("-")))
        add = tags_of(" ".join(word for word in words if not word.startswith("-")))
        if not add and not remove:
            raise WrongUsage(_("Give a tag, or -tag to remove one."))
        return self._apply(thread_ids, ChangeTags(tuple(add), tuple(remove)))

    def note(self, thread_ids: Sequence[int], text: str) -> VerbResult:
        """Add a note for colleagues to threads; it is never sent.

        Raises:
            WrongUsage: the note is empty or too long.
        """
        text = own_text(text).strip()
        if not text or len(text) > MAX_NOTE_CHARACTERS:
            raise WrongUsage(_("A note has 1 to {0} characters.").format(format_number(MAX_NOTE_CHARACTERS)))
        return self._apply(thread_ids, AddNote(text))

    def author(
        self, thread_id: int, message_id: int, author: Author | None = None, *, automatic: bool | None = None
    ) -> VerbResult:
        """Set the author of a message, and whether it is automatic; None leaves a value unchanged."""
        content = SetAuthor(message_id, author.value if author else None, automatic)
        return self._apply([thread_id], content)

    def authors(self, messages: Iterable[UnattributedMessage], author: Author) -> VerbResult:
        """Set the author of messages; all of them are undone together."""
        return self._apply_each([(each.thread_id, SetAuthor(each.id, author.value)) for each in messages])

    @cached_property
    def author_sweep(self) -> AuthorSweep:
        """The messages of unknown author, in groups that one look decides."""
        from bizcare_tui.desk.author_sweep import AuthorSweep

        return AuthorSweep(self._session)

    def claim(self, thread_ids: Sequence[int]) -> VerbResult:
        """Assign unassigned threads to this person; threads that another person has by now are skipped.

        Raises:
            NotPossible: all of them are assigned to other persons.
        """
        return self.assign(thread_ids, login_name(), dict.fromkeys(thread_ids))

    def assign(self, thread_ids: Sequence[int], to: str | None, seen: Mapping[int, str | None]) -> VerbResult:
        """Assign threads to a person or to nobody, except those that were reassigned meanwhile.

        Args:
            thread_ids: the threads.
            to: the login of the person; None for nobody.
            seen: the assignee of each thread when the person decided; a thread with another one is skipped.

        Raises:
            NotPossible: all of them were reassigned meanwhile; nothing was changed.
        """
        from bizcare_tui.store import acts

        with self._session.store().transaction() as session, self._stoppable() as report:
            assignees = acts.assignees(session, self._session.account_id(), thread_ids)
            ready = [each for each in thread_ids if assignees[each] in (seen.get(each), to)]
            others = [login for each, login in assignees.items() if each not in ready and login]
            names = ", ".join(sorted(map(safe_line, set(others))))
            reason = _("it is now assigned to {0}").format(names) if names else _("nobody has it now")
            if not ready:
                raise NotPossible(_("This was not assigned: {0}.").format(reason))
            pairs = [(thread_id, Assign(to)) for thread_id in ready if assignees[thread_id] != to]
            act = acts.record_acts(session, self._session.account_id(), pairs, now=now())
            self._update_derived(session, ready, {Assign}, Assign.verb, report)
        self._session.recompute(Assign.verb)
        return VerbResult(act, tuple(ready), len(thread_ids) - len(ready), reason)

    def link(self, thread_id: int, other: int, *, remove: bool = False) -> VerbResult:
        """Link two threads with each other, or remove the link.

        Raises:
            WrongUsage: both are the same thread.
            UnknownThread: the other thread is not in the store.
        """
        if thread_id == other:
            raise WrongUsage(_("A thread cannot be linked to itself."))
        directions = ((thread_id, other), (other, thread_id))
        return self._apply_each([(one, Link(two, remove)) for one, two in directions])

    def fix(self, thread_ids: Sequence[int], defect_id: int | None) -> VerbResult:
        """Attach threads to a defect; None detaches them."""
        return self._apply(thread_ids, AttachDefect(defect_id))

    # --- undo --------------------------------------------------------------------------------------

    def undo(self, act_id: int) -> tuple[int, ...]:
        """Undo an act and all that was done together with it; return the threads.

        Raises:
            NotPossible: the act is another person's, or is undone already.
        """
        from bizcare_tui.store import acts

        with self._session.store().transaction() as session, self._stoppable() as report:
            undone = acts.undo_acts(session, self._session.account_id(), act_id, now())
            self._update_derived(session, tuple(undone), set(undone.values()), "undo", report)
        self._session.recompute("undo")
        return tuple(undone)

    def history(self, limit: int = 200) -> list[ActRow]:
        """Return the acts of the person at the desk, the newest first, undone ones included."""
        from bizcare_tui.store.reads.acts import read_own_acts

        return [_to_act_row(record) for record in read_own_acts(self._reading, limit)]

    def last(self) -> ActRow | None:
        """Return the person's last act that is not undone; None without any."""
        return next((row for row in self.history() if row.undone_at is None), None)

    def stop(self) -> bool:
        """Stop the verb that changes threads now, so that it changes none; return whether one does."""
        stop = self._stop
        if stop is not None:
            stop.set()
        return stop is not None

    # --- internal ----------------------------------------------------------------------------------

    def _apply(self, thread_ids: Sequence[int], content: VerbContent) -> VerbResult:
        return self._apply_each([(thread_id, content) for thread_id in thread_ids])

    def _apply_each(self, pairs: Sequence[tuple[int, VerbContent]]) -> VerbResult:
        """Record an act for each pair of thread and content; all of them have the same verb."""
        from bizcare_tui.store import acts

        if not pairs:
            return VerbResult(0, ())
        thread_ids = tuple(dict.fromkeys(thread_id for thread_id, _content in pairs))
        verb = type(pairs[0][1])
        cause = verb.cause or verb.verb
        with self._session.store().transaction() as session, self._stoppable() as report:
            act_id = acts.record_acts(session, self._session.account_id(), pairs, now=now())
            self._update_derived(session, thread_ids, {verb}, cause, report)
        self._session.recompute(cause)
        return VerbResult(act_id, thread_ids)

    @contextmanager
    def _stoppable(self) -> Iterator[Callable[[int], None]]:
        """Let `stop` end the block, which must be within its transaction; report its progress.

        Raises:
            NotPossible: it was stopped.
        """
        stop = self._stop = threading.Event()

        def check() -> None:
            if stop.is_set():
                raise NotPossible(_("Stopped: nothing was changed."))

        def report(done: int) -> None:
            check()
            self._session.report_recomputed(done)

        try:
            yield report
            check()  # the last threads are changed, and not committed yet
        finally:
            self._stop = None

    def _update_derived(
        self,
        session: Session,
        thread_ids: Sequence[int],
        verbs: Set[type[VerbContent]],
        cause: str,
        report: Callable[[int], None],
    ) -> None:
        from bizcare_tui.store.inbox_updates import InboxUpdater
        from bizcare_tui.store.tables import Account

        account = session.get(Account, self._session.account_id())
        assert account is not None
        updater = InboxUpdater(account, now(), cause, report)
        updater.update(session, thread_ids, {verb.recomputes for verb in verbs})


_MAX_REASON_CHARACTERS = 300


def _to_act_row(record: OwnActRecord) -> ActRow:
    return ActRow(
        record.id,
        record.at,
        parse_content(record.verb, record.content).sentence(),
        record.thread_id,
        record.topic or "",
        record.threads,
        record.undone_at,
    )
