"""Defects: technical errors of a product, the requests about them, and the steps to a published patch.

A patch has one ZIP for each branch of the product (see `domain.branches`); each ZIP goes through the steps
separately. Instants are aware datetimes; days are in the Marketplace's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from bizcare_tui.domain.branches import EVERY, Branches, in_order, is_about
from bizcare_tui.domain.fixes import FixClock, fix_clock
from bizcare_tui.domain.reviews import ReviewTime


class DefectStepKind(StrEnum):
    """A step in handling a defect; `reproduced` to `published` follow one another in each branch."""

    REPRODUCED = "reproduced"
    FIXED = "fixed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    PUBLISHED = "published"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    BRANCH = "branch"
    RENAMED = "renamed"


class DefectState(StrEnum):
    """The progress of a defect, or of its patch in one branch; the members are in order of progress."""

    REPORTED = "reported"
    REPRODUCED = "reproduced"
    FIXED = "fixed"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    INFORMED = "told"


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """A recorded step, with when it happened and who recorded it.

    The keys of `content` are `branches` (absent: every branch), `version`, `changelog`, `note`, `checks`,
    `reason`, `title`, `thread` (the request whose branch is set), `notice` (the thread of the verdict).
    """

    id: int
    step: DefectStepKind
    at: datetime
    by: str
    content: Mapping[str, Any]

    @property
    def branches(self) -> Branches:
        """The branches that the step is about; empty for every branch."""
        return tuple(map(str, self.content.get("branches", ())))


@dataclass(frozen=True, slots=True)
class DefectReport:
    """A customer's request about a defect.

    `request_at` is when the customer asked; `informed_at` is when a person informed the customer after the
    patch was published, or None. `version` is the customer's PrestaShop version and `line` its branch, each
    empty if unknown. A request that has `ended` was rejected, refunded, or needs no answer: its customer does
    not wait for a patch.
    """

    thread_id: int
    topic: str
    customer: str
    language: str
    version: str
    request_at: datetime
    informed_at: datetime | None = None
    ended: bool = False
    line: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """The progress of the patch in one branch; `line` is empty if the product has one ZIP for all versions.

    `blocked` is the reason why the branch is blocked; empty if it is not.
    """

    line: str
    state: DefectState
    version: str
    published_at: datetime | None
    blocked: str
    reports: tuple[DefectReport, ...]


@dataclass(frozen=True)
class Defect:
    """A defect with the requests about it and the steps recorded so far, oldest first.

    `known` are the branches of its product that appear in the steps of any defect of the product. `review` is
    how long the seller's own reviews take.
    """

    id: int
    title: str
    product_id: int | None
    product: str
    reports: tuple[DefectReport, ...]
    steps: tuple[RecordedStep, ...]
    known: Branches = EVERY
    review: ReviewTime | None = None

    @property
    def state(self) -> DefectState:
        """The state of the least advanced branch with requests; `INFORMED` once all were informed."""
        state = min((self.branch(line).state for line in self._awaited), key=_state_order)
        if state is DefectState.PUBLISHED and not self.untold:
            return DefectState.INFORMED
        return state

    @cached_property
    def lines(self) -> Branches:
        """The branches that are tracked separately; empty while the product has one ZIP for all versions."""
        named = named_branches(self.steps)
        if not named and not self.known:
            return EVERY
        return in_order([*named, *(report.line for report in self.reports)])

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The progress of each branch; a single item if the product has one ZIP for all versions."""
        return tuple(self.branch(line) for line in self.lines or ("",))

    def branch(self, line: str) -> Branch:
        """Return the progress of one branch."""
        steps = [step for step in self.steps if is_about(step.branches, line)]
        state = DefectState.REPORTED
        for step in steps:
            state = _STATES.get(step.step, state)
        versions = [str(step.content["version"]) for step in steps if step.content.get("version")]
        return Branch(
            line=line,
            state=state,
            version=versions[-1] if versions else "",
            published_at=_published_on(self.steps, line),
            blocked=_block_reason(steps),
            reports=tuple(each for each in self.reports if not self.lines or each.line == line),
        )

    @property
    def clock(self) -> FixClock | None:
        """The fix clock of the earliest request about the defect; None when nobody waits for it."""
        if self.published_at is None and all(report.ended for report in self.reports):
            return None
        requests = [report.request_at for report in self.reports]
        return fix_clock(min(requests), self.published_at, self.review) if requests else None

    @property
    def published_at(self) -> datetime | None:
        """When the patch was available in every branch with requests; None until then."""
        instants = [_published_on(self.steps, line) for line in self._awaited]
        return None if None in instants else max(each for each in instants if each is not None)

    @property
    def blocked(self) -> str:
        """Why the defect is blocked; empty if it is not."""
        return next((each.blocked for each in self.branches if each.blocked), "")

    @property
    def version(self) -> str:
        """The version of the patch; if the branches have different versions, each with its branch."""
        return self._versions(self.lines)

    def version_for(self, report: DefectReport) -> str:
        """Return the version of the patch for a request: that of its branch, or all if it is unknown."""
        return self._versions((report.line,) if report.line and self.lines else self.lines)

    def is_published_for(self, report: DefectReport) -> bool:
        """Return whether the patch is available to the customer of a request."""
        return published_at(self.steps, report.line, [each.line for each in self.reports]) is not None

    @property
    def untold(self) -> tuple[DefectReport, ...]:
        """The requests whose customers have not been informed of the patch yet."""
        return tuple(each for each in self.reports if each.informed_at is None and not each.ended)

    @property
    def to_inform(self) -> tuple[DefectReport, ...]:
        """The requests whose patch is available and whose customers have not been informed yet."""
        return tuple(each for each in self.untold if self.is_published_for(each))

    @property
    def versions(self) -> tuple[str, ...]:
        """The PrestaShop versions on which the defect was reported."""
        return tuple(dict.fromkeys(report.version for report in self.reports if report.version))

    def next_due(self) -> datetime | date | None:
        """Return what is due next: the day to submit by, then the deadline; None once it is published."""
        clock = self.clock
        if clock is None or clock.at is not None:
            return None
        return clock.due if self.state is DefectState.SUBMITTED else clock.submit_by

    def next_steps(self, branches: Branches = EVERY) -> tuple[DefectStepKind, ...]:
        """Return the steps that are possible now in each of these branches; without any, in some branch."""
        lines = branches or self.lines or ("",)
        possible = [_next_steps(self.branch(line)) for line in lines]
        combined = set[DefectStepKind].intersection if branches else set[DefectStepKind].union
        steps = combined(*map(set, possible))
        always_possible = (
            {DefectStepKind.BRANCH, DefectStepKind.RENAMED} if self.reports else {DefectStepKind.RENAMED}
        )
        return tuple(step for step in _DISPLAY_ORDER if step in steps | always_possible)

    def lines_for(self, step: DefectStepKind) -> Branches:
        """Return the branches in which a step is possible now."""
        return tuple(line for line in self.lines if step in _next_steps(self.branch(line)))

    @property
    def _awaited(self) -> Branches:
        """The branches that customers wait for; a request with an unknown branch waits for all of them."""
        waiting = [report for report in self.reports if not report.ended] or self.reports
        lines = [report.line for report in waiting]
        if self.lines and lines and all(lines):
            return in_order(lines)
        return self.lines or ("",)

    def _versions(self, lines: Branches) -> str:
        if len(lines) <= 1:
            return self.branch(lines[0] if lines else "").version
        versions = {line: self.branch(line).version for line in lines}
        if len(set(versions.values())) == 1:
            return next(iter(versions.values()))
        return ", ".join(f"{version} (PrestaShop {line})" for line, version in versions.items() if version)


