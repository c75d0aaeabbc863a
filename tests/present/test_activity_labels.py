"""The labels of a row of the inbox: their order, and what is left out where there is no room for all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inbox_pane import NOW, row
from rich.cells import cell_len

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.present.activity_labels import activity_text

BUSY: dict[str, Any] = {
    "assignee": "ana",
    "reply": ReplyState.FAILED,
    "has_draft": True,
    "tags": ("black-friday", "vip"),
}


@pytest.mark.parametrize(
    ("changes", "company", "text"),
    [
        ({}, "", ""),
        ({"assignee": "ana"}, "", "[→ana] "),
        ({"tags": ("a", "b", "c", "d")}, "", "#a #b #c "),
        ({"reply": ReplyState.QUEUED, "assignee": "ana"}, "", "[→ana, reply to send] "),
        # What needs a person is first.
        ({"reply": ReplyState.HELD, "assignee": "ana"}, "bo writing", "[reply HELD, bo writing, →ana] "),
        ({"owed": Owed.FIX, "follow_up": NOW + timedelta(hours=2), "snoozed_until": NOW}, "",
         "[reply by 2h 00, snoozed] "),
    ],
)  # fmt: skip
def test_the_most_important_label_is_first(changes: dict[str, Any], company: str, text: str) -> None:
    assert activity_text(row(1, **changes), NOW, company, 200) == text


@pytest.mark.parametrize(
    ("room", "text"),
    [
        (47, "[reply FAILED, →ana, draft] #black-friday #vip "),
        (46, "[reply FAILED, →ana, draft] #black-friday … "),
        (43, "[reply FAILED, →ana, draft] … "),
        (29, "[reply FAILED, →ana, …] "),
        (23, "[reply FAILED, …] "),
        (15, "[reply FAILED] "),
        (14, "[reply FAIL…] "),
        (10, "[reply …] "),
        (9, "[…] "),
        (4, "[…] "),
        (3, ""),
        (0, ""),
    ],
)
def test_the_least_important_labels_are_left_out_first(room: int, text: str) -> None:
    assert activity_text(row(1, **BUSY), NOW, "", room) == text


def test_tags_alone_are_left_out_from_the_last_one() -> None:
    tagged = row(1, tags=("one", "two"))
    assert [activity_text(tagged, NOW, "", room) for room in (10, 9, 7, 6)] == [
        "#one #two ",
        "#one … ",
        "#one … ",
        "[…] ",
    ]


@given(
    st.builds(
        row,
        st.just(1),
        assignee=st.text("a日", max_size=9),
        tags=st.lists(st.text("b日", min_size=1, max_size=9), max_size=4).map(tuple),
        reply=st.none() | st.sampled_from(ReplyState),
        has_draft=st.booleans(),
    ),
    st.text("c日 ", max_size=20),
    st.integers(0, 60),
)
def test_labels_never_take_more_than_their_room(busy: Any, company: str, room: int) -> None:
    text = activity_text(busy, NOW, company, room)
    assert cell_len(text) <= room
    assert not text or text.endswith(" ")
