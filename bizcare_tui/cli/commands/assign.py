"""`bizcare assign`: assign threads to a person, or to nobody."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.argument_types import NOBODY
from bizcare_tui.cli.output import narrate
from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.i18n import N_, _


def _act(desk: Desk, threads: Sequence[int], options: Namespace) -> VerbResult:
    to = None if options.to == NOBODY else options.to
    seen = {row.id: row.assignee or None for row in desk.inbox.rows(threads)}
    if to is not None and (last := desk.absences.absent_today().get(to)) is not None:
        narrate(_("{0} is absent until {1}.").format(to, last))
    return desk.verbs.assign(threads, to, seen)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", required=True, metavar=_("LOGIN"), help=_("a login, or nobody"))


COMMAND = verb_command(
    "assign",
    help=N_("assign threads to a person, or to nobody"),
    act=_act,
    add_arguments=_add_arguments,
)
