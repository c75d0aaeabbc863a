"""Broken JSON: an error within a row loses that row, an error around the rows loses the page."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.errors import MarketplaceError, NotSellerApi
from bizcare_tui.marketplace.envelope import parse_answer, read_page
from bizcare_tui.marketplace.json_documents import has_invalid_utf8, parse_json
from bizcare_tui.marketplace.wire import THREADS, RowPage, ThreadRow

PARIS = ZoneInfo("Europe/Paris")
HEAD, TAIL = b'{"success": true, "threads": {"total": 3, "last_page": 1, "data": [', b"]}}"


def row(number: int, topic: bytes = b'"Hola"') -> bytes:
    return b'{"id_thread": %d, "topic": %s, "zen": {"nb_days_left": 3}, "token": "s3same"}' % (number, topic)


def page(topic: bytes) -> RowPage[ThreadRow]:
    """A page of three rows, of which the second has this topic."""
    return read_page(parse_answer(HEAD + b", ".join((row(1), row(2, topic), row(3))) + TAIL), THREADS, PARIS)


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        (b'"a\xe9"', "UTF-8"),
        (b'"\xed\xa0\xbd"', "UTF-8"),
        (b'"\xff\xfe\x00"', "UTF-8"),
        (b'{"\xe9": [{"a": "\xe9"}]}', "UTF-8"),
        (b'"a"b"', "damaged"),
        (b'"a', "damaged"),
        (b'a"', "damaged"),
        (b'"\\x41"', "damaged"),
        (b'"\\u12"', "damaged"),
        (b"", "damaged"),
        (b"[[}", "damaged"),
        (b"{" * 50_000, "damaged"),
        (b"[" * 50_000 + b"]" * 50_000, "damaged"),
        (b'{"a": ' * 50_000 + b"1" + b"}" * 50_000, "damaged"),
    ],
)
def test_a_broken_row_is_kept_aside_and_the_others_are_read(topic: bytes, reason: str) -> None:
    read = page(topic)
    assert [each.id for each in read.rows] == [1, 3]
    assert (read.total, read.last) == (3, 1)
    [unparsed] = read.unparsed
    assert reason in unparsed.reason
    assert "s3same" not in unparsed.raw
    assert json.loads(unparsed.raw)["id_thread"] in (2, "2")
    unparsed.raw.encode()


@pytest.mark.parametrize(
    ("topic", "shown"),
    [
        (b'"a\\ud83d b"', "a\ufffd b"),
        (b'"a\\udc80 b"', "a\ufffd b"),
        (b'"\\ud83d\\ude00 \\ude00\\ud83d"', "\U0001f600 \ufffd\ufffd"),
        (b'"a\\nb\x00c\td"', None),
        (b'"a", "topic": "b"', "b"),
        (b"NaN", "NaN"),
        (b"-Infinity", "-Infinity"),
        (b"1e999", "1e999"),
        (b"9" * 5_000, None),
    ],
)
def test_what_is_odd_is_read_and_can_be_stored(topic: bytes, shown: str | None) -> None:
    read = page(topic)
    assert [each.id for each in read.rows] == [1, 2, 3]
    assert shown is None or read.rows[1].topic == shown
    read.rows[1].raw.encode()
    json.loads(read.rows[1].raw, parse_constant=_refused)


def _refused(name: str) -> None:
    raise AssertionError(name)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + row(1) + b", " + row(2),
        HEAD + row(1) + b", " + row(2, b'"a') + b"]",
        HEAD + row(1) + TAIL[:-1],
        (HEAD + row(1))[:-9],
        HEAD.replace(b'"total"', b"total") + row(1) + TAIL,
        HEAD + row(1) + b'], "next": ' + b"[" * 50_000,
        HEAD + b",".join(row(n, b'"a"b"') for n in range(3_000)) + TAIL,
    ],
)
def test_what_is_cut_off_or_broken_around_its_rows_is_no_page(content: bytes) -> None:
    with pytest.raises(NotSellerApi, match="cut off or damaged"):
        parse_answer(content)


def test_bytes_that_are_no_text_are_found_wherever_they_are() -> None:
    assert has_invalid_utf8({"a": [{"b\udce9": 1}]})
    assert not has_invalid_utf8({"a": ["\ud83d", "é", 3, None]})
    deep: Any = "\udce9"
    for _ in range(5_000):
        deep = [deep]
    assert has_invalid_utf8(deep)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_other_encodings_of_unicode_are_read(encoding: str) -> None:
    assert parse_json('[{"a": "\xe9 \U0001f600"}]'.encode(encoding)) == [{"a": "\xe9 \U0001f600"}]


@given(st.integers(0, 400), st.binary(max_size=4), st.integers(0, 4))
def test_whatever_bytes_are_changed_rows_are_read_or_one_sentence_says_why_not(
    at: int, instead: bytes, gone: int
) -> None:
    content = HEAD + b", ".join((row(1), row(2), row(3))) + TAIL
    content = content[:at] + instead + content[at + gone :]
    with suppress(MarketplaceError):
        read_page(parse_answer(content), THREADS, PARIS)
