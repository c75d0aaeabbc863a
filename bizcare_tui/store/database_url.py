"""Parse the URL of a PostgreSQL database by the driver's own rules, and show it without secrets."""

# Every database URL that is printed, and every connection error of a server, must pass through this module.

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store.database import POSTGRESQL_SCHEMES

# A parameter is a secret when its name contains one of these.
_SECRET_NAMES = ("password", "secret", "token", "_key")
# A URL whose parts are unambiguous. A password that is not percent-encoded may contain "/", "?", "#" or "@".
_HOST = r"(?:\[[0-9A-Fa-f:.%]*\]|[^\s/?#@:,\[\]]*)(?::\d*)?"
_ADDRESS = re.compile(
    rf"(?P<scheme>[\w+.-]+://)(?:(?P<user>[^\s/?#@:]*)(?::[^\s/?#@]*)?@)?(?P<hosts>{_HOST}(?:,{_HOST})*)"
    r"(?P<path>(?:/[^\s?#@]*)?)(?:\?(?P<query>[^\s#]*))?"
)
_SETTING = re.compile(r"(?:-c\s*|--)([A-Za-z_][\w.-]*)=((?:\\.|[^\s\\])*)\s*")
_USER_IN_TEXT = re.compile(r"(?i)\b([a-z][\w+.-]*://)\S*@")
_SECRET_IN_TEXT = re.compile(r"(?i)\b(\w*(?:password|secret)\w*\s*=\s*)[^\s&]+")
_MAX_REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """The parts of a database URL.

    `parameters` are the connection parameters, by the driver's keywords. `settings` are the server settings
    that the parameter `options` contains as `-c name=value`. They are set in each transaction, because a
    pooler does not accept them when a connection is opened.
    """

    parameters: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, str] = field(repr=False)

    @property
    def hosts(self) -> list[str]:
        """The hosts in the order in which they are tried; the folder of a socket counts as `localhost`."""
        hosts = self.parameters.get("host") or self.parameters.get("hostaddr") or ""
        return [host if host and not host.startswith("/") else "localhost" for host in hosts.split(",")]

    @property
    def shown(self) -> str:
        """The hosts, ports and database name, without user and password."""
        database = self.parameters.get("dbname", "")
        if service := self.parameters.get("service"):
            return safe_line(f"service={service}{'/' if database else ''}{database}")
        ports = self.parameters.get("port", "").split(",")
        if len(ports) == 1:
            ports *= len(self.hosts)
        # Without a database name, an apparent port may be a password: "user:password" with no host after it.
        shown = [
            f"{f'[{host}]' if ':' in host else host}{f':{port}' if port and database else ''}"
            for host, port in zip(self.hosts, ports, strict=False)
        ]
        return safe_line(f"{','.join(shown)}/{database}")

    def reason(self, error: BaseException) -> str:
        """Return why a server or the operating system refused a connection, without secrets; may be empty."""
        text = str(error)
        for secret in {*self._secrets(), os.environ.get("PGPASSWORD", "")} - {""}:
            text = text.replace(secret, "…")
        # The driver writes "connection failed: connection to server at … failed: FATAL:  …", one line for
        # each host, followed by hints.
        lines = text.splitlines()
        found = [line.rpartition(" failed: ")[2] for line in lines if " failed: " in line] or lines[:1]
        reasons = dict.fromkeys(re.sub(r"^\w{2,20}:\s+", "", each.strip()).rstrip(".") for each in found)
        return safe_line("; ".join(filter(None, reasons)), _MAX_REASON_LENGTH)

    def _secrets(self) -> set[str]:
        return {value for name, value in self.parameters.items() if _is_secret(name)}


