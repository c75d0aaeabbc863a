"""The policy: the rules of Business Care as data, each with its source and the version it stands in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

# The languages in which every rule is told.
POLICY_LANGUAGES = ("es", "fr", "en", "it")

Told = Mapping[str, str]
"""A text by its language."""


class Ground(StrEnum):
    """A ground on which a request may be refused, in the order of the help centre."""

    NOT_THE_PRODUCT = "not_the_product"
    OTHER_SHOP = "other_shop"
    INTERVENTION_OR_THIRD_PARTY = "intervention_or_third_party"
    INCOMPATIBLE_VERSION = "incompatible_version"
    INCOMPATIBLE_DEVELOPMENTS = "incompatible_developments"
    MODIFIED_CODE = "modified_code"


class RefundGround(StrEnum):
    """A ground on which the purchase is refunded."""

    SINGULAR_UNSOLVABLE = "singular_unsolvable"
    NOT_DOWNLOADED = "not_downloaded"
    NOT_WORKING = "not_working"
    MISLEADING_SHEET = "misleading_sheet"


class Proof(StrEnum):
    """What can prove a ground."""

    DATA = "data"
    MESSAGE = "message"
    ATTACHMENT = "attachment"
    FINDING = "finding"


class Evaluation(StrEnum):
    """How a ground is evaluated: from stored data, or by a person who reads the passages found."""

    SHOP = "shop"
    VERSION = "version"
    PASSAGES = "passages"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, told in every language of the policy.

    `own` names the file in which the seller changed it, else it is empty. What only some kinds have
    is empty for the others: `evaluation`, `evidence` and `letter` of a ground; `reason` (what to pick
    behind the "$") and `singular` (takes a problem of one shop alone) of a refund ground; `when`
    (what proposes it) and `share` (of the product's price) of an alternative; the numbers of a clock
    or window.
    """

    id: str
    title: Told
    text: Told
    source: str
    version: str = "1"
    valid_from: date | None = None
    evaluation: Evaluation | None = None
    evidence: tuple[Proof, ...] = ()
    letter: Told = field(default_factory=dict)
    reason: Told = field(default_factory=dict)
    singular: bool = False
    when: tuple[str, ...] = ()
    share: Decimal | None = None
    months: int | None = None
    days: int | None = None
    business_days: int | None = None
    calendar_days: int | None = None
    own: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules in force, by their ids; `frames` go around letters: by letter, part and language."""

    covers: Mapping[str, Rule]
    grounds: Mapping[str, Rule]
    refunds: Mapping[str, Rule]
    clocks: Mapping[str, Rule]
    windows: Mapping[str, Rule]
    alternatives: Mapping[str, Rule]
    frames: Mapping[str, Mapping[str, Told]]

    @property
    def version(self) -> str:
        """Names exactly these rules: the newest date from which one is valid, and a digest of them all."""
        rules = [rule for _kind, rule in self.rules()]
        newest = max((rule.valid_from for rule in rules if rule.valid_from), default=None)
        content = json.dumps([[frozen(rule) for rule in rules], self.frames], sort_keys=True, default=dict)
        return f"{newest or '-'}/{hashlib.sha256(content.encode()).hexdigest()[:12]}"

    def rules(self) -> list[tuple[str, Rule]]:
        """Every rule with the name of its kind, in the order of the files."""
        kinds = {
            "cover": self.covers,
            "ground": self.grounds,
            "refund": self.refunds,
            "clock": self.clocks,
            "window": self.windows,
            "alternative": self.alternatives,
        }
        return [(kind, rule) for kind, rules in kinds.items() for rule in rules.values()]


def told(texts: Told, language: str | None) -> str:
    """A text in a language, or in English where it is not told in that one."""
    return texts.get(language or "en") or texts.get("en", "")


def letter_language(language: str | None) -> str:
    """The language in which letters to a customer of this one are composed."""
    return language if language in POLICY_LANGUAGES else "en"


def frozen(rule: Rule) -> dict[str, Any]:
    """A rule as plain values, to be kept with what was decided under it; what it has not is left out."""
    values: dict[str, Any] = {}
    for name in Rule.__dataclass_fields__:
        value = getattr(rule, name)
        if value in (None, "", (), {}, False):
            continue
        values[name] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return [str(item) for item in value]
        case Mapping():
            return dict(value)
        case bool() | int():
            return value
        case _:
            return str(value)
