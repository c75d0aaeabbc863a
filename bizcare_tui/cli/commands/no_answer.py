"""`bizcare no-answer`: close threads that need no answer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.argument_types import set_completer
from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.domain.no_answer_reasons import NoAnswerReason
from bizcare_tui.i18n import N_, _


def _act(desk: Desk, threads: Sequence[int], options: Namespace) -> VerbResult:
    return desk.verbs.no_answer(threads, options.reason)


def _add_arguments(parser: ArgumentParser) -> None:
    ready = [reason.value for reason in NoAnswerReason]
    reason = parser.add_argument(
        "--reason",
        required=True,
        metavar=_("REASON"),
        help=_("a ready reason ({0}), or any other text").format(", ".join(ready)),
    )
    set_completer(reason, lambda: ready)


COMMAND = verb_command(
    "no-answer",
    help=N_("close threads that need no answer"),
    act=_act,
    add_arguments=_add_arguments,
)
