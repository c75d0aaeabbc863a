"""Read mail from a Maildir or an mbox, without changing it."""

from __future__ import annotations

import mailbox
import os
import threading
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from bizcare_tui.errors import BadSettings, BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.mailbox_interface import MAX_MAILS, Mailbox
from bizcare_tui.marketplace.notification import (
    MAX_AGE,
    MAX_MAIL_BYTES,
    Mail,
    NotificationPattern,
)

_LOOK_SECONDS = 5.0


class _LocalMailbox(Mailbox):
    """Mail in files on this machine, which are polled."""

    def __init__(self) -> None:
        self._known = self._state()

    def wait(self, stop: threading.Event) -> bool:
        """Wait a few seconds; return whether the files have changed."""
        stop.wait(_LOOK_SECONDS)
        before, self._known = self._known, self._state()
        return before != self._known

    @abstractmethod
    def _state(self) -> tuple[float, ...]:
        """Return a value that changes when mail arrives; empty if it cannot be read."""


class MaildirMailbox(_LocalMailbox):
    """A Maildir: one file for each mail, in `new` and `cur`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__()

    def mails(
        self, expected: NotificationPattern, now: datetime, stop: threading.Event | None = None
    ) -> Iterator[Mail]:
        """Yield the mails of the newest files."""
        since = (now - MAX_AGE).timestamp()
        try:
            files = [
                each
                for name in ("new", "cur")
                for each in os.scandir(self._folder / name)
                if each.is_file(follow_symlinks=False)
            ]
        except OSError as error:
            raise _unreadable(self._folder, error) from None
        newest = sorted((at, each.path) for each in files if (at := _changed_at(each)) >= since)
        for at, path in newest[-MAX_MAILS:]:
            with suppress(FileNotFoundError):  # moved since the folder was listed
                yield _read_maildir_mail(Path(path), at)

    def _state(self) -> tuple[float, ...]:
        with suppress(OSError):
            return tuple((self._folder / name).stat().st_mtime for name in ("new", "cur"))
        return ()


class MboxMailbox(_LocalMailbox):
    """An mbox: one file for all mails."""

    def __init__(self, file: Path) -> None:
        self._file = file
        super().__init__()

    def mails(
        self, expected: NotificationPattern, now: datetime, stop: threading.Event | None = None
    ) -> Iterator[Mail]:
        """Yield the last mails of the file; it is never written."""
        try:
            if not self._file.is_file():
                raise FileNotFoundError(2, os.strerror(2))
            changed_at = _instant(self._file.stat().st_mtime)
            box = mailbox.mbox(self._file, create=False)
            try:
                for key in list(box.keys())[-MAX_MAILS:]:
                    yield _read_mbox_mail(box, key, changed_at)
            finally:
                box.close()
        except (OSError, mailbox.Error) as error:
            raise _unreadable(self._file, error) from None

    def _state(self) -> tuple[float, ...]:
        with suppress(OSError):
            status = self._file.stat()
            return (status.st_mtime, status.st_size)
        return ()


def _read_maildir_mail(file: Path, at: float) -> Mail:
    """Return the mail in a file of a Maildir.

    Raises:
        FileNotFoundError: the file is gone.
    """
    name = file.name.encode("utf-8", "replace").decode()
    try:
        # Do not block if the file has been replaced by a pipe.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            return Mail(stream.read(MAX_MAIL_BYTES), _instant(at), name)
    except FileNotFoundError:
        raise
    except OSError:
        return Mail(b"", None, name, is_unreadable=True)


def _read_mbox_mail(box: mailbox.mbox, key: str, changed_at: datetime | None) -> Mail:
    """Return a mail of an mbox, reading no more than the first MB of it."""
    name = _("mail {0}").format(int(key) + 1)
    try:
        with closing(box.get_file(key, from_=True)) as stream:
            first, _newline, content = stream.read(MAX_MAIL_BYTES).partition(b"\n")
        return Mail(content, _delivered_at(first) or changed_at, name)
    except Exception:  # the library fails on some files
        return Mail(b"", None, name, is_unreadable=True)


def _changed_at(file: os.DirEntry[str]) -> float:
    """Return when a file changed, in epoch seconds; 0 if it is gone."""
    try:
        return file.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0


def _instant(at: float) -> datetime | None:
    """Return the instant of a file's timestamp; None if `datetime` cannot represent it."""
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _unreadable(place: Path, error: BaseException) -> BizcareError:
    why = getattr(error, "strerror", None) or type(error).__name__
    return BadSettings(_("The mail in {0} cannot be read: {1}.").format(place, why), _("Check mail_source."))


def _delivered_at(line: bytes) -> datetime | None:
    """Return when a mail was added to an mbox, from its "From " line: UTC or without zone (RFC 4155)."""
    words = line.decode("latin-1").split()
    try:
        return datetime.strptime(" ".join(words[-5:]), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
