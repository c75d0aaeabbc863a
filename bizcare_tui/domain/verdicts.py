"""Reads PrestaShop's notices about submissions (accepted, rejected, changes requested) as proposals.

Notices are written in the partner's language and arrive as threads and as mail. Source: a seller's public
notes on the partner panel (approval, rejection and feedback on submissions); the wording is not documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.domain.branches import Branches
from bizcare_tui.domain.defects import Defect, DefectStepKind
from bizcare_tui.domain.submissions import Review, reviews
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

_LONGEST = 6_000
_LONGEST_REASON = 200

# Rejections are searched before acceptances, because "not accepted" contains "accepted".
_REJECTED = WordPattern(r"%submission.rejected%")
_ACCEPTED = WordPattern(r"%submission.accepted%")
_CHANGES = WordPattern(r"%submission.changes%")
# A text must mention a submission to be a verdict on one.
_ABOUT_SUBMISSION = WordPattern(r"%submission.about%")
# A possibility or a condition is no verdict, and neither is an acceptance in the future.
_CONDITIONAL = WordPattern(r"%submission.conditional%")
_FUTURE = WordPattern(r"%submission.future%")
_OFF_SALE = WordPattern(r"%submission.off_sale%")
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_VERSION = re.compile(r"(?<![\d.])\d{1,6}(?:\.\d{1,6}){2,3}(?![\d]|\.\d)")


@dataclass(frozen=True, slots=True)
class Notice:
    """A text by PrestaShop, sanitized: from a thread, or from a mail, whose `thread_id` is 0."""

    thread_id: int
    at: datetime
    topic: str
    text: str
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a notice: `published`, or `returned` for a rejection or feedback, with its words."""

    step: DefectStepKind
    words: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """A step of a defect that a notice proposes; it takes effect only when a person confirms it."""

    defect_id: int
    step: DefectStepKind
    branches: Branches
    version: str
    at: datetime
    words: str
    thread_id: int

    @property
    def name(self) -> str:
        """The name of the ZIP in words."""
        return Review(self.branches, self.version, self.at).name


def read_verdict(topic: str, text: str) -> Verdict | None:
    """Return the verdict of a notice, or None when it contains none.

    The title has precedence over the text, and an earlier sentence over a later one.
    """
    title, body = topic[:_LONGEST], text[:_LONGEST]
    whole = f"{title}\n{body}"
    is_about_submission = _VERSION.search(whole) or _ABOUT_SUBMISSION.search(flat(whole))
    if not is_about_submission or _OFF_SALE.search(flat(title)):
        return None
    sentences = [each.strip() for each in (title, *_SENTENCE.split(body)) if each.strip()]
    for find in (_accepted_or_rejected, _asks_for_changes):
        for sentence in sentences:
            step = find(flat(sentence))
            if step is not None:
                return Verdict(step, sentence[:_LONGEST_REASON], _versions(title, body))
    return None


def proposed_steps(
    defects: Iterable[Defect], notices: Iterable[Notice], products: Sequence[tuple[int, str]]
) -> list[ProposedStep]:
    """Return the proposed steps for the ZIPs in review, each from the newest notice about the ZIP.

    A notice is about a ZIP when it contains its version and no other product, or its product and no version.
    `products` are the seller's products as (id, name).
    """
    waiting = [(each, review) for each in defects for review in reviews(each.steps) if review.outcome is None]
    found: dict[tuple[int, Branches], ProposedStep] = {}
    for notice in sorted(notices, key=lambda each: each.at):
        if not waiting:
            break
        verdict = read_verdict(notice.topic, notice.text)
        if verdict is None:
            continue
        named = _products_named(notice, products)
        for defect, review in waiting:
            if notice.at >= review.submitted_at and _is_about(verdict, named, defect, review):
                found[defect.id, review.branches] = ProposedStep(
                    defect.id, verdict.step, review.branches, review.version, notice.at, verdict.words,
                    notice.thread_id,
                )  # fmt: skip
    return list(found.values())


def _accepted_or_rejected(sentence: str) -> DefectStepKind | None:
    if _says(_REJECTED, sentence, _CONDITIONAL):
        return DefectStepKind.RETURNED
    return DefectStepKind.PUBLISHED if _says(_ACCEPTED, sentence, _CONDITIONAL, _FUTURE) else None


def _asks_for_changes(sentence: str) -> DefectStepKind | None:
    return DefectStepKind.RETURNED if _CHANGES.search(sentence) else None


def _says(pattern: WordPattern, sentence: str, *doubts: WordPattern) -> bool:
    """Return whether a sentence matches the pattern without one of the doubts before the match."""
    return any(
        not any(doubt.search(sentence, 0, matched.start()) for doubt in doubts)
        for matched in pattern.finditer(sentence)
    )


def _is_about(verdict: Verdict, named: set[int], defect: Defect, review: Review) -> bool:
    is_its_product = defect.product_id in named
    if verdict.versions:
        return review.version in verdict.versions and (is_its_product or not named)
    return is_its_product


def _products_named(notice: Notice, products: Sequence[tuple[int, str]]) -> set[int]:
    if notice.product_id is not None:
        return {notice.product_id}
    text = flat(f"{notice.topic}\n{notice.text[:_LONGEST]}")
    return {number for number, name in products if _is_named(name, text)}


def _is_named(name: str, text: str) -> bool:
    short = flat(re.split(r"\s[–—-]\s|:", name)[0]).strip()
    return len(short) > 1 and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text) is not None


def _versions(title: str, body: str) -> tuple[str, ...]:
    """Return the versions in the title, or those in the text when the title has none."""
    return tuple(dict.fromkeys(_VERSION.findall(title) or _VERSION.findall(body)))
