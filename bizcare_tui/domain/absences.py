"""Absences: the days on which a person is not at work.

They affect who is asked and what a forecast says about who is present, but they never move a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Absence:
    """A period in which the person with this login is not at work.

    `first_day` and `last_day` are both included; `added_by` is who recorded the absence.
    """

    id: int
    login: str
    first_day: date
    last_day: date
    added_by: str = ""

    def covers(self, day: date) -> bool:
        """Return whether the person is absent on a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Presence:
    """The logins of the people at the desk who are present on a day, and of those who are absent."""

    day: date
    present: tuple[str, ...]
    absent: tuple[str, ...]


def presence_on(people: Iterable[str], absences: Sequence[Absence], day: date) -> Presence:
    """Return who is present on a day and who is absent."""
    away = {absence.login for absence in absences if absence.covers(day)}
    everyone = sorted(set(people))
    return Presence(
        day,
        tuple(login for login in everyone if login not in away),
        tuple(login for login in everyone if login in away),
    )


def is_asked(login: str, presence: Presence) -> bool:
    """Return whether to ask a person on a day: they are present, or everyone is absent."""
    return login not in presence.absent or not presence.present
