"""What persons say of a thread by verbs of one key, each of which can be taken back, in any order.

What holds of a thread is what its acts say, one after another, those taken back left out: taking one
back leaves exactly what would be had it never been.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Outcome
from bizcare_tui.domain.words import fold

_LONGEST_TAG = 40
# Not within a word: an address of mail names nobody.
_MENTION = re.compile(r"(?<![\w@.])@([A-Za-z_][\w.-]{0,63})")


class Verb(StrEnum):
    """What a person can say of a thread."""

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
    """A verb as a person did it.

    `content` is what belongs to the verb: `kind`; `reason` (no_answer); `until`, seconds since 1970 or
    None to wake (snooze); `add` and `remove`, lists (tag); `text` (note); `message`, `author`,
    `automatic` (author); `thread` and `remove` (link); `defect`, None to take it off (fix); `to`, a login
    or None for nobody (assign). `known` is the last message that was in the thread then, 0 for none.
    """

    id: int
    verb: Verb
    content: Mapping[str, Any]
    at: datetime
    by: str
    known: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person wrote down for the desk; never sent."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """A thread that was said to be done; a message of the customer's after `known` opens it again."""

    outcome: Outcome
    at: datetime
    known: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A thread put off until an instant, in seconds since 1970; a message after `known` wakes it."""

    until: int
    known: int


@dataclass(slots=True)
class Triage:
    """What holds of a thread. `authors` are (author, automatic) by message, None for what was not said."""

    kind: Kind | None = None
    closed: Closed | None = None
    snoozed: Snoozed | None = None
    tags: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    defect: int | None = None
    assignee: str | None = None
    authors: dict[int, tuple[str | None, bool | None]] = field(default_factory=dict)


def triage(acts: Iterable[Act]) -> Triage:
    """What acts that were not taken back say together, the oldest first."""
    said = Triage()
    for act in acts:
        _DOES[act.verb](said, act)
    return said


def _kind(said: Triage, act: Act) -> None:
    said.kind = Kind(act.content["kind"]) if act.content["kind"] else None


def _done(said: Triage, act: Act) -> None:
    outcome = Outcome(act.content.get("outcome", Outcome.ANSWERED))
    said.closed, said.snoozed = Closed(outcome, act.at, act.known), None


def _no_answer(said: Triage, act: Act) -> None:
    said.closed = Closed(Outcome.NO_ANSWER_NEEDED, act.at, act.known, act.content["reason"])
    said.snoozed = None


def _reopen(said: Triage, _act: Act) -> None:
    said.closed = None


def _snooze(said: Triage, act: Act) -> None:
    until = act.content["until"]
    said.snoozed = None if until is None else Snoozed(until, act.known)


def _tag(said: Triage, act: Act) -> None:
    said.tags = [tag for tag in said.tags if tag not in act.content["remove"]]
    said.tags += [tag for tag in act.content["add"] if tag not in said.tags]


def _note(said: Triage, act: Act) -> None:
    said.notes.append(Note(act.id, act.content["text"], act.by, act.at))


def _author(said: Triage, act: Act) -> None:
    message, author, automatic = (act.content[name] for name in ("message", "author", "automatic"))
    before = said.authors.get(message, (None, None))
    said.authors[message] = (
        before[0] if author is None else author,
        before[1] if automatic is None else automatic,
    )


def _link(said: Triage, act: Act) -> None:
    other = act.content["thread"]
    said.links = [thread for thread in said.links if thread != other]
    said.links += [] if act.content["remove"] else [other]


def _fix(said: Triage, act: Act) -> None:
    said.defect = act.content["defect"]
    # A defect is of the product: that is what its request is about.
    said.kind = Kind.TECHNICAL if said.defect is not None else said.kind


def _assign(said: Triage, act: Act) -> None:
    said.assignee = act.content["to"]


_DOES: Mapping[Verb, Callable[[Triage, Act], None]] = {
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


def mentioned(text: str) -> list[str]:
    """The logins that a note names with an "@" before them, each once, in its order."""
    return list(dict.fromkeys(login.rstrip(".-") for login in _MENTION.findall(text)))


def tags_of(text: str) -> list[str]:
    """The tags that a line names, folded, in its order; "#" before one, and commas, are let pass."""
    words = re.split(r"[\s,;]+", fold(safe_line(text)))
    return list(dict.fromkeys(tag for word in words if (tag := word.lstrip("#")[:_LONGEST_TAG])))
