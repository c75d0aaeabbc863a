"""Message bodies, which arrive as HTML, as HTML encoded twice, or plain: made readable, safe text, once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bizcare_tui.domain.markup import (
    Link,
    begins_with_tag,
    can_be_followed,
    decoded,
    has_tag,
    readable,
    without_tags,
)
from bizcare_tui.domain.quotes import quoted_ranges
from bizcare_tui.domain.text import HIDDEN, composed, safe_line, safe_text

LONGEST_BODY = 256 * 1024  # characters; what is beyond is only in the raw row

# The names under which the Seller API sends a message's body.
BODY_FIELDS = ("message", "content", "text")

_MOST_LINKS = 500
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BACKSLASHES = re.compile(r"\\+([\"']?)")


@dataclass(frozen=True, slots=True)
class Body:
    """A message as it can be read.

    `links` are (words shown, true target) pairs, each target a web or mail address. `quoted` are
    the (first, last) indices of those lines of `text` that repeat earlier messages.
    """

    text: str
    links: tuple[Link, ...]
    quoted: tuple[tuple[int, int], ...]


def read_body(raw: str) -> Body:
    """The body of a message as safe, readable text, with its links and quotes.

    Entities are decoded once more only where there is no real tag, so that pasted code survives in
    HTML. Beyond 256 Ki characters it is cut, and ends in a note of how many are left out.
    """
    text, anchors = _read(raw[:LONGEST_BODY])
    text = text.strip("\r\n").rstrip()
    if len(raw) > LONGEST_BODY:
        text += f"\n[… {len(raw) - LONGEST_BODY} more characters]"
    text = safe_text(text)
    return Body(text, _links(text, anchors), quoted_ranges(text))


def raw_body(row: str) -> str:
    """The body as it came, out of a message's stored row, which is JSON."""
    fields = json.loads(row)
    body = next((fields[name] for name in BODY_FIELDS if fields.get(name) is not None), "")
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def printable_raw(raw: str) -> str:
    """The body as it came, tags and all, made safe to show."""
    return safe_text(raw)


def decoded_line(text: str, limit: int = 300) -> str:
    """A topic or a name, which may be encoded twice like the bodies, as one safe line."""
    return safe_line(decoded(decoded(text)), limit)


def same_text_key(text: str) -> str:
    """A form in which a text equals itself after the Marketplace has had it.

    Entities decoded, tags stripped, backslashes before quotes and doubled ones undone, blanks
    folded, NFC. Only for comparing: it is not safe to show.
    """
    for _ in range(3):
        text = decoded(text)
    text = without_tags(text[:LONGEST_BODY])
    if "\\" in text:
        text = _BACKSLASHES.sub(lambda slashes: slashes[1] or "\\", text)
    return " ".join(composed(text).split())


def _read(raw: str) -> tuple[str, list[Link]]:
    if has_tag(raw):
        return readable(raw)
    text = decoded(raw)
    if begins_with_tag(text):
        return readable(text)
    return decoded(text), []


def _links(text: str, anchors: list[Link]) -> tuple[Link, ...]:
    links = [(safe_line(words), target) for words, target in anchors]
    written = (address[0].rstrip(".,;:!?)]}'’”*_") for address in _ADDRESS.finditer(text))
    known = {address for link in links for address in link}
    links += [
        (target, target)
        for target in written
        if target not in known and HIDDEN not in target and can_be_followed(target)
    ]
    return tuple(dict.fromkeys(links))[:_MOST_LINKS]
