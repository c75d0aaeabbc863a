"""The baseline, from which deadlines count: how many threads each choice makes late or due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.thread_status import Urgency

# A first answer is due at most this long after its request: older requests can no longer be answered in time.
STILL_IN_TIME = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A thread with an open obligation, or one whose first answer would be due if its request counted.

    `start` and `due` belong to the first-answer clock while no answer is known, else they are None. `signed`
    are the proposed seller signatures that end messages after the request: if one of them is accepted, the
    request is answered. `other` is the urgency of a fix or a refund, which does not depend on the baseline.
    """

    start: datetime | None
    due: datetime | None
    signed: frozenset[str] = frozenset()
    other: Urgency | None = None

    def urgency(self, baseline: datetime, accepted: Collection[str], now: datetime) -> Urgency | None:
        """Return the urgency if deadlines count from `baseline` and these signatures are accepted."""
        counts = self.start is not None and self.start >= baseline and self.signed.isdisjoint(accepted)
        if not counts or self.due is None:
            return self.other
        is_late = self.due <= now or self.other is Urgency.LATE
        return Urgency.LATE if is_late else Urgency.DUE


def counted_from(
    requests: Iterable[OpenRequest], baseline: datetime, accepted: Collection[str], now: datetime
) -> Counters:
    """Return how many obligations would be late and due if deadlines counted from `baseline`."""
    return Counters.of(request.urgency(baseline, accepted, now) for request in requests)
