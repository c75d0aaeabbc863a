"""A linear model with small weights: reads its file, scores units, and says which of them weigh most."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path

from bizcare_tui.domain.learned.features import BUCKETS, Unit, buckets_of, has_groups

# Words whose weights are kept: common ones come again and again. More of them take megabytes, and find little
# more. Other units are added up in no time, and most pairs of words never come again.
_REMEMBERED = 1_024


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much a unit weighs for a label: more than 0 speaks for it."""

    unit: Unit
    weight: float


class LinearModel:
    """Scores for labels: the sum of the weights of all units, by the root of their number, and a constant.

    Args:
        labels: the labels.
        scales: for each label what its weights are multiplied by.
        constants: for each label what is added.
        thresholds: for each label the score from which it is given.
        weights: for each label a signed byte for each bucket. A small model has fewer buckets than there are,
            a power of two: each stands for several.
    """

    def __init__(
        self,
        labels: Sequence[str],
        scales: Sequence[float],
        constants: Sequence[float],
        thresholds: Sequence[float],
        weights: Sequence[bytes],
    ) -> None:
        self.labels = tuple(labels)
        self.thresholds = dict(zip(labels, thresholds, strict=True))
        self._scales, self._constants = tuple(scales), tuple(constants)
        self._weights = [memoryview(each).cast("b") for each in weights]
        self._mask = len(weights[0]) - 1
        self._word_sums = lru_cache(maxsize=_REMEMBERED)(self._compute_sums)

    def scores(self, units: Iterable[Unit]) -> Mapping[str, float]:
        """Return the score of each label, 0 being its threshold."""
        sums = [self._sums(kind, name) for kind, name, _span in units]
        count, *totals = map(sum, zip(*sums, strict=True)) if sums else [0] * (1 + len(self.labels))
        root = sqrt(count) or 1.0
        return {
            label: total * scale / root + constant - self.thresholds[label]
            for label, total, scale, constant in zip(
                self.labels, totals, self._scales, self._constants, strict=True
            )
        }

    def weigh(self, units: Sequence[Unit], label: str) -> list[Weighed]:
        """Return each unit with what it adds to the score of a label, the heaviest first."""
        index = self.labels.index(label)
        sums = [self._sums(unit.kind, unit.name) for unit in units]
        factor = self._scales[index] / (sqrt(sum(each[0] for each in sums)) or 1.0)
        weighed = [Weighed(unit, each[1 + index] * factor) for unit, each in zip(units, sums, strict=True)]
        return sorted(weighed, key=lambda each: -each.weight)

    def _sums(self, kind: str, name: str) -> tuple[int, ...]:
        return self._word_sums(kind, name) if has_groups(kind) else self._compute_sums(kind, name)

    def _compute_sums(self, kind: str, name: str) -> tuple[int, ...]:
        """Return how often a unit counts, and the sum of its weights for each label."""
        buckets = [bucket & self._mask for bucket in buckets_of(kind, name)]
        return (len(buckets), *(sum(map(weights.__getitem__, buckets)) for weights in self._weights))


def read_model(file: Path) -> LinearModel:
    """Return the model of a file: a line of JSON, and the weights of each label.

    Raises:
        ValueError: the file is no model, or one for other features.
    """
    head, _line_end, weights = file.read_bytes().partition(b"\n")
    facts = json.loads(head)
    buckets = facts["buckets"]
    if buckets.bit_count() != 1 or buckets > BUCKETS or len(weights) != buckets * len(facts["labels"]):
        raise ValueError(f"{file.name} was trained for other features")
    return LinearModel(
        facts["labels"],
        facts["scales"],
        facts["constants"],
        facts["thresholds"],
        [weights[start : start + buckets] for start in range(0, len(weights), buckets)],
    )
