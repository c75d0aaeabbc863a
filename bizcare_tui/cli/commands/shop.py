"""`bizcare shop`: show or correct the licensed shop of a thread."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import iso
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Record a correction, if given, then print the shop that is assumed to be licensed, with the source."""
    decisions = Desk().decisions
    if options.website:
        decisions.records.correct_shop(options.id, options.website, options.source or "")
    case = decisions.contexts.cases.case(options.id)
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


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument("website", nargs="?", metavar=_("ADDRESS"), help=_("the correct address"))
    parser.add_argument("--source", metavar=_("TEXT"), help=_("the source of this information"))


COMMAND = CliCommand(
    name="shop",
    help=N_("show or correct the licensed shop of a thread"),
    run=run,
    add_arguments=_add_arguments,
    rank=202,
)
