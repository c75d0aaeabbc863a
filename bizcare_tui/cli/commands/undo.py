"""`bizcare undo`: undo an action."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.verb_command import print_verb_result
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.errors import NotPossible
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Undo the act, and print the threads that it was about."""
    desk = Desk()
    act = options.act
    if act is None:
        last = desk.verbs.last()
        if last is None:
            raise NotPossible(_("There is nothing to undo."))
        act = last.id
    return print_verb_result(VerbResult(act, desk.verbs.undo(act)), options)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", nargs="?", type=whole_number, metavar=_("NUMBER"))


COMMAND = CliCommand(
    name="undo",
    help=N_("undo your last action, or an action by its number"),
    run=run,
    add_arguments=_add_arguments,
)
