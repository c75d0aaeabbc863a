"""`bizcare kind`: set the request type of threads."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.argument_types import NOBODY
from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.i18n import N_, _


def _act(desk: Desk, threads: Sequence[int], options: Namespace) -> VerbResult:
    kind = None if options.kind == NOBODY else RequestType(options.kind)
    return desk.verbs.set_kind(threads, kind)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--kind", required=True, choices=(*RequestType, NOBODY), help=_("a request type, or nobody for none"),
    )  # fmt: skip


COMMAND = verb_command(
    "kind",
    help=N_("set the request type of threads"),
    act=_act,
    add_arguments=_add_arguments,
)
