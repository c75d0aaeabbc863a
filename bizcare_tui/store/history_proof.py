"""Replay the history, and compare the rows of the store with the state that it proves."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from bizcare_tui.domain.outbox import FINAL
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _
from bizcare_tui.store import account_settings, decisions, history, seals
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.database import ProgressCallback
from bizcare_tui.store.tables import Account, Reply, ReplyFile
from bizcare_tui.store.unix_time import from_unix_seconds

_AT_ONCE = 1_000
_CLOCKS = frozenset({"follow_up", "fix"})
_TABLES = Account.metadata.tables
_ACCOUNT, _PERSON, _ACT, _REPLY, _ENTRY, _CLOCK, _HISTORY = (
    _TABLES[name].c
    for name in ("account", "person", "act", "reply", "inbox_entry", "clock_status", "history")
)


@dataclass(frozen=True, slots=True)
class ErasureEntry:
    """A history entry that erased payloads: its threads, the erased entries, the person's id and the time."""

    entry: int
    at: int
    person_id: int | None
    threads: frozenset[int]
    entries: frozenset[int]


@dataclass(slots=True)
class ProvenState:
    """The expected state of the rows, after all history entries were replayed in order.

    `acts` and `replies` have the person and the thread by id; `acts` also the verb, the time, and the digest
    of the content. `undone` has the time and the person by act id. `statuses` has the first and the last
    status, by thread for first answers, and by thread, clock and start for other clocks. `gone` has the
    thread and the kind of the entries without a payload.
    """

    acts: dict[int, tuple[int | None, int | None, str, int, str]] = field(default_factory=dict)
    undone: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    replies: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    reply_states: dict[int, str] = field(default_factory=dict)
    statuses: dict[Any, tuple[str | None, str | None]] = field(default_factory=dict)
    sealed: seals.Seals = field(default_factory=dict)
    erasures: list[ErasureEntry] = field(default_factory=list)
    asks_for_second_person: bool = False
    upgrades: list[int] = field(default_factory=list)
    gone: dict[int, tuple[int | None, str]] = field(default_factory=dict)

    def take(self, entry: history.StoredHistoryEntry) -> None:
        """Replay the next entry. An unreadable one is skipped: the hash chain shows that it was changed."""
        if entry.payload is None:
            self.gone[entry.id] = (entry.thread_id, entry.kind)
            return
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            payload = json.loads(entry.payload)
            for name, sealed in payload.get(seals.SEALS_KEY, {}).items():
                self.sealed.setdefault(name, {}).update(sealed)
            for number, state in payload.get("replies", {}).items():
                self.reply_states[int(number)] = str(state)
            self._replay(entry, payload)

    def _replay(self, entry: history.StoredHistoryEntry, payload: Mapping[str, Any]) -> None:
        match entry.kind:
            case "act":
                content = content_digest(json.dumps(payload["content"], ensure_ascii=False, sort_keys=True))
                act = (entry.person_id, entry.thread_id, str(payload["verb"]), entry.at, content)
                self.acts[int(payload["act"])] = act
            case "undo":
                self.undone[int(payload["act"])] = (entry.at, entry.person_id)
            case "reply":
                number = int(payload["reply"])
                self.reply_states[number] = str(payload["state"])
                if payload.get("what") == "queue":
                    self.replies[number] = (entry.person_id, entry.thread_id)
            case "first_answer":
                self._status(entry.thread_id, payload["status"])
            case kind if kind in _CLOCKS:
                self._status((entry.thread_id, kind, payload["start"]), payload["status"])
            case history.ERASURE:
                threads, entries = (frozenset(map(int, payload[name])) for name in ("threads", "entries"))
                self.erasures.append(ErasureEntry(entry.id, entry.at, entry.person_id, threads, entries))
            case seals.UPGRADE_KIND:
                self.upgrades.append(entry.at)
            case account_settings.SECOND_PERSON_KIND:
                self.asks_for_second_person = payload["what"] != "off"

    def _status(self, key: Any, status: str | None) -> None:
        first, _last = self.statuses.get(key, (None, None))
        self.statuses[key] = (first or status, status)

    def forbidden_erasures(self) -> Iterator[tuple[int, str]]:
        """Yield the erasures of entries that the program never erases, with a description of the problem."""
        for erasure in self.erasures:
            for number in sorted(erasure.entries & self.gone.keys()):
                thread_id, kind = self.gone[number]
                if kind in history.NEVER_ERASED_KINDS or thread_id not in erasure.threads:
                    yield (
                        erasure.entry,
                        _("it erases entry {0}, which the program never erases").format(number),
                    )

    def was_erased(self, thread_id: int, since: int) -> bool:
        """Return whether a thread was erased at or after an instant."""
        return any(thread_id in erasure.threads and erasure.at >= since for erasure in self.erasures)


