"""`bizcare sync`: bring the store up to date, with progress."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import Namespace

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext, number


def run(options: Namespace) -> int:
    """Sync once; what was stored before a failure or a signal stays, and the next sync goes on."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    try:
        report = Desk().sync(full=options.full, on_progress=_progress(options), stop=stop)
    except BizcareError as error:
        if options.progress_json:
            print_json({"problem": str(error)})
        raise
    if options.json or options.progress_json:
        print_json(report)
    else:
        for kind in ("threads", "messages", "products", "orders"):
            count = report[kind]
            narrate(_("{kind:<9} {new} new, {changed} changed").format(kind=kind, **count))
        unparsed = sum(report[kind]["unparsed"] for kind in ("threads", "messages", "products", "orders"))
        if unparsed:
            text = ngettext(
                "{n} row could not be read; `bizcare doctor` names it.",
                "{n} rows could not be read; `bizcare doctor` names them.",
                unparsed,
            )
            narrate(text.format(n=unparsed))
        if (mail := report.get("mail")) and mail["problem"]:
            narrate(mail["problem"])
        narrate(_("Done in {seconds} s.").format(seconds=number(report["seconds"], 1)))
    return 0


def _progress(options: Namespace):  # type: ignore[no-untyped-def]
    def as_lines(step: str, done: int, total: int | None) -> None:
        print_json({"step": step, "done": done, "total": total})
        sys.stdout.flush()

    def on_terminal(step: str, done: int, total: int | None) -> None:
        of = f" / {number(total)}" if total else ""
        narrate(f"\r\x1b[K{step} {number(done)}{of}", end="")
        if total and done >= total:
            narrate("")

    def silent(_step: str, _done: int, _total: int | None) -> None:
        pass

    if options.progress_json:
        return as_lines
    return on_terminal if sys.stderr.isatty() else silent
