"""The decisions of an author sweep, and which group comes next."""

from __future__ import annotations

from datetime import UTC, datetime

from bizcare_tui.domain.author_decisions import AuthorDecision, SweepState, next_open
from bizcare_tui.domain.author_effect import AuthorEffect
from bizcare_tui.domain.author_groups import UnattributedMessage, group_by_ending
from bizcare_tui.domain.threads import Author

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
GROUPS = tuple(
    group_by_ending(
        UnattributedMessage(number, number, NOON, f"It works with version {number}.\n\n{name}")
        for number, name in enumerate(("Ana", "Ana", "Ana", "Luis", "Luis", "Zoë"), 1)
    )
)
ANA, LUIS, ZOE = GROUPS


def decision(act_id: int, group_id: str, *message_ids: int, author: Author = Author.SELLER) -> AuthorDecision:
    return AuthorDecision(act_id, group_id, frozenset(message_ids), author, AuthorEffect())


def left(state: SweepState) -> list[int]:
    """Return how many messages are left of each group."""
    return [len(row.left.messages) if row.left is not None else 0 for row in state.rows()]


def test_a_group_keeps_the_messages_that_were_not_decided() -> None:
    state = SweepState(GROUPS)
    assert left(state) == [3, 2, 1]
    state = state.with_decision(decision(1, ANA.id, 1))
    state = state.with_decision(decision(2, LUIS.id, 4, 5, author=Author.CUSTOMER))
    state = state.with_decision(decision(3, ANA.id, 2, 3, author=Author.MARKETPLACE))
    assert left(state) == [0, 0, 1]
    assert [row.authors for row in state.rows()] == [
        (Author.SELLER, Author.MARKETPLACE), (Author.CUSTOMER,), (),
    ]  # fmt: skip
    assert left(state.without_last()) == [2, 0, 1]
    assert left(state.without_last().without_last().without_last()) == [3, 2, 1]


def test_the_next_group_is_the_next_with_something_left_and_after_the_last_the_first() -> None:
    state = SweepState(GROUPS)
    assert next_open(state.rows(), 1) == 1
    state = state.with_decision(decision(1, LUIS.id, 4, 5))
    assert next_open(state.rows(), 1) == 2
    state = state.with_decision(decision(2, ZOE.id, 6))
    assert next_open(state.rows(), 2) == 0
    state = state.with_decision(decision(3, ANA.id, 1))
    assert next_open(state.rows(), 0) == 0
    state = state.with_decision(decision(4, ANA.id, 2, 3))
    assert next_open(state.rows(), 0) == 0
    assert next_open([], 0) == 0
