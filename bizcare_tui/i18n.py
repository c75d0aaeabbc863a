"""The language of the interface, based on gettext; the catalogues are in `locale/` beside this file."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

LOCALE_FOLDER = Path(__file__).with_name("locale")

# English until `set_language` is called. The language of letters to customers is independent of this.
_chosen = "en"
_translations: gettext.NullTranslations = gettext.NullTranslations()


def available_languages() -> tuple[str, ...]:
    """Return the languages of the interface: English, then every folder of `locale/` with a catalogue."""
    catalogues = LOCALE_FOLDER.glob("*/LC_MESSAGES/bizcare.mo")
    return ("en", *sorted({file.parts[-3] for file in catalogues} - {"en"}))


def set_language(wanted: str = "") -> None:
    """Set the language of the interface: one of those available, else the language of the locale."""
    global _chosen, _translations  # noqa: PLW0603  # a program has one interface language
    _chosen = wanted if wanted in available_languages() else locale_language(os.environ)
    _translations = gettext.translation("bizcare", LOCALE_FOLDER, [_chosen], fallback=True)


def locale_language(environment: Mapping[str, str]) -> str:
    """Return the first available language of the locale, from the variables that gettext reads."""
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "C")
    if locale.split(".")[0] in ("C", "POSIX"):
        return "en"
    wanted = (environment.get("LANGUAGE") or locale).split(":")
    locales = [code.split(".")[0].split("@")[0].replace("-", "_") for code in wanted]
    codes = [code for name in locales for code in (name, name.split("_")[0].lower())]
    available = available_languages()
    return next((code for code in codes if code in available), "en")


def current_language() -> str:
    """Return the current language of the interface: the name of its folder in `locale/`, or "en"."""
    return _chosen


def _(text: str) -> str:
    """Return a text in the current language."""
    return _translations.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or plural form of a text for a count, in the current language."""
    return _translations.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a text for translation without translating it; it is translated where it is shown."""
    return text


def format_number(value: float | Decimal, decimals: int = 0) -> str:
    """Return a number with the separators of the current language: "12,345.6", "12.345,6"."""
    # The translation of this number has the separators of the language.
    sample = _("1,234.5")
    return f"{value:,.{decimals}f}".translate({ord(","): sample[1], ord("."): sample[-2]})


def labelled(label: str, text: object = "") -> str:
    """Return a text after its label, with the colon of the current language: French has a space before it."""
    return _("{0}: {1}").format(label, text)


def format_date(moment: date, pattern: str) -> str:
    """Return a date formatted by a `strftime` pattern, with weekdays (%a) and months (%b) translated."""
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    months = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
        _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
    )  # fmt: skip
    localized_pattern = pattern.replace("%a", days[moment.weekday()]).replace("%b", months[moment.month - 1])
    return moment.strftime(localized_pattern)
