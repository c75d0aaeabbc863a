"""Branches of a product: one ZIP per PrestaShop line ("1.7", "8", "9"), each with its own rising versions.

A set of branches is an ordered tuple of PrestaShop lines. The empty tuple means every branch, for example for
a product that has one ZIP for all PrestaShop versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.versions import read_version, versions_named
from bizcare_tui.i18n import _

Branches = tuple[str, ...]
"""PrestaShop lines, the oldest first; empty for every branch."""

EVERY: Branches = ()
EVERY_NAME = "all"
"""The word for every branch, in commands and forms."""

# From PrestaShop 8 on, the line is the first number; before, it is the first two numbers ("1.7").
_FIRST_LINE_OF_ONE_NUMBER = 8
_LAST_LINE = 99
_SEPARATORS = re.compile(r"[\s,;+/&]+")
_NAME = re.compile(
    r"v?(?P<major>\d{1,2})(?:\.(?P<minor>\d{1,2}))?(?:\.\d{1,4}){0,2}(?:\.[x*]){0,3}", re.IGNORECASE
)
_NUMBERS = re.compile(r"(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2,3}")


def line_of(version: str) -> str:
    """Return the PrestaShop line of a version: "1.7" for "1.7.8.10", "8" for "8.1.6"; empty if none."""
    read = read_version(version)
    if read is None:
        return ""
    major, minor = read.low[:2]
    if major == 1:
        return f"1.{minor:.0f}" if read.high[1] == minor else ""
    return f"{major:.0f}" if _FIRST_LINE_OF_ONE_NUMBER <= major <= _LAST_LINE else ""


def read_branches(text: str) -> Branches | None:
    """Parse the branches that a person typed, like "8", "1.7, 8" or "all"; None if the text names none.

    A version counts as its line: "8.1.6" as "8".
    """
    words = [word for word in _SEPARATORS.split(text.strip()) if word]
    if [word.casefold() for word in words] == [EVERY_NAME]:
        return EVERY
    lines = [_parse_line(word) for word in words]
    return in_order(lines) if lines and all(lines) else None


def in_order(lines: Iterable[str]) -> Branches:
    """Return the PrestaShop lines without duplicates and empty strings, the oldest first."""
    return tuple(sorted({line for line in lines if line}, key=_version_key))


def branches_in_words(branches: Branches) -> str:
    """Return branches as text: "1.7, 8", or "all" for every branch."""
    return ", ".join(branches) or EVERY_NAME


def is_about(branches: Branches, line: str) -> bool:
    """Return whether a set of branches includes a line."""
    return not branches or line in branches


def version_in_use(topic: str, messages: Iterable[str], recorded: str) -> str:
    """Return the PrestaShop version that a customer runs: the last one they say they use, else `recorded`.

    `messages` are the customer's, the oldest first; quoted text does not count.
    """
    named = [*versions_named(topic)]
    for message in messages:
        named += versions_named(without_quotes(message))
    in_use = [each.version.text for each in named if each.in_use and line_of(each.version.text)]
    return in_use[-1] if in_use else recorded


def version_problem(version: str, used: Sequence[str]) -> str:
    """Return what is wrong with the version of a patch; empty when it can be submitted.

    The version must have three or four numbers and be higher than those submitted before in the same branch
    (`used`).

    Source: PrestaShop partner documentation, updates of a product (a number is used once); four numbers
    and one series per branch: products of the Marketplace (`8.5.5.0`).
    """
    if not _NUMBERS.fullmatch(version):
        return _("{0!r} is not three or four numbers, like 2.4.1 or 8.5.5.0.").format(version[:30])
    known = [other for other in used if _NUMBERS.fullmatch(other)]
    if any(_version_key(other) == _version_key(version) for other in known):
        return _("{0} has already been used.").format(version)
    highest = max(known, key=_version_key, default=None)
    if highest is not None and _version_key(highest) > _version_key(version):
        return _("{0} is lower than {1}, which was submitted earlier.").format(version, highest)
    return ""


def _parse_line(word: str) -> str:
    matched = _NAME.fullmatch(word)
    if matched is None:
        return ""
    if int(matched["major"]) != 1:
        major = int(matched["major"])
        return str(major) if _FIRST_LINE_OF_ONE_NUMBER <= major <= _LAST_LINE else ""
    return f"1.{int(matched['minor'])}" if matched["minor"] else ""


def _version_key(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    return (*numbers, *[0] * (4 - len(numbers)))
