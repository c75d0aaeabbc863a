"""Conversion of message bodies (HTML, HTML encoded twice, or plain text) to readable, safe text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, east_asian_width

from bizcare_tui.domain.entities import decoded, decoded_letters
from bizcare_tui.domain.markup import (
    begins_with_tag,
    bounded,
    ends_lines_with_br,
    has_tag,
    is_plain,
    readable,
    without_tags,
)
from bizcare_tui.domain.page import Link, can_be_followed
from bizcare_tui.domain.quotes import folded_ranges
from bizcare_tui.domain.text import HIDDEN, composed, safe_line, safe_text

LONGEST_BODY = 256 * 1024  # characters of text; the rest is only in the raw row
READING = 1
"""Version of the conversion rules. Raise it when they change, so that stored bodies are converted again."""

_LONGEST_RAW = 32 << 20  # characters of a raw body: no response of the Marketplace is larger
# Characters of the key that identifies a message. Never change it: messages in stores would no longer match.
_LONGEST_KEY = 256 * 1024

# The names under which the Seller API sends a message's body.
BODY_FIELDS = ("message", "content", "text")

_MOST_LINKS = 500
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_HOST_END = re.compile(r"[^\w.:@%~-]")
_ENCODED_TWICE = re.compile(r"&amp;#?\w{1,31};")
_CLOSES = {")": "(", "]": "[", "}": "{"}
# Punctuation that may follow an address but never ends one.
_TRAILING = ".,;:!?'\"*_~([{"
_LONGEST_RUN = 4_000  # characters; longer addresses are cut
_LONGEST_REMEMBERED = 4_000  # characters of a raw body: so many bodies of this length take little memory
_BACKSLASHES = re.compile(r"\\+([\"']?)")


@dataclass(frozen=True, slots=True)
class Body:
    """A message body as readable, safe text.

    `links` are pairs of shown text and target, each target a web or mail address. `quoted` are the
    (first, last) indices of the lines of `text` that repeat earlier messages.
    """

    text: str
    links: tuple[Link, ...]
    quoted: tuple[tuple[int, int], ...]


def read_body(raw: str) -> Body:
    """Return the body of a message as safe, readable text, with its links and quotes.

    Entities are decoded a second time only when the body has no real tag, so that code pasted into HTML
    survives. A text of more than 256 Ki characters is cut, and ends with a note of how many are left out;
    markup and images do not count.
    """
    return _read_again(raw) if len(raw) <= _LONGEST_REMEMBERED else _read_body(raw)


def _read_body(raw: str) -> Body:
    raw, left_out = bounded(raw, _LONGEST_RAW)
    text, anchors = _read(raw)
    text = text.strip("\r\n").rstrip()
    if left_out:
        text += f"\n[… {left_out} more characters]"
    if len(text) > LONGEST_BODY:
        text = f"{text[:LONGEST_BODY]}\n[… {len(text) - LONGEST_BODY} more characters]"
    text = safe_text(text)
    return Body(text, _links(text, anchors), folded_ranges(text))


# Each sync gets the newest messages again, because some of them may have been edited.
_read_again = lru_cache(maxsize=1_000)(_read_body)


def raw_body(row: str) -> str:
    """Return the raw body from a message's stored row, which is JSON."""
    fields = json.loads(row)
    body = next((fields[name] for name in BODY_FIELDS if fields.get(name) is not None), "")
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def printable_raw(raw: str) -> str:
    """Return the raw body with its tags, made safe to show."""
    return safe_text(raw)


def decoded_line(text: str, limit: int = 300) -> str:
    """Return a topic or a name, which may be encoded twice like a body, as one safe line."""
    return safe_line(decoded(decoded(text)), limit)


def same_text_key(text: str) -> str:
    """Return a form of a text that is the same before and after the Marketplace processed the text.

    Decodes entities, removes tags, undoes backslashes before quotes and doubled backslashes, collapses
    whitespace, normalizes to NFC. Use it only to compare texts: it is not safe to show.
    """
    for _ in range(3):
        text = decoded(text)
    text = without_tags(text[:_LONGEST_KEY])
    if "\\" in text:
        text = _BACKSLASHES.sub(lambda slashes: slashes[1] or "\\", text)
    return " ".join(composed(text).split())


def _read(raw: str) -> tuple[str, list[Link]]:
    if has_tag(raw):
        return (decoded_letters(raw), []) if is_plain(raw) else readable(raw)
    text = decoded(raw)
    if has_tag(text) and _is_html_encoded_once_more(raw, text):
        return readable(text)
    return decoded(text), []


def _is_html_encoded_once_more(raw: str, text: str) -> bool:
    """Return whether `raw` is HTML encoded as a whole; if not, the tags in the decoded `text` are text."""
    if ends_lines_with_br(text):
        return True
    return not is_plain(text) and (begins_with_tag(text) or _ENCODED_TWICE.search(raw) is not None)


def _links(text: str, anchors: list[Link]) -> tuple[Link, ...]:
    links = [(safe_line(words), target) for words, target in anchors]
    written = (_trim_address(address[0]) for address in _ADDRESS.finditer(text))
    known = {address for link in links for address in link}
    links += [
        (target, target)
        for target in written
        if target not in known and HIDDEN not in target and can_be_followed(target)
    ]
    return tuple(dict.fromkeys(links))[:_MOST_LINKS]


def _trim_address(run: str) -> str:
    """Return the address at the start of a run without whitespace, without the punctuation that follows it.

    Brackets opened within the address and letters of any script are kept.
    """
    run = run[:_LONGEST_RUN]
    host = run.index("//") + 2
    found = _HOST_END.search(run, run.find("]", host) + 1 if run.startswith("[", host) else host)
    end = len(run)
    if found is not None:
        end = found.start() if found[0] not in "/?#" else _end_of_path(run, found.start())
    address = run[:end]
    while address[host:] and _ends_with_punctuation(address):
        address = address[:-1]
    return address


def _end_of_path(run: str, start: int) -> int:
    """Return where an address ends at the latest: before an unmatched bracket or a full-width stop."""
    opened: list[str] = []
    for index in range(start, len(run)):
        letter = run[index]
        kind = category(letter)
        if letter in _CLOSES or kind == "Pe":
            if not opened or opened.pop() != _CLOSES.get(letter, "wide"):
                return index
        elif kind == "Ps":
            opened.append(letter if letter.isascii() else "wide")
        elif _is_stop(run, index, kind):
            return index
    return len(run)


def _is_stop(run: str, index: int, kind: str) -> bool:
    if kind in ("Pi", "Pf"):
        return not _is_within_word(run, index)
    return kind == "Po" and east_asian_width(run[index]) in "WF"


def _is_within_word(run: str, index: int) -> bool:
    """Return whether the character is an apostrophe between two letters."""
    return run[index] == "’" and run[index - 1].isalnum() and run[index + 1 : index + 2].isalnum()


def _ends_with_punctuation(address: str) -> bool:
    last = address[-1]
    if last.isascii():
        return last in _TRAILING
    return category(last) in ("Ps", "Pi", "Pf", "Po", "Pd")
