"""Find and mask passwords, keys and access data in a text."""

# A secret is a value after a label ("Passwort", "API key") and a separator, or a text of a known form. A web
# address is no secret, and words in it are no labels; but a labelled value in its query and the password
# before its host are secrets.

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.replies import credential_patterns
from bizcare_tui.domain.replies.secret_values import (
    SearchedText,
    looks_secret,
    may_be_secret,
    mixes_characters,
    read_value,
)
from bizcare_tui.domain.text_folding import flat, merge_spans
from bizcare_tui.domain.word_pattern import WordPattern

MASK = "••••••••"  # of a fixed length, because the length of a secret helps to guess it

_IN_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://[^\s/:@?#]{0,100}:(?!\d{1,5}[/?#])(?P<secret>[^\s/]{1,200})@(?=[\w.\[-])"
)
_KNOWN_FORMS = re.compile(
    r"\b(?P<form>(?:sk|rk|pk|whsec)_(?:live|test)?_?[A-Za-z0-9]{16,200}|AKIA[0-9A-Z]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{30,200}|github_pat_\w{30,200}|xox[abprs]-[A-Za-z0-9-]{10,200}"
    r"|AIza[\w-]{30,60}|SG\.[\w-]{16,64}\.[\w-]{16,100}"
    r"|eyJ[\w-]{10,2000}\.eyJ[\w-]{5,4000}\.[\w-]{5,1000})\b"
    r"|\b(?:[Bb]earer|[Aa]uthorization: ?[Bb]asic)[ ](?P<bearer>[\w+/=.~-]{16,2000})"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?P<pem>[\w+/=\s]{0,10000}?)(?:-----END|\Z)"
)
# Each of these forms has one of these parts: a quick test.
_FORM_HINTS = ("://", "_", "akia", "xox", "aiza", "sg.", "eyj", "bearer", "authorization", "-----begin")
# A key of PrestaShop's web service has 32 capital letters and digits.
_CAPITALS = re.compile(r"[A-Z0-9]{32,}")
_WEB_SERVICE = re.compile(r"(?=.*\d)(?=.*[A-Z]).{32}")

# After an ordinary word that is a value: nothing, or the label of the next value.
_VALUE_END = re.compile(
    r"[ \t]*(?:[).\]»”\"'`*_]{0,3}[ \t]*(?:\r|\n|\Z)|\|"
    r"|[,;/]?[ \t]*[^\s:=|]{2,20}(?: [^\s:=|]{2,20})?[ \t]?[:=])"
)
_PLAIN = re.compile(r"[\w.-]+")
_CELLS = re.compile(r"[^|\t\n]+")
_MOST_ROWS = 20
_BLOCK_LINES = 5


def find_credentials(text: str) -> list[tuple[int, int]]:
    """Return start and end of each password, key or token in a text, in order, without labels."""
    spans = list(_web_service_keys(text))
    folded = flat(text)
    if _has_hint(folded):
        searched = SearchedText.of(text)
        spans += [
            *(_known_forms(text) if any(map(folded.__contains__, _FORM_HINTS)) else ()),
            *_in_queries(searched),
            *_labelled(searched),
            *_pairs(searched),
            *_in_columns(searched),
            *_in_blocks(searched),
        ]
    return merge_spans(sorted(span for span in spans if span[1] > span[0]))


def _has_hint(folded: str) -> bool:
    # A loop, as most texts have none of the many hints, and every text of a sync is looked at.
    for hint in listed_words("secret.hint"):  # noqa: SIM110
        if hint in folded:
            return True
    return False


def mask_credentials(text: str) -> str:
    """Return the text with its secrets replaced by `MASK`; the number of lines does not change."""
    spans = find_credentials(text)
    if not spans:
        return text
    kept, at = [], 0
    for start, end in spans:
        # Keep the line breaks of a masked secret, so that line numbers stay valid.
        kept += [text[at:start], MASK, "\n" * text.count("\n", start, end)]
        at = end
    return "".join(kept) + text[at:]


def _web_service_keys(text: str) -> Iterator[tuple[int, int]]:
    for found in _CAPITALS.finditer(text):
        around = text[max(found.start() - 1, 0) : found.start()] + text[found.end() : found.end() + 1]
        if _WEB_SERVICE.fullmatch(found[0]) and not around.isalpha():
            yield found.span()


