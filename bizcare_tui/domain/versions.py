"""Parses versions of PrestaShop, finds them in text, and compares them with declared ranges.

Versions are compared part by part. A short version or one with a wildcard ("8.1", "1.7.x") means all versions
that begin with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.version_context import (
    is_asked_about,
    is_in_path,
    is_of_another_time,
    is_of_something_else,
    is_said_to_be_used,
    is_surely_in_use,
    works_with,
)
from bizcare_tui.domain.word_pattern import WordPattern

_Parts = tuple[float, float, float, float]
_ANY = float("inf")
_NONE = float("-inf")

_PLACES = 10_000
_LONGEST_TEXT = 256_000
_MOST = 20

_VERSION = re.compile(
    r"""v?\.?[ ]?(?P<numbers>\d{1,4}(?:\.\d{1,4}){0,3})(?P<wild>\.[x*](?:\.[x*])*)?
        (?P<pre>[-~+\ ._]?(?:alpha|beta|rc|dev|b)(?:[-.\ ]?\d{1,3})?)?""",
    re.IGNORECASE | re.VERBOSE,
)

# PrestaShop's name, then a number with only introducing words between them.
_AFTER_NAME = WordPattern(
    r"(?<!\w)(?:prestashop|presta shop|presta|ps)(?![^\W\d])"
    r"(?:[ \t]*[:=(/#-]?[ \t]*(?:%version.lead%\.?[ \t]*[:=(]?[ \t]*){0,4})"
    r"(?P<version>v?(?:(?:1,[4-7]|[89],\d)(?:[.,]\d{1,2}){0,2}|\d{1,4}(?:\.\d{1,4}){0,3})(?:\.[x*])*"
    r"(?:[-~ ]?(?:alpha|beta|rc)(?:[-. ]?\d{1,3})?)?)"
    r"(?![\w%€$]|[.,]\d)"
)
# "Version 8.1.5", "1.7.8.10": without the name, only numbers that look like PrestaShop's.
_AFTER_WORD = WordPattern(
    r"%version.word%[ \t]*[:=(]?[ \t]*(?:%version.is%[ \t]*)?"
    r"(?P<version>(?:1\.[4-7](?:\.\d{1,2}){1,2}|[89](?:\.\d{1,2}|,\d(?=\W|\Z)){1,2})(?:\.[x*])?)(?![\w%€$]|[.,]\d)"
)
# "On est passés en 8.2.0": when no other program is named, the shop was updated.
_AFTER_UPDATE = WordPattern(
    r"%version.updated%[^.!?\n]{0,25}?\b%version.to%[ ]{1,2}(?:~version.the~ |version |v)?"
    r"(?P<version>1\.[67]\.\d{1,2}(?:\.\d{1,2})?|[89]\.\d{1,2}\.\d{1,2})(?![\w%€$]|[.,]\d)"
)
_BARE = re.compile(
    r"(?<![\w.,-])(?P<version>1\.[4-7]\.\d{1,2}\.\d{1,2}|[89]\.\d{1,2}\.\d{1,2}(?:\.x)?)(?![\w%€$]|[.,]\d)"
)
# "We run 8.1", "nous sommes en 9.0": when no other program is named, it is the shop's version.
_AFTER_USE = WordPattern(
    r"%version.use%[ ]{1,2}(?:(?:%version.article%[ ]?|v)){0,2}"
    r"(?P<version>(?:1\.[67](?:\.\d{1,2}){0,2}|[89](?:\.\d{1,2}){1,2})(?:\.x)?)"
    r"(?![\w%€$]|[.,]\d|[ ]%version.unit%)"
)
_VERSION_FORM = r"(?:1\.[4-7](?:\.\d{1,2}){0,2}|[89](?:\.\d{1,2}){0,3})(?:\.x)?"
# "Updated from 1.7.8 to 8.1": both versions in a sentence about an update.
_FROM_TO = WordPattern(
    r"%version.move%[^.!?\n]{0,40}?\b%version.from%[ ]{1,2}(?:~version.the~ )?(?:prestashop |ps |version |v)?"
    rf"(?P<old>{_VERSION_FORM})[ ]{{0,2}}(?:%version.back%|->|→|=>|>)[ ]{{0,2}}"
    rf"(?:~version.the~ )?(?:prestashop |ps |version |v)?(?P<version>{_VERSION_FORM})(?![\w%€$]|[.,]\d)"
)

# "The theme is from www.designer.example (version 2.9.0)": the full stops in an address end no sentence.
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}\b(?:/\S*)?")

# A name within a sentence, directly before its version.
_NAME_BEFORE = re.compile(r"[^\W_][,)]?[ ]([A-Z][\w&+-]*)[ ](?:v|version )?\Z")

_OTHER_BEFORE = WordPattern(r"%version.other_program%[^.!?\n]{0,30}\Z")
_OTHER_AFTER = WordPattern(r"\A\s*(?:%version.of_its%)?\s*(?:%version.its%)?\s*%version.other_program%")

# A version that is wanted, asked about or no longer used is not the one in use.
_NOT_IN_USE_BEFORE = WordPattern(
    r"(?:%version.wanted_before%|%version.back% (?=\S+ %version.update_verb%))[^.!?\n]{0,25}\Z",
    word=r"[\w.]+",
)
_NOT_IN_USE_AFTER = WordPattern(r"[^.!?\n]{0,25}%version.wanted_after%")
# Words for the future in a sentence about an update.
_PLANNED = WordPattern(r"%version.planned%")
# "From 8.1 to 9.0", "before: 8.1": the version before the update.
_LEFT_BEFORE = WordPattern(r"%version.left%[ :(]{1,3}(?:~version.the~ )?\Z")
_LEFT_AFTER = WordPattern(
    r"[ )]{0,3}(?:%version.back%[ ]{1,3}|(?:->|→|=>)[ ]{0,3})"
    r"(?:~version.the~ )?(?:prestashop |ps |version )?v?\d"
)
_BEFORE = WordPattern(r"%version.old%[ :(]{1,3}(?:%version.was%[ :]{1,2}){0,2}\Z")
_DONE = WordPattern(r"%version.done%(?:[^.!?\n]|\.(?=\d)){0,45}\Z")

_UPDATE = WordPattern(r"%version.update%")
# "From 8.1.6 to 9.0.1 we have updated": the verb behind both.
_UPDATE_AFTER = WordPattern(r"[^.!?\n]{1,12}\d[\d.]*[^.!?\n]{0,30}%version.update%")
_STOP = re.compile(r"[.!?](?=\s)|\n")
_UPDATED = WordPattern(r"%version.updated_since%")


@dataclass(frozen=True, slots=True)
class Version:
    """A version, or all versions with the same beginning: from `low` to `high`, both included.

    `text` is as it was written. A pre-release ("9.0.0-beta") is just below its number.
    """

    text: str
    low: _Parts
    high: _Parts


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """A PrestaShop version in a text, with its span and whether the text says that it is in use.

    `left_behind`: the shop was updated from it. `is_doubtful`: the text says "from" it to another version
    without an update, so that it may still be in use. `works` is whether the text says that the product
    works with it (None if it does not say), `is_sure` whether the version is certainly that of the shop.
    """

    version: Version
    span: tuple[int, int]
    in_use: bool
    left_behind: bool = False
    is_doubtful: bool = False
    works: bool | None = None
    is_sure: bool = False


def read_version(text: str) -> Version | None:
    """Return the version in a text; None when it is not a version ("none", "latest", "")."""
    matched = _VERSION.fullmatch(text.strip())
    if matched is None:
        return None
    number_text = text.strip().lstrip("vV. ")
    numbers = [float(number) for number in matched["numbers"].split(".")]
    low = _filled(numbers, 0)
    if matched["pre"]:
        return Version(number_text, (*low[:3], low[3] - 1), low)
    # Versions up to 1.7 have four parts, from 8 on three.
    is_whole = len(numbers) >= (4 if numbers[0] == 1 else 3) and not matched["wild"]
    return Version(number_text, low, _filled(numbers, 0 if is_whole else _ANY))


def within(version: Version, least: str, most: str, holes: Sequence[str] = ()) -> bool | None:
    """Return whether a version is within declared bounds, both included; None when that is not certain.

    An empty bound is no bound. A short upper bound includes all versions that begin with it ("8.1" includes
    8.1.7). `holes` are versions within the bounds that were not declared; a short one excludes all versions
    that begin with it.
    """
    lowest = read_version(least) if least.strip() else None
    highest = read_version(most) if most.strip() else None
    if (least.strip() and lowest is None) or (most.strip() and highest is None):
        return None
    low: _Parts = lowest.low if lowest else (_NONE,) * 4
    high: _Parts = highest.high if highest else (_ANY,) * 4
    if version.high < low or version.low > high:
        return False
    is_sure = low <= version.low and version.high <= high
    for hole in filter(None, map(read_version, holes)):
        if hole.low <= version.low and version.high <= hole.high:
            return False
        is_sure = is_sure and (version.high < hole.low or hole.high < version.low)
    return True if is_sure else None


def read_holes(text: str) -> tuple[str, ...] | None:
    """Return the versions in a list separated by commas, semicolons or spaces; None when one is invalid."""
    parts = tuple(dict.fromkeys(part for part in re.split(r"[,;\s]+", text) if part))
    return parts if all(read_version(part) for part in parts) else None


def version_bounds(text: str) -> tuple[int, int]:
    """Return the first and last sort number of the versions that begin like this; (0, -1) when invalid."""
    version = read_version(text)
    return (0, -1) if version is None else (_place(version.low), _place(version.high))


def version_place(text: str) -> int | None:
    """Return the sort number of a version; None when the text is not a version."""
    version = read_version(text)
    return None if version is None else _place(version.low)


def versions_named(text: str) -> list[NamedVersion]:
    """Return the PrestaShop versions in a text, in order; versions of other programs are left out.

    Reads the first 256,000 characters and stops at 20 versions.
    """
    shown = flat(text[:_LONGEST_TEXT])
    found: dict[int, NamedVersion] = {}
    for pattern in (_AFTER_NAME, _AFTER_WORD, _FROM_TO, _AFTER_UPDATE, _AFTER_USE, _BARE):
        for matched in pattern.finditer(shown):
            start, end = matched.span("version")
            if pattern is not _AFTER_NAME and _belongs_to_other_program(shown, start, end):
                continue
            if is_in_path(shown, start, end) or (pattern is _BARE and _follows_other_name(text, start)):
                continue
            begins = matched.start() if pattern in (_AFTER_NAME, _AFTER_WORD) else start
            _add_version(found, shown, (start, end), begins)
            if pattern is _FROM_TO:
                _add_version(found, shown, matched.span("old"), matched.start("old"))
            if len(found) >= _MOST:
                break
    return [found[start] for start in sorted(found)]


def _add_version(found: dict[int, NamedVersion], shown: str, span: tuple[int, int], begins: int) -> None:
    """Add a version of a text to `found`, when it looks like PrestaShop's and is not there yet."""
    version = read_version(shown[slice(*span)].replace(",", "."))
    if version is not None and _looks_like_prestashop(version) and span[0] not in found:
        before = shown[max(begins - 70, 0) : begins]
        is_left = _is_left(before, shown, span[1])
        # Before a planned update the old version is still in use.
        was_left = is_left and not _is_planned(before)
        in_use = not was_left if is_left else _is_in_use(before, shown, span[1])
        works = works_with(shown, span)
        is_elsewhere = is_of_something_else(shown, span)
        left_behind = was_left and bool(_UPDATE.search(before) or _UPDATE_AFTER.match(shown, span[1]))
        found[span[0]] = NamedVersion(
            version,
            span,
            in_use=in_use and not is_elsewhere and not is_asked_about(shown, span),
            left_behind=left_behind,
            is_doubtful=was_left and not left_behind and not is_elsewhere,
            works=works,
            is_sure=is_surely_in_use(shown, begins, fails=works is False),
        )


