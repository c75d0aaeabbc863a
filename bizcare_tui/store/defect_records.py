"""The records of defects, releases and absences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.threads import Outcome


@dataclass(frozen=True, slots=True)
class DefectRecord:
    """A defect. `product` is the name of its product, empty if it is unknown."""

    id: int
    title: str
    product_id: int | None
    product: str


@dataclass(frozen=True, slots=True)
class DefectStepRecord:
    """A step of a defect, with the person who recorded it."""

    id: int
    defect_id: int
    step: DefectStepKind
    content: Mapping[str, Any]
    at: datetime
    login: str


@dataclass(frozen=True, slots=True)
class DefectReportRecord:
    """A request about a defect.

    `fix_start` is None if it owes no fix, `fix_line` is its PrestaShop line, and `informed_at` is when its
    customer was informed.
    """

    defect_id: int
    thread_id: int
    topic: str
    customer: str
    language: str
    prestashop_version: str
    first_start: datetime
    fix_start: datetime | None
    fix_line: str | None
    informed_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class DefectTextRecord:
    """A text of a customer in a thread about a defect; None if the thread has no message of a customer."""

    defect_id: int
    topic: str
    text: str | None


@dataclass(frozen=True, slots=True)
class NoticeMessageRecord:
    """A message in an open notice of PrestaShop."""

    thread_id: int
    topic: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionMailRecord:
    """A mail with PrestaShop's verdict on a submission."""

    at: datetime
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A release line of PrestaShop; `released_on` is None if the list has no release date."""

    line: str
    released_on: date | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceRecord:
    """An absence of a person, both days included, and who added it."""

    id: int
    login: str
    first_day: date
    last_day: date
    added_by: str
