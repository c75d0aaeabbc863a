"""Trains the learned models from the labelled texts: `python tests/tools/train.py`, or those that are named.

Needs scikit-learn (`pip install -e '.[train]'`), which the program itself does not. The same texts give the
same files. Thresholds come from cross-validation on the training part alone; the part set aside is not read.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import sqrt
from pathlib import Path
from typing import TypeAlias

import numpy as np
from labelled_texts import TRAINING, digest_of_sentences
from language_examples import digest_of_languages, language_examples
from learned_examples import Example, passage_examples
from message_examples import digest_of_messages, fact_examples, request_examples
from numpy.typing import NDArray
from reply_models import REPLY_MODELS
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import KFold

from bizcare_tui.domain.learned.features import BUCKETS, buckets_of

MODELS = Path(__file__).parents[2] / "bizcare_tui" / "policy" / "learned"
FOLDS = 5
LARGEST_WEIGHT = 127
# How strongly weights are kept small: the inverse, as scikit-learn has it.
REGULARISATION = 10.0
# So many typical texts with a label are enough to choose its threshold from them alone, at this precision:
# among typical texts it is higher than among texts that were written to be hard to tell apart.
ENOUGH_TYPICAL = 500
TYPICAL_PRECISION = 0.80


LinearClassifier: TypeAlias = LogisticRegression | SGDClassifier
Fit: TypeAlias = Callable[[csr_matrix, NDArray[np.bool_]], LinearClassifier]


def fit(features: csr_matrix, wanted: NDArray[np.bool_]) -> LinearClassifier:
    """Fit one label."""
    model = LogisticRegression(
        C=REGULARISATION, class_weight="balanced", solver="liblinear", max_iter=500, random_state=0
    )
    return model.fit(features, wanted)


def fit_many(features: csr_matrix, wanted: NDArray[np.bool_]) -> LinearClassifier:
    """Fit one label to tens of thousands of short examples, in seconds."""
    model = SGDClassifier(
        loss="log_loss",
        alpha=3e-6,
        max_iter=12,
        tol=None,
        average=True,
        class_weight="balanced",
        random_state=0,
    )
    return model.fit(features, wanted)


@dataclass(frozen=True, slots=True)
class Training:
    """What one model is trained from, and how its thresholds are chosen.

    Each label gets the threshold with the best balance of precision and recall among those that reach
    `least_precision` by cross-validation: on typical texts where there are enough of the label, else on all.
    `digest` returns a digest of the texts. `buckets` is how many weights a label has, a power of two.
    `fit` fits one label.
    """

    name: str
    labels: Sequence[str]
    examples: Callable[[], Iterator[Example]]
    least_precision: float
    digest: Callable[[], str]
    buckets: int = BUCKETS
    fit: Fit = fit


TRAININGS = (
    Training(
        "passages",
        ("not_the_product", "intervention_or_third_party", "incompatible_developments", "modified_code"),
        passage_examples,
        0.70,
        partial(digest_of_sentences, TRAINING),
    ),
    Training(
        "languages",
        ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "other"),
        language_examples,
        0.5,
        digest_of_languages,
        buckets=1 << 14,
        fit=fit_many,
    ),
    Training(
        "requests",
        ("technical", "installation", "configuration", "other"),
        request_examples,
        0.5,
        digest_of_messages,
        buckets=1 << 15,
    ),
    Training(
        "facts",
        ("steps", "error", "screenshots"),
        fact_examples,
        0.94,
        digest_of_messages,
        buckets=1 << 15,
    ),
)


def features_of(examples: Sequence[Example], buckets: int = BUCKETS) -> csr_matrix:
    """Return a row for each example: how often each bucket is in it, by the root of their number."""
    indices: list[int] = []
    values: list[float] = []
    ends = [0]
    for example in examples:
        counts = Counter(
            bucket & (buckets - 1) for unit in example.units for bucket in buckets_of(unit.kind, unit.name)
        )
        root = sqrt(sum(counts.values())) or 1.0
        indices += counts.keys()
        values += (count / root for count in counts.values())
        ends.append(len(indices))
    return csr_matrix((values, indices, ends), shape=(len(examples), buckets))


def threshold_of(
    examples: Sequence[Example], scores: NDArray[np.float64], label: str, least_precision: float
) -> float:
    """Return the score from which a label is given, from scores by models that did not see the example."""
    wanted = np.array([label in example.labels for example in examples])
    typical = np.array([example.is_typical for example in examples])
    if (wanted & typical).sum() >= ENOUGH_TYPICAL:
        return best_threshold(scores[typical], wanted[typical], TYPICAL_PRECISION)
    return best_threshold(scores, wanted, least_precision)


def cross_validated(features: csr_matrix, wanted: NDArray[np.bool_], fit: Fit = fit) -> NDArray[np.float64]:
    """Return the score of each example by a model that did not see it."""
    scores = np.zeros(len(wanted))
    for training, rest in KFold(FOLDS, shuffle=True, random_state=0).split(wanted):
        scores[rest] = fit(features[training], wanted[training]).decision_function(features[rest])
    return scores


def best_threshold(scores: NDArray[np.float64], wanted: NDArray[np.bool_], least_precision: float) -> float:
    """Return the score from which a label is given: the best balance with at least this precision."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(wanted[order])
    given = np.arange(1, len(scores) + 1)
    precision, recall = hits / given, hits / max(1, wanted.sum())
    balance = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    allowed = precision >= least_precision
    best = int(np.argmax(np.where(allowed, balance, balance * 1e-3)))
    after = scores[order[best + 1]] if best + 1 < len(scores) else scores[order[best]] - 1
    return float((scores[order[best]] + after) / 2)


