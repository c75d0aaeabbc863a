"""Removes quotes, struck-out text, code and addresses, so that only the writer's own sentences remain.

Every function replaces what it removes by spaces and keeps the length of the text: a span in the
result is also the span in the original text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import lru_cache

from bizcare_tui.domain.quotes import quoted_ranges
from bizcare_tui.domain.text_folding import any_of

# Struck-out text as `markup` writes it, between tildes; a home folder, "~10" and "~/x" do not match.
_STRUCK = re.compile(r"(?<![\w~/])~(?![\s~/])[^~\n]{0,2000}(?<![\s~])~(?![\w~/])")
# Placeholders that this program inserts; nobody wrote them.
_OWN_SIGNS = re.compile(r"\[image(?:: [^\]\n]{0,120})?\]|^\[… \d+ more (?:characters|lines)\]$", re.MULTILINE)

# Only the code fence matches across lines, and no match starts inside a word, so that a long word is
# scanned once.
_CODE = re.compile(
    r"```.*?```"
    r"|`[^`\n]+`"
    r"|<\?(?:php|=)[^?]{0,2000}(?:\?>)?"
    r"|</?[a-z][^<>\n]{0,200}>"
    r"|\{[$%/*#][^{}\n]{0,200}\}"
    r"|\{(?:if|else|elseif|foreach|include|block|l|url|hook)\b[^{}\n]{0,200}\}"
    r"|\$\w+(?:->|\.\w|\[)[\w>()\[\]'.-]*"
    r"|(?<!\w)\w{1,80}(?:::\w{1,80}|\(\))",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"https?://\S+|(?<!\w)www\.\S+"
    r"|(?<!\S)[^\s@]{1,100}@\S{1,200}"
    r"|(?<!\S)\S{1,200}\.php\b\S*"
    r"|(?<![\w/])/(?:[\w.-]+/)+\S*",
    re.IGNORECASE,
)
# A web address; in a list of values it ends before the next one: "https://a.example,user:ana".
_WEB_ADDRESS = re.compile(
    r"""(?<!\w)(?:[a-z][a-z0-9+.-]{1,15}://|www\.(?=[\w-]{1,63}\.\w))
        (?:[^\s<>"'|«»“”„`,;]|[,;](?!\w{2,20}[ ]?[:=]))+""",
    re.IGNORECASE | re.VERBOSE,
)
# Each alternative ends with its line, and is in a group by how it begins: few are tried at each character.
_TRACES = re.compile(
    r"^(?:[ \t]*(?:SELECT|UPDATE|INSERT|DELETE|ALTER|composer|php|git|curl|sudo|npm) [^\n]*[=*/:;&][^\n]*$|"
    r"(?=[^\n$]*\$\w)[^\n]*[;{}][ \t]*$|"
    r"[ \t]*(?:#\d+ |at [^\s(]{1,200}\().*$)|"
    r"\[\d{4}-\d\d-\d\d.*$|"
    r"\b"
    + any_of(
        r"""
    (?:PHP )?(?:fatal|parse|syntax|recoverable) error\b ?:.*$
    | (?:PHP )?(?:warning|notice|deprecated|uncaught)\b ?:.*$
    | \w*(?:Exception|Error)(?: ?:|\(|\\).*$
    | (?:SQLSTATE|stack trace|call to (?:undefined|a member function)|allowed memory size
      | maximum execution time|undefined (?:index|variable|array key|method|function|constant
      | offset)|class \S+ not found|permission denied|access denied|net::ERR_\w+|mod_security
      | internal server error|5\d\d (?:internal|bad gateway|service)|404 not found|403 forbidden
      | HTTP/\d)\b.*$
    """
    ),
    re.MULTILINE | re.IGNORECASE,
)
# Words of something else within a line: a message that the product sends, the label of a field.
# All are matched, so that no closing mark is taken for an opening one, but names of a word stay.
_QUOTATION = re.compile(r'"[^"\n]+"|«[^«»\n]+»|“[^“”\n]+”|„[^„“”\n]+[“”]')
_LONGEST_NAME = 9  # characters with the marks
_STOP = re.compile(r"[.!?](?=\s|\Z)|\n")
_NOT_BLANK = re.compile(r"[^\s]")


# The facts about a conversation read each of its messages several times.
@lru_cache(maxsize=128)
def without_quotes(text: str, *, opens: bool = False) -> str:
    """Return the text with spaces in place of quoted messages and of struck-out text.

    `opens` is true for the first message of a thread; see `quotes.quoted_ranges`.
    """
    if ranges := quoted_ranges(text, opens=opens):
        lines = text.split("\n")
        for first, last in ranges:
            lines[first : last + 1] = [_NOT_BLANK.sub(" ", line) for line in lines[first : last + 1]]
        text = "\n".join(lines)
    return _blanked(_STRUCK, text) if "~" in text else text


def own_parts(texts: Iterable[tuple[str, bool]], longest: int = sys.maxsize) -> str:
    """Return the customer's messages of a thread, joined without quotes and struck-out text.

    Args:
        texts: all messages, oldest first, each with whether it is included. A message of somebody else
            can be the first of a thread, but is not included.
        longest: how many characters to return at most; messages beyond are not read.
    """
    parts: list[str] = []
    length = -1  # the parts are joined by line ends
    for place, (text, counts) in enumerate(texts):
        if counts:
            parts.append(without_quotes(text, opens=place == 0))
            length += 1 + len(text)
        if length >= longest:
            break
    return "\n".join(parts)[:longest]


def without_code(text: str) -> str:
    """Return the text with spaces in place of code, addresses, file names and output of programs."""
    for pattern in (_OWN_SIGNS, _CODE, _ADDRESSES, _TRACES):
        text = _blanked(pattern, text)
    return text


def without_quotations(text: str) -> str:
    """Return the text with spaces in place of quotations within a line, and of their marks."""
    return _QUOTATION.sub(
        lambda found: found[0] if len(found[0]) <= _LONGEST_NAME else _NOT_BLANK.sub(" ", found[0]), text
    )


def own_words(text: str) -> str:
    """Return the text with spaces in place of everything that is not its writer's own prose."""
    return without_code(without_quotes(text))


def address_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the web addresses that have a scheme or begin with `www.`, in order."""
    return [found.span() for found in _WEB_ADDRESS.finditer(text)]


def sentence_around(text: str, span: tuple[int, int], most: int = 300) -> tuple[int, int]:
    """Return the span of the sentence around a span, without spaces at its ends.

    A full stop inside an address does not end the sentence. The result extends at most `most` characters
    beyond the given span on either side.
    """
    start, end = span
    window = text[max(start - most, 0) : start]
    begins = [found.end() for found in _STOP.finditer(window)]
    first = start - len(window) + (begins[-1] if begins else 0)
    stop = _STOP.search(text, end, end + most)
    last = stop.end() if stop else min(end + most, len(text))
    whole = text[first:last]
    return first + len(whole) - len(whole.lstrip()), first + len(whole.rstrip())


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: _NOT_BLANK.sub(" ", found[0]), text)
