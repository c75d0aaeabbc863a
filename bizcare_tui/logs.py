"""What happened, for whoever looks into it: a log of this user's own, and reports of crashes.

Neither holds a secret, nor what customers wrote. Several programs write to one log at a time.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from bizcare_tui.config import load_key
from bizcare_tui.domain.redaction import Redaction
from bizcare_tui.domain.text import safe_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.paths import Paths, open_private, private_folder

LARGEST = 1_000_000  # bytes of a log, before it is put aside
KEPT = 5  # of those put aside
REPORTS_KEPT = 20

log = logging.getLogger("bizcare")

_SECRETS = ("BIZCARE_API_KEY", "BIZCARE_SMTP_PASSWORD", "BIZCARE_IMAP_PASSWORD")
_SHORTEST_SECRET = 6  # a shorter one may stand in a text by chance
_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]+@|(?<=\?)\S+")
_NAMED = re.compile(r"(?i)\b((?:api[_-]?key|token|password|secret)\W{1,3})[^\s&'\"]+")
_STAMP = "%Y%m%dT%H%M%S"


def begin(paths: Paths, login: str) -> None:
    """Write what is logged to this user's own file from now on; where that cannot be, to nowhere."""
    if any(isinstance(handler, _File) for handler in log.handlers):
        return
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(_File(paths, paths.data / "logs" / f"bizcare-{_name(login)}.log"))


def crash_report(paths: Paths, error: BaseException, about: Iterable[str], typed: Iterable[str]) -> Path:
    """Write down how the program came to its end, and keep what was typed beside it; returns the folder.

    Args:
        about: lines on what the program runs on.
        typed: texts that a person was writing.

    Raises:
        OSError: it cannot be written.
    """
    reports = private_folder(paths.data / "crashes")
    folder = Path(mkdtemp(prefix=f"{datetime.now(UTC):{_STAMP}}-", dir=reports))
    clean = _Clean(paths)
    trace = "".join(traceback.format_exception(error))
    with open_private(folder / "report.txt") as stream:
        stream.write("\n".join([*about, "", clean.lines(trace)]) + "\n")
    for number, text in enumerate(typed, 1):
        with open_private(folder / f"text-{number}.txt") as stream:
            stream.write(text)
    _forget_old(reports)
    return folder


def _forget_old(reports: Path) -> None:
    """Keep the newest reports; those with a text beside them are for the person to remove."""
    folders = [each for each in reports.iterdir() if each.is_dir()]
    old = sorted(folders, key=lambda each: each.stat().st_mtime_ns)[:-REPORTS_KEPT]
    for folder in old:
        if not list(folder.glob("text-*")):
            with suppress(OSError):
                (folder / "report.txt").unlink(missing_ok=True)
                folder.rmdir()


class _Clean:
    """Takes secrets, names and control characters out of what is written."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._secrets: list[str] | None = None
        self._redaction = Redaction((), ())

    def line(self, text: str) -> str:
        """A text in one line."""
        return self.lines(text).replace("\n", " ⏎ ")

    def lines(self, text: str) -> str:
        """A text, its lines as they are."""
        if self._secrets is None:
            self._secrets = [each for each in self._known() if len(each) >= _SHORTEST_SECRET]
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        text = _IN_ADDRESS.sub("[…]", text)
        text = _NAMED.sub(r"\1[secret]", text)
        return self._redaction.text(safe_text(text))

    def _known(self) -> Iterator[str]:
        yield from filter(None, map(os.environ.get, _SECRETS))
        with suppress(BizcareError):
            yield load_key(self._paths) or ""


class _File(logging.Handler):
    """A file that several programs append to, put aside when it is full."""

    def __init__(self, paths: Paths, file: Path) -> None:
        super().__init__()
        self._file = file
        self._clean = _Clean(paths)

    def emit(self, record: logging.LogRecord) -> None:
        """Append a line; what cannot be written is not worth a failure."""
        at = datetime.fromtimestamp(record.created, UTC)
        text = self._clean.line(record.getMessage())
        line = f"{at:%Y-%m-%dT%H:%M:%SZ} {record.process} {record.levelname} {text}\n"
        with suppress(OSError, BizcareError), self._locked():
            if self._file.exists() and self._file.stat().st_size + len(line) > LARGEST:
                self._put_aside()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            descriptor = os.open(self._file, flags, 0o600)
            try:
                os.write(descriptor, line.encode(errors="replace"))
            finally:
                os.close(descriptor)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        private_folder(self._file.parent)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        lock = os.open(self._file.with_suffix(".lock"), flags, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _put_aside(self) -> None:
        for number in range(KEPT - 1, 0, -1):
            older = self._aside(number)
            if older.exists():
                older.replace(self._aside(number + 1))
        self._file.replace(self._aside(1))

    def _aside(self, number: int) -> Path:
        return self._file.with_name(f"{self._file.name}.{number}")


def _name(login: str) -> str:
    return re.sub(r"[^\w.-]+", "_", login).lstrip(".") or "user"
