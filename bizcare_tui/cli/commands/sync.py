"""`bizcare sync`: bring the store up to date with the Marketplace, showing progress."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from bizcare_tui.cli.argument_types import add_same_account
from bizcare_tui.cli.baseline_question import baseline_question
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json, show_progress
from bizcare_tui.desk.background import ProblemMessage, StepMessage, message_line
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.row_kinds import RowKind, row_kind_in_words
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import N_, _, format_number, ngettext


def run(options: Namespace) -> int:
    """Sync once. After a failure or a signal, what was stored stays, and the next sync continues."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    try:
        desk = Desk()
        report = desk.marketplace.sync(
            full=options.full,
            on_progress=_progress(options),
            stop=stop,
            is_same_account=options.same_account,
            # A program that starts this must respect a pause; a person may try at any time.
            heed_pause=options.progress_json,
        )
    except BizcareError as error:
        if options.progress_json:
            print(message_line(ProblemMessage(str(error))), flush=True)
        raise
    if options.json or options.progress_json:
        print_json(report)
    else:
        for kind in RowKind:
            count = report[f"{kind}s"]
            text = _("{kind:<9} {new} new, {changed} changed")
            narrate(text.format(kind=row_kind_in_words(kind), **count))
        unparsed = sum(report[f"{kind}s"]["unparsed"] for kind in RowKind)
        if unparsed:
            text = ngettext(
                "{n} row could not be read; `bizcare doctor` names it.",
                "{n} rows could not be read; `bizcare doctor` names them.",
                unparsed,
            )
            narrate(text.format(n=unparsed))
        if mail := report.get("mail"):
            _narrate_mail(mail)
        narrate(_("Done in {seconds} s.").format(seconds=format_number(report["seconds"], 1)))
        if question := baseline_question(desk):
            narrate(question)
    return 0


def _narrate_mail(mail: dict[str, Any]) -> None:
    from bizcare_tui.desk.notification_mail import unused_reason_in_words

    if mail["problem"]:
        narrate(mail["problem"])
    for reason, count in mail["unused"].items():
        # Old mails and mails from other senders are only listed by the doctor.
        if reason not in ("too_old", "sender"):
            text = ngettext(
                "{n} notification mail is not used: {reason}; `bizcare doctor` names it.",
                "{n} notification mails are not used: {reason}; `bizcare doctor` names them.",
                count,
            )
            narrate(text.format(n=count, reason=unused_reason_in_words(reason)))


def _progress(options: Namespace) -> Callable[[str, int, int | None], None]:
    def print_step(step: str, done: int, total: int | None) -> None:
        print(message_line(StepMessage(step, done, total)), flush=True)

    def show_on_terminal(step: str, done: int, total: int | None) -> None:
        total_text = f" / {format_number(total)}" if total else ""
        show_progress(f"{step} {format_number(done)}{total_text}")
        if total and done >= total:
            narrate("")

    def silent(_step: str, _done: int, _total: int | None) -> None:
        pass

    if options.progress_json:
        return print_step
    return show_on_terminal if sys.stderr.isatty() else silent


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help=_("fetch the messages of every thread again"))
    add_same_account(parser)
    parser.add_argument("--progress-json", action="store_true", help=SUPPRESS)


COMMAND = CliCommand(
    name="sync",
    help=N_("bring the store up to date with the Marketplace"),
    run=run,
    add_arguments=_add_arguments,
    rank=101,
)
