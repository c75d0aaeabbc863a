"""`bizcare away`: list what happened since this person's last visit."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Print what colleagues did and what was written, newest first; with `--seen`, mark it as seen."""
    desk = Desk()
    news = desk.presence.away()
    for row in news.rows:
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
            when = short_moment_in_words(row.at)
            print(f"{when}  {row.by:<12} {row.sentence}  {row.thread_id}  {row.topic}")
    if not news.rows and not options.json:
        narrate(_("Nothing happened."))
    if options.seen:
        desk.presence.record_visit(news, desk.now())
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--seen", action="store_true", help=_("mark it as seen"))


COMMAND = CliCommand(
    name="away",
    help=N_("what happened since your last visit"),
    run=run,
    add_arguments=_add_arguments,
    rank=502,
)
