"""Threads as lines of text or of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bizcare_tui.cli.output import narrate
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.thread_status import urgency_of
from bizcare_tui.present.labels import cover_state_label, deadline_label, qualification_label
from bizcare_tui.store.records import InboxEntryRecord


def print_threads(desk: Desk, records: Iterable[InboxEntryRecord], *, as_json: bool) -> int:
    """Print threads as JSON or as a table; return how many there were."""
    count = 0
    for line in _json_lines(desk, records) if as_json else (_row(desk, record) for record in records):
        count += 1
        print(line)
    return count


def _json_lines(desk: Desk, records: Iterable[InboxEntryRecord]) -> Iterator[str]:
    from bizcare_tui.cli.json.threads import thread_lines
    from bizcare_tui.cli.output import json_line

    return map(json_line, thread_lines(desk, records))


def warn_of_clock_dispute(desk: Desk) -> None:
    """Warn if the clocks of this machine and the Marketplace disagree."""
    if problem := desk.session.clock.problem():
        narrate(problem)


def _row(desk: Desk, record: InboxEntryRecord) -> str:
    now = desk.now()
    urgency = deadline_label(urgency_of(record.rank, now), record.owed, record.due_at, record.state, now)
    care, qualification = cover_state_label(record.cover), qualification_label(record.qualification)
    about = f"{care:<8} {qualification:<9} {record.product[:24]:<24}"
    return f"{record.thread_id:>9}  {urgency:<20}  {about}  {record.topic}"