def _place(parts: _Parts) -> int:
    place = 0
    for part in parts:
        place = place * _PLACES + int(min(max(part, 0), _PLACES - 1))
    return place


def _filled(numbers: list[float], last: float) -> _Parts:
    one, two, three, four = (*numbers, *(last,) * (4 - len(numbers)))
    return one, two, three, four


def _looks_like_prestashop(version: Version) -> bool:
    major, minor = version.low[:2]
    return (major == 1 and 0 <= minor <= 7) or 8 <= major <= 12


def _belongs_to_other_program(text: str, start: int, end: int) -> bool:
    before = _ADDRESS.sub("@", text[max(start - 120, 0) : start])[-45:]
    after = text[end : end + 40]
    return bool(_OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after))


def _follows_other_name(text: str, start: int) -> bool:
    """Return whether a name other than PrestaShop is directly before a version."""
    name = _NAME_BEFORE.search(text, max(start - 40, 0), start)
    return name is not None and flat(name[1]) not in listed_words("version.own_name")


def _is_left(before: str, text: str, end: int) -> bool:
    """Return whether a version is the first of two, as in "from 8.1 to 9.0"."""
    return bool(_LEFT_BEFORE.search(before) and _LEFT_AFTER.match(text, end))


def _is_in_use(before: str, text: str, end: int) -> bool:
    if _BEFORE.search(before) or is_of_another_time(before):
        return False
    if _NOT_IN_USE_AFTER.match(text, end):
        return False
    wished = None if is_said_to_be_used(before) else _NOT_IN_USE_BEFORE.search(before)
    return wished is None or (
        not _is_planned(before) and bool(_DONE.search(before[: wished.start()] + wished[0]))
    )


def _is_planned(before: str) -> bool:
    """Return whether the text before a version describes a planned update; the last words about it decide."""
    stops = [found.end() for found in _STOP.finditer(before)]
    sentence = before[stops[-1] :] if stops else before
    planned = [found.start() for found in _PLANNED.finditer(sentence)]
    if not planned:
        return False
    done = [found.start() for found in _UPDATED.finditer(sentence)]
    return not done or planned[-1] > done[-1]
