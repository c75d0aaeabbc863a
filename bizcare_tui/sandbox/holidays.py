"""Find the public holiday that a conversation mentions, so that its thread begins on that day."""

from __future__ import annotations

from datetime import date, timedelta

_CHRISTMAS = (12, 25)

# A phrase in the text and the day: (month, day), or the number of days after Easter Sunday.
_FESTIVALS: tuple[tuple[str, tuple[int, int] | int], ...] = (
    ("inmaculada", (12, 8)),
    ("constitución", (12, 6)),
    ("hispanidad", (10, 12)),
    ("pilar", (10, 12)),
    ("12 de octubre", (10, 12)),
    ("viernes santo", -2),
    ("jueves santo", -3),
    ("reyes", (1, 6)),
    ("todos los santos", (11, 1)),
    ("15 de agosto", (8, 15)),
    ("1 de mayo", (5, 1)),
    ("toussaint", (11, 1)),
    ("armistice", (11, 11)),
    ("11 novembre", (11, 11)),
    ("14 juillet", (7, 14)),
    ("8 mai", (5, 8)),
    ("1er mai", (5, 1)),
    ("15 août", (8, 15)),
    ("assomption", (8, 15)),
    ("ascension", 39),
    ("pentecôte", 50),
    ("lundi de pâques", 1),
    ("boxing day", (12, 26)),
    ("good friday", -2),
    ("easter monday", 1),
    ("new year's day", (1, 1)),
    ("4th of july", (7, 4)),
    ("fourth of july", (7, 4)),
    ("ferragosto", (8, 15)),
    ("25 aprile", (4, 25)),
    ("2 giugno", (6, 2)),
    ("primo maggio", (5, 1)),
    ("immacolata", (12, 8)),
    ("santo stefano", (12, 26)),
    ("epifania", (1, 6)),
    ("ognissanti", (11, 1)),
    ("pasquetta", 1),
    ("tag der deutschen einheit", (10, 3)),
    ("3. oktober", (10, 3)),
    ("allerheiligen", (11, 1)),
    ("himmelfahrt", 39),
    ("fronleichnam", 60),
    ("pfingstmontag", 50),
    ("ostermontag", 1),
    ("karfreitag", -2),
    ("1. mai", (5, 1)),
    ("tag der arbeit", (5, 1)),
    ("boże ciało", 60),
    ("bożego ciała", 60),
    ("wszystkich świętych", (11, 1)),
    ("11 listopada", (11, 11)),
    ("święto niepodległości", (11, 11)),
    ("3 maja", (5, 3)),
    ("trzech króli", (1, 6)),
)


def holiday_before(text: str, day: date) -> date:
    """Return the latest date, up to `day`, of the holiday that the text names; Christmas if it names none."""
    folded = text.casefold()
    when = next((when for word, when in _FESTIVALS if word in folded), _CHRISTMAS)
    this_year = _in_year(when, day.year)
    return this_year if this_year <= day else _in_year(when, day.year - 1)


def _in_year(when: tuple[int, int] | int, year: int) -> date:
    return _easter(year) + timedelta(days=when) if isinstance(when, int) else date(year, *when)


def _easter(year: int) -> date:
    # Gauss's Easter algorithm, valid from 1900 to 2099.
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    day = moon + sunday
    if day == 35 or (day == 34 and moon == 28 and year % 19 > 10):
        day -= 7
    return date(year, 3, 22) + timedelta(days=day)
