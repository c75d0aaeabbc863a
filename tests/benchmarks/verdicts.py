"""Tables of what is right, unsure and wrong, and of what more training texts would change."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from learned import SHARES, interval

if TYPE_CHECKING:
    from learned_examples import Example
    from train import Training


def print_verdicts(title: str, judged: Iterable[tuple[str, str, str]]) -> None:
    """Print by group how many are right, unsure and wrong.

    Args:
        title: what is judged.
        judged: for each text its group, what is expected, and what the program says: "" if it is unsure.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group, expected, got in judged:
        verdict = "right" if got == expected else "wrong" if got else "unsure"
        for row in (group, "all"):
            counts[row][verdict] += 1
    print(f"{title:<32}{'right (95 %)':>14}   {'wrong (95 %)':>14}   {'right':>7}{'unsure':>8}{'wrong':>7}")
    for row in sorted(counts, key=lambda each: (each == "all", each)):
        total, each = counts[row].total(), counts[row]
        right, wrong = interval(each["right"], total), interval(each["wrong"], total)
        print(
            f"{row or 'none':<32}{right:>14}   {wrong:>14}   "
            f"{each['right']:>7}{each['unsure']:>8}{each['wrong']:>7}"
        )
    print()


def print_curves(training: Training, others: list[Example] | None) -> None:
    """Print how often the likest label is right, of models from shares of the examples.

    Args:
        training: what the models are trained from. Each example has one label.
        others: the examples to measure on; without any, a fifth of those to train from is left out for it.
    """
    import numpy as np
    from train import features_of

    examples = list(training.examples())
    random.Random(0).shuffle(examples)  # a fixed order, no secret
    if others is None:
        fifth = len(examples) // 5
        others, examples = examples[:fifth], examples[fifth:]
    measured = features_of(others, training.buckets)
    points: defaultdict[str, list[str]] = defaultdict(list)
    for share in SHARES:
        part = examples[: int(len(examples) * share)]
        features = features_of(part, training.buckets)
        scores = [
            training.fit(features, np.array([label in example.labels for example in part])).decision_function(
                measured
            )
            for label in training.labels
        ]
        right: defaultdict[str, list[bool]] = defaultdict(list)
        for example, likest in zip(others, np.argmax(scores, axis=0), strict=True):
            for row in (example.language, "all"):
                right[row].append(training.labels[likest] in example.labels)
        for row, verdicts in right.items():
            points[row].append(interval(sum(verdicts), len(verdicts)))
    print("the likest label of models alone is right, from shares of the training texts (95 %)")
    print(f"{'':<32}" + "".join(f"{share:>16.3f}" for share in SHARES))
    for row in sorted(points, key=lambda each: (each == "all", each)):
        print(f"{row:<32}" + "".join(f"{each:>16}" for each in points[row]))
