"""`bizcare watch` as a process of its own that runs by simulated time, which another process passes on.

The database, HTTP, mail and hooks are real. Over its standard output it asks for the time to pass, in JSON
lines, once all its threads wait; over its standard input it is given the time that it is then.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bizcare_tui import elapsed as elapsed_module
from bizcare_tui import now as now_module
from bizcare_tui.store import real_time as real_time_module

# How long, in real seconds, deliveries may go on before the time passes all the same.
PATIENCE = 0.5


class Time:
    """The simulated time: the right one, and the one that this machine's clock shows."""

    def __init__(self) -> None:
        self.right = float(os.environ["WATCHER_RIGHT"])
        self.ahead = float(os.environ["WATCHER_AHEAD"])

    def local(self, zone: Any = None) -> datetime:
        """What this machine's clock shows."""
        return datetime.fromtimestamp(self.right + self.ahead, zone or UTC)


TIME = Time()


class SimulatedDatetime(datetime):
    """The class `datetime` whose present is simulated."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        """What this machine's clock shows."""
        return TIME.local(tz)


def simulate_time() -> None:
    """Have the program take its time from `TIME`; before any other module of it is loaded."""
    elapsed_module.monotonic_seconds = lambda: TIME.right
    now_module.now = TIME.local
    is_shared = "postgresql" in os.environ.get("BIZCARE_DATABASE_URL", "")
    shared = (lambda *_store: TIME.right) if is_shared else (lambda *_store: TIME.right + TIME.ahead)
    real_time_module.real_time = shared
    real_time_module.real_time_over = shared

    from bizcare_tui.desk import smtp, watch_tasks
    from bizcare_tui.marketplace import client, transport, webhook
    from bizcare_tui.store.sqlite import SqliteDatabase

    # Real waiting, kept short: simulated time stands still meanwhile.
    client._FIRST_PAUSE = client._LONGEST_PAUSE = 0.01
    webhook.TIMEOUT_SECONDS = 1.0
    smtp.SMTP_TIMEOUT_SECONDS = 1.0
    SqliteDatabase.busy_seconds = 0.2
    for module in (watch_tasks, transport):
        module.datetime = SimulatedDatetime  # type: ignore[attr-defined]


@dataclass
class Waiting:
    """A thread that waits until a time, or for an event."""

    until: float
    event: threading.Event
    show_changes: threading.Event = field(default_factory=threading.Event)


class PassedOnClock:
    """The clock of the loop; its time passes when all threads of the loop wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Waiting] = []

    def elapsed(self) -> float:
        """Seconds that only grow."""
        return TIME.right

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Wait for an event, but not longer than this."""
        mine = Waiting(TIME.right + seconds, event)
        with self._lock:
            self._waiting.append(mine)
        while not mine.show_changes.wait(0.01) and not event.is_set():
            pass
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)

    def pass_time(self, loop: Any) -> None:
        """Ask for the time to pass whenever nothing else can happen."""
        while True:
            time.sleep(0.0005)
            threads = [thread for thread in loop._threads if thread.is_alive()]
            with self._lock:
                ready = bool(self._waiting) and len(self._waiting) >= len(threads)
                until = min((each.until for each in self._waiting), default=0.0)
            if not ready:
                continue
            if loop._watch is not None:
                loop._watch.delivery.settle(seconds=PATIENCE)
            print(json.dumps({"until": until}), flush=True)
            answer = json.loads(sys.stdin.readline() or "null")
            if answer is None:  # the process that passes the time on is gone, or waits for the end
                loop.end()
                return
            with self._lock:
                TIME.right, TIME.ahead = answer["right"], answer["ahead"]
                for each in [each for each in self._waiting if each.until <= TIME.right]:
                    self._waiting.remove(each)
                    each.show_changes.set()


def prepare() -> None:
    """Sync for the first time, and have everything after it count."""
    from bizcare_tui.desk.desk import Desk

    desk = Desk()
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    desk.baseline.answer(TIME.local() - timedelta(days=30), [], mark_older_read=False)


def watch(look: float) -> None:
    """Watch until a signal."""
    from bizcare_tui.desk.watch_loop import WatchLoop

    clock = PassedOnClock()

    def say(sentence: str) -> None:
        print(f"{TIME.local():%a %H:%M} {sentence}", file=sys.stderr, flush=True)

    loop = WatchLoop(lambda *_notice: None, say, clock=clock, look=look)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: loop.end())
    threading.Thread(target=clock.pass_time, args=(loop,), daemon=True).start()
    loop.run()
    os._exit(0)


if __name__ == "__main__":
    simulate_time()
    prepare() if sys.argv[1] == "prepare" else watch(float(sys.argv[2]))
