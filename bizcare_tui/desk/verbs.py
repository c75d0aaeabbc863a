"""The verbs of one key that a person does to threads, and taking them back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.rows import inbox_row
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.standing import Owed
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.triage import Act, Triage, Verb, tags_of, triage
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import _, dated, ngettext, number
from bizcare_tui.now import now
from bizcare_tui.store.instants import instant, maybe_instant, seconds
from bizcare_tui.store.login import login_name
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Session, Store

LONGEST_NOTE = 4_000
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Did:
    """What came of a verb: its act, to take it back; its threads, how many were left out, and why."""

    act: int
    thread_ids: tuple[int, ...]
    left_out: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class ActRow:
    """Something a person did, as the history of undo shows it. `threads` is to how many it was done."""

    id: int
    at: datetime
    sentence: str
    thread_id: int
    topic: str
    threads: int
    undone_at: datetime | None


class Verbs:
    """The verbs of the person at the desk. Each writes, and works its threads out again.

    Args:
        reading: the store, to be read.
        account_id: the account's number.
        store: opens the store for writing.
        work_out: works out again what was touched; takes the cause.
        on_followed: told of how many lines followed a verb so far.
    """

    def __init__(
        self,
        reading: Reading,
        *,
        account_id: Callable[[], int],
        store: Callable[[], Store],
        work_out: Callable[[str], None],
        on_followed: Callable[[int], None],
    ) -> None:
        self._reading = reading
        self._account_id = account_id
        self._store = store
        self._work_out = work_out
        self._on_followed = on_followed

    # --- what holds --------------------------------------------------------------------------------

    def of(self, thread_id: int) -> Triage:
        """What holds of a thread by what persons did."""
        return triage(_act(row) for row in self._reading.acts(thread_id))

    def all_tags(self) -> list[str]:
        """Every tag in use, by how often."""
        return self._reading.tags()

    # --- verbs -------------------------------------------------------------------------------------

    def set_kind(self, thread_ids: Sequence[int], kind: str | None) -> Did:
        """Say what threads ask for; None takes it back to not said."""
        return self._do(thread_ids, Verb.KIND, {"kind": kind})

    def done(self, thread_ids: Sequence[int]) -> Did:
        """Close threads as answered.

        Raises:
            NotPossible: all of them still owe a first answer.
        """
        owing = self._reading.owing(thread_ids, Owed.FIRST_ANSWER)
        ready = [thread_id for thread_id in thread_ids if thread_id not in owing]
        why = _("the first answer is still owed: r answers, N says that none is needed")
        if not ready:
            raise NotPossible(_("This is not done: {0}.").format(why))
        did = self._do(ready, Verb.DONE, {})
        return Did(did.act, did.thread_ids, len(thread_ids) - len(ready), why)

    def no_answer(self, thread_ids: Sequence[int], reason: str) -> Did:
        """Close threads to which no answer is needed, for a reason.

        Raises:
            WrongUsage: no reason was given.
        """
        reason = safe_line(reason).strip()[:_LONGEST_REASON]
        if not reason:
            raise WrongUsage(_("Say why no answer is needed."))
        return self._do(thread_ids, Verb.NO_ANSWER, {"reason": reason})

    def reopen(self, thread_ids: Sequence[int]) -> Did:
        """Open threads again that were closed by a verb."""
        return self._do(thread_ids, Verb.REOPEN, {})

    def snooze(self, thread_ids: Sequence[int], until: datetime | None) -> Did:
        """Put threads off until an instant, or wake them.

        Raises:
            WrongUsage: the instant has passed.
        """
        if until is not None and until <= now():
            raise WrongUsage(_("That instant has passed already."))
        content = {"until": None if until is None else seconds(until)}
        return self._do(thread_ids, Verb.SNOOZE, content)

    def snoozed_past(self, thread_ids: Sequence[int], until: datetime) -> list[InboxRow]:
        """Those of these threads whose deadline falls before `until`, the next first."""
        entries = self._reading.entries(thread_ids)
        past = [each for each in entries if each["due_at"] is not None and each["due_at"] <= seconds(until)]
        return [inbox_row(entry, now()) for entry in sorted(past, key=lambda each: int(each["due_at"]))]

    def tag(self, thread_ids: Sequence[int], text: str) -> Did:
        """Put tags on threads, and take those with a "-" before them off.

        Raises:
            WrongUsage: no tag was named.
        """
        words = text.replace(",", " ").split()
        remove = tags_of(" ".join(word[1:] for word in words if word.startswith("-")))
        add = tags_of(" ".join(word for word in words if not word.startswith("-")))
        if not add and not remove:
            raise WrongUsage(_("Name a tag, or -tag to take one off."))
        return self._do(thread_ids, Verb.TAG, {"add": add, "remove": remove})

    def note(self, thread_ids: Sequence[int], text: str) -> Did:
        """Write a note down for the desk; it is never sent.

        Raises:
            WrongUsage: it is empty, or too long.
        """
        text = own_text(text).strip()
        if not text or len(text) > LONGEST_NOTE:
            raise WrongUsage(_("A note has 1 to {0} characters.").format(number(LONGEST_NOTE)))
        return self._do(thread_ids, Verb.NOTE, {"text": text})

    def author(
        self, thread_id: int, message_id: int, author: Author | None = None, *, automatic: bool | None = None
    ) -> Did:
        """Say who wrote a message, and whether a machine did; None leaves it as it was."""
        content = {
            "message": message_id,
            "author": author.value if author else None,
            "automatic": automatic,
        }
        return self._do([thread_id], Verb.AUTHOR, content)

    def claim(self, thread_ids: Sequence[int]) -> Did:
        """Take threads that nobody has; those that another person has by now are left to them.

        Raises:
            NotPossible: others have all of them.
        """
        return self.assign(thread_ids, login_name(), dict.fromkeys(thread_ids))

    def assign(self, thread_ids: Sequence[int], to: str | None, seen: Mapping[int, str | None]) -> Did:
        """Assign threads to a person, or to nobody, unless another one has them by now than was `seen`.

        Raises:
            NotPossible: that holds for all of them; nothing was changed.
        """
        from bizcare_tui.store import acts

        with self._store().transaction() as session:
            by_now = acts.assignees(session, self._account_id(), thread_ids)
            ready = [each for each in thread_ids if by_now[each] in (seen.get(each), to)]
            left = [login for each, login in by_now.items() if each not in ready and login]
            why = _("{0} has it by now").format(", ".join(sorted(map(safe_line, set(left)))) or _("nobody"))
            if not ready:
                raise NotPossible(_("This was not assigned: {0}.").format(why))
            pairs = [(thread_id, {"to": to}) for thread_id in ready if by_now[thread_id] != to]
            act = acts.do(session, self._account_id(), pairs, Verb.ASSIGN, now=now())
            self._follow(session, ready, {Verb.ASSIGN}, Verb.ASSIGN.value)
        self._work_out(Verb.ASSIGN.value)
        return Did(act, tuple(ready), len(thread_ids) - len(ready), why)

    def link(self, thread_id: int, other: int, *, remove: bool = False) -> Did:
        """Link two threads with one another, or take the link off.

        Raises:
            WrongUsage: it is the same thread.
            UnknownThread: the other is not in the store.
        """
        if thread_id == other:
            raise WrongUsage(_("A thread is not linked with itself."))
        both = ((thread_id, other), (other, thread_id))
        return self._do_each([(one, {"thread": two, "remove": remove}) for one, two in both], Verb.LINK)

    def fix(self, thread_ids: Sequence[int], defect_id: int | None) -> Did:
        """Attach threads to a defect, or take them off."""
        return self._do(thread_ids, Verb.FIX, {"defect": defect_id})

    # --- taking back -------------------------------------------------------------------------------

    def undo(self, act_id: int) -> tuple[int, ...]:
        """Take an act back, and what was done together with it; returns the threads.

        Raises:
            NotPossible: it is another person's, or was taken back already.
        """
        from bizcare_tui.store import acts

        with self._store().transaction() as session:
            undone = acts.undo(session, self._account_id(), act_id, now())
            self._follow(session, tuple(undone), set(undone.values()), "undo")
        self._work_out("undo")
        return tuple(undone)

    def history(self, limit: int = 200) -> list[ActRow]:
        """What the person at the desk did, newest first, with what was taken back."""
        return [_row(row) for row in self._reading.my_acts(limit)]

    def last(self) -> ActRow | None:
        """The last that the person did and has not taken back; None without any."""
        return next((row for row in self.history() if row.undone_at is None), None)

    # --- within ------------------------------------------------------------------------------------

    def _do(self, thread_ids: Sequence[int], verb: Verb, content: Mapping[str, Any]) -> Did:
        return self._do_each([(thread_id, content) for thread_id in thread_ids], verb)

    def _do_each(self, pairs: Sequence[tuple[int, Mapping[str, Any]]], verb: Verb) -> Did:
        from bizcare_tui.store import acts

        thread_ids, cause = tuple(thread_id for thread_id, _content in pairs), _CAUSES.get(verb, verb.value)
        with self._store().transaction() as session:
            act = acts.do(session, self._account_id(), pairs, verb, now=now())
            self._follow(session, thread_ids, {verb}, cause)
        self._work_out(cause)
        return Did(act, thread_ids)

    def _follow(self, session: Session, thread_ids: Sequence[int], verbs: Set[Verb], cause: str) -> None:
        from bizcare_tui.store.following import Following
        from bizcare_tui.store.tables import Account

        account = session.get(Account, self._account_id())
        assert account is not None
        Following(account, now(), cause, self._on_followed).follow(session, thread_ids, verbs)


_LONGEST_REASON = 300
_CAUSES = {Verb.AUTHOR: "author corrected"}


def _act(row: Line) -> Act:
    return Act(
        row["id"], Verb(row["verb"]), json.loads(row["content"]), instant(row["at"]), row["login"],
        row["known_message_id"],
    )  # fmt: skip


def _row(row: Line) -> ActRow:
    return ActRow(
        row["id"],
        instant(row["at"]),
        sentence(Verb(row["verb"]), json.loads(row["content"])),
        row["thread_id"],
        row["topic"] or "",
        row["threads"],
        maybe_instant(row["undone_at"]),
    )


def sentence(verb: Verb, content: Mapping[str, Any]) -> str:
    """What a verb says, in a few words."""
    return _SENTENCES[verb](content)


def _said_tags(content: Mapping[str, Any]) -> str:
    tags = [f"+{tag}" for tag in content["add"]] + [f"-{tag}" for tag in content["remove"]]
    return ngettext("tag {0}", "tags {0}", len(tags)).format(" ".join(tags))


def _said_snooze(content: Mapping[str, Any]) -> str:
    if content["until"] is None:
        return _("woken")
    return _("put off until {0}").format(_local(instant(content["until"])))


def _said_author(content: Mapping[str, Any]) -> str:
    parts = [_("by the {0}").format(content["author"])] if content["author"] else []
    if content["automatic"] is not None:
        parts.append(_("automatic") if content["automatic"] else _("by a person"))
    return _("message: {0}").format(", ".join(parts))


def _said_link(content: Mapping[str, Any]) -> str:
    words = _("link with {0} taken off") if content["remove"] else _("linked with {0}")
    return words.format(content["thread"])


def _said_fix(content: Mapping[str, Any]) -> str:
    if content["defect"] is None:
        return _("taken off its defect")
    return _("about defect {0}").format(content["defect"])


def _local(moment: datetime) -> str:
    return dated(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %Y %H:%M")


_SENTENCES: Mapping[Verb, Callable[[Mapping[str, Any]], str]] = {
    Verb.KIND: lambda content: _("kind: {0}").format(content["kind"] or _("not said")),
    Verb.DONE: lambda _content: _("done"),
    Verb.NO_ANSWER: lambda content: _("no answer needed: {0}").format(content["reason"][:_SHOWN]),
    Verb.REOPEN: lambda _content: _("opened again"),
    Verb.SNOOZE: _said_snooze,
    Verb.TAG: _said_tags,
    Verb.NOTE: lambda content: _("note: {0}").format(safe_line(content["text"])[:_SHOWN]),
    Verb.AUTHOR: _said_author,
    Verb.LINK: _said_link,
    Verb.FIX: _said_fix,
    Verb.ASSIGN: lambda content: (
        _("assigned to {0}").format(safe_line(content["to"])) if content["to"] else _("given back")
    ),
}
