"""Which clock to use when this machine's clock and the Marketplace's differ.

Either may be wrong: this machine was asleep or set by hand, or the Marketplace's HTTP header came from a
cache or from one wrong node. A wrong clock must never suppress an alarm, and never cause a deadline to be
recorded as missed permanently. Therefore deadlines use the later of the two clocks, and records use this
machine's clock unless it is proven wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

NOTICED = timedelta(minutes=1)
"""A smaller difference is ignored, because responses take some time."""

FOLLOWED = timedelta(minutes=5)
"""Up to this difference the Marketplace's clock is used: so small an error suppresses no alarm."""

BELIEVED_AT_ONCE = timedelta(days=1)
"""If the Marketplace is further ahead, the difference must be confirmed before deadlines use its clock."""

CONFIRMED_AFTER = timedelta(minutes=10)
"""A difference is confirmed once every sync in this period has seen about the same one."""

SAME = timedelta(minutes=2)
"""Two differences at most this far apart are about the same."""


@dataclass(frozen=True, slots=True)
class ClockDifference:
    """How far this machine's clock is `ahead` of the Marketplace's, seen by every sync for `seen_for`."""

    ahead: timedelta = timedelta(0)
    seen_for: timedelta = timedelta(0)

    @property
    def matters(self) -> bool:
        """Whether the difference is more than the time that a response takes."""
        return abs(self.ahead) >= NOTICED

    @property
    def is_in_dispute(self) -> bool:
        """Whether the clocks are so far apart that one of them must be wrong."""
        return abs(self.ahead) > FOLLOWED

    @property
    def is_confirmed(self) -> bool:
        """Whether syncs have seen about the same difference for long enough."""
        return self.seen_for >= CONFIRMED_AFTER

    def followed(self) -> timedelta:
        """Return what to subtract from this machine's clock if the clocks differ by little; else zero."""
        return self.ahead if self.matters and not self.is_in_dispute else timedelta(0)


def deadline_time(local: datetime, difference: ClockDifference, newest: datetime | None) -> datetime:
    """Return the present for deadlines: the later of the two clocks if they are in dispute.

    Args:
        local: the present by this machine's clock.
        newest: the time of the newest message, which a correct clock has passed; None if there is no message.
    """
    if not difference.is_in_dispute:
        return local - difference.followed()
    is_far_ahead = -difference.ahead > BELIEVED_AT_ONCE
    if is_far_ahead and not difference.is_confirmed and not _is_impossible(local, newest):
        return local
    return max(local, local - difference.ahead)


def record_time(local: datetime, difference: ClockDifference, newest: datetime | None) -> datetime:
    """Return the present for records, such as a missed deadline; arguments as for `deadline_time`.

    If the clocks are in dispute, the Marketplace's clock is used only when the difference is confirmed and
    only this machine's clock shows a time before the newest message.
    """
    if not difference.is_in_dispute:
        return local - difference.followed()
    marketplace = local - difference.ahead
    is_proven = difference.is_confirmed and _is_impossible(local, newest)
    return marketplace if is_proven and not _is_impossible(marketplace, newest) else local


def seen_since(before: timedelta | None, since: datetime | None, ahead: timedelta, now: datetime) -> datetime:
    """Return since when syncs have seen about the same difference, after a sync that saw `ahead`.

    Args:
        before: the difference that the previous sync saw, None if there was none.
        since: since when the syncs before had seen that difference.
    """
    is_same = before is not None and since is not None and abs(ahead - before) <= SAME and since <= now
    return since if is_same and since is not None else now


def _is_impossible(moment: datetime, newest: datetime | None) -> bool:
    """Return whether a clock shows a time before the newest message."""
    return newest is not None and moment < newest - FOLLOWED
