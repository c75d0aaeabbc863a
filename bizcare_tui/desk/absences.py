"""The recorded absences of the people at the desk, and who is present on which day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from bizcare_tui.config import suggest_key
from bizcare_tui.domain.absences import Absence, Presence, is_asked, presence_on
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reader import StoreReader
from bizcare_tui.store.reads.hot import read_logins

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Store


class Absences:
    """Reads and writes the absences of the people at the desk; all users of the store share them.

    Args:
        reading: reads the store.
        store: opens the store for writing.
        account_id: returns the number of the account.
        now: returns the current instant; days follow the Marketplace's calendar.
    """

    def __init__(
        self,
        reading: StoreReader,
        *,
        store: Callable[[], Store],
        account_id: Callable[[], int],
        now: Callable[[], datetime],
    ) -> None:
        self._reading = reading
        self._store = store
        self._account_id = account_id
        self._now = now

    def all(self, *, since: date | None = None) -> list[Absence]:
        """Return the absences that end on or after `since` (default: today), the earliest start first."""
        from bizcare_tui.store.reads.absences import read_absences

        return [
            Absence(
                record.id,
                safe_line(record.login),
                record.first_day,
                record.last_day,
                safe_line(record.added_by),
            )
            for record in read_absences(self._reading, since or self._today())
        ]

    def add(self, first_day: date, last_day: date, who: str | None = None) -> Absence:
        """Record an absence of a person, by default of the current user. Writes to the store.

        Raises:
            WrongUsage: the last day is before the first, or no user of this store has that login.
        """
        from bizcare_tui.store.absences import add_absence

        login = who or login_name()
        if last_day < first_day:
            raise WrongUsage(_("The last day, {0}, is before the first, {1}.").format(last_day, first_day))
        known = {*read_logins(self._reading), login_name()}
        if login not in known:
            text = _("Nobody named {0!r} was at this desk.").format(safe_line(login, 60))
            raise WrongUsage(text, suggest_key(login, known))
        with self._store().transaction() as session:
            number = add_absence(session, self._account_id(), login, (first_day, last_day), self._now())
        return Absence(number, safe_line(login), first_day, last_day, safe_line(login_name()))

    def remove(self, number: int) -> None:
        """Remove an absence. Writes to the store.

        Raises:
            WrongUsage: no absence has this number.
        """
        from bizcare_tui.store.absences import remove_absence

        with self._store().transaction() as session:
            remove_absence(session, self._account_id(), number, self._now())

    def presences(self, days: Iterable[date]) -> list[Presence]:
        """Return who is present and who is absent on each of these days."""
        wanted = list(days)
        absences = self.all(since=min(wanted, default=None))
        people = {*map(safe_line, read_logins(self._reading)), safe_line(login_name())}
        return [presence_on(people, absences, day) for day in wanted]

    def is_asked(self) -> bool:
        """Return whether the current user gets notices today: when present, or when everybody is absent."""
        (today,) = self.presences([self._today()])
        return is_asked(safe_line(login_name()), today)

    def absent_today(self) -> dict[str, date]:
        """Return the logins of those who are absent today, each with the last day of the absence."""
        today = self._today()
        last_days: dict[str, date] = {}
        for absence in self.all():
            if absence.covers(today):
                last_days[absence.login] = max(absence.last_day, last_days.get(absence.login, today))
        return last_days

    def _today(self) -> date:
        return marketplace_date(self._now())
