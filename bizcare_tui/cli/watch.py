"""`bizcare watch`: syncs, sends, and tells of deadlines, until it is stopped."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import Namespace
from time import monotonic

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.lines import iso
from bizcare_tui.domain.alerts import Alert
from bizcare_tui.i18n import _

LOOK_SECONDS = 5.0
MAIL_SECONDS = 0.25
# Where no interval is set, the app does not sync by itself; this does all the same.
INTERVAL = 300


def run(options: Namespace) -> int:
    """Go on until a signal; with `--once`, a single round."""
    desk = Desk()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: stop.set())
    watch = desk.watch()
    interval = desk.settings.sync_interval or INTERVAL
    synced = -float(interval)
    said: set[str] = set()
    sync_problem = ""
    news = threading.Event()
    if not options.once:
        watch.wait_for_mail(stop, news.set)
        narrate(_("Watching; Ctrl+C ends it."))
    while not stop.is_set():
        if news.is_set() or monotonic() - synced >= interval:
            news.clear()
            sync_problem = watch.sync(stop)
            synced = monotonic()
        problems = [sync_problem, watch.send(stop)]
        done = watch.notice() if desk.is_there else None
        for alert in done.alerts if done else ():
            _tell(desk, alert, as_json=options.json)
        problems += done.problems if done else ()
        # What goes on going wrong is said once, and again when it went well in between.
        wrong = {problem for problem in problems if problem}
        for problem in sorted(wrong - said):
            narrate(problem)
        said = wrong
        if options.once:
            for problem in watch.hook_problems(wait=True):
                narrate(problem)
            break
        _wait(stop, news)
    watch.close()
    return 0


def _wait(stop: threading.Event, news: threading.Event) -> None:
    """Wait until the next round; mail begins one at once."""
    until = monotonic() + LOOK_SECONDS
    while monotonic() < until and not stop.wait(MAIL_SECONDS) and not news.is_set():
        pass


def _tell(desk: Desk, alert: Alert, *, as_json: bool) -> None:
    sentence = alert.sentence(desk.now())
    if as_json:
        pending = alert.pending
        print_json({"id": pending.thread_id, "owed": pending.what, "due": iso(pending.due), "text": sentence})
    else:
        print(sentence)
    sys.stdout.flush()
    if sys.stderr.isatty():
        bell = "\a" if desk.settings.notify_bell else ""
        # The sentence holds no control characters: it was made safe where it came in.
        osc9 = f"\x1b]9;{sentence}\x1b\\" if desk.settings.notify_osc9 else ""
        narrate(osc9 + bell, end="")
