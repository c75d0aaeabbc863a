"""`bizcare snooze`: snooze threads until a time."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.domain.snooze import parse_snooze_time
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import N_, _


def _act(desk: Desk, threads: Sequence[int], options: Namespace) -> VerbResult:
    try:
        moment = parse_snooze_time(options.until, desk.now())
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    due_earlier = desk.verbs.rows_due_before(threads, moment)
    if due_earlier and not options.past_deadline:
        raise NotPossible(
            _("Thread {0} is due before that.").format(due_earlier[0].id),
            _("--past-deadline snoozes it anyway."),
        )
    return desk.verbs.snooze(threads, moment)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--until", required=True, metavar="3h", help=_("for example 3h, 2d, fri 14:00 or 2026-12-01")
    )
    parser.add_argument("--past-deadline", action="store_true", help=_("even past a deadline"))


COMMAND = verb_command(
    "snooze",
    help=N_("snooze threads; a new message wakes them up"),
    act=_act,
    add_arguments=_add_arguments,
)
