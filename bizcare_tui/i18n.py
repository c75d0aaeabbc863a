"""The language of the interface, based on gettext; the catalogues are in `locale/` beside this file."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

LANGUAGES = ("en", "es", "fr", "it")

# English until `choose` is called. The language of letters to customers is independent of this.
_chosen = "en"
_translations: gettext.NullTranslations = gettext.NullTranslations()


def set_language(wanted: str = "") -> None:
    """Set the language of the interface: one of `LANGUAGES`, or the locale's language if none is given.

    Call this before importing modules that translate texts at import time.
    """
    global _chosen, _translations  # noqa: PLW0603  # a program has one interface language
    _chosen = wanted if wanted in LANGUAGES else locale_language(os.environ)
    _translations = gettext.translation(
        "bizcare", Path(__file__).with_name("locale"), [_chosen], fallback=True
    )


def locale_language(environment: Mapping[str, str]) -> str:
    """Return the first supported language of the locale, from the variables that gettext reads."""
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "C")
    if locale.split(".")[0] in ("C", "POSIX"):
        return "en"
    wanted = (environment.get("LANGUAGE") or locale).split(":")
    codes = [code.replace("-", "_").split("_")[0].split(".")[0].lower() for code in wanted]
    return next((code for code in codes if code in LANGUAGES), "en")


def current_language() -> str:
    """Return the current language of the interface, one of `LANGUAGES`."""
    return _chosen


def _(text: str) -> str:
    """Return a text in the current language."""
    return _translations.gettext(text)


def pgettext(context: str, text: str) -> str:
    """Return a text in the current language; `context` tells identical English texts apart."""
    return _translations.pgettext(context, text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or plural form of a text for a count, in the current language."""
    return _translations.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a text for translation without translating it; it is translated where it is shown."""
    return text


_THOUSANDS = {"en": ",", "es": ".", "fr": "\N{NARROW NO-BREAK SPACE}", "it": "."}


def format_number(value: float, decimals: int = 0) -> str:
    """Return a number with the separators of the current language: "12,345.6", "12.345,6"."""
    point = "." if _chosen == "en" else ","
    return f"{value:,.{decimals}f}".translate({ord(","): _THOUSANDS[_chosen], ord("."): point})


def format_date(moment: date, pattern: str) -> str:
    """Return a date formatted by a `strftime` pattern, with weekdays (%a) and months (%b) translated."""
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    months = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
        _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
    )  # fmt: skip
    localized_pattern = pattern.replace("%a", days[moment.weekday()]).replace("%b", months[moment.month - 1])
    return moment.strftime(localized_pattern)