def content_digest(text: str) -> str:
    """Return the digest of an act's content."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def row_differences(session: Session, vouched: ProvenState, on_progress: ProgressCallback) -> Iterator[str]:
    """Yield a sentence for each row that differs from what the history proves."""
    rows = _RowComparison(session, vouched, on_progress)
    yield from rows.acts()
    yield from rows.replies()
    for name in seals.SEALED_COLUMNS:
        if name != "act":
            yield from rows.sealed(name)
    yield from rows.decisions()
    yield from rows.deadlines()
    yield from rows.settings()


def seal_unsealed(session: Session) -> None:
    """Seal the rows that the history does not mention: an earlier version stored them before seals existed.

    Rows that are already sealed keep their seals, so an upgrade cannot be used to hide a change. A reply that
    may still be sent gets its own entry in its thread, which is looked up before the reply is sent.
    """
    account_id = session.connection().execute(select(_ACCOUNT.id).limit(1)).scalar()
    if account_id is None:
        return
    vouched = ProvenState()
    for _broken in history.broken_entries(session, vouched.take):
        pass
    at = int(time.time())
    payloads: list[tuple[dict[str, Any], int | None]] = []
    for name in seals.SEALED_COLUMNS:
        known = vouched.sealed.get(name, {}).keys() | ({*map(str, vouched.acts)} if name == "act" else set())
        unsealed = [
            (key, seals.row_digest(name, row))
            for row in seals.sealed_rows(session, name)
            if (key := seals.seal_key(name, row)) not in known
        ]
        payloads += [
            ({seals.SEALS_KEY: {name: dict(batch)}}, None) for batch in in_batches(unsealed, _AT_ONCE)
        ]
    rows = session.connection().execute(select(_REPLY.id, _REPLY.state, _REPLY.thread_id)).all()
    if states := {str(row.id): row.state for row in rows if row.id not in vouched.reply_states}:
        payloads.append(({"replies": states}, None))
    payloads += [
        (
            {"replies": {str(row.id): row.state}, seals.SEALS_KEY: seals_of_reply(session, row.id)},
            row.thread_id,
        )
        for row in rows
        if row.state not in FINAL and str(row.id) not in vouched.sealed.get("reply", {})
    ]
    history.append_entries(
        session,
        [
            history.NewHistoryEntry(account_id, at, seals.UPGRADE_KIND, payload, thread_id)
            for payload, thread_id in payloads
        ],
    )


def reply_problem(session: Session, reply: Reply) -> str:
    """Return why a reply is not the one that was queued, "" if it is.

    The hash chain is verified from the entry that first sealed the reply.
    """
    vouched, first = ProvenState(), 0
    key = str(reply.id)
    for entry in session.connection().execute(
        select(*_HISTORY).where(_HISTORY.thread_id == reply.thread_id).order_by(_HISTORY.id)
    ):
        vouched.take(entry)
        if not first and key in vouched.sealed.get("reply", {}):
            first = entry.id
    if not first:
        return _("This reply is not in the history, so another program wrote it. Nothing was sent.")
    if broken := next(history.broken_entries(session, since=first), None):
        return _(
            "The history was changed at entry {0}: run `bizcare verify` for details. Nothing was sent."
        ).format(broken.entry)
    file = session.get(ReplyFile, reply.id)
    stored = seals.seal_records(reply, *([file] if file else []))
    if stored["reply"][key] != vouched.sealed["reply"][key]:
        return _("The text or the author of this reply was changed after it was queued. Nothing was sent.")
    if stored.get("reply_file", {}).get(key) != vouched.sealed.get("reply_file", {}).get(key):
        return _("The attached file was changed after the reply was queued. Nothing was sent.")
    if reply.state != vouched.reply_states.get(reply.id or 0):
        return _("The state of this reply was changed by another program. Nothing was sent.")
    return ""


def seals_of_reply(session: Session, reply_id: int) -> seals.Seals:
    """Return the seals of a reply and its file as they are stored."""
    reply, file = seals.sealed_table("reply"), seals.sealed_table("reply_file")
    return seals.merge_seals(
        seals.seals_of_rows(session, "reply", reply.c.id == reply_id),
        seals.seals_of_rows(session, "reply_file", file.c.reply_id == reply_id),
    )


class _RowComparison:
    """Compares the rows of a store with the replayed history."""

    def __init__(self, session: Session, vouched: ProvenState, on_progress: ProgressCallback) -> None:
        self._session = session
        self._vouched = vouched
        self._progress = on_progress
        self._logins: dict[int, str] = {}
        for row in session.connection().execute(select(_PERSON.id, _PERSON.login)):
            self._logins[row.id] = row.login

    def acts(self) -> Iterator[str]:
        """Compare the acts (notes, tags, claims and all other verbs), and whether they were undone."""
        expected, undone = self._vouched.acts, self._vouched.undone
        sealed = dict(self._vouched.sealed.get("act", {}))
        missing = {**expected}
        for row in self._read(_ACT):
            missing.pop(row.id, None)
            seal = sealed.pop(str(row.id), None)
            name = self._describe_act(row.id, row.verb, row.person_id, row.thread_id, row.at)
            if seal is not None:
                if seals.row_digest("act", row._mapping) != seal:
                    yield _("{0} differs from the recorded data.").format(name)
            elif (entry := expected.get(row.id)) is None:
                yield _("{0} is not in the history.").format(name)
            else:
                yield from self._act_differs(name, entry, row)
            if undone.get(row.id) != (None if row.undone_at is None else (row.undone_at, row.undone_by)):
                yield (
                    _("{0} is stored as not undone, but it was undone.")
                    if row.undone_at is None
                    else _("{0} is stored as undone, but it was not undone that way.")
                ).format(name)
        for number, (person_id, thread_id, verb, at, _content) in sorted(missing.items()):
            yield _("{0} is missing.").format(self._describe_act(number, verb, person_id, thread_id, at))
        for key in sealed.keys() - {*map(str, missing)}:
            yield _("{0} is missing.").format(_("Act {0}").format(key))

    def _act_differs(self, name: str, entry: tuple[Any, ...], row: Any) -> Iterator[str]:
        person_id, thread_id, verb, at, content = entry
        if row.person_id != person_id:
            yield _("{0} is now recorded for {1}, but {2} did it.").format(
                name, self._login(row.person_id), self._login(person_id)
            )
        if content_digest(row.content) != content:
            yield _("The content of {0} was changed.").format(name)
        if (row.thread_id, row.verb, row.at) != (thread_id, verb, at):
            yield _("{0} differs from the recorded action.").format(name)

    def replies(self) -> Iterator[str]:
        """Compare the writers and the states of replies; their texts are compared by their seals."""
        missing = {**self._vouched.replies}
        for row in self._read(_REPLY):
            person_id, thread_id = missing.pop(row.id, (row.person_id, row.thread_id))
            if row.person_id != person_id:
                yield _("Reply {0} to thread {1} is now recorded for {2}, but {3} wrote it.").format(
                    row.id, row.thread_id, self._login(row.person_id), self._login(person_id)
                )
            state = self._vouched.reply_states.get(row.id)
            if state is not None and row.state != state:
                yield _("Reply {0} to thread {1} is now {2}; it was {3}.").format(
                    row.id, thread_id, safe_line(row.state, 20), safe_line(state, 20)
                )
        sealed = self._vouched.sealed.get("reply", {})
        for number, (_person, thread_id) in sorted(missing.items()):
            if str(number) not in sealed:
                yield _("Reply {0} to thread {1} is missing.").format(number, thread_id)

    def sealed(self, name: str) -> Iterator[str]:
        """Compare the rows of a table with their seals."""
        expected = dict(self._vouched.sealed.get(name, {}))
        total = len(expected)
        for done, row in enumerate(seals.sealed_rows(self._session, name), 1):
            key = seals.seal_key(name, row)
            seal = expected.pop(key, "")
            if seal == "":
                yield _("{0} is not in the history.").format(_row_name(name, key, row))
            elif seal is None:
                yield _("{0} was removed, but it exists again.").format(_row_name(name, key, row))
            elif seal != seals.row_digest(name, row):
                yield _("{0} differs from the recorded data.").format(_row_name(name, key, row))
            if done % _AT_ONCE == 0:
                self._progress(name, done, total)
        for key, seal in sorted(expected.items()):
            if seal is not None:
                yield _("{0} is missing.").format(_row_name(name, key))

    def decisions(self) -> Iterator[str]:
        """Check the contents of decisions; a missing content requires an erasure in the history."""
        for number, what in decisions.find_altered_decisions(self._session, self._vouched.was_erased):
            yield _("Decision {0}: {1}.").format(number, what)

    def deadlines(self) -> Iterator[str]:
        """Compare the first and the current outcomes of deadlines: met or missed."""
        missing = {key for key, (_first, last) in self._vouched.statuses.items() if last is not None}
        for row in self._read(_ENTRY):
            missing.discard(row.thread_id)
            first, last = self._vouched.statuses.get(row.thread_id, (None, None))
            if (row.first_status, row.settled_status) != (first, last):
                yield _(
                    "Thread {0}: the stored outcome of its first answer differs from the recorded one."
                ).format(row.thread_id)
        # Earlier versions also erased the history entries of these clocks.
        erased = {thread_id for thread_id, kind in self._vouched.gone.values() if kind in _CLOCKS}
        for row in self._read(_CLOCK):
            key = (row.thread_id, row.clock, row.start)
            missing.discard(key)
            found = self._vouched.statuses.get(key)
            if row.thread_id not in erased and found != (row.first_status, row.status):
                yield _(
                    "Thread {0}: the stored outcome of a deadline ({1}) differs from the recorded one."
                ).format(row.thread_id, safe_line(row.clock, 20))
        for key in sorted(missing, key=str):
            thread_id = key[0] if isinstance(key, tuple) else key
            yield _("Thread {0}: the outcome of a deadline is missing.").format(thread_id)

    def settings(self) -> Iterator[str]:
        """Compare the setting that decisions need a second person."""
        for row in self._read(_ACCOUNT):
            if row.second_person != self._vouched.asks_for_second_person:
                yield _("The setting that decisions need a second person differs from the recorded one.")

    def _read(self, columns: Any) -> Iterator[Any]:
        """Yield the rows of a table, read in batches."""
        query = select(*columns)
        with self._session.connection().execute(query, execution_options={"yield_per": _AT_ONCE}) as result:
            yield from result

    def _describe_act(
        self, number: int, verb: str, person_id: int | None, thread_id: int | None, at: int
    ) -> str:
        return _("Act {0} ({1}, thread {2}, {3}, {4:%Y-%m-%d %H:%M} UTC)").format(
            number, safe_line(verb, 20), thread_id, self._login(person_id), from_unix_seconds(at)
        )

    def _login(self, person_id: int | None) -> str:
        return "-" if person_id is None else safe_line(self._logins.get(person_id, "?"), 60)


def _row_name(name: str, key: str, row: Mapping[Any, Any] | None = None) -> str:
    """Return the name of a sealed row for the user."""
    if name == "message":
        thread_id, _colon, number = key.partition(":")
        return _("Message {0} of thread {1}").format(number, thread_id)
    if name == "reply":
        of_thread = "" if row is None else _(" to thread {0}").format(row["thread_id"])
        return _("Reply {0}").format(key) + of_thread
    shown = safe_line(key, 40)
    words = {
        "reply_file": _("The attachment of reply {0}"),
        "evidence_file": _("The evidence file {0}"),
        "shop_correction": _("Shop correction {0}"),
        "declared_range": _("Declared versions {0}"),
        "defect": _("Defect {0}"),
        "defect_step": _("Step {0} of a defect"),
        "absence": _("Absence {0}"),
        "signature": _("The signature {0}"),
        "refund_watch": _("The refund of decision {0}"),
    }
    return words[name].format(shown)
