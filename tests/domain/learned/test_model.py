"""Scores of a linear model, and the units that weigh most."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bizcare_tui.domain.learned.features import BUCKETS, Unit, buckets_of
from bizcare_tui.domain.learned.model import LinearModel, read_model

YES, NO, OTHER = Unit("concept", "yes", (0, 3)), Unit("concept", "no", (4, 6)), Unit("mark", "?", (7, 8))


def weights(**named: int) -> bytes:
    """Return a byte for each bucket: those of concepts have the weight that is named."""
    buckets = bytearray(BUCKETS)
    for name, weight in named.items():
        buckets[buckets_of("concept", name)[0]] = weight % 256
    return bytes(buckets)


def model() -> LinearModel:
    return LinearModel(
        ["said", "denied"], [0.5, 1.0], [0.0, -1.0], [1.0, 0.0], [weights(yes=10, no=-20), weights(no=3)]
    )


def test_a_score_is_the_sum_of_the_weights_by_the_root_of_their_number() -> None:
    (count,) = {len(buckets_of("concept", each)) for each in ("yes", "no")}
    scores = model().scores([YES, NO])
    assert scores["said"] == pytest.approx((10 - 20) * count * 0.5 / (2 * count) ** 0.5 - 1.0)
    assert scores["denied"] == pytest.approx(3 * count / (2 * count) ** 0.5 - 1.0)


def test_without_units_the_constant_is_left() -> None:
    assert model().scores([]) == {"said": -1.0, "denied": -1.0}


def test_the_heaviest_unit_comes_first() -> None:
    weighed = model().weigh([NO, OTHER, YES], "said")
    assert [each.unit for each in weighed] == [YES, OTHER, NO]
    assert weighed[0].weight > 0 == weighed[1].weight > weighed[2].weight


def test_a_file_is_read_back(tmp_path: Path) -> None:
    head = {"labels": ["a"], "buckets": BUCKETS, "scales": [1.0], "constants": [0.5], "thresholds": [0.0]}
    file = tmp_path / "a.model"
    file.write_bytes(json.dumps(head).encode() + b"\n" + weights(yes=2))
    assert read_model(file).scores([NO]) == {"a": 0.5}
    assert read_model(file).scores([YES])["a"] > 0.5


def test_a_small_model_has_a_bucket_for_several() -> None:
    small = LinearModel(["a"], [1.0], [0.0], [0.0], [b"\x01" * 8])
    assert small.scores([YES])["a"] == pytest.approx(len(buckets_of("concept", "yes")) ** 0.5)


@pytest.mark.parametrize("buckets", [3, 2 * BUCKETS])
def test_the_number_of_buckets_is_a_power_of_two_of_those_there_are(tmp_path: Path, buckets: int) -> None:
    head = {"labels": ["a"], "buckets": buckets, "scales": [1.0], "constants": [0.5], "thresholds": [0.0]}
    file = tmp_path / "a.model"
    file.write_bytes(json.dumps(head).encode() + b"\n" + bytes(buckets))
    with pytest.raises(ValueError, match=r"a\.model was trained for other features"):
        read_model(file)


@pytest.mark.parametrize("size", [0, BUCKETS - 1, BUCKETS + 1])
def test_a_file_for_other_features_is_refused(tmp_path: Path, size: int) -> None:
    head = {"labels": ["a"], "buckets": BUCKETS, "scales": [1.0], "constants": [0.5], "thresholds": [0.0]}
    file = tmp_path / "a.model"
    file.write_bytes(json.dumps(head).encode() + b"\n" + bytes(size))
    with pytest.raises(ValueError, match=r"a\.model was trained for other features"):
        read_model(file)
