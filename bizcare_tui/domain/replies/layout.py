"""The format in which a reply is posted, and whether its paragraphs arrived."""

from __future__ import annotations

import html
from enum import StrEnum

from bizcare_tui.domain.body import read_body
from bizcare_tui.domain.readback import reply_key


class ReplyFormat(StrEnum):
    """The format of a posted reply. It is not documented which one the Marketplace shows with line breaks."""

    TEXT = "text"
    HTML = "html"


def format_for_posting(text: str, reply_format: ReplyFormat) -> str:
    """Return a reply as it is posted: unchanged, or as HTML with the same words and lines.

    In HTML, every blank line ends a paragraph, every other line break is a `<br>`, and the rest is escaped.
    """
    if reply_format is ReplyFormat.TEXT:
        return text
    paragraphs = text.strip("\n").split("\n\n")
    return "".join(
        f"<p>{html.escape(paragraph, quote=False).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs
    )


def has_lost_paragraphs(text: str, body: str) -> bool:
    """Return whether the posted message has fewer lines or fewer paragraphs than the reply.

    `body` is the message as received from the API. Lines without a letter or digit do not count.
    """
    sent, arrived = _shape(text), _shape(read_body(body).text)
    return arrived[0] < sent[0] or arrived[1] < sent[1]


def _shape(text: str) -> tuple[int, int]:
    """Return the number of lines and the number of paragraphs of a text."""
    lines = [bool(reply_key(line).strip()) for line in text.split("\n")]
    paragraphs = sum(
        has_words and not before for has_words, before in zip(lines, [False, *lines], strict=False)
    )
    return sum(lines), paragraphs
