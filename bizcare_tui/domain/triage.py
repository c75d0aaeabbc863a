"""The verbs of triage and the state of a thread that follows from them.

The state is computed from all acts in order, without those that were undone. So acts can be undone in
any order, and an undone act leaves no trace in the state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.domain.threads import Outcome

_LONGEST_TAG = 40
# Not within a word: an e-mail address is not a mention.
_MENTION = re.compile(r"(?<![\w@.])@([A-Za-z_][\w.-]{0,63})")


class Verb(StrEnum):
    """An action of a person on a thread."""

    KIND = "kind"
    DONE = "done"
    NO_ANSWER = "no_answer"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    TAG = "tag"
    NOTE = "note"
    AUTHOR = "author"
    LINK = "link"
    FIX = "fix"
    ASSIGN = "assign"


@dataclass(frozen=True, slots=True)
class Act:
    """The record of a verb that a person used on a thread.

    `content` depends on the verb: `kind`; `reason` (no_answer); `until`, seconds since 1970 or None to wake
    up the thread (snooze); the lists `add` and `remove` (tag); `text` (note); `message`, `author` and
    `automatic` (author); `thread` and `remove` (link); `defect`, None to remove it (fix); `to`, a login or
    None for nobody (assign). `known` is the id of the thread's last message at that time, 0 for none.
    """

    id: int
    verb: Verb
    content: Mapping[str, Any]
    at: datetime
    by: str
    known: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """An internal note; it is never sent."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """The closing of a thread by a person; a message of the customer after `known` reopens it."""

    outcome: Outcome
    at: datetime
    known: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A snooze until a time in seconds since 1970; a message after `known` ends it."""

    until: int
    known: int


@dataclass(slots=True)
class Triage:
    """The triage state of a thread. `authors` has (author, automatic) by message id, None when not set."""

    kind: RequestType | None = None
    closed: Closed | None = None
    snoozed: Snoozed | None = None
    tags: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    defect: int | None = None
    assignee: str | None = None
    authors: dict[int, tuple[str | None, bool | None]] = field(default_factory=dict)


def derive_triage(acts: Iterable[Act]) -> Triage:
    """Return the triage state that results from acts, oldest first, without undone ones."""
    state = Triage()
    for act in acts:
        _APPLY[act.verb](state, act)
    return state


def _kind(state: Triage, act: Act) -> None:
    state.kind = RequestType(act.content["kind"]) if act.content["kind"] else None


def _done(state: Triage, act: Act) -> None:
    outcome = Outcome(act.content.get("outcome", Outcome.ANSWERED))
    state.closed, state.snoozed = Closed(outcome, act.at, act.known), None


def _no_answer(state: Triage, act: Act) -> None:
    state.closed = Closed(Outcome.NO_ANSWER_NEEDED, act.at, act.known, act.content["reason"])
    state.snoozed = None


def _reopen(state: Triage, _act: Act) -> None:
    state.closed = None


def _snooze(state: Triage, act: Act) -> None:
    until = act.content["until"]
    state.snoozed = None if until is None else Snoozed(until, act.known)


def _tag(state: Triage, act: Act) -> None:
    state.tags = [tag for tag in state.tags if tag not in act.content["remove"]]
    state.tags += [tag for tag in act.content["add"] if tag not in state.tags]


def _note(state: Triage, act: Act) -> None:
    state.notes.append(Note(act.id, act.content["text"], act.by, act.at))


def _author(state: Triage, act: Act) -> None:
    message, author, automatic = (act.content[name] for name in ("message", "author", "automatic"))
    before = state.authors.get(message, (None, None))
    state.authors[message] = (
        before[0] if author is None else author,
        before[1] if automatic is None else automatic,
    )


def _link(state: Triage, act: Act) -> None:
    other = act.content["thread"]
    state.links = [thread for thread in state.links if thread != other]
    state.links += [] if act.content["remove"] else [other]


def _fix(state: Triage, act: Act) -> None:
    state.defect = act.content["defect"]
    # A defect is an error of the product, so the request is about a technical problem.
    state.kind = RequestType.TECHNICAL if state.defect is not None else state.kind


def _assign(state: Triage, act: Act) -> None:
    state.assignee = act.content["to"]


_APPLY: Mapping[Verb, Callable[[Triage, Act], None]] = {
    Verb.KIND: _kind,
    Verb.DONE: _done,
    Verb.NO_ANSWER: _no_answer,
    Verb.REOPEN: _reopen,
    Verb.SNOOZE: _snooze,
    Verb.TAG: _tag,
    Verb.NOTE: _note,
    Verb.AUTHOR: _author,
    Verb.LINK: _link,
    Verb.FIX: _fix,
    Verb.ASSIGN: _assign,
}


def mentioned_logins(text: str) -> list[str]:
    """Return the logins that a note mentions with "@", each once, in order."""
    return list(dict.fromkeys(login.rstrip(".-") for login in _MENTION.findall(text)))


def tags_of(text: str) -> list[str]:
    """Return the folded tags in a line, in order; "#" before a tag and commas between tags are allowed."""
    words = re.split(r"[\s,;]+", fold(safe_line(text)))
    return list(dict.fromkeys(tag for word in words if (tag := word.lstrip("#")[:_LONGEST_TAG])))
