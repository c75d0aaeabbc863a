"""The log file of each user, and crash reports; neither contains secrets or texts written by customers."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import re
import sys
import sysconfig
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from bizcare_tui.config import load_key
from bizcare_tui.domain.text import safe_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.paths import Paths, create_private_file, ensure_private_folder
from bizcare_tui.store.database_url import find_secrets

LARGEST_LOG = 1_000_000  # bytes of a log file before it is rotated
ROTATED_LOGS_KEPT = 5  # rotated log files
REPORTS_KEPT = 20

log = logging.getLogger("bizcare")

_SECRETS = ("BIZCARE_API_KEY", "BIZCARE_SMTP_PASSWORD", "BIZCARE_IMAP_PASSWORD")
_ADDRESSES = ("BIZCARE_DATABASE_URL", "BIZCARE_DATABASE_DIRECT_URL")
_SHORTEST_SECRET = 6  # a shorter string may occur in a text by chance
_ADDRESS_SECRET = re.compile(r"(?<=://)\S+@|(?<=\?)\S+")
_LABELLED_SECRET = re.compile(r"(?i)\b((?:api[_-]?key|token|password|secret)\W{1,3})[^\s&'\"]+")
# A log line: time, process, INFO and a text; or another level, a command or component, and an error class.
_LOG_LINE = re.compile(rb"\S+ \d+ (?:INFO .*|\w+ [\w-]+: \w+)")
_STAMP = "%Y%m%dT%H%M%S"


def start_logging(paths: Paths, login: str) -> None:
    """Log to this user's file from now on; entries that cannot be written are dropped."""
    if any(isinstance(handler, _LogFile) for handler in log.handlers):
        return
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(_LogFile(paths, paths.data / "logs" / f"bizcare-{_name(login)}.log"))


def crash_report(paths: Paths, error: BaseException, about: Iterable[str], typed: Iterable[str]) -> Path:
    """Write a crash report and the texts being typed to a new folder, and return the folder.

    The report has the classes of the exceptions and the places in the code. Their messages are left out,
    because they may contain what a customer wrote.

    Args:
        about: lines that describe the system the program runs on.
        typed: texts that a person was writing.

    Raises:
        OSError: the report cannot be written.
    """
    reports = ensure_private_folder(paths.data / "crashes")
    folder = Path(mkdtemp(prefix=f"{datetime.now(UTC):{_STAMP}}-", dir=reports))
    cleaner = _LogCleaner(paths)
    with create_private_file(folder / "report.txt") as stream:
        stream.write("\n".join([*map(cleaner.lines, about), "", *_trace(error)]) + "\n")
    for number, text in enumerate(typed, 1):
        with create_private_file(folder / f"text-{number}.txt") as stream:
            stream.write(text)
    _remove_old(reports)
    return folder


def _trace(error: BaseException, seen: set[int] | None = None) -> Iterator[str]:
    """Yield the classes of an exception and of its causes, each with the lines of code it passed through."""
    seen = set() if seen is None else seen
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _trace(before, seen)
        yield "then:"
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        yield f'  File "{_code_file(code.co_filename)}", line {line}, in {code.co_name}'
    code_name = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__} {code_name}".rstrip()
    for each in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        if id(each) not in seen:
            yield "within:"
            yield from _trace(each, seen)


def _code_file(name: str) -> str:
    """Return the path of a code file relative to its package; the folders above may name a person."""
    path = Path(name)
    folders = [Path(sys.prefix), *map(Path, (sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")))]
    roots = [Path(__file__).parent.parent, *folders]
    inside = [path.relative_to(root).as_posix() for root in roots if path.is_relative_to(root)]
    return min(inside, key=len, default=path.name)


def has_sentences(file: Path) -> bool:
    """Return whether a log has sentences of an earlier release, which may contain what a customer wrote."""
    try:
        with file.open("rb") as stream:
            return any(
                not _LOG_LINE.fullmatch(line.rstrip()) for line in stream.read(2 * LARGEST_LOG).splitlines()
            )
    except OSError:
        return False


def _remove_old(reports: Path) -> None:
    """Delete all but the newest reports; reports with saved texts are left for the person to remove."""
    folders = [each for each in reports.iterdir() if each.is_dir()]
    old = sorted(folders, key=lambda each: each.stat().st_mtime_ns)[:-REPORTS_KEPT]
    for folder in old:
        if not list(folder.glob("text-*")):
            with suppress(OSError):
                (folder / "report.txt").unlink(missing_ok=True)
                folder.rmdir()


class _LogCleaner:
    """Removes secrets, names and control characters from what is logged."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._secrets: list[str] | None = None

    def line(self, text: str) -> str:
        """Return a cleaned text as one line."""
        return self.lines(text).replace("\n", " ⏎ ")

    def lines(self, text: str) -> str:
        """Return a cleaned text with its line breaks."""
        if self._secrets is None:
            self._secrets = [each for each in self._known_secrets() if len(each) >= _SHORTEST_SECRET]
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        text = _ADDRESS_SECRET.sub("[…]", text)
        text = _LABELLED_SECRET.sub(r"\1[secret]", text)
        # Imported here, because most commands log nothing and should not wait for its patterns.
        from bizcare_tui.domain.redaction import Redaction

        return Redaction((), ()).text(safe_text(text))

    def _known_secrets(self) -> Iterator[str]:
        yield from filter(None, map(os.environ.get, _SECRETS))
        for name in _ADDRESSES:
            yield from find_secrets(os.environ.get(name, ""))
        with suppress(BizcareError):
            yield load_key(self._paths) or ""


class _LogFile(logging.Handler):
    """A log file that several processes append to; it is rotated when it is full."""

    def __init__(self, paths: Paths, file: Path) -> None:
        super().__init__()
        self._file = file
        self._cleaner = _LogCleaner(paths)

    def emit(self, record: logging.LogRecord) -> None:
        """Append a line; write errors are ignored, because logging must not stop the program."""
        at = datetime.fromtimestamp(record.created, UTC)
        text = self._cleaner.line(record.getMessage())
        line = f"{at:%Y-%m-%dT%H:%M:%SZ} {record.process} {record.levelname} {text}\n"
        with suppress(OSError, BizcareError), self._lock():
            if self._file.exists() and self._file.stat().st_size + len(line) > LARGEST_LOG:
                self._rotate()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            descriptor = os.open(self._file, flags, 0o600)
            try:
                os.write(descriptor, line.encode(errors="replace"))
            finally:
                os.close(descriptor)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        ensure_private_folder(self._file.parent)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(self._file.with_suffix(".lock"), flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _rotate(self) -> None:
        for number in range(ROTATED_LOGS_KEPT - 1, 0, -1):
            older = self._rotated(number)
            if older.exists():
                older.replace(self._rotated(number + 1))
        self._file.replace(self._rotated(1))

    def _rotated(self, number: int) -> Path:
        return self._file.with_name(f"{self._file.name}.{number}")


def _name(login: str) -> str:
    return re.sub(r"[^\w.-]+", "_", login).lstrip(".") or "user"
