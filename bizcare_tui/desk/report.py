"""What goes into a bug report: what this program runs on and what the doctor found, nothing of anybody."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bizcare_tui import __version__
from bizcare_tui.desk.doctor import Finding
from bizcare_tui.domain.redaction import Redaction
from bizcare_tui.i18n import spoken
from bizcare_tui.store.login import login_name
from bizcare_tui.store.sqlite import LIBRARY

_LIBRARIES = ("textual", "httpx", "sqlmodel", "SQLAlchemy", "holidays", "psycopg")
# What may name an account or a machine of one's own.
_HOST = re.compile(r"(?<![\w.@/-])(?:[\w-]+\.)+[a-z]{2,}(?![\w-])", re.I)
_PUBLIC = ("prestashop.com",)


def report(findings: Iterable[Finding]) -> Iterator[str]:
    """The lines of the report, Markdown, in plain English names where the program has them."""
    yield from what_it_runs_on()
    yield ""
    clean = _Clean()
    for finding in findings:
        mark = "ok" if finding.ok else "LOOK"
        yield f"- {mark} {finding.check}: {clean.text(finding.text)}"


def what_it_runs_on() -> Iterator[str]:
    """The versions of everything, and which variables are set."""
    system = f"{platform.system()} {platform.release()}"
    yield f"bizcare {__version__}, Python {platform.python_version()}, {system}"
    yield f"SQLite {LIBRARY}, " + ", ".join(_versions())
    yield f"language {spoken()}, encoding {_encoding()}, {_variables()}"


def _encoding() -> str:
    # While the app is open, what it prints to is not the terminal.
    return sys.__stdout__.encoding if sys.__stdout__ is not None else "none"


def _versions() -> Iterator[str]:
    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _variables() -> str:
    """Which settings come from the environment; their names alone."""
    names = sorted(name for name in os.environ if name.startswith("BIZCARE_"))
    return "set: " + (", ".join(names) or "none")


class _Clean:
    """Takes out who and where: the login, folders of one's own, hosts that are not the Marketplace's."""

    def __init__(self) -> None:
        self._redaction = Redaction((), (login_name(),))

    def text(self, text: str) -> str:
        text = re.sub(r"(?<!\w)/[^\s:;,()]+", self._folder, text)
        text = _HOST.sub(lambda found: found[0] if found[0].endswith(_PUBLIC) else "[host]", text)
        return self._redaction.text(text)

    def _folder(self, found: re.Match[str]) -> str:
        return ".../" + Path(found[0]).name
