"""`bizcare outbox`: list, send, retry, undo or discard replies."""

from __future__ import annotations

import signal
import threading
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.outbox_rows import format_reply, reply_fields
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.background import ProblemMessage, StepMessage, message_line
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.replies import lost_paragraphs_note
from bizcare_tui.domain.outbox import Transition
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import N_, _

TRANSITIONS = {
    "retry": Transition.SEND,
    "discard": Transition.DISCARD,
    "sent": Transition.MARK_SENT,
    "undo": Transition.UNDO,
}


def run(options: Namespace) -> int:
    """List the outbox, send it, or decide on one of its replies."""
    desk = Desk()
    if options.what == "send":
        return _send(desk, options)
    if options.what is None:
        for row in desk.replies.outbox():
            print_json(reply_fields(row)) if options.json else print(format_reply(row))
        return 0
    if options.number is None:
        raise WrongUsage(
            _("Give the number of the reply."), _("For example: bizcare outbox {0} 12").format(options.what)
        )
    transition = TRANSITIONS[options.what]
    reason = options.reason or options.take_over
    reason = reason or (_("discarded at the command line") if transition is Transition.DISCARD else "")
    row = desk.replies.act(options.number, transition, reason, take_over=options.take_over or "")
    print_json(reply_fields(row)) if options.json else print(format_reply(row))
    return 0


def _send(desk: Desk, options: Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _signal, _frame: stop.set())
    lost = desk.replies.lost_paragraphs() if desk.session.exists else 0
    try:
        report = desk.replies.send(on_progress=_progress(options), stop=stop)
    except BizcareError as error:
        if options.progress_json:
            print(message_line(ProblemMessage(str(error))), flush=True)
        raise
    if options.progress_json:
        return 0
    if options.json:
        for row in desk.replies.outbox(unfinished=True):
            print_json(reply_fields(row))
    else:
        words = {
            "accepted": _("{0} accepted by the Marketplace"),
            "confirmed": _("{0} confirmed"),
            "held": _("{0} held"),
            "failed": _("{0} failed"),
            "unsure": _("{0} unknown"),
        }
        delayed = _("{0} not sent; tried again later").format(len(report["delayed_ids"]))
        done = [text.format(report[name]) for name, text in words.items() if report[name]]
        done += [delayed] if report["delayed_ids"] else []
        narrate(", ".join(done) + "." if done else _("There was nothing to send."))
        if desk.replies.lost_paragraphs() > lost:
            narrate(lost_paragraphs_note(desk.settings))
        for row in desk.replies.outbox(unfinished=True):
            print(format_reply(row))
    return 0


def _progress(options: Namespace) -> Callable[[str], None]:
    def print_step(what: str) -> None:
        print(message_line(StepMessage(what)), flush=True)

    return print_step if options.progress_json else narrate


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=("send", "retry", "sent", "undo", "discard"),
        help=_(
            "send: send all queued replies; for one reply: retry, sent (it was seen in the thread),"
            " undo or discard"
        ),
    )
    parser.add_argument("number", nargs="?", type=whole_number, metavar=_("NUMBER"))
    parser.add_argument("--reason", metavar=_("REASON"), help=_("the reason, where one is required"))
    parser.add_argument(
        "--take-over",
        metavar=_("REASON"),
        help=_("the reason for deciding about a colleague's reply; they keep its text as a draft"),
    )
    parser.add_argument("--progress-json", action="store_true", help=SUPPRESS)


COMMAND = CliCommand(
    name="outbox",
    help=N_("the outbox: every reply with its state"),
    run=run,
    add_arguments=_add_arguments,
    rank=109,
)