def parse_database_url(url: str) -> DatabaseUrl:
    """Parse a database URL.

    Raises:
        StoreProblem: the URL is invalid or ambiguous; the message contains no part of it.
    """
    plain = f"postgresql://{_without_scheme(url)}"
    parameters = _parameters(plain) if _is_certain(plain) else None
    if parameters is None or not _is_plausible(parameters):
        raise StoreProblem(
            _("The address of the database cannot be read."),
            _(
                "Write postgresql://USER@HOST:PORT/DATABASE. In user and password, write %2F for /,"
                " %40 for @, %3A for :, %3F for ?, %23 for #, %25 for % and %20 for a space. It is"
                " better to keep the password in ~/.pgpass."
            ),
        )
    settings, rest = _settings(parameters.pop("options", ""))
    if rest:
        parameters["options"] = rest
    return DatabaseUrl(parameters, settings)


def redact_url(value: str) -> str | None:
    """Return a URL without its password and secret parameters; None when it cannot be parsed with certainty.

    A value that is no URL, or a SQLite URL, is returned unchanged.
    """
    if "://" not in value or value.startswith("sqlite:"):
        return value
    found = _ADDRESS.fullmatch(value)
    if found is None:
        return None
    user = f"{found['user']}@" if found["user"] else ""
    options = [each for each in (found["query"] or "").split("&") if each and not _is_secret(each)]
    query = f"?{'&'.join(options)}" if options else ""
    return f"{found['scheme']}{user}{found['hosts']}{found['path']}{query}"


def redact_text(text: str) -> str:
    """Return a text in which everything that may be a secret of a URL is replaced with an ellipsis."""
    text = _USER_IN_TEXT.sub(r"\1…@", text)
    return _SECRET_IN_TEXT.sub(r"\1…", text)


def find_secrets(url: str) -> set[str]:
    """Return the secrets of a URL, both as they are written and percent-decoded."""
    _scheme, _separator, rest = url.partition("://")
    password = rest.rpartition("@")[0].partition(":")[2]
    query = (each for each in rest.partition("?")[2].split("&") if _is_secret(each))
    found = {password, *(each.partition("=")[2] for each in query)}
    return {*found, *map(unquote, found)} - {""}


def _is_secret(option: str) -> bool:
    name = unquote(option.partition("=")[0]).casefold()
    return any(secret in name for secret in _SECRET_NAMES)


def _without_scheme(url: str) -> str:
    return next(url.removeprefix(scheme) for scheme in POSTGRESQL_SCHEMES if url.startswith(scheme))


def _parameters(plain: str) -> dict[str, str] | None:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        return {name: str(value) for name, value in conninfo_to_dict(plain).items() if value is not None}
    except psycopg.Error:  # the message contains parts of the URL, so it is not passed on
        return None


def _is_certain(plain: str) -> bool:
    """Return whether the URL can be split in one way only.

    The driver looks for the "@" that ends the user even after a "?", so a "?" in the user is ambiguous.
    """
    user, at, _host = plain.partition("://")[2].partition("/")[0].partition("@")
    return _ADDRESS.fullmatch(plain) is not None and not (at and "?" in user)


def _is_plausible(parameters: Mapping[str, str]) -> bool:
    ports = parameters.get("port", "").split(",")
    return all(map(_is_port, ports)) and not re.search(r"[@\s\x00-\x1f]", parameters.get("host", ""))


def _is_port(text: str) -> bool:
    return not text or (re.fullmatch(r"[0-9]{1,5}", text) is not None and 0 < int(text) < 65536)


def _settings(options: str) -> tuple[dict[str, str], str]:
    """Return the settings written as `-c name=value` or `--name=value`, and the remaining options."""
    settings: dict[str, str] = {}
    position, text = 0, options.strip()
    while match := _SETTING.match(text, position):
        settings[match[1].replace("-", "_")] = re.sub(r"\\(.)", r"\1", match[2])
        position = match.end()
    # The driver sets the encoding itself: the store is always written in UTF-8, whatever the machine prefers.
    settings.pop("client_encoding", None)
    # Options that cannot be parsed completely are passed to the server unchanged.
    return (settings, "") if position == len(text) else ({}, options)
