"""What a round of sending did, and a reply that is being sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from bizcare_tui.elapsed import monotonic_seconds
from bizcare_tui.store.outbox import FileToSend


@dataclass(slots=True)
class SendReport:
    """How many replies ended in each state in a round, and the ids of those that need a person's attention.

    `delayed_ids` were certainly not posted, because of a temporary failure, and are retried later.
    """

    accepted: int = 0
    confirmed: int = 0
    held: int = 0
    failed: int = 0
    unsure: int = 0
    held_ids: list[int] = field(default_factory=list)
    failed_ids: list[int] = field(default_factory=list)
    unknown_ids: list[int] = field(default_factory=list)
    delayed_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SendAttempt:
    """A reply stored as "sending", at `at` on a clock that keeps running while the machine sleeps."""

    reply_id: int
    thread_id: int
    text: str
    file: FileToSend | None
    number: int
    may_have_arrived: bool
    at: float = field(default_factory=monotonic_seconds)
