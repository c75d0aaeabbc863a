"""`bizcare due`: what falls due, and whether an obligation is late."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bizcare_tui.cli.list import print_lines
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.outlook import outlook_line
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import _, dated, ngettext

ATTENTION = 3


def run(options: Namespace) -> int:
    """Print what is late and what falls due, the next deadline first; 3 when an obligation is late."""
    desk = Desk()
    if options.forecast:
        return _forecast(desk, as_json=options.json)
    within = timedelta(seconds=options.within) if options.within is not None else None
    count = print_lines(desk, _falling_due(desk, within), as_json=options.json)
    late = desk.late_obligations()
    if late:
        narrate(ngettext("{n} obligation is late.", "{n} obligations are late.", late).format(n=late))
    elif not count:
        narrate(_("Nothing falls due."))
    return ATTENTION if late else 0


def _forecast(desk: Desk, *, as_json: bool) -> int:
    """Print what falls due on each day; 3 when an obligation is late."""
    outlook = desk.outlook()
    if as_json:
        print_json(outlook_line(outlook))
    else:
        for bucket in outlook.forecast.buckets:
            day = dated(bucket.begins.astimezone(MARKETPLACE_ZONE), "%a %d %b")
            print(f"{day}  {len(bucket.due):>4}  {_('expected besides')} {bucket.expected:>5.1f}")
        print(outlook.sentence)
    return ATTENTION if desk.late_obligations() else 0


def _falling_due(desk: Desk, within: timedelta | None) -> Iterator[dict[str, Any]]:
    for line in desk.list_lines("is:due", 0):
        if within is None or datetime.fromisoformat(line["next_due"]) <= desk.now() + within:
            yield line
