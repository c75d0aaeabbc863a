"""Load and validate the settings; precedence: flag, environment variable, file, default."""

from __future__ import annotations

import dataclasses
import errno
import os
import re
import stat
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bizcare_tui.domain.countries import is_country, nearest_country
from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.replies.thresholds import Thresholds
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import N_, _, available_languages
from bizcare_tui.paths import MAX_TEXT_BYTES, Paths, read_text_from, write_private_file
from bizcare_tui.settings import SETTING_NAMES, THEMES, Settings

_DEFAULTS = Settings()
DESTINATION_SETTINGS = (
    "api_url", "releases_url", "mail_source", "smtp_host", "smtp_port", "smtp_user", "smtp_ca_file",
    "notify_webhook", "notify_mail",
)  # fmt: skip
"""Settings that decide where the key, a password or messages are sent, or which certificate is trusted."""
_LARGEST_SECRET = 4_096


def load_settings(paths: Paths) -> Settings:
    """Return the effective settings: the file's values, overridden by environment variables.

    Raises:
        BadSettings: the file cannot be read or a value is invalid; the sentence names the file, the line
            and, for an unknown key, the nearest known one.
    """
    settings = _from_file(paths.settings_file)
    if url := os.environ.get("BIZCARE_API_URL"):
        settings = dataclasses.replace(settings, api_url=_validated_address("BIZCARE_API_URL", url))
    if url := os.environ.get("BIZCARE_RELEASES_URL"):
        settings = dataclasses.replace(settings, releases_url=_validated_address("BIZCARE_RELEASES_URL", url))
    return settings


def _validated_address(variable: str, url: str) -> str:
    if not _is_address(url):
        raise BadSettings(_("{0} is not an address: its host or port cannot be read.").format(variable))
    return url


def read_language_setting(paths: Paths) -> str:
    """Return the language in the settings file, or an empty string, without validating the other settings.

    It is needed before validation, so that errors about the settings are already in that language.
    """
    try:
        text = _read(paths.settings_file)[0]
    except BadSettings:
        return ""
    match = re.search(r"^\s*language\s*=\s*[\"'](\w*)[\"']", text, re.MULTILINE)
    return match[1] if match else ""


def load_key(paths: Paths) -> str | None:
    """Return the API key from `BIZCARE_API_KEY`, else from the key file, else None.

    Raises:
        BadSettings: the key file cannot be read, or other users can read it.
    """
    return os.environ.get("BIZCARE_API_KEY", "").strip() or _read_secret(paths.key_file)


def load_mail_password(paths: Paths) -> str:
    """Return the password of `mail_source` from `BIZCARE_IMAP_PASSWORD`, else from its file, else "".

    Raises:
        BadSettings: the file cannot be read, or other users can read it.
    """
    return os.environ.get("BIZCARE_IMAP_PASSWORD", "") or _read_secret(paths.mail_password_file) or ""


def _read_secret(file: Path) -> str | None:
    """Return the content of a file that only its owner may read, or None if it is missing or empty."""
    try:
        content, status = _read_file(file, _LARGEST_SECRET)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("it is not a text in UTF-8")
        raise BadSettings(
            _("The key file {0} cannot be read: {1}.").format(file, reason), _("Enter the key again.")
        ) from None
    if status.st_mode & 0o077:
        raise BadSettings(
            _("The key file {0} can be read by other users.").format(file),
            _("Run: chmod 600 {0}").format(file),
        )
    if status.st_uid not in (os.geteuid(), 0):
        raise BadSettings(
            _("The key file {0} belongs to another user.").format(file),
            _("Remove it, and enter the key again; or run: sudo chown {0} {1}").format(os.geteuid(), file),
        )
    return content.strip() or None


def _read_file(file: Path, limit: int) -> tuple[str, os.stat_result]:
    """Return the text of a file and its `os.stat_result`, taken from the same open descriptor.

    Raises:
        OSError: the file cannot be read, is not a regular file, or has more than `limit` bytes.
        UnicodeDecodeError: the file is not UTF-8 text.
    """
    # O_NONBLOCK: opening a named pipe in place of the file would otherwise block forever.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, _("it is not a file"))
        return read_text_from(stream, limit), status