_STATES = {
    DefectStepKind.REPRODUCED: DefectState.REPRODUCED,
    DefectStepKind.FIXED: DefectState.FIXED,
    DefectStepKind.SUBMITTED: DefectState.SUBMITTED,
    DefectStepKind.RETURNED: DefectState.FIXED,
    DefectStepKind.CANCELLED: DefectState.FIXED,
    DefectStepKind.PUBLISHED: DefectState.PUBLISHED,
}
_NEXT_STEPS: Mapping[DefectState, tuple[DefectStepKind, ...]] = {
    DefectState.REPORTED: (DefectStepKind.REPRODUCED, DefectStepKind.FIXED),
    DefectState.REPRODUCED: (DefectStepKind.FIXED,),
    DefectState.FIXED: (DefectStepKind.SUBMITTED,),
    DefectState.SUBMITTED: (DefectStepKind.PUBLISHED, DefectStepKind.RETURNED, DefectStepKind.CANCELLED),
}
# The order in which steps are offered: those that advance the patch come first.
_DISPLAY_ORDER = (
    DefectStepKind.REPRODUCED, DefectStepKind.FIXED, DefectStepKind.SUBMITTED, DefectStepKind.PUBLISHED,
    DefectStepKind.RETURNED, DefectStepKind.CANCELLED, DefectStepKind.BLOCKED, DefectStepKind.UNBLOCKED,
    DefectStepKind.BRANCH, DefectStepKind.RENAMED,
)  # fmt: skip


