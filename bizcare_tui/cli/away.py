"""`bizcare away`: what happened since this person was here last."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.lines import iso
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import _, dated


def run(options: Namespace) -> int:
    """Print what others did and customers wrote, newest first; with `--seen` it is known from now on."""
    desk = Desk()
    absence = desk.company.away()
    for row in absence.rows:
        if options.json:
            print_json(
                {
                    "at": iso(row.at),
                    "by": row.by or None,
                    "what": row.sentence,
                    "thread": row.thread_id,
                    "topic": row.topic,
                    "threads": row.threads,
                }
            )
        else:
            when = dated(row.at.astimezone(MARKETPLACE_ZONE), "%d %b %H:%M")
            print(f"{when}  {row.by:<12} {row.sentence}  {row.thread_id}  {row.topic}")
    if not absence.rows and not options.json:
        narrate(_("Nothing happened."))
    if options.seen:
        desk.company.know(absence, desk.now())
    return 0
