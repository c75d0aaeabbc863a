"""What a notification mail tells, and that mail made to harm tells nothing and harms nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st
from mails import SENDER, SUBJECT, mail

from bizcare_tui.marketplace.notification import Expected, Notification, read_notification

EXPECTED = Expected(("no-reply@addons.prestashop.com",), "[PrestaShop Addons]")


def read(content: bytes, expected: Expected = EXPECTED) -> Notification | None:
    return read_notification(content, expected, NOW)


def test_it_tells_the_thread_when_and_what() -> None:
    told = read(mail(NOW - timedelta(minutes=3), text="Hello, the cart is empty.\n\nMaria"))
    assert told is not None
    assert (told.thread_id, told.at) == (216039, NOW - timedelta(minutes=3))
    assert told.subject == "New message in thread 216039"
    assert told.text.startswith("Hello, the cart is empty.")


@pytest.mark.parametrize(
    ("subject", "thread_id"),
    [
        ("=?utf-8?B?W1ByZXN0YVNob3AgQWRkb25zXSBOdWV2byBtZW5zYWplIG7CuiA3?=", 7),
        ("Fwd 3: [prestashop addons] 44 and 55", 44),
        ("=?utf-8?Q?[PrestaShop_Addons]_Nouveau_message_12?=\r\n =?utf-8?Q?345?=", 12345),
    ],
)
def test_the_first_number_after_the_mark_is_the_threads(subject: str, thread_id: int) -> None:
    told = read(mail(NOW, subject=subject))
    assert told is not None
    assert told.thread_id == thread_id


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


def test_of_a_whole_domain_any_sender_is_taken() -> None:
    told = read(mail(NOW, sender="x@mail.example"), Expected(("@mail.example",), "[PrestaShop Addons]"))
    assert told is not None
    assert read(mail(NOW, sender="x@mail.example.org"), Expected(("@mail.example",), SUBJECT[:10])) is None


def test_what_is_shown_of_it_is_safe() -> None:
    subject = SUBJECT + " \x1b]52;c;ZXZpbA==\x07 =?utf-8?B?G10wO3gH?= \u202eevil"
    body = "<script>x</script><b>Hello</b> \x1b[31m\x9b0m [@click=app.quit]x[/] " + "a" * 100_000
    told = read(mail(NOW, subject=subject, text=body))
    assert told is not None
    for text in (told.subject, told.text):
        assert all(letter.isprintable() or letter == "\n" for letter in text)
        assert "\u202e" not in text
    assert len(told.text) < 25_000


def test_of_several_forms_the_plain_one_is_read_and_no_attachment() -> None:
    content = mail(NOW).replace(
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; name=x.txt\r\n"
        b"Content-Disposition: attachment; filename=../../x\r\n\r\nfile\r\n"
        b"--b\r\nContent-Type: text/html; charset=none-such\r\n\r\n<p>of html</p>\r\n"
        b"--b\r\nContent-Type: text/plain; charset=latin-1\r\n\r\npl\xe4in\r\n--b--\r\n",
    )
    told = read(content)
    assert told is not None
    assert told.text == "pläin"


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
