"""What a person wrote in words of their own: without what they quote, and without code, traces and addresses.

Every function keeps the text's length, and puts blanks in place of what it takes out: a span that is
found in the result is one of the text.
"""

from __future__ import annotations

import re

from bizcare_tui.domain.words import any_of

_QUOTED_LINES = re.compile(r"^ {0,3}>.*$", re.MULTILINE)

# Nothing here looks further than its line, but for the fence; and nothing begins within a word, so that
# a long one is looked through once.
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
_TRACES = re.compile(
    r"^[ \t]*(?:SELECT|UPDATE|INSERT|DELETE|ALTER|composer|php|git|curl|sudo|npm) [^\n]*[=*/:;&][^\n]*$|"
    r"^(?=[^\n$]*\$\w)[^\n]*[;{}][ \t]*$|"
    + any_of(
        r"""
    ^[ \t]*(?:#\d+ |at [^\s(]{1,200}\().*$ | \[\d{4}-\d\d-\d\d.*$
    | \b(?:PHP )?(?:fatal|parse|syntax|recoverable) error\b ?:.*$
    | \b(?:PHP )?(?:warning|notice|deprecated|uncaught)\b ?:.*$
    | \b\w*(?:Exception|Error)(?: ?:|\(|\\).*$
    | \b(?:SQLSTATE|stack trace|call to (?:undefined|a member function)|allowed memory size
      | maximum execution time|undefined (?:index|variable|array key|method|function|constant
      | offset)|class \S+ not found|permission denied|access denied|net::ERR_\w+|mod_security
      | internal server error|5\d\d (?:internal|bad gateway|service)|404 not found|403 forbidden
      | HTTP/\d)\b.*$
    """
    ),
    re.MULTILINE | re.IGNORECASE,
)
_STOP = re.compile(r"[.!?](?=\s|\Z)|\n")
_NOT_BLANK = re.compile(r"[^\s]")


def without_quotes(text: str) -> str:
    """The text with blanks in place of the lines that quote another message."""
    return _blanked(_QUOTED_LINES, text)


def without_code(text: str) -> str:
    """The text with blanks in place of code, addresses, file names and what programs report."""
    for pattern in (_CODE, _ADDRESSES, _TRACES):
        text = _blanked(pattern, text)
    return text


def own_words(text: str) -> str:
    """The text with blanks in place of all that its writer did not say themselves."""
    return without_code(without_quotes(text))


def sentence_around(text: str, span: tuple[int, int], most: int = 300) -> tuple[int, int]:
    """The sentence around a place, without blanks at its ends; stops within addresses do not end it.

    Goes at most `most` characters beyond the place on either side.
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
