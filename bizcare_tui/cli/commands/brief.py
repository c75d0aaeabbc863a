"""`bizcare brief`: print the morning brief."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.brief import brief_line_fields
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.brief import line_in_words, title
from bizcare_tui.errors import NoStore
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Print what became late, what is due, what arrived and what needs a look, each with its query."""
    desk = Desk()
    brief, now = desk.statistics.brief.read(), desk.now()
    if options.json:
        for line in brief.lines:
            print_json(brief_line_fields(line, brief, now))
        return 0
    narrate(title(brief))
    for each in brief.lines:
        print(f"{line_in_words(each, brief.period, now)}  [{each.query}]")
    if not brief.lines:
        narrate(_("Nothing needs you.") if desk.session.exists else str(NoStore()))
    return 0


COMMAND = CliCommand(
    name="brief",
    help=N_("the morning brief: what is late, due and new, each with the query of its threads"),
    run=run,
    rank=112,
)
