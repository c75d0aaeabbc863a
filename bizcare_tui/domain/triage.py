"""The acts of people on a thread, and the triage state that follows from them.

The state is computed from all acts in order, without those that were undone. So acts can be undone in
any order, and an undone act leaves no trace in the state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.domain.threads import Outcome

_LONGEST_TAG = 40


class ActContent(Protocol):
    """The part of a verb with its values that changes a thread; the verbs are in `domain.verbs`."""

    def apply(self, state: Triage, act: Act) -> None:
        """Change the triage state of a thread by an act with this content."""


@dataclass(frozen=True, slots=True)
class Act:
    """The record of a verb that a person used on a thread.

    `content` is the verb with its values. `known` is the id of the thread's last message at that time, 0 for
    none.
    """

    id: int
    content: ActContent
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
    by: str = ""


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

    def close(self, outcome: Outcome, act: Act, reason: str = "") -> None:
        """Close the thread by an act, which also ends its snooze."""
        self.closed, self.snoozed = Closed(outcome, act.at, act.known, reason, act.by), None

    def snooze(self, until: int | None, act: Act) -> None:
        """Snooze the thread by an act until an instant in seconds since 1970; None wakes it up."""
        self.snoozed = None if until is None else Snoozed(until, act.known)


def derive_triage(acts: Iterable[Act]) -> Triage:
    """Return the triage state that results from acts, oldest first, without undone ones."""
    state = Triage()
    for act in acts:
        act.content.apply(state, act)
    return state


def tags_of(text: str) -> list[str]:
    """Return the folded tags in a line, in order; "#" before a tag and commas between tags are allowed."""
    words = re.split(r"[\s,;]+", fold(safe_line(text)))
    return list(dict.fromkeys(tag for word in words if (tag := word.lstrip("#")[:_LONGEST_TAG])))
