"""Read mail over IMAP, without changing it unless requested."""

from __future__ import annotations

import imaplib
import re
import select
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from bizcare_tui.errors import BadSettings, BizcareError, Interrupted, KeyRejected, Offline
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.address import is_local_host
from bizcare_tui.marketplace.background_call import CallAbandoned, CuttableConnection, run_in_thread
from bizcare_tui.marketplace.mailbox_interface import MAX_MAILS, Mailbox
from bizcare_tui.marketplace.notification import (
    MAX_AGE,
    MAX_MAIL_BYTES,
    Mail,
    NotificationPattern,
    has_notification_subject,
    is_from_expected_sender,
    parse_mail,
)

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

# How many mails' headers are requested in one call, and the maximum bytes of each.
_HEADERS_PER_CALL = 100
_MAX_HEADER_BYTES = 64 * 1024
_CONNECT_SECONDS = 20.0
# The time limit for a whole answer, however slowly it arrives.
_ANSWER_SECONDS = 60.0
_LEAVE_SECONDS = 1.0
# Servers end an IDLE after half an hour; it is restarted before that.
_IDLE_SECONDS = 25 * 60.0
_IDLE_SLICE = 1.0
_ASK_AGAIN_SECONDS = 60.0
_UID = re.compile(rb"\bUID (\d+)")
T = TypeVar("T")


class _Ask(Protocol):
    """Run a function that waits for a server, with a time limit."""

    def __call__(self, work: Callable[[], T]) -> T: ...


class ImapMailbox(Mailbox):
    """A folder of an IMAP server, over TLS; unencrypted only on this machine."""

    def __init__(self, source: str, password: str, *, mark_seen: bool) -> None:
        try:
            address = urlsplit(source)
            self._host, self._port = address.hostname or "", address.port
        except ValueError:
            raise BadSettings(
                _("mail_source is not the address of a mail server."),
                _("Write it like imaps://user@host/INBOX."),
            ) from None
        user, _at, _place = address.netloc.rpartition("@")
        self._user = unquote(user)
        self._is_encrypted = address.scheme == "imaps"
        self._folder = unquote(address.path.lstrip("/")) or "INBOX"
        self._password = password
        self._mark_seen = mark_seen
        if find_spec("imap_tools") is None:
            raise BadSettings(
                _("Reading mail over IMAP needs an additional library."),
                _("Run: pip install 'bizcare-tui[mail]'"),
            )
        if not password:
            raise BadSettings(
                _("There is no password for {0}.").format(self._host),
                _(
                    "Set BIZCARE_IMAP_PASSWORD, or write the password into the file imap-password"
                    " (mode 0600)."
                ),
            )

    def mails(
        self, expected: NotificationPattern, now: datetime, stop: threading.Event | None = None
    ) -> Iterator[Mail]:
        """Yield the mails of the last days whose headers look like a notification's."""
        from imap_tools import AND

        since = AND(date_gte=(now - MAX_AGE - timedelta(days=1)).date())
        with self._connected(stop) as (box, ask):
            uids = ask(lambda: box.uids(since))[-MAX_MAILS:]
            marked: list[str] = []
            for uid in reversed(self._candidates(box, ask, uids, expected, marked)):
                content = ask(partial(_fetched, box, [uid], f"BODY.PEEK[]<0.{MAX_MAIL_BYTES}>")).get(uid)
                if content is not None:
                    yield Mail(content, name=f"UID {uid}")
            if marked and self._mark_seen:
                ask(lambda: box.flag(marked, "\\Seen", value=True))

    def _candidates(
        self,
        box: BaseMailBox,
        ask: _Ask,
        uids: Sequence[str],
        expected: NotificationPattern,
        marked: list[str],
    ) -> list[str]:
        """Return the UIDs of the mails whose headers look like a notification's, or cannot be read.

        Mails from unexpected senders with such a subject are included, so that the doctor can name them; only
        mails from expected senders are added to `marked`.
        """
        candidates = []
        for start in range(0, len(uids), _HEADERS_PER_CALL):
            batch = uids[start : start + _HEADERS_PER_CALL]
            heads = ask(partial(_fetched, box, batch, f"BODY.PEEK[HEADER]<0.{_MAX_HEADER_BYTES}>"))
            for uid, content in heads.items():
                try:
                    head = parse_mail(content)
                    if not has_notification_subject(head, expected):
                        continue
                    is_from = is_from_expected_sender(head, expected)
                except Exception:  # one broken mail must not prevent reading the others
                    is_from = False
                candidates.append(uid)
                marked += [uid] if is_from else []
        return candidates

    def wait(self, stop: threading.Event) -> bool:
        """Wait for the server to report news (IDLE); without IDLE, wait a minute and return True."""
        try:
            return self._has_news(stop)
        except Interrupted:
            return False

    def _has_news(self, stop: threading.Event) -> bool:
        with self._connected(stop) as (box, _ask):
            # Some servers list their capabilities only after login.
            if b"IDLE" not in box.client.capability()[1][0].upper().split():
                stop.wait(_ASK_AGAIN_SECONDS)
                return not stop.is_set()
            box.idle.start()  # type: ignore[no-untyped-call]
            try:
                return _wait_for_news(box.client, stop)
            finally:
                with suppress(OSError, imaplib.IMAP4.error):
                    box.idle.stop()  # type: ignore[no-untyped-call]

    @contextmanager
    def _connected(self, stop: threading.Event | None) -> Iterator[tuple[BaseMailBox, _Ask]]:
        """Yield a connection with the folder open, and a function that runs a call on it with a time limit.

        Raises:
            Stopped: `stop` is set.
            BizcareError: the server cannot be read.
        """
        line = CuttableConnection()

        def ask(work: Callable[[], T]) -> T:
            return run_in_thread(work, line, seconds=_ANSWER_SECONDS, stop=stop)

        try:
            box = run_in_thread(
                partial(self._connect, line),
                line,
                seconds=_ANSWER_SECONDS,
                stop=stop,
                discard=partial(_disconnect, line),
            )  # fmt: skip
            try:
                ask(lambda: self._log_in(box))
                yield box, ask
            finally:
                with suppress(Exception):  # a failed logout does not matter
                    run_in_thread(box.logout, line, seconds=_LEAVE_SECONDS)
                with suppress(Exception):
                    _disconnect(line, box)
        except BizcareError:
            raise
        except CallAbandoned as gave_up:
            raise Interrupted(_("Stopped.")) if gave_up.stopped else self._unreached(gave_up) from None
        except Exception as error:  # a mail server can cause any kind of error
            raise self._unreached(error) from None
        finally:
            line.close()

    def _connect(self, line: CuttableConnection) -> BaseMailBox:
        box: BaseMailBox = self._new_connection()
        line.uses(box.client.sock)
        return box

    def _new_connection(self) -> Any:
        from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

        seconds = _CONNECT_SECONDS
        # Without an explicit context, the library accepts any certificate.
        context = ssl.create_default_context()
        if self._is_encrypted:
            return MailBox(self._host, self._port or 993, seconds, ssl_context=context)
        if is_local_host(self._host):
            return MailBoxUnencrypted(self._host, self._port or 143, seconds)
        return MailBoxStartTls(self._host, self._port or 143, seconds, ssl_context=context)

    def _log_in(self, box: BaseMailBox) -> None:
        from imap_tools.errors import ImapToolsError

        try:
            box.login(self._user, self._password, initial_folder=None)
        except (ImapToolsError, imaplib.IMAP4.error):
            raise KeyRejected(
                _("The mail server {0} does not accept a user and a password.").format(self._host),
                _("Check mail_source and BIZCARE_IMAP_PASSWORD."),
            ) from None
        try:
            box.folder.set(self._folder, readonly=not self._mark_seen)
        except (ImapToolsError, imaplib.IMAP4.error):
            raise BadSettings(
                _("The mail server {0} has no folder {1!r}.").format(self._host, self._folder[:60]),
                _("Correct the end of mail_source."),
            ) from None

    def _unreached(self, error: BaseException) -> BizcareError:
        # The library's error text may contain the password, so only its type is shown.
        return Offline(
            _("The mail server {0} cannot be read ({1}).").format(self._host, type(error).__name__),
            _("Check the network and mail_source. The sync with the Marketplace continues."),
        )


