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

from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.replies.thresholds import Thresholds
from bizcare_tui.domain.setting_rules import SettingRule
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import N_, _
from bizcare_tui.paths import MAX_TEXT_BYTES, Paths, read_text_from, write_private_file
from bizcare_tui.settings import DESTINATION_SETTINGS, SETTING_NAMES, Settings, setting_rule

_DEFAULTS = Settings()
_LARGEST_SECRET = 4_096


def load_settings(paths: Paths) -> Settings:
    """Return the effective settings: the file's values, overridden by environment variables.

    Raises:
        BadSettings: the file cannot be read or a value is invalid; the sentence names the file, the line
            and, for an unknown key, the nearest known one.
    """
    return dataclasses.replace(_from_file(paths.settings_file), **_from_environment())


def _from_environment() -> dict[str, Any]:
    """Return the settings that environment variables override, validated."""
    overrides: dict[str, Any] = {}
    for name in SETTING_NAMES:
        rule = setting_rule(name)
        if rule.variable and (value := os.environ.get(rule.variable)):
            if problem := rule.problem(rule.variable, value):
                raise BadSettings(problem)
            overrides[name] = value
    return overrides


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
        reason = getattr(error, "strerror", None) or _("it is not UTF-8 text")
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


def save_setting(paths: Paths, name: str, value: str) -> None:
    """Write a setting whose value is a text into the settings file; all else in the file stays as it is.

    Raises:
        BadSettings: the file is another user's, cannot be written, or has a form in which the setting
            cannot be changed safely; it is then unchanged.
    """
    file = paths.settings_file
    text, owner = _read(file)
    changed = _with_setting(text, name, value)
    advice = _('Write {0} = "{1}" into it yourself.').format(name, value)
    if owner is not _Owner.SELF:
        raise BadSettings(_("The settings file {0} is not yours alone to change.").format(file), advice)
    if _parse(file, changed) != _parse(file, text) | {name: value}:
        raise BadSettings(_("The setting {1} in {0} could not be changed.").format(file, name), advice)
    try:
        mode = file.stat().st_mode & 0o777 if text else 0
        write_private_file(file, changed)
        if mode:
            file.chmod(mode)
    except OSError as error:
        raise BadSettings(
            _("The file {0} cannot be written: {1}.").format(file, error.strerror), advice
        ) from error


def _with_setting(text: str, name: str, value: str) -> str:
    """Return a TOML text in which a setting before the first table has this value."""
    lines = text.splitlines(keepends=True)
    table = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    pattern = re.compile(rf"\s*{re.escape(name)}\s*=")
    at = next((n for n, line in enumerate(lines[:table]) if pattern.match(line)), None)
    if at is not None:
        lines[at : at + 1] = [f'{name} = "{value}"\n']
    else:
        if table and not lines[table - 1].endswith("\n"):
            lines[table - 1] += "\n"
        lines.insert(table, f'{name} = "{value}"\n')
    return "".join(lines)


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
        reason = getattr(error, "strerror", None) or _("it is not UTF-8 text")
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
    return _("Did you mean {0!r}?").format(near) if near else _("Known names: {0}.").format(", ".join(known))


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
                "{0} determines where the key, passwords or messages are sent ({1}), and other"
                " users can change it."
            ).format(file, ", ".join(names)),
            _("Check its content, then run: chmod go-w {0} (and chown it if another user owns it)").format(
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
    rules: dict[str, SettingRule] = {
        each.name: each.metadata["rule"] for each in dataclasses.fields(among) if "rule" in each.metadata
    }
    where = _("{0}, line {1}").format(file, line_of_key(text, key))
    if key not in rules:
        raise BadSettings(_("{0}: there is no setting {1!r}.").format(where, key), suggest_key(key, rules))
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
    if problem := rules[key].problem(key, value):
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
