"""`bizcare tag`: add tags to threads, or remove them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.i18n import N_, _


def _act(desk: Desk, threads: Sequence[int], options: Namespace) -> VerbResult:
    return desk.verbs.tag(threads, options.tags)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--tags", required=True, metavar=_("TAGS"), help=_("tags separated by spaces; -tag removes one")
    )


COMMAND = verb_command(
    "tag",
    help=N_("add tags to threads, or remove them"),
    act=_act,
    add_arguments=_add_arguments,
)
