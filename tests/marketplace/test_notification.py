"""What is read from a notification mail, and that forged mail has no effect."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from fixed_time import NOW
from hypothesis import given
from hypothesis import strategies as st
from imap_server import SENDER, SUBJECT, mail

from bizcare_tui.marketplace.notification import (
    Mail,
    Notification,
    NotificationPattern,
    UnusedMail,
    UnusedReason,
    read_notification,
)

EXPECTED = NotificationPattern(("no-reply@addons.prestashop.com",), "[PrestaShop Addons]")


def read(
    content: bytes, expected: NotificationPattern = EXPECTED, stored_at: datetime | None = None
) -> Notification | None:
    """The notification that a mail is; None where it is none, or is not used."""
    found = read_notification(Mail(content, stored_at), expected, NOW)
    return found if isinstance(found, Notification) else None


def reason(content: bytes) -> UnusedReason | None:
    """Why a mail that looks like a notification is not used."""
    found = read_notification(Mail(content), EXPECTED, NOW)
    return found.reason if isinstance(found, UnusedMail) else None


def with_body(head: str, body: bytes) -> bytes:
    """A notification with these headers of its content, and this body."""
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\nYou have a new message."
    return mail(NOW).replace(plain, head.encode() + b"\r\n\r\n" + body)


def test_it_tells_the_thread_when_and_what() -> None:
    notification = read(mail(NOW - timedelta(minutes=3), text="Hello, the cart is empty.\n\nMaria"))
    assert notification is not None
    assert (notification.thread_id, notification.at) == (216039, NOW - timedelta(minutes=3))
    assert notification.subject == "New message in thread 216039"
    assert notification.text.startswith("Hello, the cart is empty.")


@pytest.mark.parametrize(
    ("subject", "thread_id"),
    [
        ("=?utf-8?B?W1ByZXN0YVNob3AgQWRkb25zXSBOdWV2byBtZW5zYWplIG7CuiA3?=", 7),
        ("Fwd 3: [prestashop addons] 44 and 55", 44),
        # A version is no thread's number, a full stop after one ends a sentence.
        ("[PrestaShop Addons] ShopFast 4.1.3 in ticket no.77.", 77),
        ("[PrestaShop Addons] ShopFast 4.1.3: version rejected", 0),
        ("=?utf-8?Q?[PrestaShop_Addons]_Nouveau_message_12?=\r\n =?utf-8?Q?345?=", 12345),
    ],
)
def test_the_first_number_after_the_mark_is_the_threads(subject: str, thread_id: int) -> None:
    notification = read(mail(NOW, subject=subject))
    assert notification is not None
    assert notification.thread_id == thread_id


@pytest.mark.parametrize(
    "content",
    [
        mail(NOW, sender="no-reply@addons.prestashop.com.evil.example"),
        mail(NOW, sender='"no-reply@addons.prestashop.com" <eve@evil.example>'),
        mail(NOW, sender="no-reply@addons.prestashop.com, eve@evil.example"),
        mail(NOW, more=f"From: {SENDER}\r\n"),
        mail(NOW, more="Authentication-Results: mx.nordlys.example; dkim=fail; dmarc=fail\r\n"),
        mail(NOW, subject="New message in thread 216039"),
        mail(NOW, subject="[PrestaShop Addons] no number"),
        mail(NOW, subject="[PrestaShop Addons] 0"),
        mail(NOW, subject="[PrestaShop Addons] " + "9" * 400),
        mail(NOW - timedelta(days=30)),
        mail(NOW).replace(b"Date: ", b"X-Date: "),
        b"", b"\x00" * 1000, b"From: a\n" * 100_000, mail(NOW)[:40],
    ],
)  # fmt: skip
def test_what_is_no_notification_of_the_marketplace_tells_nothing(content: bytes) -> None:
    assert read(content) is None


def test_any_sender_of_an_allowed_domain_is_accepted() -> None:
    notification = read(
        mail(NOW, sender="x@mail.example"),
        NotificationPattern(("@mail.example",), "[PrestaShop Addons]"),
    )
    assert notification is not None
    assert (
        read(mail(NOW, sender="x@mail.example.org"), NotificationPattern(("@mail.example",), SUBJECT[:10]))
        is None
    )


def test_what_is_shown_of_it_is_safe() -> None:
    subject = SUBJECT + " \x1b]52;c;ZXZpbA==\x07 =?utf-8?B?G10wO3gH?= \u202eevil"
    body = "<script>x</script><b>Hello</b> \x1b[31m\x9b0m [@click=app.quit]x[/] " + "a" * 100_000
    notification = read(mail(NOW, subject=subject, text=body))
    assert notification is not None
    for text in (notification.subject, notification.text):
        assert all(letter.isprintable() or letter == "\n" for letter in text)
        assert "\u202e" not in text
    assert len(notification.text) < 25_000


def test_of_several_forms_the_plain_one_is_read_and_no_attachment() -> None:
    content = mail(NOW).replace(
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; name=x.txt\r\n"
        b"Content-Disposition: attachment; filename=../../x\r\n\r\nfile\r\n"
        b"--b\r\nContent-Type: text/html; charset=none-such\r\n\r\n<p>of html</p>\r\n"
        b"--b\r\nContent-Type: text/plain; charset=latin-1\r\n\r\npl\xe4in\r\n--b--\r\n",
    )
    notification = read(content)
    assert notification is not None
    assert notification.text == "pläin"


def test_the_same_mail_has_the_same_key_and_parts_within_parts_have_an_end() -> None:
    one, other = read(mail(NOW, number=1)), read(mail(NOW, number=2))
    assert one is not None
    assert other is not None
    assert one.key == (read(mail(NOW, number=1)) or other).key != other.key
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000)
    )
    read(mail(NOW).replace(b"Content-Type: text/plain; charset=utf-8\r\n\r\n", deep))


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_whatever_comes_it_does_not_fail(head: bytes, body: bytes) -> None:
    read(head + body)
    read(mail(NOW).replace(b"You have", body).replace(b"Subject:", b"Subject: " + head.replace(b"\n", b"")))


def texts_of(content: bytes) -> str:
    notification = read(content)
    assert notification is not None
    return notification.text


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("Content-Type: text/plain; charset=iso-8859-1", b"l\x92ext 25\x80 \x96\x85", "l’ext 25€ –…"),
        ("Content-Type: text/plain; charset=us-ascii", "können".encode("cp1252"), "können"),
        ("Content-Type: text/plain", "können, año €".encode("cp1252"), "können, año €"),
        ("Content-Type: text/plain", "können, año €".encode(), "können, año €"),
        ("Content-Type: text/plain; charset=x-none-such", "año €".encode(), "año €"),
        ("Content-Type: text/plain; charset=unicode_escape", b"a\\x41", "a\\x41"),
        ("Content-Type: text/plain; charset=utf-8", "año €".encode("cp1252"), "año €"),
        ("Content-Type: text/plain; charset=utf-8", "año €".encode() + b" 25\x80", "año € 25€"),
        ("Content-Type: text/plain; charset=shift_jis", "①動かない".encode("cp932"), "①動かない"),
        ("Content-Type: text/plain; charset=gb2312", "模块不起作用喆".encode("gbk"), "模块不起作用喆"),
        ("Content-Type: text/plain; charset=koi8-r", "не работает".encode("koi8-r"), "не работает"),
        (
            "Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64",
            base64.b64encode("año".encode("utf-16")), "año",
        ),
        ("Content-Type: text/html", b'<meta charset="iso-8859-2"><p>za\xbf\xf3\xb3\xe6</p>', "zażółć"),
        (
            "Content-Type: text/html; charset=unknown",
            b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>\xe4\xe0</p>',
            "да",
        ),
        ("Content-Type: text/html; charset=utf-8", '<meta charset="latin1"><p>año</p>'.encode(), "año"),
        (
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: Quoted-Printable ",
            b"a=C3=B1o =\r\ngoes on=ZZ=",
            "año goes on=ZZ",
        ),
        (
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: BASE64",
            b"YcOxbyBlbiBs\r\nYSB0aWVuZGE",
            "año en la tienda",
        ),
        (
            "Content-Type: text/plain; format=flowed; delsp=yes",
            b"one li\r\nne \r\nand more\r\n> quo \r\n> ted\r\n-- \r\nAna",
            "one li\nneand more\n> quoted\n--\nAna",
        ),
        (
            "Content-Type: text/plain; format=flowed",
            b"a line that \r\ngoes on\r\n  indented",
            "a line that goes on\n indented",
        ),
    ],
)  # fmt: skip
def test_text_is_read_in_the_charset_it_is_in(head: str, body: bytes, text: str) -> None:
    assert texts_of(with_body(head, body)) == text


def test_plain_text_has_neither_tags_nor_entities() -> None:
    written = "Add <script>x()</script> and <b>y</b>\nsecond &amp; line &lt;div&gt; <br>\n  third"
    body = written.replace("\n", "\r\n").encode()
    assert texts_of(with_body("Content-Type: text/plain; charset=utf-8", body)) == written


@pytest.mark.parametrize("empty", ["", " \r\n\t", "\u00a0\u200b\ufeff\u00ad"])
def test_a_part_without_visible_text_does_not_count(empty: str) -> None:
    body = (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + empty + "\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The real text</p>\r\n--b--\r\n"
    )
    content = with_body("Content-Type: multipart/alternative; boundary=b", body.encode())
    assert texts_of(content) == "The real text"


def test_a_part_of_the_body_may_have_a_name_and_a_mail_within_is_not_the_body() -> None:
    named = (
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: old\r\n\r\nforwarded\r\n"
        b"--b\r\nContent-Type: text/plain; name=body.txt\r\n"
        b"Content-Disposition: inline; filename=body.txt\r\n\r\nthe question\r\n--b--\r\n"
    )
    assert texts_of(with_body("Content-Type: multipart/mixed; boundary=b", named)) == "the question"
    alone = b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: old\r\n\r\nforwarded\r\n--b--\r\n"
    assert texts_of(with_body("Content-Type: multipart/mixed; boundary=b", alone)) == "forwarded"


def test_a_long_text_says_how_much_of_it_is_left_out() -> None:
    assert texts_of(mail(NOW, text="a" * 20_100)).endswith("[… 100 more characters]")


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("[PrestaShop Addons] nº 7 de Peña".encode(), "nº 7 de Peña"),
        ("[PrestaShop Addons] nº 7 de Peña".encode("cp1252"), "nº 7 de Peña"),
        (b"[PrestaShop\r\n Addons] thread 7\r\n\tof Ana", "thread 7 of Ana"),
        (b"[PrestaShop  Addons]=?iso-8859-1?Q?_7_=80?=", "7 €"),
        (b"=?utf-8?q?[PrestaShop_Addons]_7_Pe=C3?=\r\n =?utf-8?q?=B1a?=", "7 Peña"),
        (b"[PrestaShop Addons] =?utf-8?Q?n=C2=BA 7 de Ana?=", "nº 7 de Ana"),
        (b"[PrestaShop Addons] =?none-such?B?NyBBbmE?=", "7 Ana"),
        (b"[PrestaShop Addons] 7 =?utf-8?B?8J+YgA==?= =?utf-8*es?Q?x?=", "7 😀x"),
        (b"[PrestaShop Addons] 7 =?\xe9?q?buy?=", "7 buy"),
    ],
)
def test_a_subject_is_decoded_and_unfolded(subject: bytes, shown: str) -> None:
    notification = read(mail(NOW).replace(SUBJECT.encode(), subject))
    assert notification is not None
    assert (notification.thread_id, notification.subject) == (7, shown)


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Thu, 26 Nov 2026 09:00:00 CET", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 09:00:00 +0100 (CET)", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 09:00:00 (CET)", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 09:00:00", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 04:00:00 EDT", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 09:00:00 Europe/Madrid", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 08:00:00 GMT", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 08:00:00 -0000", "2026-11-26T08:00"),
        ("Thu, 26 Nov 2026 09:00:00 +9900", "2026-11-26T08:30"),
        ("Thu, 32 Nov 2026 09:00:00 +0100", "2026-11-26T08:30"),
        ("yesterday", "2026-11-26T08:30"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "2026-11-26T08:30"),
        ("Tue, 26 Nov 2199 09:00:00 +0100", "2026-11-26T08:30"),
    ],
)
def test_the_time_is_the_dates_or_else_that_of_received(date: str, at: str) -> None:
    received = "Received: from a by b (x; y);\r\n Thu, 26 Nov 2026 09:30:00 +0100\r\n"
    content = mail(NOW, more=received)
    notification = read(content[: content.index(b"Date: ")] + f"Date: {date}\r\n".encode()
                + content[content.index(b"Message-ID") :])  # fmt: skip
    assert notification is not None
    assert notification.at == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_without_any_date_the_time_is_that_of_the_file() -> None:
    content = mail(NOW).replace(b"Date: ", b"X-Date: ")
    stored_at = NOW - timedelta(hours=1)
    notification = read(content, stored_at=stored_at)
    assert notification is not None
    assert notification.at == stored_at
    assert reason(content) is UnusedReason.NO_TIME


@pytest.mark.parametrize(
    ("results", "is_used"),
    [
        (
            ["mx; dkim=fail (body hash) header.i=@list.example; dkim=pass header.i=@x.example; dmarc=pass"],
            True,
        ),
        (["mx; dkim=fail header.i=@list.example; dkim=pass header.d=addons.prestashop.com"], True),
        (["mx; dkim=fail header.i=@addons.prestashop.com; dkim=pass header.i=@list.example"], False),
        (["mx; dkim=fail; dmarc=fail (p=none)"], False),
        (["mx; dkim=pass; dmarc=pass", "other; dkim=fail"], True),
        (["mx; dkim=fail", "forged; dmarc=pass"], False),
        (["mx; dmarc=pass", "other; dmarc=fail"], False),
        (['mx; dkim=fail reason="dmarc=pass; dmarc=pass" (dmarc=pass; (dmarc=pass))'], False),
        (["mx; spf=fail; dkim=neutral; dmarc=none"], True),
    ],
)
def test_a_passed_dmarc_outweighs_a_signature_that_fails(results: list[str], is_used: bool) -> None:
    more = "".join(f"Authentication-Results: {each}\r\n" for each in results)
    content = mail(NOW, more=more)
    assert (read(content) is not None) is is_used
    assert reason(content) is (None if is_used else UnusedReason.FORGED)


def test_what_looks_like_a_notification_and_is_not_used_is_named_without_the_customers_words() -> None:
    found = read_notification(Mail(mail(NOW, subject="[PrestaShop Addons] Ana asks")), EXPECTED, NOW)
    assert found == UnusedMail(UnusedReason.NO_NUMBER, "<1@addons.prestashop.com>")
    assert reason(mail(NOW, sender="eve@evil.example")) is UnusedReason.SENDER
    assert reason(mail(NOW - timedelta(days=30))) is UnusedReason.TOO_OLD
    assert read_notification(Mail(mail(NOW, subject="lunch", sender="bo@x.example")), EXPECTED, NOW) is None