def _disconnect(line: CuttableConnection, box: BaseMailBox) -> None:
    """Close a connection without logging out."""
    line.close()
    box.client.shutdown()


def _fetched(box: BaseMailBox, uids: Sequence[str], section: str) -> dict[str, bytes]:
    """Return a section of each of these mails, by UID, without those that the server does not return."""
    status, items = box.client.uid("fetch", ",".join(uids), f"(UID {section})")
    if status != "OK":
        raise imaplib.IMAP4.error("the server refuses to give the mails")
    found = {}
    for number, item in enumerate(items):
        if not isinstance(item, tuple):
            continue
        after = items[number + 1] if number + 1 < len(items) else b""
        # The UID may come before the content or after it.
        around = item[0] + b" " + (after if isinstance(after, bytes) else b"")
        if uid := _UID.search(around):
            found[uid[1].decode()] = item[1]
    return found


def _wait_for_news(client: imaplib.IMAP4, stop: threading.Event) -> bool:
    """Return whether an idling server reports news before `stop` is set or the IDLE must be restarted."""
    begun = time.monotonic()
    waiting = select.poll()
    waiting.register(client.sock, select.POLLIN)
    while not stop.is_set() and time.monotonic() - begun < _IDLE_SECONDS:
        # Data that TLS has already buffered does not make the socket readable.
        pending = isinstance(client.sock, ssl.SSLSocket) and client.sock.pending()
        if not pending and not waiting.poll(_IDLE_SLICE * 1000):
            continue
        line = client.readline()
        if not line:
            raise imaplib.IMAP4.abort("the server closed the connection")
        if not line.startswith(b"* OK"):  # servers send "* OK" now and then to keep the connection alive
            return True
    return False
