"""`bizcare fix`: set the defect that threads are about."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.argument_types import NOBODY, whole_number
from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.i18n import N_, _


def _act(desk: Desk, threads: Sequence[int], options: Namespace) -> VerbResult:
    if options.new is not None:
        return desk.defects.create_defect(threads, options.new, desk.inbox.product_id_of(threads[0]))
    defect = None if options.defect in (None, NOBODY) else int(options.defect)
    if defect is not None:
        desk.defects.defect(defect)
    return desk.defects.attach(threads, defect)


def _defect(text: str) -> str:
    return text if text == NOBODY else str(whole_number(text))


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--defect", type=_defect, metavar=_("NUMBER"), help=_("number of a defect, or nobody for none")
    )
    parser.add_argument(
        "--new", metavar=_("TITLE"), help=_("create a defect with this title: what goes wrong")
    )


COMMAND = verb_command(
    "fix",
    help=N_("link threads to a defect"),
    act=_act,
    add_arguments=_add_arguments,
)
