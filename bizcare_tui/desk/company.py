"""The others at the desk: who reads and writes which thread, and what happened while one was away."""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bizcare_tui.desk.verbs import Verbs, sentence
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.domain.triage import Verb
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.store.company import BEAT_SECONDS, Company
from bizcare_tui.store.instants import instant
from bizcare_tui.store.login import login_name
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

__all__ = ["BEAT_SECONDS", "Absence", "Colleague", "Happened", "Others", "Seat"]

_LONGEST_WORD = 200
_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Colleague:
    """Another person's program: the thread before them, if any, and whether they write to it."""

    login: str
    thread_id: int | None
    writes: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """Another person who has the right to write to a thread, since when, and what they left as a word."""

    login: str
    since: datetime
    word: str


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a thread, and to how many others at once; `by` is empty for nobody."""

    at: datetime
    by: str
    sentence: str
    thread_id: int
    topic: str
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Absence:
    """What happened since a person was here last, the latest first, and up to which numbers that goes."""

    since: datetime | None
    rows: tuple[Happened, ...]
    ends: tuple[int, int]


class Others:
    """The company that the person at the desk is in.

    Everything may raise StoreProblem: the store refuses.
    """

    def __init__(self, reading: Reading, verbs: Callable[[], Verbs], account_id: Callable[[], int]) -> None:
        self._reading = reading
        self._verbs = verbs
        self._account_id = account_id
        self._session = f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}"

    # --- who is here -------------------------------------------------------------------------------

    def be_here(self, thread_id: int | None, *, writes: bool) -> None:
        """Say which thread this program shows, and that it is there. Writes."""
        self._company().be_here(thread_id, writes=writes)

    def leave(self) -> None:
        """Be gone. Writes."""
        self._company().leave()

    def here(self) -> list[Colleague]:
        """The programs that others have open."""
        rows = self._reading.others(time.time())
        return [Colleague(safe_line(row["login"]), row["thread_id"], bool(row["writes"])) for row in rows]

    # --- who writes to a thread --------------------------------------------------------------------

    def sit(self, thread_id: int) -> Seat | None:
        """Take the right to write to a thread; None when it is ours, else who has it. Writes."""
        return _seat(self._company().sit(thread_id))

    def take_over(self, thread_id: int, word: str) -> None:
        """Take the right to write to a thread from whoever has it, with a word for them. Writes.

        They read it where they write, and in a note that names them; their draft stays as it is.

        Raises:
            WrongUsage: there is no word.
        """
        word = safe_line(own_text(word)).strip()[:_LONGEST_WORD]
        if not word:
            raise WrongUsage(_("Leave a word for whoever is writing."))
        holder = self._reading.seat(thread_id, time.time())
        self._company().sit(thread_id, word)
        if holder is not None:
            text = _("@{0} I took the reply over: {1}").format(holder.login, word)
            self._verbs().note([thread_id], text)

    def rise(self, thread_id: int) -> None:
        """Give up the right to write to a thread. Writes."""
        self._company().rise(thread_id)

    def at_seat(self, thread_id: int) -> Seat | None:
        """Another person who writes to this thread now."""
        return _seat(self._reading.seat(thread_id, time.time()))

    # --- what happened -----------------------------------------------------------------------------

    def away(self) -> Absence:
        """What happened since this person was here last: what others did, and what customers wrote."""
        ends, visit = self._reading.ends(), self._reading.visit()
        if visit is None:
            return Absence(None, (), ends)
        wrote = [
            Happened(
                instant(row["at"]),
                "",
                ngettext("the customer wrote", "the customer wrote {n} times", row["messages"]).format(
                    n=row["messages"]
                ),
                row["thread_id"],
                row["topic"] or "",
            )
            for row in self._reading.written_since(visit["message_id"], _AT_MOST)
        ]
        did = _together(
            [
                told
                for row in self._reading.happened(visit["history_id"], _AT_MOST)
                if (told := _happened(row)) is not None
            ]
        )
        rows = sorted([*wrote, *did], key=lambda each: each.at, reverse=True)
        return Absence(instant(visit["at"]), tuple(rows), ends)

    def know(self, absence: Absence | None, now: datetime) -> None:
        """Note that this person knows what happened, up to there, or up to now. Writes."""
        history, message = absence.ends if absence is not None else self._reading.ends()
        self._company().seen_all(history, message, int(now.timestamp()))

    def _company(self) -> Company:
        return Company(self._reading.place, self._account_id(), login_name(), self._session)


def _seat(stored: Any) -> Seat | None:
    if stored is None:
        return None
    since = datetime.fromtimestamp(stored.since, UTC)
    return Seat(safe_line(stored.login), since, safe_line(stored.word))


def _happened(row: Line) -> Happened | None:
    """An entry of the history as a person reads it; None for what is of no interest to others."""
    says = _SAYS.get(row["kind"])
    if says is None or row["thread_id"] is None or row["payload"] is None:
        return None
    told = says(json.loads(row["payload"]))
    if not told:
        return None
    by = safe_line(row["login"] or "")
    return Happened(instant(row["at"]), by, told, row["thread_id"], row["topic"] or "")


def _together(rows: list[Happened]) -> list[Happened]:
    """What one person did to many threads at once, as one."""
    joined: list[Happened] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and row.by and (row.by, row.at, row.sentence) == (last.by, last.at, last.sentence):
            joined[-1] = replace(last, threads=last.threads + 1)
        else:
            joined.append(row)
    return joined


def _said_reply(payload: Mapping[str, Any]) -> str:
    if payload.get("what") == "queue":
        return _("reply written")
    return {
        ReplyState.CONFIRMED: _("reply arrived"),
        ReplyState.HELD: _("reply held back"),
        ReplyState.FAILED: _("reply failed"),
        ReplyState.UNKNOWN: _("reply sent or not: nobody knows"),
        ReplyState.DISCARDED: _("reply taken back"),
    }.get(ReplyState(payload["state"]), "")


def _said_missed(what: str) -> Callable[[Mapping[str, Any]], str]:
    """Says that a deadline was missed; that one was met is no news."""
    return lambda payload: what if payload["status"] == Status.MISSED else ""


def _said_refund(payload: Mapping[str, Any]) -> str:
    return _("the refund was seen") if payload["what"] == "seen" else _("the refund is overdue")


_SAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "act": lambda payload: sentence(Verb(payload["verb"]), payload["content"]),
    "undo": lambda _payload: _("taken back"),
    "reply": _said_reply,
    "decision": lambda payload: _("decided: {0}").format(payload["what"]),
    "refund": _said_refund,
    "shop": lambda _payload: _("licensed shop corrected"),
    "first_answer": _said_missed(_("first answer missed")),
    "follow_up": _said_missed(_("follow-up missed")),
    "fix": _said_missed(_("fix missed")),
}
