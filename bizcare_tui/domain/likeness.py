"""Similarity of two error reports, by exceptions, hooks, files, versions and other words in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _

# In characters. More text adds no information, and a pasted log may be long.
_MAX_LENGTH = 20_000
_MAX_SHOWN = 40

_EXCEPTION = re.compile(r"\b[A-Z]\w{1,60}(?:Exception|Error)\b|\bSQLSTATE\[\w{1,6}\]")
_HOOK = re.compile(r"\b(?:hook|display|action|filter)[A-Z]\w{2,60}")
_FILE = re.compile(r"\b[\w-]{1,60}\.(?:php|js|tpl|twig|scss|css|sql|xml|ya?ml)\b")
_VERSION = re.compile(r"\b(?:1\.[67]\.\d{1,2}\.\d{1,2}|[89]\.\d{1,2}\.\d{1,2})\b")
_WORD = re.compile(r"[^\W\d_]{5,30}")

# The weight of each item in common. PrestaShop's own files do not count: they are in every stack trace.
_WEIGHTS: Mapping[str, float] = {"exceptions": 3.0, "hooks": 3.0, "files": 3.0, "versions": 0.5}
_SAME_PRODUCT_WEIGHT, _ALL_WORDS_WEIGHT = 1.0, 6.0
_COMMON_FILES = frozenset(
    {"index.php", "dispatcher.php", "controller.php", "hook.php", "module.php", "db.php", "config.php"}
)
ENOUGH = 2.5


@dataclass(frozen=True, slots=True)
class Traits:
    """The features of an error that a text mentions: names as written, the other words folded."""

    exceptions: frozenset[str] = frozenset()
    hooks: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How similar two reports are.

    From a `score` of `ENOUGH`, they may be about the same error. `why` lists what they have in common.
    """

    score: float
    why: str


def traits(text: str) -> Traits:
    """Return the features of an error that a text mentions."""
    text = text[:_MAX_LENGTH]
    return Traits(
        frozenset(_EXCEPTION.findall(text)),
        frozenset(_HOOK.findall(text)),
        frozenset(name for name in _FILE.findall(text) if name.lower() not in _COMMON_FILES),
        frozenset(_VERSION.findall(text)),
        frozenset(_WORD.findall(fold(text))),
    )


def combine_traits(parts: Iterable[Traits]) -> Traits:
    """Return the union of the features of several reports."""
    found = list(parts)
    return Traits(
        *(frozenset().union(*(getattr(part, name) for part in found)) for name in Traits.__dataclass_fields__)
    )


def likeness(one: Traits, other: Traits, *, same_product: bool) -> Likeness:
    """Return how similar two reports are."""
    score, why = 0.0, []
    for name, weight in _WEIGHTS.items():
        common = getattr(one, name) & getattr(other, name)
        score += weight * len(common)
        why += sorted(common)
    smaller = min(len(one.words), len(other.words))
    if smaller:
        # In short texts, a few words in common mean little.
        share = len(one.words & other.words) / max(smaller, 8)
        score += _ALL_WORDS_WEIGHT * share
        if share >= 1 / 4:
            why.append(_("{0} % of the words").format(round(100 * min(share, 1.0))))
    if same_product:
        score += _SAME_PRODUCT_WEIGHT
    return Likeness(round(score, 2), ", ".join(part[:_MAX_SHOWN] for part in why[:4]))
