"""`bizcare list`: print the inbox, next deadline first."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import set_completer, whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate
from bizcare_tui.cli.thread_rows import print_threads, warn_of_clock_dispute
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.query_fields import CHOICES
from bizcare_tui.errors import NoStore
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Print the threads that match the query."""
    desk = Desk()
    threads = desk.inbox.matching(parse_query(" ".join(options.query)), options.limit or None)
    if not print_threads(desk, threads, as_json=options.json):
        narrate(_("No thread matches.") if desk.session.exists else str(NoStore()))
    warn_of_clock_dispute(desk)
    return 0


def query_completions() -> list[str]:
    """Return the query terms whose values are known without a store."""
    return [f"{field}:{value}" for field, values in CHOICES.items() for value in values]


def _add_arguments(parser: ArgumentParser) -> None:
    query = parser.add_argument(
        "query", nargs="*", metavar=_("WORD"), help=_("only threads with these words")
    )
    set_completer(query, query_completions)
    parser.add_argument(
        "--limit", type=whole_number, default=50, help=_("maximum number; 0 for all (default: 50)")
    )


COMMAND = CliCommand(
    name="list",
    help=N_("the inbox, next deadline first"),
    run=run,
    add_arguments=_add_arguments,
    rank=102,
    only_reads=True,
)
