"""The decisions of an author sweep, and which group comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bizcare_tui.domain.author_decisions import AuthorDecision, SweepState, index_of, next_open
from bizcare_tui.domain.author_effect import AuthorEffect
from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage, group_by_ending
from bizcare_tui.domain.threads import Author

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
GROUPS = tuple(
    group_by_ending(
        UnattributedMessage(number, number, NOON, f"It works with version {number}.\n\n{name}")
        for number, name in enumerate(("Ana", "Ana", "Ana", "Luis", "Luis", "Zoë"), 1)
    )
)
ANA, LUIS, ZOE = GROUPS


def part(group: AuthorGroup, *message_ids: int) -> AuthorGroup:
    """Return the group with only these messages."""
    return replace(group, messages=tuple(each for each in group.messages if each.id in message_ids))


def decision(
    act_id: int, group: AuthorGroup, *message_ids: int, author: Author = Author.SELLER
) -> AuthorDecision:
    return AuthorDecision(act_id, part(group, *message_ids), author, AuthorEffect())


def left(state: SweepState) -> list[int]:
    """Return how many messages are left of each group."""
    return [len(row.left.messages) if row.left is not None else 0 for row in state.rows()]


def test_a_group_keeps_the_messages_that_were_not_decided() -> None:
    state = SweepState(GROUPS)
    assert left(state) == [3, 2, 1]
    state = state.with_decision(decision(1, ANA, 1))
    state = state.with_decision(decision(2, LUIS, 4, 5, author=Author.CUSTOMER))
    state = state.with_decision(decision(3, ANA, 2, 3, author=Author.MARKETPLACE))
    assert left(state) == [0, 0, 1]
    assert [row.authors for row in state.rows()] == [
        (Author.SELLER, Author.MARKETPLACE), (Author.CUSTOMER,), (),
    ]  # fmt: skip
    assert left(state.without_last()) == [2, 0, 1]
    assert left(state.without_last().without_last().without_last()) == [3, 2, 1]


def test_the_next_group_is_the_next_with_something_left_and_after_the_last_the_first() -> None:
    state = SweepState(GROUPS)
    assert next_open(state.rows(), 1) == 1
    state = state.with_decision(decision(1, LUIS, 4, 5))
    assert next_open(state.rows(), 1) == 2
    state = state.with_decision(decision(2, ZOE, 6))
    assert next_open(state.rows(), 2) == 0
    state = state.with_decision(decision(3, ANA, 1))
    assert next_open(state.rows(), 0) == 0
    state = state.with_decision(decision(4, ANA, 2, 3))
    assert next_open(state.rows(), 0) == 0
    assert next_open([], 0) == 0


def test_groups_that_were_read_again_keep_their_order_and_their_decisions() -> None:
    state = SweepState((LUIS, ANA, ZOE)).with_decision(decision(1, ANA, 1, 2))
    (bea,) = group_by_ending([UnattributedMessage(9, 9, NOON, "Bea", touches_first_answer=True)])
    again = state.with_groups([bea, ANA, part(LUIS, 5)])
    # What touches more clocks than a group that was there comes before it; a group that is gone is left out.
    assert [row.group.ending for row in again.rows()] == ["Bea", "Luis", "Ana"]
    assert left(again) == [1, 1, 1]
    assert {each.id for each in again.decided} == {1, 2}
    assert left(again.without_last()) == [1, 1, 3]


def test_a_group_is_found_by_its_ending_or_by_most_of_its_messages() -> None:
    rows = SweepState(GROUPS).rows()
    assert index_of(rows, part(LUIS, 4)) == 1
    merged = replace(ZOE, id="other", messages=(*ANA.messages[:1], *LUIS.messages))
    assert index_of(rows, merged) == 1
    assert index_of(rows, replace(ZOE, id="other", messages=())) is None
    assert index_of([], ANA) is None
