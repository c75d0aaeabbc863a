"""Threads as lines of text or of JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bizcare_tui.cli.output import format_deadline, narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.threads import Cover, Qualification
from bizcare_tui.present.labels import cover_state_label, qualification_label


def print_threads(desk: Desk, lines: Iterable[dict[str, Any]], *, as_json: bool) -> int:
    """Print threads as JSON or as a table; return how many there were."""
    count = 0
    for line in lines:
        count += 1
        if as_json:
            print_json(line)
        else:
            print(_row(desk, line))
    return count


def warn_of_clock_dispute(desk: Desk) -> None:
    """Warn if the clocks of this machine and the Marketplace disagree."""
    if problem := desk.session.clock.problem():
        narrate(problem)


def _row(desk: Desk, line: dict[str, Any]) -> str:
    product = line["product"]["name"] if line["product"] else ""
    care = cover_state_label(Cover(line["business_care"]["state"]))
    urgency = format_deadline(line, desk.now())
    qualification = qualification_label(Qualification(line["qualification"]))
    about = f"{care:<8} {qualification:<9} {product[:24]:<24}"
    return f"{line['id']:>9}  {urgency:<20}  {about}  {line['topic']}"
