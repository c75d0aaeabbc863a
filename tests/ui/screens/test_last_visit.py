"""The lines of what happened since the last visit."""

from __future__ import annotations

import pytest
from fixed_time import NOW

from bizcare_tui.desk.presence import ThreadEvent
from bizcare_tui.ui.screens.last_visit import event_line

EVENT = ThreadEvent(NOW, "marta", "note: @ana Apple changed the file", 215189, "Apple Pay fails on the phone")


def test_where_it_is_narrow_the_thread_is_below_the_event_and_begins_where_it_does() -> None:
    first, second = event_line(EVENT, 68).plain.splitlines()
    assert first.endswith("marta      note: @ana Apple changed the file")
    assert second.strip() == "#215189 Apple Pay fails on the phone"
    assert second.index("#") == first.index("note")


def test_where_there_is_room_an_event_is_in_one_line() -> None:
    line = event_line(EVENT, 110).plain
    assert "note: @ana Apple changed the file  " in line
    assert line.endswith("#215189 Apple Pay fails on the phone")


@pytest.mark.parametrize("columns", [68, 110])
def test_an_event_in_several_threads_says_in_how_many(columns: int) -> None:
    several = ThreadEvent(NOW, "", "closed", 7, "One of them", threads=3)
    assert event_line(several, columns).plain.endswith("3 threads")
