"""Write the text of a bug report: versions and the doctor's findings, without personal data."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bizcare_tui import __version__
from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.domain.redaction import Redaction
from bizcare_tui.i18n import current_language
from bizcare_tui.store.login import login_name
from bizcare_tui.store.sqlite import SQLITE_VERSION

_LIBRARIES = ("textual", "httpx", "sqlmodel", "SQLAlchemy", "holidays", "psycopg")
# Host names, which can identify an account or a machine.
_HOST_NAME = re.compile(r"(?<![\w.@/-])(?:[\w-]+\.)+[a-z]{2,}(?![\w-])", re.I)
_PUBLIC_DOMAINS = ("prestashop.com",)


def bug_report_lines(findings: Iterable[DoctorFinding]) -> Iterator[str]:
    """Yield the lines of the report in Markdown.

    Args:
        findings: what the doctor found.
    """
    yield from version_lines()
    yield _set_variables()
    yield ""
    redactor = _ReportRedactor()
    for finding in findings:
        mark = "ok" if finding.ok else "CHECK"
        yield f"- {mark} {finding.check}: {redactor.text(finding.text)}"


def version_lines() -> Iterator[str]:
    """Yield the versions of the program, Python, the system and the libraries."""
    system = f"{platform.system()} {platform.release()}"
    yield f"bizcare {__version__}, Python {platform.python_version()}, {system}"
    yield f"SQLite {SQLITE_VERSION}, " + ", ".join(_versions())
    yield f"language {current_language()}, encoding {_encoding()}"


def _encoding() -> str:
    # While the app is open, sys.stdout is not the terminal.
    return sys.__stdout__.encoding if sys.__stdout__ is not None else "none"


def _versions() -> Iterator[str]:
    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _set_variables() -> str:
    """Return the names of the environment variables that set something, without their values."""
    names = sorted(name for name in os.environ if name.startswith("BIZCARE_"))
    return "set: " + (", ".join(names) or "none")


class _ReportRedactor:
    """Removes what identifies a person or machine: the login, folders, hosts other than the Marketplace's."""

    def __init__(self) -> None:
        self._redaction = Redaction((), (login_name(),))

    def text(self, text: str) -> str:
        text = re.sub(r"(?<!\w)/[^\s:;,()]+", self._folder, text)
        text = _HOST_NAME.sub(
            lambda found: found[0] if found[0].endswith(_PUBLIC_DOMAINS) else "[host]", text
        )
        return self._redaction.text(text)

    def _folder(self, found: re.Match[str]) -> str:
        return ".../" + Path(found[0]).name
