"""Messages of unknown author, grouped by their endings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.author_groups import (
    AuthorGroup,
    UnattributedMessage,
    count_clocks,
    count_customers,
    count_threads,
    group_by_ending,
    touches_first_answer,
    touches_follow_up,
)

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def messages(*texts: str) -> list[UnattributedMessage]:
    """Return a message with each text, each in a thread of its own; the last is the newest."""
    return [
        UnattributedMessage(number, number, NOON + number * HOUR, text)
        for number, text in enumerate(texts, 1)
    ]


def shapes(groups: Sequence[AuthorGroup]) -> dict[str, list[int]]:
    """Return the ids of each group's messages by the ending of the group."""
    return {group.ending: sorted(each.id for each in group.messages) for group in groups}


def answers(ending: str, count: int) -> list[str]:
    return [
        f"Dear customer {number},\nplease see page {number} of the manual.\n\n{ending}"
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ["The cart fails.\n\nAna\nTrueVoice", "Fixed in 4.2.\n\nana\ntruevoice."],
            {"ana\ntruevoice.": [1, 2]},
        ),
        (
            ["One.\nKind regards,\nAna\nTrueVoice", "Two.\nUn saludo,\nAna\nTrueVoice"],
            {"Ana\nTrueVoice": [1, 2]},
        ),
        (["It works.\nAna", "> It works.\n> Ana\n\nReally?"], {"It works.\nAna": [1], "Really?": [2]}),
        (["It works.\n\nAna\n\nSent from my iPhone", "Done.\n\nAna"], {"Ana": [1, 2]}),
        (["Thank you\n\nCONFIDENTIAL", "It works.\n\nThank you"], {"Thank you": [1, 2]}),
        (["It works.\n\nAna\nIt crashes on Android"], {"It works.\nAna\nIt crashes on Android": [1]}),
        (["CONFIDENTIAL"], {"CONFIDENTIAL": [1]}),
        (["", "\n \n"], {"": [1, 2]}),
        (["x" * 200], {"x" * 200: [1]}),
        (["Thank you", "Gracias", "thank you!"], {"thank you!": [1, 3], "Gracias": [2]}),
    ],
)
def test_messages_with_the_same_ending_are_one_group(
    texts: list[str], expected: dict[str, list[int]]
) -> None:
    assert shapes(group_by_ending(messages(*texts))) == expected


def test_two_persons_of_a_team_are_two_groups_and_a_stray_joins_neither() -> None:
    texts = (
        answers("Ana\nTrueVoice", 10)
        + answers("Luis\nTrueVoice", 9)
        + ["Here is the log of today:\nTrueVoice"]
    )
    groups = group_by_ending(messages(*texts))
    assert [(each.ending, len(each.messages)) for each in groups] == [
        ("Ana\nTrueVoice", 10),
        ("Luis\nTrueVoice", 9),
        ("TrueVoice", 1),
    ]


def test_a_shared_last_line_is_the_ending_when_the_lines_above_it_differ() -> None:
    texts = [f"Answer {number}.\n\n{name}\nTrueVoice" for number, name in enumerate(("Ana", "Luis", "Zoë"))]
    assert shapes(group_by_ending(messages(*texts))) == {"TrueVoice": [1, 2, 3]}


@pytest.mark.parametrize(
    ("texts", "accepted", "identifies"),
    [
        (["One.\n\nAna", "Two.\n\nAna"], (), True),
        (["Thank you", "Thank you"], (), False),
        (["It does not work on my telephone", "It does not work on my telephone"], (), False),
        (["One.\n\nAna\nTrueVoice", "Two.\n\nAna\nTrueVoice"], ("Ana\nTrueVoice",), False),
        (["One.\n\nAna\nTrueVoice", "Two.\n\nAna\nTrueVoice"], ("Luis\nTrueVoice",), True),
    ],
)
def test_an_ending_identifies_its_writer_if_it_has_a_name_and_is_not_accepted_already(
    texts: list[str], accepted: tuple[str, ...], identifies: bool
) -> None:
    (group,) = group_by_ending(messages(*texts), accepted)
    assert group.identifies is identifies
    assert group.is_decided_at_once is identifies
    left = group.without({1})
    assert left is not None
    assert left.is_decided_at_once
    assert left.without({2}) is None


