"""`bizcare shop`: the licensed shop of a thread, shown or corrected."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.lines import iso


def run(options: Namespace) -> int:
    """Record the correction, if one is given, then print what is taken for the licensed shop, and why."""
    decisions = Desk().decisions
    if options.website:
        decisions.records.correct_shop(options.id, options.website, options.source or "")
    case = decisions.matters.cases.case(options.id)
    if options.json:
        print_json(
            {
                "thread": options.id,
                "shop": case.website or None,
                "source": case.website_source,
                "at": iso(case.website_at),
            }
        )
    else:
        print(f"{case.website or '-'}  [{case.website_source}]")
    return 0
