"""Phrases that may support a ground; they match flat text within one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.evidence.passage_rules import PassageRule, passage_rules
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.word_pattern import WordPattern

_BEFORE = _AFTER = 40  # characters around a phrase in which a denial of it is searched

_DENIED = WordPattern(r"%grounds.negation%|n't\b")
_DENIED_BEFORE = WordPattern(r"(?:%grounds.negation%|n't)\s+(?:[\w']+\s+){0,3}\Z")
_DENIED_AFTER = WordPattern(r"\s*(?:[\w']+\s+){0,5}%grounds.denial_after%")
# A guess in the same clause. A need, a request or a precaution is no guess: "necesito", "in case", "gdyby".
_GUESS = WordPattern(r"%grounds.guess%")
_HYPOTHETICAL = WordPattern(r"%grounds.hypothetical%")


def find_phrases(ground: Ground, sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a flat sentence that may support a ground and are not denied or hypothetical."""
    rule = passage_rules()[ground]
    if any(unless.search(sentence) for unless in rule.unless) or _HYPOTHETICAL.search(sentence):
        return
    for pattern in rule.patterns:
        for found in pattern.finditer(sentence):
            if not (_is_guess(sentence, found) or _is_denied(rule, sentence, found)):
                yield found.span()


def _is_guess(sentence: str, found: re.Match[str]) -> bool:
    clause = re.split("[,;:]", sentence[: found.start()])[-1]
    return _GUESS.search(clause) is not None


def _is_denied(rule: PassageRule, sentence: str, found: re.Match[str]) -> bool:
    if not rule.is_deniable:
        return False
    is_denied = bool(_DENIED_BEFORE.search(sentence[max(found.start() - _BEFORE, 0) : found.start()]))
    if rule.deniable_start is not None:
        # "without any other module" is a denial; "nothing to do with your module" supports the ground.
        return is_denied and bool(rule.deniable_start.match(found[0]))
    if is_denied or _DENIED.search(found[0]):
        return True
    if _DENIED_AFTER.match(sentence[found.end() : found.end() + _AFTER]):
        return True
    return any(before.search(sentence[: found.end()]) for before in rule.unless_before)
