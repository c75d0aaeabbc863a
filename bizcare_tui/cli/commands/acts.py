"""`bizcare acts`: list this person's actions with the ids by which they can be undone."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Print the actions, newest first."""
    for row in Desk().verbs.history(options.limit):
        if options.json:
            print_json(
                {
                    "act": row.id,
                    "at": iso(row.at),
                    "what": row.sentence,
                    "thread": row.thread_id,
                    "topic": row.topic,
                    "threads": row.threads,
                    "undone_at": iso(row.undone_at),
                }
            )
        else:
            when = short_moment_in_words(row.at)
            undone = _("undone") if row.undone_at else ""
            print(f"{row.id:>7}  {when}  {row.sentence}  {row.thread_id}  {row.topic}  {undone}".rstrip())
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--limit", type=whole_number, default=200, help=_("maximum number (default: 200)"))


COMMAND = CliCommand(
    name="acts",
    help=N_("your actions, newest first"),
    run=run,
    add_arguments=_add_arguments,
    rank=501,
)
