"""Presence of colleagues, reply locks, and what happened since the user's last visit."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.verbs import Verbs
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.text import own_line, safe_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.verbs import read_content
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.store.login import login_name
from bizcare_tui.store.presence_times import PRESENCE_INTERVAL_SECONDS
from bizcare_tui.store.reads.hot_thread import read_reply_lock
from bizcare_tui.store.report_records import HistoryEventRecord, ThreadActivityRecord
from bizcare_tui.store.thread_records import ReplyLockHolder

if TYPE_CHECKING:
    from bizcare_tui.store.presence import PresenceStore
    from bizcare_tui.store.reply_locks import ReplyLocks

__all__ = [
    "PRESENCE_INTERVAL_SECONDS",
    "Colleague",
    "ReplyingColleague",
    "SinceLastVisit",
    "TeamPresence",
    "ThreadEvent",
]

_MAX_MESSAGE_LENGTH = 200
_MAX_EVENTS = 2_000


@dataclass(frozen=True, slots=True)
class Colleague:
    """Another person's running program: the thread it shows, if any, and whether they are writing to it."""

    login: str
    thread_id: int | None
    writes: bool


@dataclass(frozen=True, slots=True)
class ReplyingColleague:
    """The holder of a thread's reply lock: who, since when, and the message left when taking it over."""

    login: str
    since: datetime
    word: str


@dataclass(frozen=True, slots=True)
class ThreadEvent:
    """An event in a thread.

    `by` is a login, empty when nobody of the desk caused it. `threads` counts the threads of one action on
    several threads; the others are not listed.
    """

    at: datetime
    by: str
    sentence: str
    thread_id: int
    topic: str
    threads: int = 1


@dataclass(frozen=True, slots=True)
class SinceLastVisit:
    """What happened since a person's last visit, the latest first.

    `since` is None on the first visit. `ends` are the numbers of the last history entry and the last
    message that are covered.
    """

    since: datetime | None
    rows: tuple[ThreadEvent, ...]
    ends: tuple[int, int]


class TeamPresence:
    """Presence, reply locks and last visits, as seen by the current user.

    Before the first sync has stored the account, nothing is recorded. Every method raises StoreProblem when
    the store cannot be read or written.
    """

    def __init__(self, session: DeskSession, verbs: Callable[[], Verbs]) -> None:
        self._session = session
        self._reading = session.reader
        self._verbs = verbs
        self._program_id = f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}"

    # --- presence ----------------------------------------------------------------------------------

    def report_presence(self, thread_id: int | None, *, writes: bool) -> None:
        """Record that this program is running and which thread it shows. Writes to the store."""
        if self._session.account_id():
            self._presence().report_presence(thread_id, writes=writes)

    def leave(self) -> None:
        """Remove this program's presence and its reply locks. Writes to the store."""
        if self._session.account_id():
            self._presence().leave()

    def here(self) -> list[Colleague]:
        """Return the running programs of other people."""
        from bizcare_tui.store.reads.team import read_colleagues

        records = read_colleagues(self._reading)
        return [Colleague(safe_line(each.login), each.thread_id, each.writes) for each in records]

    # --- reply locks -------------------------------------------------------------------------------

    def lock_reply(self, thread_id: int) -> ReplyingColleague | None:
        """Lock the reply of a thread; return None on success, else the holder. Writes to the store."""
        return _lock_holder(self._reply_locks().lock_reply(thread_id))

    def take_over(self, thread_id: int, message: str) -> None:
        """Take the reply lock of a thread from its holder, with a message for them. Writes to the store.

        The holder sees the message in the reply editor and in a note that mentions them. Their draft stays
        as it is.

        Raises:
            WrongUsage: the message is empty.
        """
        message = own_line(message).strip()[:_MAX_MESSAGE_LENGTH]
        if not message:
            raise WrongUsage(_("Write a note for the person who is writing."))
        holder = read_reply_lock(self._reading, thread_id)
        self._reply_locks().lock_reply(thread_id, message)
        if holder is not None:
            text = _("@{0} I took over the reply: {1}").format(holder.login, message)
            self._verbs().note([thread_id], text)

    def release_reply(self, thread_id: int) -> None:
        """Release the reply lock of a thread. Writes to the store."""
        self._reply_locks().release_reply(thread_id)

    def reply_lock_holder(self, thread_id: int) -> ReplyingColleague | None:
        """Return the other person who holds the reply lock of a thread, or None."""
        return _lock_holder(read_reply_lock(self._reading, thread_id))

    # --- last visit --------------------------------------------------------------------------------

    def away(self) -> SinceLastVisit:
        """Return what happened since the user's last visit: actions of others and new messages.

        Messages are those of customers, and those of unknown author, which are customers' in most cases.
        """
        from bizcare_tui.store.reads import team

        ends, visit = team.read_last_ids(self._reading), team.read_visit(self._reading)
        if visit is None:
            return SinceLastVisit(None, (), ends)
        messages = [
            ThreadEvent(
                record.at,
                "",
                _describe_messages(record),
                record.thread_id,
                record.topic or "",
            )
            for record in team.read_threads_written_since(self._reading, visit.message_id, _MAX_EVENTS)
        ]
        actions = _merge_batches(
            [
                event
                for record in team.read_history_events(self._reading, visit.history_id, _MAX_EVENTS)
                if (event := _history_event(record)) is not None
            ]
        )
        rows = sorted([*messages, *actions], key=lambda each: each.at, reverse=True)
        return SinceLastVisit(visit.at, tuple(rows), ends)

    def record_visit(self, visit: SinceLastVisit | None, now: datetime) -> None:
        """Record a visit: everything in `visit` is known to the user; None: everything until now.

        Writes to the store.
        """
        from bizcare_tui.store.reads.team import read_last_ids

        if not self._session.account_id():
            return
        history, message = visit.ends if visit is not None else read_last_ids(self._reading)
        self._presence().record_visit(history, message, int(now.timestamp()))

    def _presence(self) -> PresenceStore:
        from bizcare_tui.store.presence import PresenceStore

        return PresenceStore(
            self._session.small_writes(), self._session.account_id(), login_name(), self._program_id
        )

    def _reply_locks(self) -> ReplyLocks:
        from bizcare_tui.store.reply_locks import ReplyLocks

        return ReplyLocks(
            self._session.existing_store(), self._session.account_id(), login_name(), self._program_id
        )