def predicted(
    training: Sequence[Example], label: str, least_precision: float, others: Sequence[Example]
) -> NDArray[np.bool_]:
    """Return which other examples get a label from a model of these, at its threshold by cross-validation."""
    features, wanted = features_of(training), np.array([label in example.labels for example in training])
    threshold = threshold_of(training, cross_validated(features, wanted), label, least_precision)
    return np.asarray(fit(features, wanted).decision_function(features_of(others)) >= threshold)


def train(training: Training, examples: Sequence[Example]) -> bytes:
    """Return the file of a model."""
    features = features_of(examples, training.buckets)
    scales, constants, thresholds, weights = [], [], [], []
    for label in training.labels:
        wanted = np.array([label in example.labels for example in examples])
        scores = cross_validated(features, wanted, training.fit)
        thresholds.append(threshold_of(examples, scores, label, training.least_precision))
        model = training.fit(features, wanted)
        scale = float(np.abs(model.coef_).max()) / LARGEST_WEIGHT
        scales.append(scale)
        constants.append(float(model.intercept_[0]))
        weights.append(np.rint(model.coef_[0] / scale).astype(np.int8).tobytes())
    head = {
        "labels": list(training.labels),
        "buckets": training.buckets,
        "scales": [round(each, 8) for each in scales],
        "constants": [round(each, 5) for each in constants],
        "thresholds": [round(each, 5) for each in thresholds],
        "examples": len(examples),
        "texts": training.digest(),
    }
    return json.dumps(head).encode() + b"\n" + b"".join(weights)


def main() -> None:
    """Train every model, or those that are named, and write what was learned where the program reads it."""
    MODELS.mkdir(exist_ok=True)
    for training in TRAININGS:
        if sys.argv[1:] and training.name not in sys.argv[1:]:
            continue
        examples = list(training.examples())
        file = MODELS / f"{training.name}.model"
        file.write_bytes(train(training, examples))
        print(f"{training.name}: {len(examples):,} examples, {file.stat().st_size:,} bytes")
    for name, content in REPLY_MODELS.items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            size = (MODELS / f"{name}.model").write_bytes(content())
            print(f"{name}: {size:,} bytes")


if __name__ == "__main__":
    main()
