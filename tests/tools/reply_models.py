"""Trains the models of replies: one of their sentences, and one of whole drafts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from learned_examples import Example
from numpy.typing import NDArray
from reply_examples import (
    ReplyExample,
    digest_of_replies,
    reply_examples,
    sentences_of,
    sentences_that_come_along,
    shows,
)
from scipy.sparse import vstack
from sklearn.linear_model import LogisticRegression

from bizcare_tui.domain.replies.draft_features import draft_numbers
from bizcare_tui.domain.replies.learned_findings import BEST_SENTENCES, INSUFFICIENT, mean_of_best

if TYPE_CHECKING:
    from train import LinearClassifier

# So few buckets are as good as more, by cross-validation, and make a small file.
BUCKETS = 1 << 15
# Precision that thresholds have to reach on the training part, which has many cases that are hard to tell.
LEAST_PRECISION = 0.92
# There are about as many numbers of a draft as drafts with the finding, hence small weights.
DRAFT_REGULARISATION = 0.01
# Thresholds come from so many divisions into folds, as they depend on few drafts.
ROUNDS = 3

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Folds: TypeAlias = NDArray[np.int64]


class SentenceTexts:
    """The sentences of labelled replies as features, with their labels and the drafts that they are in."""

    def __init__(self, replies: Sequence[ReplyExample]) -> None:
        from train import features_of

        self.replies = replies
        self.sentences = [
            (number, each) for number, reply in enumerate(replies) for each in sentences_of(reply)
        ]
        self.draft_numbers = np.array([number for number, _sentence in self.sentences])
        self.features = features_of(
            [Example("", each.units, frozenset()) for _number, each in self.sentences], BUCKETS
        )
        self.own_features = features_of(
            [Example("", each.units, frozenset()) for each in sentences_that_come_along()], BUCKETS
        )

    def labels(self, finding: str) -> tuple[Flags, Flags]:
        """Return which sentences show a finding, and of which that is known."""
        shown = [shows(sentence, self.replies[number], finding) for number, sentence in self.sentences]
        return np.array([each is True for each in shown]), np.array([each is not None for each in shown])

    def fit(self, rows: Flags, finding: str) -> LinearClassifier:
        """Fit a finding to some of the sentences, and to those that come along, which do not show it."""
        from train import fit

        wanted, known = self.labels(finding)
        rows = rows & known
        return fit(
            vstack([self.features[rows], self.own_features]).tocsr(),
            np.concatenate([wanted[rows], np.zeros(self.own_features.shape[0], dtype=bool)]),
        )

    def draft_scores(self, scores: Floats, finding: str) -> Floats:
        """Return the score of each draft from those of its sentences."""
        by_draft: list[list[float]] = [[] for _reply in self.replies]
        for number, score in zip(self.draft_numbers, scores, strict=True):
            by_draft[number].append(score)
        # A draft without a sentence shows nothing.
        return np.array([max(mean_of_best(sorted(each, reverse=True), finding), -99.0) for each in by_draft])


def folds_of(replies: Sequence[ReplyExample], seed: int = 0) -> Folds:
    """Return the fold of each reply: all sentences of a draft are in the same."""
    from train import FOLDS

    return np.random.default_rng(seed).integers(0, FOLDS, len(replies))


def has(replies: Sequence[ReplyExample], finding: str) -> Flags:
    """Return which replies have a finding."""
    return np.array([finding in each.findings for each in replies])


def unseen_sentence_scores(texts: SentenceTexts, finding: str, folds: Folds) -> Floats:
    """Return the score of each sentence by a model that did not see its draft."""
    fold_of_sentence = folds[texts.draft_numbers]
    scores = np.zeros(len(fold_of_sentence))
    for fold in np.unique(folds):
        rest = fold_of_sentence == fold
        scores[rest] = texts.fit(~rest, finding).decision_function(texts.features[rest])
    return scores


def unseen_scores_of_drafts(texts: SentenceTexts, finding: str) -> Floats:
    """Return the score of each draft from its sentences, the mean of several divisions into folds."""
    rounds = [
        texts.draft_scores(unseen_sentence_scores(texts, finding, folds_of(texts.replies, seed)), finding)
        for seed in range(ROUNDS)
    ]
    return np.asarray(np.mean(rounds, axis=0))


def sentence_model() -> bytes:
    """Return the file of the model of sentences."""
    from train import LARGEST_WEIGHT, best_threshold

    texts = SentenceTexts(list(reply_examples()))
    everything = np.ones(len(texts.sentences), dtype=bool)
    scales, constants, thresholds, weights = [], [], [], []
    for finding in BEST_SENTENCES:
        scores = unseen_scores_of_drafts(texts, finding)
        thresholds.append(best_threshold(scores, has(texts.replies, finding), LEAST_PRECISION))
        model = texts.fit(everything, finding)
        scale = float(np.abs(model.coef_).max()) / LARGEST_WEIGHT
        scales.append(scale)
        constants.append(float(model.intercept_[0]))
        weights.append(np.rint(model.coef_[0] / scale).astype(np.int8).tobytes())
    head = {
        "labels": list(BEST_SENTENCES),
        "buckets": BUCKETS,
        "scales": [round(each, 8) for each in scales],
        "constants": [round(each, 5) for each in constants],
        "thresholds": [round(each, 5) for each in thresholds],
        "examples": len(texts.sentences),
        "texts": digest_of_replies(),
    }
    return json.dumps(head).encode() + b"\n" + b"".join(weights)


def numbers_of(replies: Sequence[ReplyExample]) -> tuple[Sequence[str], Floats]:
    """Return the names of the numbers of drafts, and a row of them for each reply."""
    rows = [draft_numbers(each.draft, each.ticket) for each in replies]
    names = tuple(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows])


def fit_drafts(numbers: Floats, wanted: Flags) -> tuple[Floats, float]:
    """Return the weights and the constant of a linear model of drafts."""
    means, deviations = numbers.mean(0), numbers.std(0)
    deviations[deviations == 0] = 1.0
    model = LogisticRegression(
        C=DRAFT_REGULARISATION, class_weight="balanced", solver="liblinear", max_iter=500, random_state=0
    ).fit((numbers - means) / deviations, wanted)
    weights = model.coef_[0] / deviations
    return weights, float(model.intercept_[0] - weights @ means)


def unseen_draft_scores(numbers: Floats, wanted: Flags, replies: Sequence[ReplyExample]) -> Floats:
    """Return the score of each draft by models that did not see it, the mean of several divisions."""
    scores = np.zeros((ROUNDS, len(wanted)))
    for seed in range(ROUNDS):
        folds = folds_of(replies, seed)
        for fold in np.unique(folds):
            rest = folds == fold
            weights, constant = fit_drafts(numbers[~rest], wanted[~rest])
            scores[seed, rest] = numbers[rest] @ weights + constant
    return np.asarray(scores.mean(axis=0))


def draft_model() -> bytes:
    """Return the file of the model of whole drafts."""
    from train import best_threshold

    replies = list(reply_examples())
    names, numbers = numbers_of(replies)
    wanted = has(replies, INSUFFICIENT)
    threshold = best_threshold(unseen_draft_scores(numbers, wanted, replies), wanted, LEAST_PRECISION)
    weights, constant = fit_drafts(numbers, wanted)
    model = {
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "constant": round(constant - threshold, 4),
        "examples": len(replies),
        "texts": digest_of_replies(),
    }
    return json.dumps(model, indent=0).encode() + b"\n"


def given_by_models(training: Sequence[ReplyExample], finding: str, others: Sequence[ReplyExample]) -> Flags:
    """Return which other replies have a finding by a model of these, at its threshold by cross-validation."""
    from train import best_threshold

    wanted = has(training, finding)
    if finding == INSUFFICIENT:
        _names, numbers = numbers_of(training)
        weights, constant = fit_drafts(numbers, wanted)
        unseen = unseen_draft_scores(numbers, wanted, training)
        scores = numbers_of(others)[1] @ weights + constant
    else:
        texts, other_texts = SentenceTexts(training), SentenceTexts(others)
        unseen = unseen_scores_of_drafts(texts, finding)
        model = texts.fit(np.ones(len(texts.sentences), dtype=bool), finding)
        scores = other_texts.draft_scores(model.decision_function(other_texts.features), finding)
    return np.asarray(scores >= best_threshold(unseen, wanted, LEAST_PRECISION))


REPLY_MODELS: Mapping[str, Callable[[], bytes]] = {
    "reply_sentences": sentence_model,
    "reply_drafts": draft_model,
}
