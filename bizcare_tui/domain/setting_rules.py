"""What is allowed as the value of a setting, and what the setting is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bizcare_tui.domain.countries import is_country, nearest_country
from bizcare_tui.i18n import N_, _


class SettingForm(NamedTuple):
    """The form of a text: a regular expression for all of it, and its words, after the setting's name."""

    pattern: str
    words: str


class SettingRule(NamedTuple):
    """Everything that is known about a setting besides its name, type and default.

    Args:
        about: the help text, in English; it is translated where it is shown.
        bounds: the minimum and the maximum of a number, both allowed.
        choices: returns the texts that are allowed.
        may_be_empty: whether the empty text is allowed besides the choices.
        form: the form that a text must have.
        check: returns what else is wrong with a value of this setting, or an empty text.
        variable: the environment variable that overrides the file.
        runs_program: whether its value is a program to run; it is used only from a file that no other user
            can write.
        is_destination: whether its value decides where the key, a password or messages are sent, or which
            certificate is trusted; it is rejected in a file that other users can write.
    """

    about: str
    bounds: tuple[float, float] | None = None
    choices: Callable[[], Sequence[str]] | None = None
    may_be_empty: bool = False
    form: SettingForm | None = None
    check: Callable[[str, str], str] | None = None
    variable: str = ""
    runs_program: bool = False
    is_destination: bool = False

    def problem(self, name: str, value: Any) -> str:
        """Return the sentence for what is wrong with a value of the right type, or an empty text.

        Args:
            name: the name of the setting, or of the variable that the value comes from.
        """
        if self.bounds and not self.bounds[0] <= value <= self.bounds[1]:
            return _("{0} must be from {1} to {2}.").format(name, *self.bounds)
        if self.check and (problem := self.check(name, value)):
            return problem
        if self.choices:
            return self._choice_problem(name, value)
        if self.form and not re.fullmatch(self.form.pattern, value):
            return f"{name} {_(self.form.words)}"
        return ""

    def _choice_problem(self, name: str, value: str) -> str:
        choices = self.choices() if self.choices else ()
        if value in choices or (self.may_be_empty and not value):
            return ""
        text = _("{0} must be one of {1}, or empty.") if self.may_be_empty else _("{0} must be one of {1}.")
        return text.format(name, ", ".join(choices))


def address_problem(name: str, address: str) -> str:
    """Return the sentence for an address whose host or port cannot be read."""
    try:
        parts = urlsplit(address)
        is_address = parts.port != 0 and (parts.hostname or "").isprintable()
    except ValueError:
        is_address = False
    return "" if is_address else _("{0} is not an address: its host or port cannot be read.").format(name)


def zone_problem(_name: str, zone: str) -> str:
    """Return the sentence for a text that names no time zone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return _("{0!r} is not a time zone, like Europe/Paris.").format(zone)
    return ""


def country_problem(name: str, country: str) -> str:
    """Return the sentence for two letters that are no country's, with the country that was probably meant."""
    if not re.fullmatch(r"[A-Za-z]{2}", country) or is_country(country):
        return ""
    suggestion = nearest_country(country)
    hint = _("Did you mean {0}?").format(suggestion) if suggestion else ""
    return f"{_('{0}: no country has the code {1!r}.').format(name, country)} {hint}".strip()


_CLOCK_PATTERN = r"(?:[01]\d|2[0-3]):[0-5]\d"
# Only the placeholders {lang} and {id} are allowed; http only for this machine.
_PAGE_PATTERN = (
    r"(?:https://[^\s/@{}]+|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)/(?:[^\s{}]|\{lang\})*"
)

NUMBERED_PAGE = SettingForm(
    rf"{_PAGE_PATTERN}\{{id\}}(?:[^\s{{}}]|\{{lang\}})*",
    N_("must be a web address (https) with {id} in it; {lang} is the only other placeholder."),
)
PAGE = SettingForm(_PAGE_PATTERN, N_("must be a web address (https); {lang} is its only placeholder."))
LANGUAGE_CODE = SettingForm(r"(?:[a-z]{2})?", N_("must be a two-letter language code, like es, or empty."))
COUNTRY_CODE = SettingForm(r"(?:[A-Za-z]{2})?", N_("must be a two-letter country code, like FR."))
HOURS = SettingForm(rf"(?:{_CLOCK_PATTERN}-{_CLOCK_PATTERN})?", N_("must be like 22:00-07:00, or empty."))
CLOCK_TIME = SettingForm(_CLOCK_PATTERN, N_("must be a time, like 08:00."))
OPTIONAL_CLOCK_TIME = SettingForm(rf"(?:{_CLOCK_PATTERN})?", N_("must be a time, like 08:00, or empty."))
MAIL_ADDRESS = SettingForm(r"(?:[^\s@]+@[^\s@]+)?", N_("must be a mail address, or empty."))
KEYMAP_NAME = SettingForm(
    r"(?:[\w.-]{1,100})?", N_("must be vim, emacs or the name of a file beside config.toml.")
)
MAILBOX = SettingForm(
    r"(?:(?:imaps?://[^@/\s]+(?:@[^@/\s]+)?@[^/\s]+(?:/.*)?)|(?:(?:maildir|mbox):/.+))?",
    N_("must be like imaps://user@host/INBOX, maildir:/path or mbox:/path."),
)
