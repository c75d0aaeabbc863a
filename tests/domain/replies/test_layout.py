"""The form in which a reply is posted, and whether its paragraphs arrived."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.body import read_body
from bizcare_tui.domain.readback import find_posted_message
from bizcare_tui.domain.replies.layout import ReplyFormat, format_for_posting, has_lost_paragraphs

TEXT = 'Hello Ana,\n\nopen <Modules> & "Send":\n- first\n- second\n\nMarta'
AS_HTML = '<p>Hello Ana,</p><p>open &lt;Modules&gt; &amp; "Send":<br>- first<br>- second</p><p>Marta</p>'


def test_as_text_a_reply_is_posted_as_it_is() -> None:
    assert format_for_posting(TEXT, ReplyFormat.TEXT) == TEXT


def test_as_html_it_is_escaped_in_paragraphs_and_lines() -> None:
    assert format_for_posting(TEXT, ReplyFormat.HTML) == AS_HTML
    assert format_for_posting("a\n\n\nb", ReplyFormat.HTML) == "<p>a</p><p><br>b</p>"


@given(st.text(alphabet="aé<b>&;'\"\\\n\u200f👍", min_size=1).filter(str.strip))
def test_as_html_the_words_are_exactly_those_of_the_seller(text: str) -> None:
    posted = format_for_posting(text, ReplyFormat.HTML)
    decoded = posted.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "\n\n").replace("<br>", "\n")
    assert html.unescape(decoded) == html.unescape(html.escape(text.strip("\n"), quote=False))
    assert html.unescape(decoded) == text.strip("\n")


@pytest.mark.parametrize("reply_format", ReplyFormat)
def test_either_form_is_recognised_and_keeps_its_paragraphs(reply_format: ReplyFormat) -> None:
    body = format_for_posting(TEXT, reply_format)
    assert find_posted_message(TEXT, [(3, "Something else"), (7, body)]) == 7
    assert not has_lost_paragraphs(TEXT, body)
    assert read_body(format_for_posting("One\n\nTwo\nthree", ReplyFormat.HTML)).text == "One\n\nTwo\nthree"


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        (TEXT.replace("\n", "\r\n"), False),
        (TEXT.replace("\n", "<br />\n"), False),
        (html.escape(TEXT).replace("\n", "<br>"), False),
        (html.escape(html.escape(TEXT)).replace("\n", "<br>"), False),
        (TEXT.replace('"', '\\"'), False),  # backslashes before quotes change no line
        (TEXT.replace(" ", "\u00a0"), False),
        (html.escape(TEXT.replace("\n", " ")), True),  # all in one line
        (TEXT.replace("\n\n", "\n"), True),  # lines, and no paragraphs
        (html.escape(TEXT).replace("\n\n", "<br>").replace("\n", "<br>"), True),
        ("<p>" + html.escape(TEXT.replace("\n", " ")) + "</p>", True),
        (TEXT.replace("\n", "\\n"), True),  # line ends written out
    ],
)
def test_lost_line_ends_are_noticed(body: str, lost: bool) -> None:
    assert find_posted_message(TEXT, [(7, body)]) == 7
    assert has_lost_paragraphs(TEXT, body) is lost


def test_a_reply_of_one_line_has_no_paragraphs_to_lose() -> None:
    assert not has_lost_paragraphs("Yes.", "<p>Yes.</p>")
    assert not has_lost_paragraphs("Yes.", "Yes.\n\n--\nsent by the Marketplace")
