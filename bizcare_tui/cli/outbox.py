"""`bizcare outbox`: what was said, and what became of it; sends it, and does what a person decides."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import Namespace
from typing import Any

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.lines import iso
from bizcare_tui.desk.views import OutboxRow
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.outbox import ReplyState, Way
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.ui.words import reply_state

WAYS = {"retry": Way.SEND, "discard": Way.DISCARD, "sent": Way.MARK_SENT, "undo": Way.UNDO}


def run(options: Namespace) -> int:
    """List the outbox, work it off, or decide on one of its replies."""
    desk = Desk()
    if options.what == "send":
        return _send(desk, options)
    if options.what is None:
        for row in desk.replies.outbox():
            print_json(line_of(row)) if options.json else print(told(row))
        return 0
    if options.number is None:
        raise WrongUsage(_("Which reply?"), _("Like this: bizcare outbox {0} 12").format(options.what))
    way = WAYS[options.what]
    reason = options.reason or (_("discarded at the command line") if way is Way.DISCARD else "")
    row = desk.replies.act(options.number, way, reason)
    print_json(line_of(row)) if options.json else print(told(row))
    return 0


def _send(desk: Desk, options: Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _signal, _frame: stop.set())
    try:
        report = desk.replies.send(on_progress=_progress(options), stop=stop)
    except BizcareError as error:
        if options.progress_json:
            print_json({"problem": str(error)})
        raise
    if options.progress_json:
        return 0
    if options.json:
        for row in desk.replies.outbox(unfinished=True):
            print_json(line_of(row))
    else:
        words = {
            "accepted": _("{0} taken by the Marketplace"),
            "confirmed": _("{0} confirmed"),
            "held": _("{0} held"),
            "failed": _("{0} failed"),
            "unsure": _("{0} unknown"),
        }
        done = [text.format(report[name]) for name, text in words.items() if report[name]]
        narrate(", ".join(done) + "." if done else _("Nothing was to be sent."))
        for row in desk.replies.outbox(unfinished=True):
            print(told(row))
    return 0


def _progress(options: Namespace):  # type: ignore[no-untyped-def]
    def as_lines(what: str) -> None:
        print_json({"step": what, "done": 0, "total": None})
        sys.stdout.flush()

    return as_lines if options.progress_json else narrate


def line_of(row: OutboxRow) -> dict[str, Any]:
    """A reply as a line of `outbox --json`."""
    return {
        "id": row.id,
        "thread": row.thread_id,
        "state": row.state.value,
        "queued_at": iso(row.queued_at),
        "confirmed_at": iso(row.confirmed_at),
        "attempts": row.attempts,
        "error": row.error or None,
        "written_by": row.written_by,
        "file": row.file or None,
        "reason": row.reason or None,
    }


def told(row: OutboxRow) -> str:
    """A reply in a line."""
    parts = [
        f"#{row.id}",
        reply_state(row.state),
        _("thread {0}").format(row.thread_id),
        f"{row.queued_at.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M}",
        row.topic,
    ]
    if row.state is ReplyState.QUEUED and row.leaves_at and not row.error:
        parts.append(_("leaves when its time to be undone is over"))
    return "  ".join(part for part in (*parts, row.error) if part)
