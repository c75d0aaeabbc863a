"""How alike two reports of an error are: by exception, hook, file, version, and the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bizcare_tui.domain.words import fold
from bizcare_tui.i18n import _

# More of a text tells nothing new, and a pasted log may be long.
_LOOKED_AT = 20_000
_SHOWN = 40

_EXCEPTION = re.compile(r"\b[A-Z]\w{1,60}(?:Exception|Error)\b|\bSQLSTATE\[\w{1,6}\]")
_HOOK = re.compile(r"\b(?:hook|display|action|filter)[A-Z]\w{2,60}")
_FILE = re.compile(r"\b[\w-]{1,60}\.(?:php|js|tpl|twig|scss|css|sql|xml|ya?ml)\b")
_VERSION = re.compile(r"\b(?:1\.[67]\.\d{1,2}\.\d{1,2}|[89]\.\d{1,2}\.\d{1,2})\b")
_WORD = re.compile(r"[^\W\d_]{5,30}")

# What each thing in common weighs; files of PrestaShop's own stand in every trace.
_WEIGHT: Mapping[str, float] = {"exceptions": 3.0, "hooks": 3.0, "files": 3.0, "versions": 0.5}
_SAME_PRODUCT, _ALL_WORDS = 1.0, 6.0
_EVERYWHERE = frozenset(
    {"index.php", "dispatcher.php", "controller.php", "hook.php", "module.php", "db.php", "config.php"}
)
ENOUGH = 2.5


@dataclass(frozen=True, slots=True)
class Traits:
    """What can be told of an error from a text: names as written, the words folded."""

    exceptions: frozenset[str] = frozenset()
    hooks: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are: from `ENOUGH` on, one may be about the error of the other. `why` says so."""

    score: float
    why: str


def traits(text: str) -> Traits:
    """What can be told of an error from a text."""
    text = text[:_LOOKED_AT]
    return Traits(
        frozenset(_EXCEPTION.findall(text)),
        frozenset(_HOOK.findall(text)),
        frozenset(name for name in _FILE.findall(text) if name.lower() not in _EVERYWHERE),
        frozenset(_VERSION.findall(text)),
        frozenset(_WORD.findall(fold(text))),
    )


def together(parts: Iterable[Traits]) -> Traits:
    """What several reports of one error tell together."""
    found = list(parts)
    return Traits(
        *(frozenset().union(*(getattr(part, name) for part in found)) for name in Traits.__dataclass_fields__)
    )


def likeness(one: Traits, other: Traits, *, same_product: bool) -> Likeness:
    """How alike two reports are."""
    score, why = 0.0, []
    for name, weight in _WEIGHT.items():
        common = getattr(one, name) & getattr(other, name)
        score += weight * len(common)
        why += sorted(common)
    smaller = min(len(one.words), len(other.words))
    if smaller:
        # Of short texts a few words in common say little.
        share = len(one.words & other.words) / max(smaller, 8)
        score += _ALL_WORDS * share
        if share >= 1 / 4:
            why.append(_("{0} % of the words").format(round(100 * min(share, 1.0))))
    if same_product:
        score += _SAME_PRODUCT
    return Likeness(round(score, 2), ", ".join(part[:_SHOWN] for part in why[:4]))
