"""What models learned from labelled replies find in a draft; see `ARCHITECTURE.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bizcare_tui.domain.learned.model import LinearModel, read_model
from bizcare_tui.domain.replies.draft_features import draft_numbers, draft_sentences
from bizcare_tui.domain.replies.ticket import Ticket

_MODELS = Path(__file__).parent.parent.parent / "policy" / "learned"
SENTENCES_FILE = _MODELS / "reply_sentences.model"
DRAFTS_FILE = _MODELS / "reply_drafts.model"

AUTO_REPLY, OFF_PLATFORM, INSUFFICIENT = "auto_reply", "off_platform", "insufficient"
# The score of a draft is the mean of its best sentences: a receipt has several such sentences.
BEST_SENTENCES: Mapping[str, int] = {AUTO_REPLY: 2, OFF_PLATFORM: 1}


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """The place of a sentence, and its score for a finding: from 0 on it is like those that show it."""

    span: tuple[int, int]
    score: float


@dataclass(frozen=True, slots=True)
class DraftModel:
    """A linear model of numbers about a draft, without a scale: the constant has the threshold in it."""

    weights: Mapping[str, float]
    constant: float
    digest: str

    def score(self, numbers: Mapping[str, float]) -> float:
        """Return the score, 0 being the threshold."""
        return self.constant + sum(weight * numbers[name] for name, weight in self.weights.items())


def sentences_by_score(draft: str, ticket: Ticket, finding: str) -> Sequence[ScoredSentence]:
    """Return the sentences of a draft with their scores for a finding, the most alike first."""
    scored = (ScoredSentence(span, scores[finding]) for span, scores in _scores(draft, ticket))
    return sorted(scored, key=lambda each: -each.score)


def finding_score(draft: str, ticket: Ticket, finding: str) -> float:
    """Return the score of a draft for a finding that sentences show; from 0 on it has the finding."""
    return mean_of_best([each.score for each in sentences_by_score(draft, ticket, finding)], finding)


def mean_of_best(scores: Sequence[float], finding: str) -> float:
    """Return the score of a draft from those of its sentences, the highest first."""
    best = scores[: BEST_SENTENCES[finding]]
    return sum(best) / len(best) if best else float("-inf")


@lru_cache(maxsize=16)
def insufficiency(draft: str, ticket: Ticket) -> float:
    """Return how much a draft is like those that say nothing about the question; from 0 on it does."""
    return draft_model().score(draft_numbers(draft, ticket))


@lru_cache(maxsize=16)
def _scores(draft: str, ticket: Ticket) -> tuple[tuple[tuple[int, int], Mapping[str, float]], ...]:
    model = sentence_model()
    return tuple((each.span, model.scores(each.units)) for each in draft_sentences(draft, ticket))


@cache
def sentence_model() -> LinearModel:
    """Return the shipped model of sentences."""
    return read_model(SENTENCES_FILE)


@cache
def draft_model() -> DraftModel:
    """Return the shipped model of whole drafts."""
    facts = json.loads(DRAFTS_FILE.read_text("utf-8"))
    return DraftModel(facts["weights"], facts["constant"], facts["texts"])
