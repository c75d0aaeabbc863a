"""Where notification mail lies: IMAP, a Maildir or an mbox. Nothing is changed there unless asked."""

from __future__ import annotations

import imaplib
import mailbox
import os
import select
import ssl
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bizcare_tui.errors import BadSettings, BizcareError, KeyRefused, Offline
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.address import is_this_machine
from bizcare_tui.marketplace.notification import LARGEST, OLDEST, Expected, is_expected

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

# Mails looked through at once, the newest.
MOST = 500
_CONNECT_SECONDS = 20.0
_LOOK_SECONDS = 5.0
# A server ends an IDLE of half an hour; it is begun anew before that.
_IDLE_SECONDS = 25 * 60.0
_IDLE_SLICE = 1.0
_ASK_AGAIN_SECONDS = 60.0


class Mailbox(ABC):
    """Mail to be looked through."""

    @abstractmethod
    def mails(self, expected: Expected, now: datetime) -> Iterator[bytes]:
        """The mails of the last days that may be notifications, as they came.

        Raises:
            BizcareError: they cannot be read.
        """

    @abstractmethod
    def wait(self, stop: threading.Event) -> bool:
        """Wait until there may be news, or stop is set; whether there may be.

        Raises:
            BizcareError: it cannot be told; likely the connection is gone.
        """


def open_mailbox(source: str, password: str, *, mark_seen: bool = False) -> Mailbox:
    """The mailbox of an address: `imaps://user@host/INBOX`, `maildir:/path`, `mbox:/path`.

    Raises:
        BadSettings: it is of no kind that is known, or the password or the library for it is missing.
    """
    kind, _colon, rest = source.partition(":")
    match kind:
        case "imaps" | "imap":
            return ImapMailbox(source, password, mark_seen=mark_seen)
        case "maildir":
            return MaildirMailbox(Path(rest).expanduser())
        case "mbox":
            return MboxMailbox(Path(rest).expanduser())
        case _:
            raise BadSettings(
                _("mail_source begins with {0!r}.").format(kind[:20]),
                _("It must be like imaps://user@host/INBOX, maildir:/path or mbox:/path."),
            )


class _LocalMailbox(Mailbox):
    """Mail in files of this machine: looked at now and then."""

    def __init__(self) -> None:
        self._known = self._state()

    def wait(self, stop: threading.Event) -> bool:
        """Look after a few seconds whether the files are others than they were."""
        stop.wait(_LOOK_SECONDS)
        before, self._known = self._known, self._state()
        return before != self._known

    @abstractmethod
    def _state(self) -> tuple[float, ...]:
        """What is another when mail came; nothing where it cannot be told."""


