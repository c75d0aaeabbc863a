"""`bizcare link`: link two threads, or remove the link."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import add_thread_id, whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.verb_command import print_verb_result
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Link the two threads, and print the id of the act."""
    return print_verb_result(Desk().verbs.link(options.id, options.other, remove=options.remove), options)


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument("other", type=whole_number, metavar=_("OTHER"))
    parser.add_argument("--remove", action="store_true", help=_("remove the link"))


COMMAND = CliCommand(
    name="link",
    help=N_("link two threads to each other"),
    run=run,
    add_arguments=_add_arguments,
)
