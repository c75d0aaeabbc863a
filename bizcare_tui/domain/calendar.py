"""Public holidays that fall while a deadline runs. They warn; they never move a deadline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from bizcare_tui.domain.clock import is_weekday, marketplace_date


@dataclass(frozen=True, slots=True)
class HolidayWarning:
    """A public holiday on a day on which the clock runs all the same; `country` is its ISO code."""

    day: date
    name: str
    country: str


def holidays_between(
    start: datetime, end: datetime, countries: Iterable[str], language: str
) -> tuple[HolidayWarning, ...]:
    """The public holidays of these countries from the day of `start` to the day of `end`, both included.

    Days are those of the Marketplace's calendar, countries ISO 3166 codes of two letters. Names are
    in `language` (such as "es" or "pt_BR") where the country's are known in it, else in English. A
    country that is not known has no holidays.
    """
    first, last = marketplace_date(start), marketplace_date(end)
    return tuple(
        HolidayWarning(day, name, country)
        for day, country, name in sorted(
            (day, country, name)
            for country in {code.strip().upper() for code in countries}
            for year in range(first.year, last.year + 1)
            for day, name in _public_holidays(country, year, language).items()
            if first <= day <= last
        )
    )


def long_weekends(
    now: datetime, countries: Iterable[str], language: str, days: int = 14
) -> tuple[tuple[date, date, str], ...]:
    """Runs of three and more days without work that begin within so many days: first day, last, country.

    Saturdays, Sundays and public holidays are such days.
    """
    today = marketplace_date(now)
    found = []
    for country in sorted({code.strip().upper() for code in countries if code.strip()}):
        day = today
        while day <= today + timedelta(days=days):
            last = _last_off(day, country, language)
            if last - day >= timedelta(days=2):
                found.append((day, last, country))
            day = max(last, day) + timedelta(days=1)
    return tuple(found)


def _last_off(day: date, country: str, language: str) -> date:
    """The last day without work of the run that begins on a day; the day before it if that is one of work."""
    while not is_weekday(day) or day in _public_holidays(country, day.year, language):
        day += timedelta(days=1)
    return day - timedelta(days=1)


@lru_cache(maxsize=256)
def _public_holidays(country: str, year: int, language: str) -> Mapping[date, str]:
    if not re.fullmatch("[A-Z]{2}", country):
        return {}
    # Imported here because it takes tens of milliseconds, and the first paint does without it.
    from holidays import country_holidays

    try:
        known = country_holidays(country).supported_languages
        return dict(country_holidays(country, years=year, language=_closest(language, known)))
    except NotImplementedError:
        return {}


def _closest(language: str, known: tuple[str, ...]) -> str | None:
    # A language the package does not know for a country would be replaced by the host's.
    wanted = language.replace("-", "_").partition(".")[0]
    for fits in (
        lambda tag: tag == wanted,
        lambda tag: tag.partition("_")[0] == wanted.partition("_")[0],
        lambda tag: tag == "en_US",
    ):
        if found := next(filter(fits, known), None):
            return found
    return None
