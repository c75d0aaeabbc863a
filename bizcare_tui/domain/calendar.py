"""Public holidays that fall while a deadline runs. They warn; they never move a deadline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from bizcare_tui.domain.clock import marketplace_date


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
