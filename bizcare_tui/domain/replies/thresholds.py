"""The thresholds of the check of a reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bizcare_tui.domain.setting_rules import SettingRule


def _threshold(default: float, about: str, bounds: tuple[float, float]) -> Any:
    return field(default=default, metadata={"rule": SettingRule(about, bounds)})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The settings under `[checks]`; the defaults were chosen with the labelled replies of the tests."""

    canned_share: float = _threshold(
        0.6,
        "Minimum share of a draft, from 0 to 1, that repeats one earlier text, for the draft to be canned.",
        (0.1, 1),
    )
    canned_shortest: int = _threshold(
        12, "Minimum number of words for a draft to be compared with earlier texts.", (1, 1000)
    )
    own_words: int = _threshold(
        12,
        "Number of the writer's own words from which a draft that repeats a text is acceptable.",
        (0, 1000),
    )
    own_facts: int = _threshold(
        3,
        "Number of facts of the ticket in the writer's own words from which such a draft is acceptable.",
        (0, 100),
    )
    answer_words: int = _threshold(
        4,
        "Number of words without courtesies below which a reply without facts of the ticket is blocked.",
        (0, 1000),
    )
    answer_facts: int = _threshold(
        2,
        "Facts of the ticket that a reply must refer to, unless it asks, quotes or names a menu path.",
        (0, 100),
    )


DEFAULT_THRESHOLDS = Thresholds()
