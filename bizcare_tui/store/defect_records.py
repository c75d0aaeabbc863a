"""The records of defects, releases and absences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.threads import Outcome


class DefectRecord(NamedTuple):
    """A defect. `product` is the name of its product, empty if it is unknown."""

    id: int
    title: str
    product_id: int | None
    product: str


class DefectStepRecord(NamedTuple):
    """A step of a defect, with the person who recorded it."""

    id: int
    defect_id: int
    step: DefectStepKind
    content: Mapping[str, Any]
    at: datetime
    login: str


class DefectReportRecord(NamedTuple):
    """A request about a defect. `fix_line` is its PrestaShop line, `informed_at` when its customer was."""

    defect_id: int
    thread_id: int
    topic: str
    customer: str
    language: str
    prestashop_version: str
    first_start: datetime
    fix_line: str | None
    informed_at: datetime | None
    outcome: Outcome | None


class DefectTextRecord(NamedTuple):
    """A text of a customer in a thread about a defect; None if the thread has no message of a customer."""

    defect_id: int
    topic: str
    text: str | None


class NoticeMessageRecord(NamedTuple):
    """A message in an open notice of PrestaShop."""

    thread_id: int
    topic: str
    text: str
    at: datetime


class SubmissionMailRecord(NamedTuple):
    """A mail with PrestaShop's verdict on a submission."""

    at: datetime
    subject: str
    text: str


class ReleaseRecord(NamedTuple):
    """A release line of PrestaShop; `released_on` is None if the list has no release date."""

    line: str
    released_on: date | None
    seen_at: datetime


class AbsenceRecord(NamedTuple):
    """An absence of a person, both days included, and who added it."""

    id: int
    login: str
    first_day: date
    last_day: date
    added_by: str
