"""Send mail over the configured server, whose certificate is checked before it receives the password."""

from __future__ import annotations

import base64
import os
import re
import smtplib
import socket
import ssl
import threading
from contextlib import closing, suppress
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadSettings, BizcareError, Offline
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.background_call import CallAbandoned, CuttableConnection, run_in_thread
from bizcare_tui.settings import Settings

SMTP_TIMEOUT_SECONDS = 30.0
SMTP_GRACE_SECONDS = 0.4
"""Seconds that a mail in transmission may still take once `stop` is set."""
IMPLICIT_TLS_PORT = 465
_AUTHENTICATION_SUCCEEDED = 235
# Without quotes, which are put around an invalid mailbox name, and surrogates, which replace invalid UTF-8.
_ADDRESS = re.compile(r"[^\s@\"<>\ud800-\udfff]+@[^\s@\"<>\ud800-\udfff]+")
# The errors that the standard library's address parser raises on invalid addresses.
_PARSE_ERRORS = (ValueError, LookupError, AttributeError, TypeError, MessageError)


def send_mail(
    settings: Settings,
    subject: str,
    text: str,
    *,
    at: datetime,
    message_id: str,
    stop: threading.Event | None = None,
) -> None:
    """Send a text to the address in the setting `notify_mail`.

    With `smtp_user`, and on port 465, the connection is encrypted, and the server's certificate is checked
    against `smtp_host` before anything else is sent.

    Args:
        settings: the server and the addresses.
        subject: the subject of the mail.
        text: the body of the mail.
        at: the time of the Date header.
        message_id: identifies the mail; a repeated mail with the same id can be recognised by the receiver.
        stop: set it to abort the transmission.

    Raises:
        BadSettings: an address or the CA file cannot be used.
        Offline: the mail was not accepted. The sentence contains neither the user nor the password.
    """
    mail = _build_message(settings, subject, text, at, message_id)
    context = _tls_context(settings)
    line = CuttableConnection()

    def transmit() -> None:
        with (
            closing(line),
            closing(_SmtpConnection(settings.smtp_host, settings.smtp_port, line, context)) as server,
        ):
            if settings.smtp_user:
                if settings.smtp_port != IMPLICIT_TLS_PORT:
                    server.starttls(context=context)
                _log_in(server, settings.smtp_user, os.environ.get("BIZCARE_SMTP_PASSWORD", ""))
            server.send_message(mail)
            # The mail is accepted now: an error while disconnecting must not cause a second sending.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    try:
        run_in_thread(transmit, line, seconds=SMTP_TIMEOUT_SECONDS, stop=stop, grace=SMTP_GRACE_SECONDS)
    except (CallAbandoned, OSError, smtplib.SMTPException, *_PARSE_ERRORS) as error:
        raise _error_for(settings, error) from None


class _SmtpConnection(smtplib.SMTP):
    """A connection to an SMTP server, on port 465 encrypted from the first byte."""

    def __init__(self, host: str, port: int, line: CuttableConnection, context: ssl.SSLContext) -> None:
        self._line = line
        self._context = context
        super().__init__(host, port, timeout=SMTP_TIMEOUT_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        try:
            self._line.uses(plain)
            if port == IMPLICIT_TLS_PORT:
                return self._context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
        return plain


def _tls_context(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.smtp_ca_file:
        try:
            context.load_verify_locations(settings.smtp_ca_file)
        except (OSError, ValueError) as error:
            raise BadSettings(
                _("The certificate file {0} cannot be used ({1}).").format(
                    safe_line(settings.smtp_ca_file), type(error).__name__
                ),
                _("Check smtp_ca_file."),
            ) from None
    return context


def _build_message(
    settings: Settings, subject: str, text: str, at: datetime, message_id: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["Date"], mail["Message-ID"] = subject, format_datetime(at), message_id
    sender = settings.mail_from or settings.notify_mail
    _set_address(mail, "To", "notify_mail", settings.notify_mail)
    _set_address(mail, "From", "mail_from" if settings.mail_from else "notify_mail", sender)
    mail.set_content(text.encode("utf-8", "replace").decode("utf-8"))
    return mail


def _set_address(mail: EmailMessage, header: str, setting: str, address: str) -> None:
    try:
        mail[header] = address
        addresses = mail[header].addresses
        is_valid = bool(addresses) and all(_ADDRESS.fullmatch(each.addr_spec) for each in addresses)
    except _PARSE_ERRORS:
        is_valid = False
    if not is_valid:
        raise BadSettings(
            _("{0} is {1!r}, which is not a mail address.").format(setting, safe_line(address)),
            _("Correct it in config.toml."),
        )


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    # RFC 4616 requires UTF-8, but smtplib supports ASCII only.
    server.ehlo_or_helo_if_needed()
    secret = f"\0{user}\0{password}".encode("utf-8", "surrogateescape")
    code, reply = server.docmd("AUTH", f"PLAIN {base64.b64encode(secret).decode('ascii')}")
    if code != _AUTHENTICATION_SUCCEEDED:
        raise smtplib.SMTPAuthenticationError(code, reply)


def _error_for(settings: Settings, error: Exception) -> BizcareError:
    host = safe_line(settings.smtp_host)
    match error:
        case ssl.SSLCertVerificationError():
            reason = safe_line(error.verify_message or error.reason or "")
            return Offline(
                _("The certificate of the mail server {0} was rejected: {1}. Nothing was sent to it.").format(
                    host, reason
                ),
                _("Check smtp_host. For a certificate of your own CA, set smtp_ca_file to the CA's file."),
            )
        case smtplib.SMTPNotSupportedError():
            return Offline(
                _("The mail server {0} does not support what is needed: {1}").format(
                    host, safe_line(str(error))
                ),
                _(
                    "Check smtp_host, smtp_port and the addresses. A password is only sent over an"
                    " encrypted connection."
                ),
            )
        case smtplib.SMTPAuthenticationError():
            sentence = _("The mail server {0} rejected the user or the password ({1}).")
            return Offline(
                sentence.format(host, error.smtp_code), _("Check smtp_user and BIZCARE_SMTP_PASSWORD.")
            )
        case CallAbandoned():
            return Offline(
                _("The digest could not be delivered to {0} ({1}).").format(host, _("it took too long")),
                _("Check smtp_host and smtp_port."),
            )
        case _:
            return Offline(
                _("The digest could not be delivered to {0} ({1}).").format(host, type(error).__name__),
                _("Check smtp_host, smtp_port, smtp_user and BIZCARE_SMTP_PASSWORD."),
            )
