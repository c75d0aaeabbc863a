"""Which message a reply became, whatever the Marketplace makes of its text."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.readback import find_posted_message, reply_key

TEXT = 'Hola "Marta",\n\n- l\'opció <b> és a 1 & 2\nhttps://x.es/a?b=c\nC:\\new\n'


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        TEXT.replace("\n", "<br>\n"),
        TEXT.replace("\n", "\\n").replace('"', '\\"').replace("'", "\\'"),
        html.escape(TEXT).replace("\n", "<br />"),
        "<p>" + html.escape(html.escape(TEXT)) + "</p>",
        "  " + TEXT.replace(" ", "\u00a0") + "\n\n",
        TEXT.replace("ó", "o\u0301"),
        TEXT.replace("\n", "\r\n"),
    ],
)
def test_a_reply_is_recognised_whatever_the_marketplace_makes_of_it(body: str) -> None:
    assert find_posted_message(TEXT, [(3, "Something else"), (7, body)]) == 7


def test_another_text_or_the_same_one_twice_does_not_match() -> None:
    assert find_posted_message(TEXT, [(3, TEXT + " and more")]) is None
    assert find_posted_message(TEXT, [(3, TEXT), (4, TEXT)]) is None
    assert find_posted_message(TEXT, []) is None


@given(st.text(min_size=1))
def test_a_text_equals_itself_escaped(text: str) -> None:
    assert reply_key(text) == reply_key(text.strip() + "  ")


@given(st.text(alphabet="aábc01 .,:;!?\n", min_size=1).filter(str.strip))
def test_escaping_and_line_ends_change_nothing(text: str) -> None:
    assert reply_key(html.escape(text).replace("\n", "<br>")) == reply_key(text)
