"""`bizcare due`: what falls due, and whether an obligation is late."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bizcare_tui.cli.list import print_lines
from bizcare_tui.cli.output import narrate
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import _, ngettext

ATTENTION = 3


def run(options: Namespace) -> int:
    """Print what is late and what falls due, the next deadline first; 3 when an obligation is late."""
    desk = Desk()
    within = timedelta(seconds=options.within) if options.within is not None else None
    count = print_lines(desk, _falling_due(desk, within), as_json=options.json)
    late = desk.late_obligations()
    if late:
        narrate(ngettext("{n} obligation is late.", "{n} obligations are late.", late).format(n=late))
    elif not count:
        narrate(_("Nothing falls due."))
    return ATTENTION if late else 0


def _falling_due(desk: Desk, within: timedelta | None) -> Iterator[dict[str, Any]]:
    for line in desk.list_lines("is:due", 0):
        if within is None or datetime.fromisoformat(line["next_due"]) <= desk.now() + within:
            yield line
