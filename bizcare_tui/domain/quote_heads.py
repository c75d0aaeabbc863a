"""Recognises the lines that mail programs put above a quoted message, in the customers' languages.

All patterns are for flat text: lower case, without accents (`words.flat`). Each is matched against one line,
or a few lines of limited length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bizcare_tui.domain.language_data import phrases
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

LONGEST_HEAD = 400
_MOST_HEAD_LINES = 3

ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def _flattened(pattern: str) -> str:
    """Return a pattern with its non-ASCII letters converted to flat text."""
    return re.sub(r"[^\x00-\x7f]", lambda letter: flat(letter[0]), pattern)


_DATE = WordPattern(
    r"(?<![\d.])(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d.]\d)"
    r"|(?<![\d.])(?:0?[1-9]|[12]\d|3[01]) ?[-/.] ?(?:0?[1-9]|[12]\d|3[01]) ?[-/.] ?(?:19|20)\d\d(?!\d)"
    r"|(?<![\d./])\d{1,2}/\d{1,2}/\d\d(?!\d)"
    r"|(?<![\d.])(?:[0-2]\d|3[01])[.-](?:0\d|1[0-2])[.-]\d\d(?![\d.]\d)"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:~number.ordinal~|[.ºª])? ?(?:~mail.of~ ?)?~mail.month~(?!\w)"
    r"|(?<!\w)~mail.month~\.?,? (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?(?!\d)"
    + _flattened(r"|\d{4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]")
)

# The verb may be followed by a name, and the verb or the name by a date in brackets.
_ENDS_IN_WROTE = WordPattern(
    r"(?:(?<![^\W\d_])|(?<=[\u0e00-\u0eff\u1100-\u11ff\u3040-\u9fff]))~mail.wrote~"
    r"[\s,]*(?:\((?:[^()]|\([^()]{0,4}\)){4,80}\))?\s*:\Z"
)
_WROTE_THEN_NAME = WordPattern(r"%mail.wrote_then_name%.{1,200}:\Z")
# No mail program writes "I", "we" or "you" there: such a sentence is the writer's own.
_PERSONAL = WordPattern("%mail.personal%")
# How a head of several lines begins: with a date, a weekday, or a word for "on".
_BEGINS = WordPattern(r"(?:%mail.begins%|[^\W\d_]{2,12}[.,]{1,2})[ ,]|\d")
_DATE_THEN_ADDRESS = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>\s*:\Z")

_SEPARATOR = WordPattern(r"[-_=*~]{2,80}\s*~mail.message~\s*:?\s*[-_=*~]{2,80}")
# The texts of Apple Mail.
_FORWARDED = WordPattern(r"%mail.forwarded%\s*:")

_LABEL = re.compile(r"[\W_]{0,4}([^\W\d_][^\n:：*]{0,18}?)[*_\s]{0,4}[:：]")
_LABEL_WITHIN = re.compile(
    r"(?:\A|(?<=\s))[*_]{0,2}([^\W\d_][^\s:：*]{0,16}(?: [^\s:：*]{1,8})?)[*_]{0,2}\s?[:：]"
)
_MOST_BLOCK_LINES = 14
_RULE = re.compile(r"[-_=*─—]{3,}")
_HEAD_SIGNS = ("-", "_", "=", "~", "*", "─", "—")

# A line that a telephone or a mail program adds below the message: it names a device or a program, and has no
# words that a sentence would have. "Sent from my iPhone the order has no address" is the writer's own.
_BETWEEN = r"[ ,'(<-]{1,3}"
_BESIDE_DEVICE = r"(?:%mail.beside_device%|[\w+]*\d[\w+]*|https?://\S+)"
_DEVICE = (
    rf"(?:{_BETWEEN}{_BESIDE_DEVICE}){{0,5}}{_BETWEEN}%mail.device%"
    rf"(?:{_BETWEEN}(?:%mail.device%|{_BESIDE_DEVICE})){{0,8}}"
)
_BEGINS_SENT_BY = WordPattern(r"[\s*_]*+(?:%mail.sent_from%|%mail.from_device%)")
_SENT_BY = WordPattern(rf"%mail.sent_from%{_DEVICE}|%mail.from_device%{_DEVICE} %mail.sent_behind%")
_LONGEST_SENT_BY = 120


def begins_like_head(line: str) -> bool:
    """Return whether a line may begin the head of a quote; most lines cannot."""
    return ":" in line or line.startswith(_HEAD_SIGNS)


def may_be_head(line: str) -> bool:
    """Return whether a flat line may be the first of a head, or one that a telephone or mail program added.

    This is a quick test, also of a line with spaces and emphasis around it.
    """
    return begins_like_head(line.lstrip()) or _BEGINS_SENT_BY.match(line) is not None


def has_date(text: str) -> bool:
    """Return whether a flat line contains a date; a version or a time of day does not count."""
    return _DATE.search(text) is not None


def is_separator(line: str) -> bool:
    """Return whether a line announces another message, such as "-----Original Message-----"."""
    if len(line) > LONGEST_HEAD or not line:
        return False
    return _SEPARATOR.fullmatch(line) is not None or _FORWARDED.fullmatch(line) is not None


def is_rule(line: str) -> bool:
    """Return whether a line is a horizontal rule of hyphens or similar characters."""
    return _RULE.fullmatch(line) is not None


def is_sent_by(line: str) -> bool:
    """Return whether a line was added by a telephone or mail program: "Sent from my iPhone"."""
    return len(line) <= _LONGEST_SENT_BY and _SENT_BY.fullmatch(line.rstrip(" .!")) is not None


def says_wrote(line: str) -> bool:
    """Return whether a line ends like the head of a quote, "Ana wrote:"; an ordinary sentence may too."""
    return (
        line.endswith(":")
        and len(line) <= LONGEST_HEAD
        and (_ENDS_IN_WROTE.search(line) or _WROTE_THEN_NAME.search(line)) is not None
    )


def attribution(lines: list[str]) -> tuple[int, bool]:
    """Return how many of these lines form a head "On Tuesday … Ana wrote:", and if it has an e-mail address.

    The count is 0 when the lines begin with no head. A head contains a date or an address; mail programs
    break a long one into two or three lines.
    """
    head = ""
    for count, line in enumerate(lines[:_MOST_HEAD_LINES], 1):
        head = f"{head} {line}".strip()
        if not line or len(head) > LONGEST_HEAD:
            break
        if line.endswith(":"):
            is_whole = count == 1 or (has_date(head) and _BEGINS.match(lines[0]) is not None)
            return (count, ADDRESS.search(head) is not None) if is_whole and _is_head(head) else (0, False)
    return 0, False


def _is_head(head: str) -> bool:
    named = ADDRESS.search(head) is not None
    if says_wrote(head):
        return named or (has_date(head) and _PERSONAL.search(head) is None)
    if _DATE_THEN_ADDRESS.search(head) is None:
        return False
    first = _DATE.search(head)
    return first is not None and first.start() <= 16


def block_length(lines: list[str]) -> int:
    """Return how many of these lines form an Outlook block of From, Sent, To and Subject; 0 for none."""
    kinds: set[str] = set()
    length = has_value = gap = 0
    for place, line in enumerate(lines[:_MOST_BLOCK_LINES]):
        if not line:
            gap += 1
            if gap > 1 or not kinds:
                break
            continue
        kind = _label(line)
        if kind is None and not (kinds and not gap and length and _continues(line)):
            break
        gap = 0
        kinds |= {kind} if kind else set()
        has_value |= _has_address_or_date(line)
        length = place + 1
    if not has_value and not kinds >= {"from", "sent", "to", "subject"}:
        return 0
    if _is_block(kinds):
        return length
    within = {_kind_of().get(found[1]) for found in _LABEL_WITHIN.finditer(lines[0][: 2 * LONGEST_HEAD])}
    return 1 if _label(lines[0]) == "from" and _is_block({kind for kind in within if kind}) else 0


def labels_line(line: str) -> bool:
    """Return whether a line begins with a label of a block, such as "From:"."""
    return _label(line) is not None


@cache
def _kind_of() -> Mapping[str, str]:
    """Return the kind of each label of a line, such as "from" for "Absender"."""
    lists = {"from": "mail.from", "sent": "mail.sent", "to": "mail.to", "subject": "mail.subject"}
    labels = {label: kind for kind, name in lists.items() for label in map(flat, phrases(name))}
    return dict.fromkeys(map(flat, phrases("mail.other_label")), "other") | labels


def _is_block(kinds: set[str]) -> bool:
    return "from" in kinds and len(kinds & {"sent", "to", "subject"}) >= 2


def _label(line: str) -> str | None:
    found = _LABEL.match(line)
    return _kind_of().get(" ".join(found[1].split()).strip()) if found else None


def _continues(line: str) -> bool:
    return len(line) <= LONGEST_HEAD and (ADDRESS.search(line) is not None or line.endswith(";"))


def _has_address_or_date(line: str) -> bool:
    line = line[:LONGEST_HEAD]
    return ADDRESS.search(line) is not None or has_date(line)


def prepared(line: str) -> str:
    """Return a line in the form that these functions expect: flat, without spaces and emphasis around it.

    A line that is too long to be a head becomes empty.
    """
    if len(line) > 2 * LONGEST_HEAD:
        return ""
    line = flat(line).strip()
    return line.strip(" \t*_\xa0") or line
