"""Public holidays on a deadline are named and move nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime

import pytest

from bizcare_tui.domain.calendar import HolidayWarning, holidays_between
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import _, set_language


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MARKETPLACE_ZONE)


def test_the_holidays_of_both_countries_are_listed_once_each() -> None:
    warnings = holidays_between(
        paris("2026-12-24 16:00"), paris("2026-12-25 16:00"), ["FR", "ES", "fr "], "en"
    )

    assert warnings == (
        HolidayWarning(date(2026, 12, 25), "Christmas Day", "ES"),
        HolidayWarning(date(2026, 12, 25), "Christmas Day", "FR"),
    )


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [
        ("FR", "fr", "Noël"),
        ("FR", "en", "Christmas Day"),
        ("ES", "es", "Natividad del Señor"),
        ("ES", "es_ES.UTF-8", "Natividad del Señor"),
        ("IT", "it", "Natale"),
        ("DE", "de-AT", "Erster Weihnachtstag"),
        pytest.param("FR", "pl", "Christmas Day", id="not known in Polish"),
        pytest.param("FR", "", "Christmas Day", id="no language"),
        pytest.param("FR", "../../etc", "Christmas Day", id="no language at all"),
    ],
)
def test_names_are_in_the_interfaces_language(country: str, language: str, name: str) -> None:
    (warning,) = holidays_between(paris("2026-12-25 00:00"), paris("2026-12-25 12:00"), [country], language)

    assert warning.name == name


def test_the_hosts_language_does_not_matter() -> None:
    program = """
from datetime import UTC, datetime
from bizcare_tui.domain.calendar import holidays_between
day = datetime(2026, 12, 25, 12, tzinfo=UTC)
print(holidays_between(day, day, ["FR", "GB", "MA"], "pl")[0].name)
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"LANGUAGE": "fr", "LC_ALL": "fr_FR.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.strip() == "Christmas Day"


def test_days_are_those_of_the_marketplaces_calendar() -> None:
    late_on_the_24th_in_utc = datetime.fromisoformat("2026-12-24T23:30:00+00:00")

    assert holidays_between(late_on_the_24th_in_utc, late_on_the_24th_in_utc, ["FR"], "en")


def test_a_span_over_the_years_end_tells_both_years() -> None:
    warnings = holidays_between(paris("2026-12-25 09:00"), paris("2027-01-01 09:00"), ["FR"], "fr")

    assert [warning.day for warning in warnings] == [date(2026, 12, 25), date(2027, 1, 1)]


@pytest.mark.parametrize("country", ["", "ZZ", "XX", "France", "F", "__", "__class__", "😀", "HolidayBase"])
def test_an_unknown_country_has_no_holidays(country: str) -> None:
    assert holidays_between(paris("2026-01-01 00:00"), paris("2026-12-31 00:00"), [country], "en") == ()


def test_an_ordinary_day_has_none() -> None:
    assert holidays_between(paris("2026-11-24 09:00"), paris("2026-11-25 09:00"), ["FR", "ES"], "en") == ()
    assert holidays_between(paris("2026-12-25 09:00"), paris("2026-12-25 10:00"), [], "en") == ()


def test_the_rules_load_no_holidays_until_they_are_asked() -> None:
    program = "import sys, bizcare_tui.domain.calendar; print('holidays' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


def test_the_code_that_others_use_for_a_country_is_understood() -> None:
    (warning,) = holidays_between(paris("2026-03-25 00:00"), paris("2026-03-25 12:00"), ["EL", "gr"], "en")
    assert warning.country == "GR"


@pytest.mark.parametrize("language", ["es", "fr", "it"])
def test_usual_holidays_of_other_countries_are_named_in_the_interfaces_language(language: str) -> None:
    set_language(language)
    try:
        (found,) = holidays_between(paris("2027-12-25 00:00"), paris("2027-12-25 12:00"), ["PL"], language)
        assert found.name == _("Christmas Day")
    finally:
        set_language("en")


def test_a_country_is_imported_without_the_others() -> None:
    script = """
import sys
from datetime import UTC, datetime
from bizcare_tui.domain.calendar import holidays_between
day = datetime(2026, 12, 25, 12, tzinfo=UTC)
assert holidays_between(day, day, ["FR", "PR"], "en")
countries = {name for name in sys.modules if name.startswith("holidays.countries.")}
assert "holidays.countries.france" in countries
assert len(countries) < 5, countries
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_country_has_the_holidays_of_the_whole_package() -> None:
    script = """
import sys
from datetime import UTC, date, datetime
from bizcare_tui.domain.calendar import holidays_between
from holidays.registry import EntityLoader

codes = [code for code in EntityLoader.get_country_codes(include_aliases=False) if len(code) == 2]
first, last = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 12, 31, 12, tzinfo=UTC)
ours = {code: {each.day for each in holidays_between(first, last, [code], "en")} for code in codes}
for name in [name for name in sys.modules if name.partition(".")[0] == "holidays"]:
    del sys.modules[name]
from holidays import country_holidays
import holidays.countries
assert hasattr(holidays.countries, "France")
assert len(codes) > 200
for code in codes:
    assert ours[code] == set(country_holidays(code, years=2026)), code
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
