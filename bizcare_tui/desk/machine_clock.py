"""Compare this machine's clock with the Marketplace's, as the last sync measured them."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from bizcare_tui.domain.dates import zoned_minute_in_digits
from bizcare_tui.domain.durations import format_duration
from bizcare_tui.domain.machine_clock import ClockDifference, deadline_time, record_time
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.store.reads.hot import read_account, read_newest_message_time
from bizcare_tui.store.reads.reader import StoreReader


class MachineClock:
    """Give the current time for deadlines and for stored records.

    `domain.machine_clock` has the rule.

    Args:
        reading: the store, opened for reading.
    """

    def __init__(self, reading: StoreReader) -> None:
        self._reading = reading
        self.difference = ClockDifference()
        self._newest_message_at: datetime | None = None

    def look(self) -> None:
        """Read from the store by how much the clocks differ; no difference when `BIZCARE_NOW` sets the time.

        Raises:
            StoreProblem: the store cannot be read.
        """
        account = None if "BIZCARE_NOW" in os.environ else read_account(self._reading)
        if account is None or account.skew_seconds is None:
            self.difference = ClockDifference()
            return
        since, synced_at = account.skew_since, account.synced_at
        seen_for = synced_at - since if since and synced_at else timedelta(0)
        difference = ClockDifference(timedelta(seconds=account.skew_seconds), seen_for)
        if difference.is_in_dispute:
            self._newest_message_at = read_newest_message_time(self._reading)
        self.difference = difference

    def deadline_time(self) -> datetime:
        """Return the current time to use for deadlines, in UTC."""
        return deadline_time(now(), self.difference, self._newest_message_at)

    def record_time(self) -> datetime:
        """Return the current time to use for stored records, in UTC."""
        return record_time(now(), self.difference, self._newest_message_at)

    def problem(self) -> str:
        """Return the warning that the clocks disagree, or "" when they agree."""
        return clock_warning(self.difference.ahead) if self.difference.is_in_dispute else ""


def clock_warning(ahead: timedelta) -> str:
    """Return a warning with the difference, the time of each clock, and the clock that deadlines use.

    Args:
        ahead: how far this machine's clock is ahead of the Marketplace's.
    """
    local = now()
    return _(
        "This machine's clock and the Marketplace's differ by {span}: {local} here, {remote} there."
        " One of them is wrong. Deadlines use the later one, so that no alarm comes too late."
    ).format(
        span=format_duration(abs(ahead)),
        local=zoned_minute_in_digits(local),
        remote=zoned_minute_in_digits(local - ahead),
    )
