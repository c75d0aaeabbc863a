"""The decisions of one author sweep: what is decided, what is left, and which group comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import merge

from bizcare_tui.domain.author_effect import AuthorEffect
from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage, group_order
from bizcare_tui.domain.threads import Author


@dataclass(frozen=True, slots=True)
class AuthorDecision:
    """A decision on messages of one group; `group` has only these. `act_id` is the act that undoes it."""

    act_id: int
    group: AuthorGroup
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
    """The groups of a sweep and the decisions so far, the last one last.

    A message that was decided on stays in its group until the sweep ends.
    """

    groups: tuple[AuthorGroup, ...]
    decisions: tuple[AuthorDecision, ...] = ()

    @property
    def decided(self) -> tuple[UnattributedMessage, ...]:
        """The messages that were decided on."""
        return tuple(message for decision in self.decisions for message in decision.group.messages)

    def with_decision(self, decision: AuthorDecision) -> SweepState:
        """Return the state after one more decision."""
        return replace(self, decisions=(*self.decisions, decision))

    def without_last(self) -> SweepState:
        """Return the state without the last decision."""
        return replace(self, decisions=self.decisions[:-1])

    def with_groups(self, groups: Iterable[AuthorGroup]) -> SweepState:
        """Return the state with groups that were read anew. Those that were there keep their order."""
        new = {group.id: group for group in groups}
        known = [new.pop(group.id) for group in self.groups if group.id in new]
        return replace(self, groups=tuple(merge(known, new.values(), key=group_order)))

    def rows(self) -> list[SweptGroup]:
        """Return all groups in their order, each with what is left of it."""
        decision_of = {
            message.id: number
            for number, decision in enumerate(self.decisions)
            for message in decision.group.messages
        }
        return [self._row(group, decision_of) for group in self.groups]

    def _row(self, group: AuthorGroup, decision_of: dict[int, int]) -> SweptGroup:
        decided = {each.id: decision_of[each.id] for each in group.messages if each.id in decision_of}
        authors = dict.fromkeys(self.decisions[number].author for number in sorted(set(decided.values())))
        return SweptGroup(group, group.without(decided) if decided else group, tuple(authors))


def next_open(rows: Sequence[SweptGroup], after: int) -> int:
    """Return the index of the next group in which something is left, from a group on; that one if none is.

    A group that is not decided completely is itself the next one. After the last group comes the first.
    """
    order = [*range(after, len(rows)), *range(after)]
    return next((index for index in order if rows[index].left is not None), after)


def index_of(rows: Sequence[SweptGroup], group: AuthorGroup) -> int | None:
    """Return the index of a group that may have been divided, merged or changed since; None if it is gone.

    It is the group with the same ending, else the one that has most of its messages.
    """
    for index, row in enumerate(rows):
        if row.group.id == group.id:
            return index
    wanted = {each.id for each in group.messages}
    shared = [sum(each.id in wanted for each in row.group.messages) for row in rows]
    best = max(shared, default=0)
    return shared.index(best) if best else None
