"""Read notification mail of the Marketplace: which thread it is about, and when. Any mail may be hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses
from enum import StrEnum
from itertools import count

from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.verdicts import read_verdict
from bizcare_tui.marketplace.mail_text import decode_encoded_words, first_header, raw_headers, visible_text
from bizcare_tui.marketplace.mail_time import parse_mail_date
from bizcare_tui.marketplace.row_values import compute_digest

# The Marketplace sends from no-reply@addons.prestashop.com. The subject contains [PrestaShop Addons], and the
# first number after that is the thread's id. Both are settings, because subject and sender have changed
# before.

MAX_MAIL_BYTES = 1024 * 1024  # bytes of a mail that are parsed
MAX_AGE = timedelta(days=7)
_AHEAD = timedelta(minutes=5)
# A number that is not part of a version such as "4.1.3".
_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)(\d{1,15})(?!\d)(?!\.\d)")
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"[^"]*"')
_RESULT = re.compile(r"\s*(dmarc|dkim)\s*(?:/\s*\d+\s*)?=\s*(\w+)", re.IGNORECASE)
_SIGNER = re.compile(r"\bheader\.[id]\s*=\s*(\S+)", re.IGNORECASE)
_MOST_COMMENTS_DEEP = 10
# Limits of a mail with all its parts, and of one header. Real mails stay far below them; parsing can take
# more than linear time in some of these numbers.
_MOST_HEADERS = 2_000
_LONGEST_HEADER = 10_000
_MOST_CONTAINERS = 50
_CONTAINER = re.compile(r"\s*(?:multipart|message)/", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"^message-id:[ \t\r\n]*(<[^<>\s]{1,200}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NotificationPattern:
    """How to recognize a notification: its senders, and a mark in its subject.

    An entry of `senders` that begins with "@" matches the end of an address, any other one the whole address.
    """

    senders: Sequence[str]
    subject: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in a mailbox.

    `stored_at` is when it was put there, None if unknown; `name` identifies it in the mailbox.
    `is_unreadable` says that its content cannot be read.
    """

    content: bytes
    stored_at: datetime | None = None
    name: str = ""
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Notification:
    """A mail about a thread, or about a verdict on a submission, for which `thread_id` is 0.

    `key` is the same each time the same mail is read; `subject` and `text` are safe to show.
    """

    key: str
    thread_id: int
    at: datetime
    subject: str
    text: str


class UnusedReason(StrEnum):
    """Why a mail that looks like a notification is not used."""

    FORGED = "forged"
    SENDER = "sender"
    NO_NUMBER = "no_number"
    NO_TIME = "no_time"
    TOO_OLD = "too_old"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class UnusedMail:
    """A mail that looks like a notification and is not used.

    `name` is its Message-ID, or else its name in the mailbox. It is safe to show and contains no text of a
    customer.
    """

    reason: UnusedReason
    name: str
    thread_id: int | None = None


def read_notification(
    mail: Mail, expected: NotificationPattern, now: datetime
) -> Notification | UnusedMail | None:
    """Return the notification in a mail, or why it is not used; None if it does not look like one."""
    if mail.is_unreadable:
        return UnusedMail(UnusedReason.UNREADABLE, safe_line(mail.name, 100))
    try:
        return _read(parse_mail(mail.content), mail, expected, now)
    except Exception:  # a malformed mail must not prevent reading the next one
        return (
            UnusedMail(UnusedReason.UNREADABLE, _raw_name(mail)) if _looks_like_one(mail, expected) else None
        )


def parse_mail(content: bytes) -> Message:
    """Parse the first MB of a mail, with headers of limited length.

    Raises:
        Exception: the mail has too many headers or nested parts, or the library's parser fails on hostile
            input.
    """
    headers, containers = count(1), count(1)

    class Bounded(Compat32):
        def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
            name, value = super().header_source_parse(sourcelines)
            is_container = name.lower() == "content-type" and _CONTAINER.match(value)
            if next(headers) > _MOST_HEADERS or (is_container and next(containers) > _MOST_CONTAINERS):
                raise MessageError("too many headers or parts")
            return name, value[:_LONGEST_HEADER]

    return message_from_bytes(content[:MAX_MAIL_BYTES], policy=Bounded())


def _looks_like_one(mail: Mail, expected: NotificationPattern) -> bool:
    """Return whether a mail that cannot be parsed contains the subject mark or a sender of notifications."""
    content = mail.content[:MAX_MAIL_BYTES].lower()
    marks = (expected.subject, *expected.senders)
    return any(mark.casefold().encode("utf-8", "surrogateescape") in content for mark in marks)


def _raw_name(mail: Mail) -> str:
    """Return the Message-ID of a mail that cannot be parsed, or else its name in the mailbox."""
    found = _MESSAGE_ID.search(mail.content[:MAX_MAIL_BYTES])
    return safe_line(found[1].decode("utf-8", "replace") if found else mail.name, 100)


def has_notification_subject(message: Message, expected: NotificationPattern) -> bool:
    """Return whether the subject is that of a notification, whoever the sender is."""
    return _subject_after_mark(message, expected) is not None