class MaildirMailbox(_LocalMailbox):
    """A Maildir: a file for each mail, in `new` and `cur`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__()

    def mails(self, expected: Expected, now: datetime) -> Iterator[bytes]:
        """The newest files."""
        since = (now - OLDEST).timestamp()
        try:
            files = sorted(
                (told.st_mtime, each.path)
                for name in ("new", "cur")
                for each in os.scandir(self._folder / name)
                if each.is_file(follow_symlinks=False) and (told := each.stat()).st_mtime >= since
            )
            for _at, path in files[-MOST:]:
                with suppress(FileNotFoundError), Path(path).open("rb") as stream:  # moved meanwhile
                    yield stream.read(LARGEST)
        except OSError as error:
            raise _unreadable(self._folder, error) from None

    def _state(self) -> tuple[float, ...]:
        with suppress(OSError):
            return tuple((self._folder / name).stat().st_mtime for name in ("new", "cur"))
        return ()


class MboxMailbox(_LocalMailbox):
    """An mbox: one file for all."""

    def __init__(self, file: Path) -> None:
        self._file = file
        super().__init__()

    def mails(self, expected: Expected, now: datetime) -> Iterator[bytes]:
        """The last mails of the file; it is only read."""
        try:
            if not self._file.is_file():
                raise FileNotFoundError(2, os.strerror(2))
            box = mailbox.mbox(self._file, create=False)
            try:
                for key in list(box.keys())[-MOST:]:
                    yield box.get_bytes(key)[:LARGEST]
            finally:
                box.close()
        except (OSError, mailbox.Error) as error:
            raise _unreadable(self._file, error) from None

    def _state(self) -> tuple[float, ...]:
        with suppress(OSError):
            told = self._file.stat()
            return (told.st_mtime, told.st_size)
        return ()


class ImapMailbox(Mailbox):
    """A folder of an IMAP server, over TLS; without, only on this machine."""

    def __init__(self, source: str, password: str, *, mark_seen: bool) -> None:
        address = urlsplit(source)
        user, _at, _place = address.netloc.rpartition("@")
        self._host = address.hostname or ""
        self._user = unquote(user)
        self._port = address.port
        self._is_encrypted = address.scheme == "imaps"
        self._folder = unquote(address.path.lstrip("/")) or "INBOX"
        self._password = password
        self._mark_seen = mark_seen
        if find_spec("imap_tools") is None:
            raise BadSettings(
                _("Reading mail over IMAP needs one library more."),
                _("Run: pip install 'bizcare-tui[mail]'"),
            )
        if not password:
            raise BadSettings(
                _("There is no password for {0}.").format(self._host),
                _("Set BIZCARE_IMAP_PASSWORD, or write it into the file imap-password (mode 0600)."),
            )

    def mails(self, expected: Expected, now: datetime) -> Iterator[bytes]:
        """The mails of the last days whose headers are those of notifications."""
        from imap_tools import AND

        since = (now - OLDEST - timedelta(days=1)).date()
        with self._connected() as box:
            heads = box.fetch(AND(date_gte=since), mark_seen=False, headers_only=True, bulk=100, reverse=True,
                              limit=MOST)  # fmt: skip
            wanted = [
                head.uid
                for head in heads
                if head.uid
                and is_expected(str(head.obj.get("From", "")), str(head.obj.get("Subject", "")), expected)
            ]
            for uid in wanted:
                for mail in box.fetch(AND(uid=uid), mark_seen=False):
                    yield mail.obj.as_bytes()[:LARGEST]
            if wanted and self._mark_seen:
                box.flag(wanted, "\\Seen", value=True)

    def wait(self, stop: threading.Event) -> bool:
        """Let the server say so (IDLE); where it cannot, look in a while."""
        with self._connected() as box:
            # What a server can do it may say only to those whom it knows.
            if b"IDLE" not in box.client.capability()[1][0].upper().split():
                stop.wait(_ASK_AGAIN_SECONDS)
                return not stop.is_set()
            box.idle.start()  # type: ignore[no-untyped-call]
            try:
                return _told_something(box.client, stop)
            finally:
                with suppress(OSError, imaplib.IMAP4.error):
                    box.idle.stop()  # type: ignore[no-untyped-call]

    @contextmanager
    def _connected(self) -> Iterator[BaseMailBox]:
        try:
            box = self._connect()
        except (OSError, imaplib.IMAP4.error) as error:
            raise self._unreached(error) from None
        try:
            with _told(self._unreached):
                yield self._ready(box)
        finally:
            with suppress(Exception):  # what is wrong with leaving is no matter
                box.logout()

    def _connect(self) -> Any:
        from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

        seconds = _CONNECT_SECONDS
        # Without a context of ours the library would take any certificate.
        context = ssl.create_default_context()
        if self._is_encrypted:
            return MailBox(self._host, self._port or 993, seconds, ssl_context=context)
        if is_this_machine(self._host):
            return MailBoxUnencrypted(self._host, self._port or 143, seconds)
        return MailBoxStartTls(self._host, self._port or 143, seconds, ssl_context=context)

    def _ready(self, box: Any) -> BaseMailBox:
        from imap_tools.errors import ImapToolsError

        try:
            box.login(self._user, self._password, initial_folder=None)
        except (ImapToolsError, imaplib.IMAP4.error):
            raise KeyRefused(
                _("The mail server {0} does not take user and password.").format(self._host),
                _("Check mail_source and BIZCARE_IMAP_PASSWORD."),
            ) from None
        try:
            box.folder.set(self._folder, readonly=not self._mark_seen)
        except (ImapToolsError, imaplib.IMAP4.error):
            raise BadSettings(
                _("The mail server {0} has no folder {1!r}.").format(self._host, self._folder[:60]),
                _("Correct the end of mail_source."),
            ) from None
        return box  # type: ignore[no-any-return]

    def _unreached(self, error: BaseException) -> BizcareError:
        # What the library says may repeat the password.
        return Offline(
            _("The mail server {0} cannot be read ({1}).").format(self._host, type(error).__name__),
            _("Check the network and mail_source. The Marketplace is read all the same."),
        )


@contextmanager
def _told(as_error: Any) -> Iterator[None]:
    from imap_tools.errors import ImapToolsError

    try:
        yield
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise as_error(error) from None


def _told_something(client: imaplib.IMAP4, stop: threading.Event) -> bool:
    """Whether a server says something while it idles, before stop is set or it is to be asked anew."""
    begun = time.monotonic()
    waiting = select.poll()
    waiting.register(client.sock, select.POLLIN)
    while not stop.is_set() and time.monotonic() - begun < _IDLE_SECONDS:
        # What TLS has read already is not to be waited for.
        pending = isinstance(client.sock, ssl.SSLSocket) and client.sock.pending()
        if not pending and not waiting.poll(_IDLE_SLICE * 1000):
            continue
        line = client.readline()
        if not line:
            raise imaplib.IMAP4.abort("the server closed the connection")
        if not line.startswith(b"* OK"):  # said now and then to keep the connection
            return True
    return False


def _unreadable(place: Path, error: BaseException) -> BizcareError:
    why = getattr(error, "strerror", None) or type(error).__name__
    return BadSettings(_("The mail in {0} cannot be read: {1}.").format(place, why), _("Check mail_source."))
