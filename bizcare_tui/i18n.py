"""The language of the interface, by way of gettext; the catalogues are in `locale/` beside this file.

What customers are written in has nothing to do with it. Until a language is chosen it is English, as the
texts stand in the code.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

LANGUAGES = ("en", "es", "fr", "it")

_chosen = "en"
_translations: gettext.NullTranslations = gettext.NullTranslations()


def choose(wanted: str = "") -> None:
    """Speak a language of `LANGUAGES` from now on; that of the locale where none is named.

    To be called before what is to be translated is imported: names in modules are translated once.
    """
    global _chosen, _translations  # noqa: PLW0603  # a program speaks one language
    _chosen = wanted if wanted in LANGUAGES else of_the_locale(os.environ)
    _translations = gettext.translation(
        "bizcare", Path(__file__).with_name("locale"), [_chosen], fallback=True
    )


def of_the_locale(environment: Mapping[str, str]) -> str:
    """The first language of ours that the locale names, by the variables that gettext reads."""
    named = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "C")
    if named.split(".")[0] in ("C", "POSIX"):
        return "en"
    wanted = (environment.get("LANGUAGE") or named).split(":")
    codes = [code.replace("-", "_").split("_")[0].split(".")[0].lower() for code in wanted]
    return next((code for code in codes if code in LANGUAGES), "en")


def spoken() -> str:
    """The language that is spoken, one of `LANGUAGES`."""
    return _chosen


def _(text: str) -> str:
    """A text in the language that is spoken."""
    return _translations.gettext(text)


def pgettext(context: str, text: str) -> str:
    """A text that is another word elsewhere, by where it stands."""
    return _translations.pgettext(context, text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that goes with a count."""
    return _translations.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a text that is translated later, where it is shown."""
    return text


_THOUSANDS = {"en": ",", "es": ".", "fr": "\N{NARROW NO-BREAK SPACE}", "it": "."}


def number(value: float, decimals: int = 0) -> str:
    """A number with the separators of the language: "12,345.6", "12.345,6"."""
    point = "." if _chosen == "en" else ","
    return f"{value:,.{decimals}f}".translate({ord(","): _THOUSANDS[_chosen], ord("."): point})


def dated(moment: date, pattern: str) -> str:
    """A day or an instant by a pattern of `strftime`, the names of days (%a) and months (%b) translated."""
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    months = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
        _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
    )  # fmt: skip
    named = pattern.replace("%a", days[moment.weekday()]).replace("%b", months[moment.month - 1])
    return moment.strftime(named)
