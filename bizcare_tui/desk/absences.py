"""The recorded absences of the people at the desk, and who is present on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bizcare_tui.config import suggest_key
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.domain.absences import Absence, Presence, is_asked, presence_on
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot import read_logins


class Absences:
    """Reads and writes the absences of the people at the desk; all users of the store share them.

    Days follow the Marketplace's calendar.

    Args:
        session: the session of the person.

    Raises:
        BizcareError: nothing has been synced yet.
    """

    def __init__(self, session: DeskSession) -> None:
        session.require_store()
        self._session = session
        self._reading = session.reader

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
            text = _("Nobody named {0!r} has worked at this desk.").format(safe_line(login, 60))
            raise WrongUsage(text, suggest_key(login, known))
        with self._session.store().transaction() as session:
            number = add_absence(
                session, self._session.account_id(), login, (first_day, last_day), self._session.now()
            )
        return Absence(number, safe_line(login), first_day, last_day, safe_line(login_name()))

    def remove(self, number: int) -> None:
        """Remove an absence. Writes to the store.

        Raises:
            WrongUsage: no absence has this number.
        """
        from bizcare_tui.store.absences import remove_absence

        with self._session.store().transaction() as session:
            remove_absence(session, self._session.account_id(), number, self._session.now())

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
        return marketplace_date(self._session.now())
