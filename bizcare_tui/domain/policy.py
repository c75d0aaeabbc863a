"""The policy: the rules of Business Care as data, each with its source and version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bizcare_tui.domain.refunds import months_later
from bizcare_tui.i18n import _, current_language

# Every rule has its texts in these languages, those of the interface.
POLICY_LANGUAGES = ("es", "fr", "en", "it")
# Every letter is written in these languages, those of the customers.
LETTER_LANGUAGES = (*POLICY_LANGUAGES, "de", "nl", "pl", "pt")

LocalizedText = Mapping[str, str]
"""A text by its language."""


class Proof(StrEnum):
    """A kind of evidence that can prove a ground."""

    DATA = "data"
    MESSAGE = "message"
    ATTACHMENT = "attachment"
    FINDING = "finding"


def proof_in_words(proof: str) -> str:
    """Return the name of a kind of evidence in the language of the interface."""
    words = {
        Proof.DATA: _("data"),
        Proof.MESSAGE: _("quoted message"),
        Proof.ATTACHMENT: _("file"),
        Proof.FINDING: _("finding"),
    }
    return words[Proof(proof)]


class Evaluation(StrEnum):
    """How a ground is evaluated: from stored data, or by a person who reads the passages found."""

    SHOP = "shop"
    VERSION = "version"
    PASSAGES = "passages"


def evaluation_in_words(evaluation: Evaluation) -> str:
    """Return by what a ground is evaluated, in the language of the interface."""
    return {
        Evaluation.SHOP: _("the licensed shop"),
        Evaluation.VERSION: _("the declared versions"),
        Evaluation.PASSAGES: _("passages of the messages"),
    }[evaluation]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its texts in every language of the policy.

    Its source is the page `source_title` at `address`: `article` is the article of that page, `part` the
    place in it, and `read` the day on which it was last read.

    `own` names the file in which the seller changed the rule, and is empty otherwise. Some fields belong
    to some kinds of rules only and are empty in the others: `evaluation`, `evidence` and `letter` to
    a ground; `letter_plain` (what a letter says when a fact that `letter` names is not known) to a ground or
    an alternative; `reason` (the option to choose behind the "$") and `singular` (the ground requires a
    problem that only one shop has) to a refund ground; `when` (what proposes it) and `share` (of the
    product's price) to an alternative; the numbers to a clock or a window.
    """

    id: str
    title: LocalizedText
    text: LocalizedText
    source_title: LocalizedText
    part: str = ""
    address: str = ""
    article: str = ""
    read: date | None = None
    version: str = "1"
    valid_from: date | None = None
    evaluation: Evaluation | None = None
    evidence: tuple[Proof, ...] = ()
    letter: LocalizedText = field(default_factory=dict)
    letter_plain: LocalizedText = field(default_factory=dict)
    reason: LocalizedText = field(default_factory=dict)
    singular: bool = False
    when: tuple[str, ...] = ()
    share: Decimal | None = None
    months: int | None = None
    days: int | None = None
    business_days: int | None = None
    calendar_days: int | None = None
    own: str = ""

    def source_in(self, language: str) -> str:
        """Return the title of the rule's source, with the place in it."""
        title = localized(self.source_title, language)
        return f"{title} ({self.part})" if self.part else title

    @property
    def source(self) -> str:
        """The source in the language of the interface."""
        return self.source_in(current_language())

    def is_stale(self, today: date, months: int) -> bool:
        """Return whether the source was last read more than `months` calendar months ago, or never."""
        return self.read is None or months_later(self.read, months) < today


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules in force by id; `frames` are the texts around letters, by letter, part and language."""

    covers: Mapping[str, Rule]
    grounds: Mapping[str, Rule]
    refunds: Mapping[str, Rule]
    clocks: Mapping[str, Rule]
    windows: Mapping[str, Rule]
    alternatives: Mapping[str, Rule]
    information: Mapping[str, Rule]
    frames: Mapping[str, Mapping[str, LocalizedText]]

    @property
    def version(self) -> str:
        """An identifier of exactly these rules: the newest `valid_from` and a digest of all rules."""
        rules = [rule for _kind, rule in self.rules()]
        newest = max((rule.valid_from for rule in rules if rule.valid_from), default=None)
        content = json.dumps([[frozen(rule) for rule in rules], self.frames], sort_keys=True, default=dict)
        return f"{newest or '-'}/{hashlib.sha256(content.encode()).hexdigest()[:12]}"

    def titles(self, ids: Iterable[str], language: str) -> list[str]:
        """Return the titles of rejection and refund grounds; an unknown id is returned unchanged."""
        rules = {**self.refunds, **self.grounds}
        return [localized(rules[each].title, language) if each in rules else each for each in ids]

    def rules(self) -> list[tuple[str, Rule]]:
        """Return every rule with the name of its kind, in the order of the files."""
        kinds = {
            "cover": self.covers,
            "ground": self.grounds,
            "refund": self.refunds,
            "clock": self.clocks,
            "window": self.windows,
            "alternative": self.alternatives,
            "information": self.information,
        }
        return [(kind, rule) for kind, rules in kinds.items() for rule in rules.values()]


def localized(texts: LocalizedText, language: str | None) -> str:
    """Return the text in a language, or in English when it has none in that language."""
    return texts.get(language or "en") or texts.get("en", "")


def letter_language(language: str | None) -> str:
    """Return the language in which letters to a customer with this language are written."""
    return language if language in LETTER_LANGUAGES else "en"


def frozen(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values, to be stored with a decision; empty fields are left out."""
    values: dict[str, Any] = {"source": rule.source_in("en")}
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
