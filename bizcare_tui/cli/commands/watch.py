"""`bizcare watch`: sync, send, and announce deadlines until stopped."""

from __future__ import annotations

import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from typing import Any

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import json_line, narrate
from bizcare_tui.cli.terminal import write_control, write_line
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.watch_loop import WatchLoop
from bizcare_tui.domain.alerts import Alert, Announcement, ReplyProblem
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.text import printable
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Run until a signal arrives; with `--once`, run a single round."""

    def show(desk: Desk, announcement: Announcement) -> None:
        _show(desk, announcement, as_json=options.json)

    loop = WatchLoop(show, narrate)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: loop.end())
    has_ended = loop.run(once=options.once)
    if not has_ended or not options.once:
        _exit_now()
    return 0


def _exit_now() -> None:
    """Exit without waiting for the network, the database or a hook; the store survives this like a kill."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(0)


def _show(desk: Desk, announcement: Announcement, *, as_json: bool) -> None:
    """Print an announcement, and notify the terminal as the settings say.

    Raises:
        OSError: the line cannot be written to stdout.
    """
    if sys.stdout is None:
        return  # stdout was closed by the calling program
    sentence = announcement.sentence(desk.now())
    write_line(json_line(_fields(announcement, sentence)) if as_json else sentence)
    if sys.stderr is not None and sys.stderr.isatty():
        bell = "\a" if desk.settings.notify_bell else ""
        osc9 = f"\x1b]9;{printable(sentence)}\x1b\\" if desk.settings.notify_osc9 else ""
        with suppress(OSError):
            write_control(osc9 + bell)


def _fields(announcement: Announcement, sentence: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": announcement.thread_id, "event": "due", "owed": None, "due": None}
    fields["text"] = sentence
    match announcement:
        case Alert(pending=pending):
            return fields | {"owed": pending.what, "due": iso(pending.due)}
        case ReplyProblem():
            return fields | {
                "event": "reply_problem",
                "reply": announcement.reply_id,
                "state": announcement.state,
            }


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help=_("run once, for cron"))


COMMAND = CliCommand(
    name="watch",
    help=N_("sync, send and announce deadlines before they pass, until stopped"),
    run=run,
    add_arguments=_add_arguments,
    rank=110,
)
