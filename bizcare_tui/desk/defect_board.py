"""Read the defects of an account from the store, in the order of the board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bizcare_tui.desk.defect_steps import to_defect_step
from bizcare_tui.desk.review_times import review_time_from_steps
from bizcare_tui.domain.branches import Branches, in_order
from bizcare_tui.domain.defects import (
    Defect,
    DefectReport,
    DefectStepKind,
    RecordedStep,
    named_branches,
    sort_for_board,
)
from bizcare_tui.domain.reviews import ReviewTime
from bizcare_tui.domain.thread_status import FIX_ENDING_OUTCOMES
from bizcare_tui.store.defect_records import DefectRecord, DefectReportRecord
from bizcare_tui.store.reads.hot_defects import read_defect_steps
from bizcare_tui.store.reads.reader import StoreReader


def read_board(reading: StoreReader) -> list[Defect]:
    """Return all defects, the next deadline first."""
    from bizcare_tui.store.reads.defects import read_defect_reports, read_defects

    steps: dict[int, list[RecordedStep]] = defaultdict(list)
    for step in read_defect_steps(reading):
        steps[step.defect_id].append(to_defect_step(step))
    reports: dict[int, list[DefectReport]] = defaultdict(list)
    for report in read_defect_reports(reading):
        reports[report.defect_id].append(_report(report))
    review = review_time_from_steps(steps.values())
    records = read_defects(reading)
    branches: dict[int | None, set[str]] = defaultdict(set)
    for record in records:
        if record.product_id is not None:
            branches[record.product_id].update(named_branches(steps[record.id]))
    return sort_for_board(
        _defect(record, reports[record.id], steps[record.id], in_order(branches[record.product_id]), review)
        for record in records
    )


def _defect(
    record: DefectRecord,
    reports: Sequence[DefectReport],
    steps: Sequence[RecordedStep],
    branches: Branches,
    review: ReviewTime | None,
) -> Defect:
    title = next(
        (str(step.content["title"]) for step in reversed(steps) if step.step is DefectStepKind.RENAMED),
        record.title,
    )
    return Defect(
        record.id, title, record.product_id, record.product, tuple(reports), tuple(steps), branches, review
    )


def _report(record: DefectReportRecord) -> DefectReport:
    return DefectReport(
        thread_id=record.thread_id,
        topic=record.topic,
        customer=record.customer,
        language=record.language,
        version=record.prestashop_version,
        request_at=record.first_start,
        informed_at=record.informed_at,
        ended=record.fix_start is None or record.outcome in FIX_ENDING_OUTCOMES,
        line=record.fix_line or "",
    )
