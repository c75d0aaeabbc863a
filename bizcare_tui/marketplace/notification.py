"""Notification mail of the Marketplace: which thread it tells of, and when. All mail is hostile.

The Marketplace writes from no-reply@addons.prestashop.com; the subject has [PrestaShop Addons], and the first
number after it is the thread's. Both are settings: sentence and sender have changed before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from bizcare_tui.domain.body import read_body
from bizcare_tui.domain.text import safe_line
from bizcare_tui.marketplace.values import digest

LARGEST = 1024 * 1024  # bytes of a mail that are looked at
OLDEST = timedelta(days=7)
_AHEAD = timedelta(minutes=5)
_LONGEST_TEXT = 20_000
_MOST_PARTS = 50
_NUMBER = re.compile(r"(?<!\d)(\d{1,15})(?!\d)")
_FAILED = re.compile(r"\b(?:dmarc|dkim)\s*=\s*fail\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a notification looks like: ends of senders' addresses, and what its subject has."""

    senders: Sequence[str]
    subject: str


@dataclass(frozen=True, slots=True)
class Notification:
    """A mail that tells of a thread. `key` is the same for the same mail; `subject` and `text` are safe."""

    key: str
    thread_id: int
    at: datetime
    subject: str
    text: str


def read_notification(mail: bytes, expected: Expected, now: datetime) -> Notification | None:
    """What a mail tells; None where it is no notification, is too old, or was not sent by who it names."""
    try:
        message = message_from_bytes(mail[:LARGEST])
        return _read(message, expected, now)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, HeaderParseError):
        # The library's parser breaks on some of what is made to break it: no notification is like that.
        return None


def is_expected(sender: str, subject: str, expected: Expected) -> bool:
    """Whether headers, as they came, may be those of a notification."""
    return (
        _is_sender(sender, expected.senders) and expected.subject.casefold() in _decoded(subject).casefold()
    )


def _read(message: Message, expected: Expected, now: datetime) -> Notification | None:
    senders = message.get_all("From") or []
    subject = _decoded(str(message.get("Subject", "")))
    if len(senders) != 1 or not is_expected(str(senders[0]), subject, expected):
        return None
    if any(_FAILED.search(str(told)) for told in message.get_all("Authentication-Results") or []):
        return None
    at = _instant(str(message.get("Date", "")), now)
    place = subject.casefold().find(expected.subject.casefold())
    number = _NUMBER.search(subject, place + len(expected.subject))
    if at is None or number is None or not int(number[1]):
        return None
    identity = str(message.get("Message-ID", "")).strip() or f"{senders[0]}\n{subject}\n{message.get('Date')}"
    line = safe_line(subject[place + len(expected.subject) :].strip(" :-"))
    return Notification(digest(identity), int(number[1]), at, line, _text(message))


def _is_sender(sender: str, wanted: Sequence[str]) -> bool:
    addresses = [address for _name, address in getaddresses([sender]) if address]
    if len(addresses) != 1:
        return False
    address = addresses[0].casefold()
    return any(address == each.casefold() or (each.startswith("@") and address.endswith(each.casefold()))
               for each in wanted)  # fmt: skip


def _instant(date: str, now: datetime) -> datetime | None:
    """When it was sent; None where that is long ago, or cannot be read. Nothing is sent in the future."""
    try:
        at = parsedate_to_datetime(date)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    if at < now - OLDEST:
        return None
    return min(at, now) if at <= now + _AHEAD else now


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (LookupError, ValueError, HeaderParseError):
        return header


def _text(message: Message) -> str:
    """The text of a mail, made readable and safe; of several forms the plain one."""
    found = ""
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.get_filename():
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        text = _as_text(payload, part.get_content_charset() or "utf-8")
        if kind == "text/plain":
            return read_body(text[:_LONGEST_TEXT]).text
        found = found or read_body(text[:_LONGEST_TEXT]).text
    return found


def _as_text(payload: bytes, charset: str) -> str:
    try:
        return payload.decode(charset, errors="replace")
    except LookupError:
        return payload.decode("latin-1")
