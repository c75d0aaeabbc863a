"""The settings: flag, environment, file, default, in this order."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bizcare_tui.domain.replies.thresholds import Thresholds
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import LANGUAGES, N_, _
from bizcare_tui.paths import Paths, write_private
from bizcare_tui.settings import NAMES, THEMES, Settings

_DEFAULTS = Settings()


def load_settings(paths: Paths) -> Settings:
    """The settings in force.

    Raises:
        BadSettings: the file cannot be read; the sentence names file, line and the nearest key.
    """
    settings = _from_file(paths.settings_file)
    if url := os.environ.get("BIZCARE_API_URL"):
        settings = dataclasses.replace(settings, api_url=url)
    return settings


def language_setting(paths: Paths) -> str:
    """The language that the settings name, without reading more of them; nothing where they name none.

    Every sentence about what is wrong with the settings is to be in it already.
    """
    try:
        text = paths.settings_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    found = re.search(r"^\s*language\s*=\s*[\"']([a-z]*)[\"']", text, re.MULTILINE)
    return found[1] if found else ""


def load_key(paths: Paths) -> str | None:
    """The API key: `BIZCARE_API_KEY`, else the key file, else None.

    Raises:
        BadSettings: the key file can be read by others, or not by us.
    """
    return os.environ.get("BIZCARE_API_KEY", "").strip() or _secret_in(paths.key_file)


def load_mail_password(paths: Paths) -> str:
    """The password of `mail_source`: `BIZCARE_IMAP_PASSWORD`, else the file, else nothing.

    Raises:
        BadSettings: the file can be read by others, or not by us.
    """
    return os.environ.get("BIZCARE_IMAP_PASSWORD", "") or _secret_in(paths.mail_password_file) or ""


def _secret_in(file: Path) -> str | None:
    """What a file of one's own holds that nobody else may read; None where there is none."""
    try:
        if file.stat().st_mode & 0o077:
            raise BadSettings(
                _("The key file {0} can be read by other users.").format(file),
                _("Run: chmod 600 {0}").format(file),
            )
        return file.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            _("The key file {0} cannot be read: {1}.").format(file, error), _("Enter the key again.")
        ) from error


def save_key(paths: Paths, key: str) -> None:
    """Keep the API key in a file that only its owner can read.

    Raises:
        BadSettings: the file cannot be written; an older key is kept.
    """
    try:
        write_private(paths.key_file, key.strip() + "\n")
    except OSError as error:
        raise BadSettings(
            _("The key file {0} cannot be written: {1}.").format(paths.key_file, error.strerror),
            _("Check its folder, or set BIZCARE_API_KEY."),
        ) from error


def read_toml(file: Path) -> tuple[str, dict[str, Any]]:
    """A file of the person's own: its text, and what it holds; nothing where there is none.

    Raises:
        BadSettings: it cannot be read; the sentence names the file and the line.
    """
    text, _is_own = _read(file)
    return text, _parsed(file, text)


def _read(file: Path) -> tuple[str, bool]:
    """A file's text, and whether it is this user's and nobody else can write it: of the very file read."""
    try:
        with file.open(encoding="utf-8") as stream:
            told = os.fstat(stream.fileno())
            return stream.read(), told.st_uid == os.geteuid() and not told.st_mode & 0o022
    except FileNotFoundError:
        return "", True
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            _("The file {0} cannot be read: {1}.").format(file, error), _("Check the file.")
        ) from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    if not text:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(
            _("{0} is not valid TOML: {1}.").format(file, error), _("Correct that line.")
        ) from error


def nearest(key: str, known: Iterable[str]) -> str:
    """What to say of a key that is not known: the nearest one, or else all."""
    import difflib

    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return _("Did you mean {0!r}?").format(near[0]) if near else _("Known are: {0}.").format(", ".join(known))


def line_of(text: str, key: str) -> int:
    """The line of a TOML text that sets a key, or opens the table of that name; counted from 1."""
    pattern = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\].]")
    return next((n for n, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _from_file(file: Path) -> Settings:
    text, is_own = _read(file)
    values = _parsed(file, text)
    told = {key: _checked(file, text, key, value) for key, value in values.items()}
    return Settings(**told, from_own_file=is_own)


def _checked(file: Path, text: str, key: str, value: Any, among: Any = _DEFAULTS) -> Any:
    """The value of a setting, if it is one `among` those with a default, and fits."""
    fields = NAMES if among is _DEFAULTS else [each.name for each in dataclasses.fields(among)]
    where = _("{0}, line {1}").format(file, line_of(text, key))
    if key not in fields:
        raise BadSettings(_("{0}: there is no setting {1!r}.").format(where, key), nearest(key, fields))
    default = getattr(among, key)
    if isinstance(default, Thresholds) and isinstance(value, dict):
        return Thresholds(**{name: _checked(file, text, name, each, default) for name, each in value.items()})
    if isinstance(default, tuple) and isinstance(value, list):
        value = tuple(value)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default) or not _content_fits(value):
        raise BadSettings(
            _("{0}: {1} must be {2}, like {3}.").format(
                where, key, _(_KINDS[type(default)]), _example(default)
            )
        )
    if problem := _problem(key, value):
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


def _content_fits(value: Any) -> bool:
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


# The least and the most that a number may be.
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


# What a text must look like, and what to say where it does not.
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_PAGE = (r"https?://\S*\{id\}\S*", N_("must be a web address with {id} in it."))
_SHAPES = {
    "thread_page": _PAGE,
    "product_page": _PAGE,
    "night": (rf"(?:{_CLOCK}-{_CLOCK})?", N_("must be like 22:00-07:00, or empty.")),
    "mail_at": (_CLOCK, N_("must be a time, like 08:00.")),
    "notify_mail": (r"(?:[^\s@]+@[^\s@]+)?", N_("must be a mail address, or empty.")),
    "keymap": (r"(?:[\w.-]{1,100})?", N_("must be vim, emacs or the name of a file beside config.toml.")),
    "theme": ("|".join(("", *THEMES)), N_("must be one of dark, light, high-contrast, colour-blind, plain.")),
    "mail_source": (
        r"(?:(?:imaps?://[^@/\s]+(?:@[^@/\s]+)?@[^/\s]+(?:/.*)?)|(?:(?:maildir|mbox):/.+))?",
        N_("must be like imaps://user@host/INBOX, maildir:/path or mbox:/path."),
    ),
    "language": ("|".join(("", *LANGUAGES)), N_("must be one of en, es, fr, it, or empty.")),
    "seller_country": (r"(?:[A-Za-z]{2})?", N_("must be the two letters of a country, like FR.")),
}


def _problem(key: str, value: Any) -> str:
    if key in ("api_zone", "night_zone"):
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            return _("{0!r} is not a time zone, like Europe/Paris.").format(value)
    if key in _BOUNDS and not _BOUNDS[key][0] <= value <= _BOUNDS[key][1]:
        return _("{0} must be from {1} to {2}.").format(key, *_BOUNDS[key])
    if key in _SHAPES and not re.fullmatch(_SHAPES[key][0], value):
        return f"{key} {_(_SHAPES[key][1])}"
    return ""
