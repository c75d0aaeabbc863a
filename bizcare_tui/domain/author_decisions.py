"""The decisions of one author sweep: what is decided, what is left, and which group comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bizcare_tui.domain.author_effect import AuthorEffect
from bizcare_tui.domain.author_groups import AuthorGroup
from bizcare_tui.domain.threads import Author


@dataclass(frozen=True, slots=True)
class AuthorDecision:
    """A decision on messages of one group; `act_id` is the act that undoes it."""

    act_id: int
    group_id: str
    message_ids: frozenset[int]
    author: Author
    effect: AuthorEffect


@dataclass(frozen=True, slots=True)
class SweptGroup:
    """A group in a sweep.

    `left` is the group with the messages that are not decided yet, None if all are. `authors` are those that
    its other messages were given, in the order of the decisions.
    """

    group: AuthorGroup
    left: AuthorGroup | None
    authors: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True)
class SweepState:
    """The groups of a sweep and the decisions so far, the last one last."""

    groups: tuple[AuthorGroup, ...]
    decisions: tuple[AuthorDecision, ...] = ()

    def with_decision(self, decision: AuthorDecision) -> SweepState:
        """Return the state after one more decision."""
        return replace(self, decisions=(*self.decisions, decision))

    def without_last(self) -> SweepState:
        """Return the state without the last decision."""
        return replace(self, decisions=self.decisions[:-1])

    def rows(self) -> list[SweptGroup]:
        """Return all groups in their order, each with what is left of it."""
        by_group: dict[str, list[AuthorDecision]] = {}
        for decision in self.decisions:
            by_group.setdefault(decision.group_id, []).append(decision)
        return [_to_row(group, by_group.get(group.id, ())) for group in self.groups]


def _to_row(group: AuthorGroup, decisions: Iterable[AuthorDecision]) -> SweptGroup:
    decided: set[int] = set()
    authors: dict[Author, None] = {}
    for decision in decisions:
        decided |= decision.message_ids
        authors[decision.author] = None
    return SweptGroup(group, group.without(decided), tuple(authors))


def next_open(rows: Sequence[SweptGroup], after: int) -> int:
    """Return the index of the next group in which something is left, from a group on; that one if none is.

    A group that is not decided completely is itself the next one. After the last group comes the first.
    """
    order = [*range(after, len(rows)), *range(after)]
    return next((index for index in order if rows[index].left is not None), after)
