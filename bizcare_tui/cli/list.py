"""`bizcare list`: the inbox, next deadline first."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from bizcare_tui.cli.output import (
    deadline_in_words,
    narrate,
    print_json,
    qualification_in_words,
)
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.threads import Cover
from bizcare_tui.i18n import _
from bizcare_tui.ui.words import cover_state


def run(options: Namespace) -> int:
    """Print the threads that the query asks for."""
    desk = Desk()
    lines = desk.list_lines(" ".join(options.query), options.limit)
    if not print_lines(desk, lines, as_json=options.json):
        narrate(_("No thread. Has `bizcare sync` been run?"))
    return 0


def print_lines(desk: Desk, lines: Iterable[dict[str, Any]], *, as_json: bool) -> int:
    """Print threads as JSON or as a table; returns how many there were."""
    count = 0
    for line in lines:
        count += 1
        if as_json:
            print_json(line)
        else:
            print(_row(desk, line))
    return count


def _row(desk: Desk, line: dict[str, Any]) -> str:
    product = line["product"]["name"] if line["product"] else ""
    care = cover_state(Cover(line["business_care"]["state"]))
    urgency = deadline_in_words(line, desk.now())
    about = f"{care:<8} {qualification_in_words(line['qualification']):<9} {product[:24]:<24}"
    return f"{line['id']:>9}  {urgency:<20}  {about}  {line['topic']}"
