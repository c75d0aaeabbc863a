"""Public holidays while a deadline runs: they cause a warning and never move a deadline."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.util import find_spec, module_from_spec

from bizcare_tui.domain.clock import is_weekday, marketplace_date
from bizcare_tui.domain.countries import country_code
from bizcare_tui.i18n import N_, _

# Holidays of many countries, by the English names that the `holidays` package uses without a translation.
_COMMON_HOLIDAYS = frozenset(
    (
        N_("All Saints' Day"), N_("Armistice Day"), N_("Ascension Day"), N_("Assumption Day"),
        N_("Christmas Day"), N_("Christmas Eve"), N_("Constitution Day"), N_("Corpus Christi"), N_("Easter"),
        N_("Easter Monday"), N_("Easter Sunday"), N_("Epiphany"), N_("Good Friday"),
        N_("Immaculate Conception"), N_("Independence Day"), N_("Labor Day"), N_("Liberation Day"),
        N_("Maundy Thursday"), N_("May Day"), N_("National Day"), N_("New Year's Day"), N_("New Year's Eve"),
        N_("Pentecost"), N_("Pentecost Monday"), N_("Republic Day"), N_("Saint Stephen's Day"),
        N_("Second Day of Christmas"), N_("Victory Day"), N_("Whit Monday"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HolidayWarning:
    """A public holiday on which the deadline's clock keeps running; `country` is an ISO 3166 code."""

    day: date
    name: str
    country: str


def holidays_between(
    start: datetime, end: datetime, countries: Iterable[str], language: str
) -> tuple[HolidayWarning, ...]:
    """Return the public holidays of these countries from the day of `start` to that of `end`, both included.

    Days are in the Marketplace's time zone; countries are ISO 3166 codes of two letters. Names are in
    `language` (such as "es" or "pt_BR") if the package has the country's names in it. If not, common holidays
    are named in the language of the interface, and others in English. An unknown country has no holidays.
    """
    first, last = marketplace_date(start), marketplace_date(end)
    return tuple(
        HolidayWarning(day, name, country)
        for day, country, name in sorted(
            (day, country, name)
            for country in {country_code(code) for code in countries}
            for year in range(first.year, last.year + 1)
            for day, name in _public_holidays(country, year, language).items()
            if first <= day <= last
        )
    )


def long_weekends(
    now: datetime, countries: Iterable[str], language: str, days: int = 14
) -> tuple[tuple[date, date, str], ...]:
    """Return the long weekends that begin within `days` days, each as first day, last day and country.

    A long weekend is a run of at least three days that are Saturdays, Sundays or public holidays.
    """
    today = marketplace_date(now)
    found = []
    for country in sorted({country_code(code) for code in countries if code.strip()}):
        day = today
        while day <= today + timedelta(days=days):
            last = _last_day_off(day, country, language)
            if last - day >= timedelta(days=2):
                found.append((day, last, country))
            day = max(last, day) + timedelta(days=1)
    return tuple(found)


def _last_day_off(day: date, country: str, language: str) -> date:
    """Return the last day of the run of days off that begins on `day`; the day before on a workday."""
    while not is_weekday(day) or day in _public_holidays(country, day.year, language):
        day += timedelta(days=1)
    return day - timedelta(days=1)


@lru_cache(maxsize=256)
def _public_holidays(country: str, year: int, language: str) -> Mapping[date, str]:
    if not re.fullmatch("[A-Z]{2}", country):
        return {}
    # Imported here because the import takes tens of milliseconds, and the first paint does not need it.
    from holidays import country_holidays

    _leave_out_other_countries()
    try:
        known = country_holidays(country).supported_languages
        closest = _closest_language(language, known)
        named = dict(country_holidays(country, years=year, language=closest))
        return {day: _(name) if name in _COMMON_HOLIDAYS else name for day, name in named.items()}
    except NotImplementedError:
        return {}


def _leave_out_other_countries() -> None:
    """Let the `holidays` package import a country without the 250 others, which take 8 MB and 0.2 s.

    It imports each country's module when it is asked for, from a package that would import them all.
    """
    name = "holidays.countries"
    if name not in sys.modules and (spec := find_spec(name)) is not None:
        sys.modules.setdefault(name, module_from_spec(spec))


def _closest_language(language: str, known: tuple[str, ...]) -> str | None:
    # If the package lacks the language for a country, it would use the language of this machine.
    wanted = language.replace("-", "_").partition(".")[0]
    for matches in (
        lambda tag: tag == wanted,
        lambda tag: tag.partition("_")[0] == wanted.partition("_")[0],
        lambda tag: tag == "en_US",
    ):
        if found := next(filter(matches, known), None):
            return found
    return None