def _known_forms(text: str) -> Iterator[tuple[int, int]]:
    if "://" in text and "@" in text:  # searching for it takes longer than all the rest
        yield from (found.span("secret") for found in _IN_ADDRESS.finditer(text))
    for found in _KNOWN_FORMS.finditer(text):
        group = next(name for name in ("form", "bearer", "pem") if found[name] is not None)
        yield found.span(group)


def _in_queries(searched: SearchedText) -> Iterator[tuple[int, int]]:
    """Yield the labelled values in the queries of web addresses: only the value of "…?token=4f9a…"."""
    for start, end in searched.addresses:
        for found in credential_patterns.QUERY_VALUE.finditer(searched.folded, start, end):
            value = searched.text[slice(*found.span("secret"))]
            if (
                len(value) >= 6
                and not credential_patterns.MASKED.fullmatch(value)
                and mixes_characters(value, least=2, signs="")
            ):
                yield found.span("secret")


def _labelled(searched: SearchedText) -> Iterator[tuple[int, int]]:
    """Yield the values after a label and a separator."""
    folded = searched.folded
    last = 0
    for label in credential_patterns.LABEL.finditer(folded):
        if label.start() < last or searched.address_at(label.start()) is not None:
            continue
        if span := _labelled_value(searched, label):
            yield span
            last = span[1]


def _labelled_value(searched: SearchedText, label: re.Match[str]) -> tuple[int, int] | None:
    separators = [
        found
        for pattern in (credential_patterns.SIGN, credential_patterns.VERB)
        if (found := pattern.match(searched.folded, label.end()))
    ]
    for separator in sorted(separators, key=lambda found: found.start("sign")):
        is_sign = separator.re is credential_patterns.SIGN.compiled
        if span := _separated_value(searched, label, separator.end(), is_sign=is_sign):
            return span
    return _loosely_labelled_value(searched, label)


def _separated_value(
    searched: SearchedText, label: re.Match[str], at: int, *, is_sign: bool
) -> tuple[int, int] | None:
    """Return the span of the secret after a label and a colon or a verb, or None."""
    folded, is_weak = searched.folded, label["weak"] is not None
    span, is_quoted = read_value(searched, at)
    second = credential_patterns.SECOND_PART.match(folded, span[1])
    if (
        is_sign
        and second
        and credential_patterns.LOGIN_BEFORE.search(folded, max(label.start() - 25, 0), label.start())
    ):
        # "user / password: maria / Garden!2024"
        span, is_quoted = read_value(searched, second.end())
        return span if may_be_secret(searched, span) else None
    word = searched.text[slice(*span)]
    if not may_be_secret(searched, span):
        return None
    if looks_secret(word, least=10 if is_weak and not is_quoted else 4):
        return span
    if is_weak:
        return None
    is_plain_value = (
        _is_plain_value(searched, label, span)
        if is_sign
        else word.isdecimal() and bool(_VALUE_END.match(folded, span[1]))
    )
    return span if is_quoted or is_plain_value else None


def _loosely_labelled_value(searched: SearchedText, label: re.Match[str]) -> tuple[int, int] | None:
    """Return the span of the secret after a label and only a dash, a space or a line end, or None."""
    for pattern in (credential_patterns.DASH, credential_patterns.BLANK, credential_patterns.LINE):
        if between := pattern.match(searched.folded, label.end()):
            span, _ = read_value(searched, between.end())
            if pattern is credential_patterns.LINE and not _has_own_lines(searched.folded, label, span):
                continue
            is_secret = looks_secret(
                searched.text[slice(*span)],
                least=16 if label["weak"] else 4,
                strictly=pattern is not credential_patterns.LINE,
            )
            if is_secret and may_be_secret(searched, span):
                return span
    return None


def _has_own_lines(folded: str, label: re.Match[str], span: tuple[int, int]) -> bool:
    """Return whether a label and the value in the line below it are alone in their lines."""
    start = folded.rfind("\n", 0, label.start()) + 1
    rest = folded[span[1] : (folded.find("\n", span[1]) + 1 or len(folded) + 1) - 1]
    before = folded[start : label.start()].strip(" \t-*•")
    is_heading = len(before) <= 25 and not credential_patterns.TROUBLE.search(folded, start, span[0])
    return is_heading and not rest.strip(" \t.,;\r\"'`*|")