def test_groups_that_touch_more_clocks_are_first_then_the_larger_ones() -> None:
    quiet = messages(*answers("Ana", 5))
    loud = [
        UnattributedMessage(
            9, 9, NOON, "I will look at it.\n\nLuis", touches_first_answer=True, touches_follow_up=True
        ),
        UnattributedMessage(10, 10, NOON, "We looked at it.\n\nZoë", touches_first_answer=True),
        UnattributedMessage(11, 10, NOON, "We looked again.\n\nZoë", touches_first_answer=True),
    ]
    groups = group_by_ending([*quiet, *loud])
    assert [(each.ending, each.clocks) for each in groups] == [("Luis", 2), ("Zoë", 1), ("Ana", 0)]


def test_the_newest_message_is_first_and_gives_the_ending() -> None:
    (group,) = group_by_ending(messages("One.\n\nANA", "Two.\n\nAna"))
    assert [each.id for each in group.messages] == [2, 1]
    assert group.ending == "Ana"


def test_threads_customers_and_clocks_are_counted_once() -> None:
    found = [
        UnattributedMessage(1, 7, NOON, "a", customer_key="k", touches_first_answer=True),
        UnattributedMessage(2, 7, NOON, "b", customer_key="k", touches_first_answer=True),
        UnattributedMessage(3, 8, NOON, "c", customer_key="k", touches_follow_up=True),
        UnattributedMessage(4, 9, NOON, "d"),
    ]
    assert (count_threads(found), count_customers(found), count_clocks(found)) == (3, 2, 2)


@pytest.mark.parametrize(
    ("at", "answered_at", "touches"),
    [
        (-1, None, False),  # before the request
        (0, None, True),
        (30, None, True),  # it would be an answer, if a late one
        (3, 30, True),  # the answer came late, and this one was in time
        (25, 30, False),  # both late
        (3, 20, False),  # answered in time already
    ],
)
def test_the_first_answer_depends_on_a_message_that_could_be_one(
    at: int, answered_at: int | None, touches: bool
) -> None:
    answered = None if answered_at is None else NOON + answered_at * HOUR
    due = NOON + 24 * HOUR
    assert touches_first_answer(NOON + at * HOUR, start=NOON, due=due, answered_at=answered) is touches


def test_a_follow_up_depends_on_what_was_written_after_the_last_answer() -> None:
    assert touches_follow_up(NOON, last_answer_at=None)
    assert touches_follow_up(NOON, last_answer_at=NOON - HOUR)
    assert not touches_follow_up(NOON, last_answer_at=NOON)


LINES = st.one_of(
    st.sampled_from(
        ["Ana", "ANA.", "TrueVoice", "Gracias", "", "--", "> Ana", "On Monday Ana wrote:", "x" * 90]
    ),
    st.text(max_size=30),
)
TEXTS = st.lists(LINES, max_size=7).map("\n".join)


@st.composite
def unattributed(draw: st.DrawFn) -> list[UnattributedMessage]:
    texts = draw(st.lists(TEXTS, max_size=12))
    return [
        UnattributedMessage(
            number,
            draw(st.integers(1, 4)),
            NOON + draw(st.integers(0, 3)) * HOUR,
            text,
            touches_first_answer=draw(st.booleans()),
            touches_follow_up=draw(st.booleans()),
        )
        for number, text in enumerate(texts, 1)
    ]


@given(unattributed())
def test_every_message_is_in_exactly_one_group(found: list[UnattributedMessage]) -> None:
    groups = group_by_ending(found)
    assert sorted(each.id for group in groups for each in group.messages) == [each.id for each in found]
    assert len({group.id for group in groups}) == len(groups)


@given(unattributed(), st.randoms())
def test_the_order_of_the_messages_does_not_matter(
    found: list[UnattributedMessage], random: st.DataObject
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group_by_ending(shuffled) == group_by_ending(found)


@given(unattributed())
def test_messages_with_the_same_text_are_in_the_same_group(found: list[UnattributedMessage]) -> None:
    group_of = {each.id: group.id for group in group_by_ending(found) for each in group.messages}
    by_text: dict[str, set[str]] = {}
    for each in found:
        by_text.setdefault(each.text, set()).add(group_of[each.id])
    assert all(len(ids) == 1 for ids in by_text.values())


@given(unattributed())
def test_the_clocks_fall_from_group_to_group(found: list[UnattributedMessage]) -> None:
    clocks = [each.clocks for each in group_by_ending(found)]
    assert clocks == sorted(clocks, reverse=True)
