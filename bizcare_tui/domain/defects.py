"""Defects: technical errors of a product, the requests about them, and their life until a patch is told of.

Instants are aware datetimes; days are those of the Marketplace's calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.fixes import FixClock, fix_clock
from bizcare_tui.i18n import _

SUBMISSIONS_A_DAY = 3


class Step(StrEnum):
    """A step of a defect's life. Those from `reproduced` to `published` follow one another."""

    REPRODUCED = "reproduced"
    FIXED = "fixed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    RENAMED = "renamed"


class DefectState(StrEnum):
    """How far a defect is."""

    REPORTED = "reported"
    REPRODUCED = "reproduced"
    FIXED = "fixed"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    TOLD = "told"


class Check(StrEnum):
    """What is gone through before a patch is handed in."""

    VERSION = "version"
    CHANGELOG = "changelog"
    COMPATIBLE = "compatible"
    TESTED = "tested"
    ARCHIVE = "archive"


# What each check asks; its source is the partner documentation on updates of a product.
CHECKS: Mapping[Check, str] = {
    Check.VERSION: _("Its number is higher than all before, three numbers (SemVer)"),
    Check.CHANGELOG: _("The changelog is in English and says what was mended"),
    Check.COMPATIBLE: _("It works on the latest PrestaShop: others are turned down"),
    Check.TESTED: _("It was tried on the PrestaShop on which the error was seen"),
    Check.ARCHIVE: _("The zip holds one folder, named like the module, nothing else"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken. `content` holds `version`, `note`, `checks`, `reason` or `title`."""

    id: int
    step: Step
    at: datetime
    by: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """A request about a defect.

    `request_at` is when the customer asked; `told_at` when a person answered after the patch was
    published, None until then; `version` is of PrestaShop. One that has `ended` was refused, refunded,
    or needs no answer: its customer need not be told.
    """

    thread_id: int
    topic: str
    customer: str
    language: str
    version: str
    request_at: datetime
    told_at: datetime | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect with the requests about it and what was done so far, oldest first."""

    id: int
    title: str
    product_id: int | None
    product: str
    reports: tuple[Report, ...]
    taken: tuple[Taken, ...]

    @property
    def state(self) -> DefectState:
        """How far it is; told only when every customer was."""
        state = DefectState.REPORTED
        for step in self.taken:
            if step.step in _STATES:
                state = _STATES[step.step]
        if state is DefectState.PUBLISHED and not self.untold:
            return DefectState.TOLD
        return state

    @property
    def clock(self) -> FixClock | None:
        """The clock of the earliest request about it; None while there is none."""
        asked = [report.request_at for report in self.reports]
        return fix_clock(min(asked), self.published_at) if asked else None

    @property
    def published_at(self) -> datetime | None:
        """When the patch became available to customers."""
        return published_at(self.taken)

    @property
    def blocked(self) -> str:
        """Why it cannot go on; empty when it can."""
        why = ""
        for step in self.taken:
            if step.step is Step.BLOCKED:
                why = str(step.content.get("reason", ""))
            elif step.step in (Step.UNBLOCKED, Step.SUBMITTED, Step.PUBLISHED):
                why = ""
        return why

    @property
    def version(self) -> str:
        """The version of the patch, as it was said last."""
        told = [str(step.content["version"]) for step in self.taken if step.content.get("version")]
        return told[-1] if told else ""

    @property
    def untold(self) -> tuple[Report, ...]:
        """The requests whose customers are still to be told of the patch."""
        return tuple(each for each in self.reports if each.told_at is None and not each.ended)

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of PrestaShop on which it was reported."""
        return tuple(dict.fromkeys(report.version for report in self.reports if report.version))

    def next_due(self) -> datetime | date | None:
        """What falls due next: the day to submit by, then the deadline; None once it is published."""
        clock = self.clock
        if clock is None or clock.at is not None:
            return None
        return clock.due if self.state is DefectState.SUBMITTED else clock.submit_by

    def next_steps(self) -> tuple[Step, ...]:
        """The steps that can be taken now."""
        if self.state in (DefectState.PUBLISHED, DefectState.TOLD):
            return (Step.RENAMED,)
        onward = _ONWARD[self.state]
        return (*onward, Step.UNBLOCKED if self.blocked else Step.BLOCKED, Step.RENAMED)


_STATES = {
    Step.REPRODUCED: DefectState.REPRODUCED,
    Step.FIXED: DefectState.FIXED,
    Step.SUBMITTED: DefectState.SUBMITTED,
    Step.RETURNED: DefectState.FIXED,
    Step.PUBLISHED: DefectState.PUBLISHED,
}
_ONWARD: Mapping[DefectState, tuple[Step, ...]] = {
    DefectState.REPORTED: (Step.REPRODUCED, Step.FIXED),
    DefectState.REPRODUCED: (Step.FIXED,),
    DefectState.FIXED: (Step.SUBMITTED,),
    DefectState.SUBMITTED: (Step.PUBLISHED, Step.RETURNED),
}


def published_at(taken: Iterable[Taken]) -> datetime | None:
    """When the patch became available to customers, by the steps taken; None while it is not."""
    at = None
    for step in taken:
        if step.step is Step.PUBLISHED:
            at = step.at
        elif step.step in _STATES:
            at = None
    return at


def submissions_left(submitted: Iterable[datetime], today: date) -> int:
    """How many submissions are left today, of those over all products.

    Source: PrestaShop partner documentation, updates of a product (3 submissions a day).
    """
    return max(SUBMISSIONS_A_DAY - sum(marketplace_date(at) == today for at in submitted), 0)


_SEMVER = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")


def version_problem(version: str, used: Sequence[str]) -> str:
    """What is wrong with the version number of a patch; empty when it can be handed in.

    `used` are the numbers of the product's patches so far. Source: PrestaShop partner documentation,
    updates of a product (a number is used once, and follows SemVer).
    """
    if not _SEMVER.fullmatch(version):
        return _("{0!r} is not three numbers, like 2.4.1.").format(version[:30])
    if version in used:
        return _("{0} was used before.").format(version)
    higher = [other for other in used if _SEMVER.fullmatch(other) and _parts(other) > _parts(version)]
    if higher:
        return _("{0} is lower than {1}, which was handed in before.").format(
            version, max(higher, key=_parts)
        )
    return ""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def by_what_falls_due(defects: Iterable[Defect]) -> list[Defect]:
    """The defects as a board has them: by what falls due, then whose customers are untold, the rest."""

    def place(defect: Defect) -> tuple[int, float, int]:
        due = defect.next_due()
        if due is not None:
            clock = defect.clock
            assert clock is not None
            day = due if isinstance(due, datetime) else datetime.combine(due, clock.due.timetz())
            return 0, day.timestamp(), defect.id
        return (1 if defect.state is DefectState.PUBLISHED else 2), 0.0, -defect.id

    return sorted(defects, key=place)