def save_key(paths: Paths, key: str) -> None:
    """Write the API key to a file that only its owner can read.

    Raises:
        BadSettings: the file cannot be written; the previous key is kept.
    """
    try:
        write_private_file(paths.key_file, key.strip() + "\n")
    except OSError as error:
        raise BadSettings(
            _("The key file {0} cannot be written: {1}.").format(paths.key_file, error.strerror),
            _("Check its folder, or set BIZCARE_API_KEY."),
        ) from error


def read_toml(file: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file and its parsed content; both are empty if the file is missing.

    Raises:
        BadSettings: the file cannot be read or parsed; the sentence names the file and the line.
    """
    text, _owner = _read(file)
    return text, _parse(file, text)


class _Owner(Enum):
    """Who can write a file: only this user, only root, or other users too."""

    SELF = auto()
    SYSTEM = auto()
    OTHERS = auto()


def _read(file: Path) -> tuple[str, _Owner]:
    """Return the text of a file and who can write it; both come from the same open descriptor."""
    try:
        text, status = _read_file(file, MAX_TEXT_BYTES)
    except FileNotFoundError:
        return "", _Owner.SELF
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("it is not a text in UTF-8")
        raise BadSettings(
            _("The file {0} cannot be read: {1}.").format(file, reason), _("Check the file.")
        ) from error
    if status.st_mode & 0o022:
        return text, _Owner.OTHERS
    if status.st_uid == os.geteuid():
        return text, _Owner.SELF
    return text, _Owner.SYSTEM if status.st_uid == 0 else _Owner.OTHERS


def _parse(file: Path, text: str) -> dict[str, Any]:
    if not text:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(
            _("{0} is not valid TOML: {1}.").format(file, error), _("Correct that line.")
        ) from error


def suggest_key(key: str, known: Iterable[str]) -> str:
    """Return the hint for an unknown key: the nearest known key, or else all known keys."""
    near = nearest_word(key, known)
    return _("Did you mean {0!r}?").format(near) if near else _("Known are: {0}.").format(", ".join(known))


def line_of_key(text: str, key: str) -> int:
    """Return the line of a TOML text, counted from 1, that sets a key or opens the table of that name."""
    pattern = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\].]")
    return next((n for n, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _from_file(file: Path) -> Settings:
    text, owner = _read(file)
    values = _parse(file, text)
    if owner is _Owner.OTHERS:
        _raise_if_addresses(file, [name for name in DESTINATION_SETTINGS if values.get(name)])
    checked_values = {key: _validated(file, text, key, value) for key, value in values.items()}
    return Settings(**checked_values, from_own_file=owner is _Owner.SELF)


def _raise_if_addresses(file: Path, names: Sequence[str]) -> None:
    """Raise BadSettings if a file that other users can write sets addresses.

    Another user could redirect the key, a password or messages to an address of their own.
    """
    if names:
        raise BadSettings(
            _(
                "{0} says where the key, passwords or messages go ({1}), and other users can change it."
            ).format(file, ", ".join(names)),
            _("Look through it, then run: chmod go-w {0} (and chown it, where another user owns it)").format(
                file
            ),
        )


def _validated(file: Path, text: str, key: str, value: Any, among: Any = _DEFAULTS) -> Any:
    """Return the validated value of a setting.

    Args:
        among: the object whose fields are the known keys and their defaults.

    Raises:
        BadSettings: the key is unknown, or the value has the wrong type or is out of range.
    """
    fields = SETTING_NAMES if among is _DEFAULTS else [each.name for each in dataclasses.fields(among)]
    where = _("{0}, line {1}").format(file, line_of_key(text, key))
    if key not in fields:
        raise BadSettings(_("{0}: there is no setting {1!r}.").format(where, key), suggest_key(key, fields))
    default = getattr(among, key)
    if isinstance(default, Thresholds) and isinstance(value, dict):
        return Thresholds(
            **{name: _validated(file, text, name, each, default) for name, each in value.items()}
        )
    if isinstance(default, tuple) and isinstance(value, list):
        value = tuple(value)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default) or not _has_text_items(value):
        raise BadSettings(
            _("{0}: {1} must be {2}, like {3}.").format(
                where, key, _(_KINDS[type(default)]), _example(default)
            )
        )
    if problem := _value_problem(key, value):
        raise BadSettings(f"{where}: {problem}")
    return value


_KINDS = {
    str: N_("a text"),
    bool: N_("true or false"),
    int: N_("a whole number"),
    float: N_("a number"),
    Thresholds: N_("a table"),
    tuple: N_("a list of texts"),
    dict: N_("a table of texts"),
}


def _has_text_items(value: Any) -> bool:
    match value:
        case tuple():
            return all(isinstance(item, str) for item in value)
        case dict():
            return all(isinstance(item, str) for item in value.values())
        case _:
            return True


def _example(default: Any) -> str:
    match default:
        case tuple():
            return '["Marta", "Tom"]'
        case bool():
            return "true"
        case Thresholds():
            return "own_words = 15"
        case dict():
            return 'next_unread = "n"'
        case _:
            return repr(default)


# Minimum and maximum of each number, both allowed.
_BOUNDS = {
    "sync_interval": (0, 86400),
    "page_size": (1, 5000),
    "undo_seconds": (0, 86400),
    "confirm_seconds": (0, 86400),
    "attachment_mb": (1, 100),
    "refund_days": (1, 180),
    "keep_months": (0, 600),
    "smtp_port": (1, 65535),
    "canned_share": (0.1, 1),
    "canned_shortest": (1, 1000),
    "own_words": (0, 1000),
    "own_facts": (0, 100),
    "answer_words": (0, 1000),
    "answer_facts": (0, 100),
}


# The pattern that a text must match, and the error message if it does not.
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
# Only the placeholders {lang} and {id} are allowed; http only for this machine.
_ADDRESS = r"(?:https://[^\s/@{}]+|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)/(?:[^\s{}]|\{lang\})*"
_PAGE = (
    rf"{_ADDRESS}\{{id\}}(?:[^\s{{}}]|\{{lang\}})*",
    N_("must be a web address (https) with {id} in it; {lang} is the only other placeholder."),
)
_SHAPES = {
    "thread_page": _PAGE,
    "product_page": _PAGE,
    "validation_page": (_ADDRESS, N_("must be a web address (https); {lang} is its only placeholder.")),
    "page_language": (r"(?:[a-z]{2})?", N_("must be the two letters of a language, like es, or empty.")),
    "night": (rf"(?:{_CLOCK}-{_CLOCK})?", N_("must be like 22:00-07:00, or empty.")),
    "mail_at": (_CLOCK, N_("must be a time, like 08:00.")),
    "notify_mail": (r"(?:[^\s@]+@[^\s@]+)?", N_("must be a mail address, or empty.")),
    "keymap": (r"(?:[\w.-]{1,100})?", N_("must be vim, emacs or the name of a file beside config.toml.")),
    "theme": ("|".join(("", *THEMES)), N_("must be one of dark, light, high-contrast, colour-blind, plain.")),
    "mail_source": (
        r"(?:(?:imaps?://[^@/\s]+(?:@[^@/\s]+)?@[^/\s]+(?:/.*)?)|(?:(?:maildir|mbox):/.+))?",
        N_("must be like imaps://user@host/INBOX, maildir:/path or mbox:/path."),
    ),
    "reply_format": ("text|html", N_("must be text or html.")),
    "seller_country": (r"(?:[A-Za-z]{2})?", N_("must be the two letters of a country, like FR.")),
}


def _country_hint(country: str) -> str:
    suggestion = nearest_country(country)
    return _("Did you mean {0}?").format(suggestion) if suggestion else ""


_ADDRESSES = ("api_url", "releases_url", "notify_webhook", "mail_source")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.port != 0 and (parts.hostname or "").isprintable()
    except ValueError:
        return False


def _value_problem(key: str, value: Any) -> str:
    if key in ("api_zone", "night_zone"):
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            return _("{0!r} is not a time zone, like Europe/Paris.").format(value)
    if key == "seller_country" and value and re.fullmatch(_SHAPES[key][0], value) and not is_country(value):
        no_country = _("seller_country: no country has the code {0!r}.").format(value)
        return f"{no_country} {_country_hint(value)}".strip()
    if key in _BOUNDS and not _BOUNDS[key][0] <= value <= _BOUNDS[key][1]:
        return _("{0} must be from {1} to {2}.").format(key, *_BOUNDS[key])
    if key in _ADDRESSES and not _is_address(value):
        return _("{0} is not an address: its host or port cannot be read.").format(key)
    if key in _SHAPES and not re.fullmatch(_SHAPES[key][0], value):
        return f"{key} {_(_SHAPES[key][1])}"
    return _language_problem(value) if key == "language" else ""


def _language_problem(code: str) -> str:
    languages = available_languages()
    if code in ("", *languages):
        return ""
    return _("language must be one of {0}, or empty.").format(", ".join(languages))