def is_from_expected_sender(message: Message, expected: NotificationPattern) -> bool:
    """Return whether the mail has exactly one sender, and that is an expected one."""
    senders = raw_headers(message, "From")
    return len(senders) == 1 and _is_sender(senders[0], expected.senders)


def _read(
    message: Message, mail: Mail, expected: NotificationPattern, now: datetime
) -> Notification | UnusedMail | None:
    subject = _subject_after_mark(message, expected)
    if subject is None:
        return None
    number = _NUMBER.search(subject)
    thread_id = int(number[1]) if number else 0
    message_id = safe_line(first_header(message, "Message-ID").strip(), 100)
    name = message_id or safe_line(mail.name, 100)

    def unused(reason: UnusedReason) -> UnusedMail:
        return UnusedMail(reason, name, thread_id or None)

    if not is_from_expected_sender(message, expected):
        return unused(UnusedReason.SENDER)
    if _is_forged(message):
        return unused(UnusedReason.FORGED)
    line, text = safe_line(subject.strip(" :-")), visible_text(message)
    if not thread_id and read_verdict(line, text) is None:
        return unused(UnusedReason.NO_NUMBER)
    instants = list(_instants(message, mail.stored_at))
    at = _plausible(instants, now)
    if at is None:
        return unused(UnusedReason.TOO_OLD if instants else UnusedReason.NO_TIME)
    identity = message_id or "\n".join(
        (*raw_headers(message, "From"), subject, first_header(message, "Date"))
    )
    return Notification(compute_digest(identity), thread_id, at, line, text)


def _subject_after_mark(message: Message, expected: NotificationPattern) -> str | None:
    """Return the subject after the mark of a notification; None if it has no mark."""
    subject, mark = (
        " ".join(each.split())
        for each in (first_header(message, "Subject"), decode_encoded_words(expected.subject))
    )
    found = re.search(re.escape(mark), subject, re.IGNORECASE)
    return subject[found.end() :] if found else None


def _is_sender(sender: str, wanted: Sequence[str]) -> bool:
    addresses = [address for _name, address in getaddresses([sender]) if address]
    if len(addresses) != 1:
        return False
    address = addresses[0].casefold()
    return any(address == each.casefold() or (each.startswith("@") and address.endswith(each.casefold()))
               for each in wanted)  # fmt: skip


def _is_forged(message: Message) -> bool:
    """Return whether the receiving mail server found that the mail does not come from its sender.

    A failed DMARC check always counts. Otherwise the first Authentication-Results header with a result
    decides, which is that of the last server: within it, a passed DMARC check outweighs a failed signature,
    such as that of a mailing list.
    """
    sender = next(iter(raw_headers(message, "From")), "").rpartition("@")[2].strip(" >").casefold()
    verdicts = [_verdict(value, sender) for value in raw_headers(message, "Authentication-Results")]
    if any(verdict.get("dmarc") == "fail" for verdict in verdicts):
        return True
    first = next((verdict for verdict in verdicts if verdict), {})
    return first.get("dmarc") != "pass" and first.get("dkim") == "fail"


def _verdict(results: str, sender: str) -> dict[str, str]:
    """Return the results ("pass" or "fail") of an Authentication-Results header, by method (dmarc, dkim).

    A valid signature of the sender's own domain counts as a passed DMARC check, because DMARC requires just
    that.
    """
    for _level in range(_MOST_COMMENTS_DEEP):
        shorter = _COMMENT.sub(" ", results)
        if shorter == results:
            break
        results = shorter
    verdict: dict[str, str] = {}
    for part in _QUOTED.sub(" ", results).split(";"):
        found = _RESULT.match(part)
        if found is None:
            continue
        method, result = found[1].lower(), found[2].lower()
        if method == "dkim" and result == "pass" and _is_signed_by(part, sender):
            verdict.setdefault("dmarc", "pass")
        elif result == "fail":
            verdict[method] = "fail"
        elif method == "dmarc" and result == "pass":
            verdict.setdefault("dmarc", "pass")
    return verdict


def _is_signed_by(result: str, sender: str) -> bool:
    found = _SIGNER.search(result)
    return found is not None and found[1].casefold().rpartition("@")[2] == sender


def _instants(message: Message, stored_at: datetime | None) -> Iterator[datetime]:
    """Yield the possible sending times of a mail, best source first: Date, Received headers, the file."""
    received = (value.rpartition(";")[2] for value in raw_headers(message, "Received"))
    for text in (first_header(message, "Date"), *received):
        if (at := parse_mail_date(text)) is not None:
            yield at
    if stored_at is not None:
        yield stored_at


def _plausible(instants: Sequence[datetime], now: datetime) -> datetime | None:
    """Return the first instant that is within the last days and not in the future.

    Return `now` if all of them are in the future, and None if none is plausible.
    """
    possible = (at for at in instants if now - MAX_AGE <= at <= now + _AHEAD)
    if (found := next(possible, None)) is not None:
        return min(found, now)
    return now if instants and all(at > now for at in instants) else None