def _is_plain_value(searched: SearchedText, label: re.Match[str], span: tuple[int, int]) -> bool:
    """Return whether an ordinary word after a label is a value, and not the beginning of a sentence."""
    word = searched.folded[slice(*span)]
    if not _PLAIN.fullmatch(word) or not _VALUE_END.match(searched.folded, span[1]):
        return False
    start = max(searched.folded.rfind("\n", 0, label.start()) + 1, label.start() - 80)
    return not credential_patterns.TROUBLE.search(searched.folded[start : span[0]])


def _pairs(searched: SearchedText) -> Iterator[tuple[int, int]]:
    """Yield the second of two values after a word for access: "FTP: maria / Garden!2024"."""
    last = 0
    for login in credential_patterns.LOGIN_WORD.finditer(searched.folded):
        if login.start() >= last and searched.address_at(login.start()) is None:
            for pattern in (
                credential_patterns.SIGNED_PAIR,
                credential_patterns.USER_AND_BLANK,
                credential_patterns.PAIR,
            ):
                if span := _second_of_pair(searched, pattern, login.start()):
                    yield span
                    last = span[1]
                    break


def _second_of_pair(searched: SearchedText, pattern: WordPattern, at: int) -> tuple[int, int] | None:
    found = pattern.match(searched.folded, at)
    if found is None:
        return None
    span, _ = read_value(searched, found.end())
    word = searched.text[slice(*span)]
    strictly = pattern is credential_patterns.USER_AND_BLANK or found["mark"] in (",", ";")
    is_secret = looks_secret(word, strictly=strictly) and may_be_secret(searched, span)
    return span if is_secret and not _is_labelled(word) else None


def _is_labelled(word: str) -> bool:
    """Return whether a word contains both a label and its value: "pwd=Garden2024"."""
    label = credential_patterns.LABEL.search(flat(word))
    return label is not None and credential_patterns.SIGN.match(flat(word), label.end()) is not None


def _in_columns(searched: SearchedText) -> Iterator[tuple[int, int]]:
    """Yield the values in the cells of a table: right of a label, or below it if a row has only labels."""
    if "|" not in searched.text and "\t" not in searched.text:
        return
    rows = [list(_cells(searched, *line)) for line in _lines(searched.text)]
    for number, row in enumerate(rows):
        is_label = [_is_label(searched, cell) for cell in row]
        if len(row) < 2 or not any(is_label):
            continue
        if all(each or _names_cell(searched, cell) for each, cell in zip(is_label, row, strict=True)):
            below = rows[number + 1 : number + 1 + _MOST_ROWS]
            cells = [
                other[place]
                for place, each in enumerate(is_label)
                if each
                for other in below
                if len(other) == len(row)
            ]
        else:
            cells = [row[place + 1] for place, each in enumerate(is_label) if each and place + 1 < len(row)]
        for start, end in cells:
            span, _ = read_value(searched, start)
            if span[1] >= end - 3 and may_be_secret(searched, span):
                yield span


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _cells(searched: SearchedText, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each cell of a line, without surrounding spaces."""
    for found in _CELLS.finditer(searched.text, start, end):
        if cell := found[0].strip():
            first = found.start() + found[0].index(cell)
            yield first, first + len(cell)


def _is_label(searched: SearchedText, cell: tuple[int, int]) -> bool:
    words = searched.folded[slice(*cell)].strip(" :*_")
    label = credential_patterns.LABEL.search(words)
    return label is not None and label["strong"] is not None and len(words.split()) <= 6


def _names_cell(searched: SearchedText, cell: tuple[int, int]) -> bool:
    words = searched.folded[slice(*cell)].strip(" :*_").split()
    return bool(words) and len(words) < 4 and not listed_words("secret.cell").isdisjoint(words)


def _in_blocks(searched: SearchedText) -> Iterator[tuple[int, int]]:
    """Yield the secrets among lines of one word each below a heading such as "FTP access:"."""
    lines = list(_lines(searched.folded))
    for number, line in enumerate(lines):
        if line[1] - line[0] > 90 or not credential_patterns.HEADING.fullmatch(searched.folded, *line):
            continue
        for start, end in lines[number + 1 : number + 1 + _BLOCK_LINES]:
            words = searched.folded[start:end].strip()
            if not words or " " in words:
                break
            span, _ = read_value(searched, start + searched.folded[start:end].index(words))
            if may_be_secret(searched, span) and looks_secret(searched.text[slice(*span)], strictly=True):
                yield span