def _lock_holder(stored: ReplyLockHolder | None) -> ReplyingColleague | None:
    if stored is None:
        return None
    return ReplyingColleague(safe_line(stored.login), stored.since, safe_line(stored.message))


def _describe_messages(record: ThreadActivityRecord) -> str:
    count = record.messages
    text = (
        ngettext("message, author unknown", "{n} messages, author unknown", count)
        if record.author is Author.UNKNOWN
        else ngettext("message from the customer", "{n} messages from the customer", count)
    )
    return text.format(n=count)


def _history_event(record: HistoryEventRecord) -> ThreadEvent | None:
    """Return a history entry as an event; None when it is of no interest to colleagues."""
    describe = _DESCRIBE_BY_KIND.get(record.kind)
    if describe is None or record.payload is None:
        return None
    text = describe(json.loads(record.payload))
    if not text:
        return None
    by = safe_line(record.login or "")
    return ThreadEvent(record.at, by, text, record.thread_id, record.topic or "")


def _merge_batches(rows: list[ThreadEvent]) -> list[ThreadEvent]:
    """Merge an action that one person did on several threads at once into one event."""
    merged: list[ThreadEvent] = []
    for row in rows:
        last = merged[-1] if merged else None
        if last and row.by and (row.by, row.at, row.sentence) == (last.by, last.at, last.sentence):
            merged[-1] = replace(last, threads=last.threads + 1)
        else:
            merged.append(row)
    return merged


def _describe_reply(payload: Mapping[str, Any]) -> str:
    if payload.get("what") == "queue":
        return _("reply written")
    return {
        ReplyState.CONFIRMED: _("reply confirmed"),
        ReplyState.HELD: _("reply held back"),
        ReplyState.FAILED: _("reply failed"),
        ReplyState.UNKNOWN: _("unknown whether the reply was sent"),
        ReplyState.DISCARDED: _("reply undone"),
    }.get(ReplyState(payload["state"]), "")


def _describe_missed(text: str) -> Callable[[Mapping[str, Any]], str]:
    """Return a function that reports a missed deadline as `text`, and a met one as nothing."""
    return lambda payload: _(text) if payload["status"] == Status.MISSED else ""


def _describe_refund(payload: Mapping[str, Any]) -> str:
    return (
        _("the refund has appeared in the orders")
        if payload["what"] == "seen"
        else _("the refund is overdue")
    )


_DESCRIBE_BY_KIND: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "act": lambda payload: read_content(payload["verb"], payload["content"]).sentence(),
    "undo": lambda _payload: _("undone"),
    "reply": _describe_reply,
    "decision": lambda payload: _("decision: {0}").format(payload["what"]),
    "refund": _describe_refund,
    "shop": lambda _payload: _("licensed shop corrected"),
    "first_answer": _describe_missed(N_("first answer missed")),
    "follow_up": _describe_missed(N_("follow-up missed")),
    "fix": _describe_missed(N_("fix missed")),
}
