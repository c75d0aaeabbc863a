"""What the inbox shows: plain values shaped for a screen, every foreign text in them already safe.

Instants are aware datetimes in UTC. The first screen waits for this module: the rest is in `views`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.standing import Owed
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.store import listing

Listing = listing.Listing
Spot = listing.Spot
Stopped = listing.Stopped
WINDOW = listing.WINDOW


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the inbox: a saved query, under a name."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A thread as a line of the inbox.

    `due` is the next deadline, None when nothing is owed; `obligation` is false for a target of
    ours. `days_left` is None unless told. `has_draft` says that this person is writing to it, `reply`
    what became of the last reply that is not yet confirmed. `snoozed_until` is None once it has passed.
    `assignee` is a login, empty for nobody; `mentioned` says that a note which this person has not seen
    names them. Where something was looked for, `passage` is a line of a message or note that has
    it, and `marks` where in it.
    """

    id: int
    topic: str
    product: str
    customer: str
    shop: str
    qualification: Qualification
    state: State
    messages: int
    unread: bool
    updated_at: datetime
    due: datetime | None
    owed: Owed | None
    obligation: bool
    first_answer: Status
    cover: Cover
    days_left: int | None
    prestashop_version: str
    has_draft: bool = False
    reply: ReplyState | None = None
    kind: Kind | None = None
    snoozed_until: datetime | None = None
    tags: tuple[str, ...] = ()
    defect: int | None = None
    assignee: str = ""
    mentioned: bool = False
    passage: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How the store stands towards the Marketplace; `problem` is a sentence or empty."""

    last_synced_at: datetime | None
    problem: str
    unparsed: int
