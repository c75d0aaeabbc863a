"""What `is:` and `has:` stand for: a condition for every value, and none for what does not exist."""

from __future__ import annotations

import re

import pytest

from bizcare_tui.domain.query_fields import CHOICES
from bizcare_tui.store.query_conditions import HAS, IS, IS_BY_INDEX


def test_every_value_has_a_condition() -> None:
    assert IS.keys() == IS_BY_INDEX.keys() == set(CHOICES["is"])
    assert HAS.keys() == set(CHOICES["has"])


@pytest.mark.parametrize("condition", [*IS.values(), *IS_BY_INDEX.values(), *HAS.values()])
def test_a_condition_binds_only_what_the_caller_has(condition: str) -> None:
    assert set(re.findall(r":(\w+)", condition)) <= {"account", "login", "now"}
    assert "{" not in condition
