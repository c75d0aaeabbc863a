"""Redacted text: personal numbers are removed, technical numbers stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.redaction import Redaction

REDACTION = Redaction((), ())

TELEPHONES = (
    "600 123 456", "600123456", "+34 600 12 34 56", "+34600123456", "612 34 56 78", "93 123 45 67",
    "931234567", "0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "(06) 12 34 56 78",
    "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "+33(0)612345678", "0033 6 12 34 56 78", "0033612345678",
    "333 1234567", "3331234567", "333 123 4567", "+39 333 1234567", "+39 02 1234 5678", "02 12345678",
    "0171 1234567", "0171/1234567", "0171-1234567", "030 123456789", "+49 171 1234567",
    "+49 (0) 171 / 1234567",
    "0049 171 1234567", "00491711234567", "555-123-4567", "(555) 234-5678", "(555)234-5678", "555.234.5678",
    "1-800-555-1234", "+1 (555) 123-4567", "+1-555-123-4567", "+15551234567", "020 7946 0958",
    "07911 123456", "+44 20 7946 0958", "912 345 678", "501 234 567", "+48 501 234 567", "06-12345678",
    "0470 12 34 56", "079 123 45 67", "+41 79 123 45 67", "06 12 34 56 78",
)  # fmt: skip
LABELLED = (
    "Tel. 5551234567", "tel: 93 1234567", "Tél : 1 23 45 67 89", "phone 555-1234", "Teléfono: 1234567",
    "mi móvil es 55 1234 5678", "Handy 1711234567", "WhatsApp: 5215512345678", "cellulare 02123456",
)  # fmt: skip
KEPT = (
    "1.7.8.11", "1.7.8.9", "8.1.7", "9.0.0", "8.2.0", "1.6.1.24", "PHP 7.4.33", "version 2.3.4.1",
    "v2.3.4.1",
    "PrestaShop 1.7.8.11", "from 1.7.6.5 to 1.7.8.11", "module 3.12.4.1", "MySQL 8.0.35",
    "12/11/2026", "12.11.2026", "2026-11-12", "2026-11-12 10:30:45", "12/11/2026 10:30", "01/02/2026 10:30",
    "01.02.2026 08:15:00", "29-11-26", "2026/11/29", "10:30:45", "10:30",
    "129,99 €", "1 234,56 €", "1.234.567,89", "€1,234.56", "79.99", "612 345 678 €", "$ 600 123 456",
    "1 234 567 890", "250 000 000", "12.345.678",
    "#600123456", "order 600123456", "pedido 612345678", "commande n° 612345678", "Bestellung Nr. 612345678",
    "order #100234", "REF 20261112-0001", "XKBKNABJK", "id_order=612345678", "EAN 8412345678901",
    "128 MB", "1920x1080", "1920 x 1080", "600x400 px", "2147483647", "1763980800", "5368709120 bytes",
    "612345678 bytes", "10 20 30", "https://shop.example/p/612345678", "200.5",
    "Db::getInstance()", "Cafe::add", "a::b",
)  # fmt: skip
ADDRESSES = (
    "192.168.1.10", "8.8.8.8", "91.123.45.67", "10.0.0.1", "IP 1.7.8.11", "127.0.0.1", "203.0.113.7",
    "2001:db8::1", "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "fe80::1", "::ffff:192.0.2.1",
)  # fmt: skip


@pytest.mark.parametrize("number", TELEPHONES)
@pytest.mark.parametrize("around", ["{0}", "Call {0}.", "({0})", "Ana, {0}, Madrid", "me: {0}\nThanks"])
def test_a_telephone_number_goes_however_it_is_written(number: str, around: str) -> None:
    shown = REDACTION.text(around.format(number))
    assert [letter for letter in shown if letter.isdigit()] == []
    assert "[telephone]" in shown


@pytest.mark.parametrize("text", LABELLED)
def test_after_a_word_for_it_any_row_of_digits_is_one(text: str) -> None:
    assert [letter for letter in REDACTION.text(text) if letter.isdigit()] == []


@pytest.mark.parametrize("text", KEPT)
@pytest.mark.parametrize("around", ["{0}", "It says {0} there.", "({0})", "{0}\n{0}"])
def test_numbers_that_are_no_persons_stay(text: str, around: str) -> None:
    assert REDACTION.text(around.format(text)) == around.format(text)


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses_of_machines_go(text: str) -> None:
    shown = REDACTION.text(f"from {text} today" if not text.startswith("IP") else f"from {text}")
    assert "[IP]" in shown
    assert [letter for letter in shown if letter.isdigit()] == []


def test_a_telephone_number_beside_other_numbers_goes_alone() -> None:
    text = "Order 100234 of 12/11/2026, PrestaShop 1.7.8.11, 79,99 €: call 06 12 34 56 78 or 600123456."
    shown = "Order 100234 of 12/11/2026, PrestaShop 1.7.8.11, 79,99 €: call [telephone] or [telephone]."
    assert REDACTION.text(text) == shown


def test_a_card_is_known_by_its_check_digit() -> None:
    assert REDACTION.text("4111 1111 1111 1111") == "[card]"
    assert REDACTION.text("8412345678901") == "8412345678901"


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 99), st.integers(0, 30))
def test_no_version_of_prestashop_is_recognised_as_anything_else(a: int, b: int, c: int, d: int) -> None:
    for version in (f"1.7.{a}.{d}", f"1.6.{a}.{d}", f"8.{a}.{b}", f"9.{a}.{c}"):
        text = f"It is {version}, since then."
        assert REDACTION.text(text) == text


@given(
    st.sampled_from("6789"),
    st.text("0123456789", min_size=8, max_size=8),
    st.sampled_from([" ", ".", "-", ""]),
)
def test_no_spanish_number_stays(first: str, rest: str, gap: str) -> None:
    if rest.endswith("000") and gap in (" ", "."):
        return  # a round number
    digits = first + rest
    number = gap.join((digits[:3], digits[3:6], digits[6:]))
    assert REDACTION.text(f"Ana: {number} (Ana)") == "Ana: [telephone] (Ana)"


@given(st.text("0123456789", min_size=8, max_size=8), st.sampled_from([" ", ".", "-", ""]))
def test_no_french_number_stays(rest: str, gap: str) -> None:
    digits = "06" + rest
    number = gap.join(digits[at : at + 2] for at in range(0, 10, 2))
    assert REDACTION.text(f"Ana: {number} (Ana)") == "Ana: [telephone] (Ana)"


@given(st.text(max_size=200))
def test_any_text_can_be_redacted_again_and_stays_so(text: str) -> None:
    once = REDACTION.text(text)
    assert isinstance(REDACTION.text(once), str)