def published_at(steps: Iterable[RecordedStep], line: str, lines: Iterable[str]) -> datetime | None:
    """Return when the patch became available to a customer on `line`; None while it is not.

    `lines` are those of all requests about the defect. A request whose line is unknown waits until every
    branch that has a request or a step of its own is published, which is the stricter interpretation.
    """
    steps = list(steps)
    if line:
        return _published_on(steps, line)
    instants = [_published_on(steps, each) for each in in_order([*lines, *named_branches(steps)]) or ("",)]
    return None if None in instants else max(each for each in instants if each is not None)


def named_branches(steps: Iterable[RecordedStep]) -> Branches:
    """Return the branches that have steps of their own."""
    return in_order(line for step in steps if step.step in _STATES for line in step.branches)


def branches_by_thread(steps: Iterable[RecordedStep]) -> dict[int, str]:
    """Return the branches that people set for requests, by thread id."""
    return {
        int(step.content["thread"]): step.branches[0]
        for step in steps
        if step.step is DefectStepKind.BRANCH and step.branches and "thread" in step.content
    }


def sort_for_board(defects: Iterable[Defect]) -> list[Defect]:
    """Sort defects for the board: by what is due next, then those with customers to inform, then the rest."""

    def sort_key(defect: Defect) -> tuple[int, float, int]:
        due = defect.next_due()
        if due is not None:
            clock = defect.clock
            assert clock is not None
            day = due if isinstance(due, datetime) else datetime.combine(due, clock.due.timetz())
            return 0, day.timestamp(), defect.id
        return (1 if defect.state is DefectState.PUBLISHED else 2), 0.0, -defect.id

    return sorted(defects, key=sort_key)


def _state_order(state: DefectState) -> int:
    return list(DefectState).index(state)


def _published_on(steps: Iterable[RecordedStep], line: str) -> datetime | None:
    at = None
    for step in steps:
        if step.step in _STATES and is_about(step.branches, line):
            at = step.at if step.step is DefectStepKind.PUBLISHED else None
    return at


def _block_reason(steps: Iterable[RecordedStep]) -> str:
    reason = ""
    for step in steps:
        if step.step is DefectStepKind.BLOCKED:
            reason = str(step.content.get("reason", ""))
        elif step.step in (DefectStepKind.UNBLOCKED, DefectStepKind.SUBMITTED, DefectStepKind.PUBLISHED):
            reason = ""
    return reason


def _next_steps(branch: Branch) -> tuple[DefectStepKind, ...]:
    if branch.state is DefectState.PUBLISHED:
        return ()
    return (
        *_NEXT_STEPS[branch.state],
        DefectStepKind.UNBLOCKED if branch.blocked else DefectStepKind.BLOCKED,
    )
