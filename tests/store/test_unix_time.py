"""Whole seconds since 1970, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bizcare_tui.store.unix_time import (
    from_optional_unix_seconds,
    from_unix_seconds,
    to_optional_unix_seconds,
    to_unix_seconds,
)


@pytest.mark.parametrize("seconds", [0, 1, -1, 1_795_000_000, 2**31, -(2**31)])
def test_seconds_are_the_same_after_there_and_back(seconds: int) -> None:
    moment = from_unix_seconds(seconds)
    assert moment.tzinfo is UTC
    assert to_unix_seconds(moment) == seconds


def test_parts_of_a_second_are_rounded_down_before_1970_too() -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert to_unix_seconds(epoch + timedelta(seconds=1.9)) == 1
    assert to_unix_seconds(epoch - timedelta(seconds=0.1)) == -1


def test_an_instant_is_the_same_in_every_time_zone() -> None:
    in_madrid = datetime(2026, 11, 26, 10, 20, tzinfo=timezone(timedelta(hours=1)))
    assert to_unix_seconds(in_madrid) == to_unix_seconds(datetime(2026, 11, 26, 9, 20, tzinfo=UTC))
    assert from_unix_seconds(to_unix_seconds(in_madrid)) == in_madrid


def test_nothing_stays_nothing_but_the_first_second_of_1970_is_one() -> None:
    assert from_optional_unix_seconds(None) is None
    assert to_optional_unix_seconds(None) is None
    assert from_optional_unix_seconds(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert to_optional_unix_seconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
