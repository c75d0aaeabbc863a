"""A week of `bizcare watch` in simulated time, with many temporary failures.

The database is stopped or held, the Marketplace refuses, asks for pauses and fails, the webhook hangs, the
mail server is down, clocks jump, and the watch is ended and killed at random; requests come at any hour, at
night and at the weekend too. Databases, HTTP, SMTP and hooks are real; only the time is not.

Run it: python tests/faults/watch_week.py --seed 1 --days 7 [--postgresql]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from typing import Any

sys.path += [str(Path(__file__).parents[1] / "tools")]

from notice_receivers import MailServer, WebhookReceiver
from postgresql_server import Server, binaries
from watched_account import add_request

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, answer_due
from bizcare_tui.sandbox.faults import Faults
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox

# A Wednesday morning: the weekend is within a week.
START = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
LOOK_SECONDS = 60.0
SYNC_SECONDS = 600
REQUESTS_A_DAY = 6
# For so long a request that is due soon after the start may be announced late.
FIRST_NOTICE = 3600.0
# Passing troubles, how often each comes a day, and the longest it lasts in minutes.
TROUBLES: dict[str, tuple[int, int]] = {
    "database away": (2, 20),
    "key refused": (1, 30),
    "asks for a pause": (1, 20),
    "Marketplace fails": (2, 30),
    "webhook hangs": (1, 30),
    "webhook fails": (1, 30),
    "mail server down": (1, 40),
    "clock ahead": (1, 120),
    "clock behind": (1, 120),
    "header of long ago": (1, 60),
    "ended": (2, 0),
    "killed": (2, 0),
}


@dataclass
class Found:
    """What arrived where, at which simulated time, and what was counted."""

    webhook: list[tuple[float, int, bool]] = field(default_factory=list)
    mails: list[float] = field(default_factory=list)
    hooks: list[tuple[float, str, int]] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    longest_stop: float = 0.0


@dataclass(order=True)
class Event:
    """Something that happens at a time."""

    at: float
    number: int
    happens: Callable[[], None] = field(compare=False)


class World:
    """Everything around the watch: the time, the Marketplace, the receivers, and what goes wrong.

    Args:
        folder: for the store and the hooks.
        server: the PostgreSQL server of this world alone; None for a SQLite file.
        often: how many times as many troubles come as usual.
    """

    def __init__(
        self,
        folder: Path,
        seed: int,
        days: float,
        server: Server | None,
        *,
        start: datetime = START,
        often: float = 1.0,
    ) -> None:
        self.rng = Random(seed)
        self.start = start
        self.often = often
        self.right = start.timestamp()
        self.ends = self.right + days * 86400
        self.ahead = 0.0
        self.header_behind = 0.0
        self.found = Found()
        self.requests: dict[int, datetime] = {}
        self.webhook = self.mail_server = "works"
        self._folder = folder
        self._server = server
        self._database = server.new() if server else ""
        self._holding: sqlite3.Connection | None = None
        self._process: subprocess.Popen[str] | None = None
        self._signal: signal.Signals | None = None
        self._events: list[Event] = []
        self._hooks_read = 0
        self._sandbox = Sandbox(Market.given(quirks=Quirks(authors=True)))
        self._key = self._sandbox.key

    # --- the plan ----------------------------------------------------------------------------------

    def plan(self) -> None:
        """Draw when requests come, from a day before the start on, and when what goes wrong."""
        days = (self.ends - self.right) / 86400
        for number in range(1, round(REQUESTS_A_DAY * (days + 1)) + 1):
            at = self.rng.uniform(self.right - 86400, self.ends)
            if at < self.right:
                self._ask(number, at)
            else:
                self._at(at, partial(self._ask, number, at))
        for name, (often, minutes) in TROUBLES.items():
            ends = self.right
            for _time in range(round(often * days * self.often)):
                begins = self.rng.uniform(self.right + 600, self.ends)
                lasts = 60 * self.rng.uniform(minutes / 4, minutes)
                if minutes and begins < ends:
                    continue
                ends = max(ends, begins + lasts)
                begin, end = self._trouble(name, lasts)
                self._at(begins, partial(self._begin, name, begin))
                self._at(begins + lasts, end)
        self._events.sort()

    def _at(self, at: float, happens: Callable[[], None]) -> None:
        self._events.append(Event(at, len(self._events), happens))

    def _ask(self, number: int, at: float) -> None:
        self.requests[number] = datetime.fromtimestamp(at, UTC)
        add_request(self._sandbox.market, number, self.requests[number])

    def _begin(self, name: str, begin: Callable[[], None]) -> None:
        self.found.troubles[name] += 1
        begin()

    def _trouble(self, name: str, lasts: float) -> tuple[Callable[[], None], Callable[[], None]]:
        """How a trouble begins, and how it ends."""
        sandbox, key = self._sandbox, self._key
        works: Callable[[], None] = lambda: setattr(sandbox, "faults", Faults())  # noqa: E731
        return {
            "database away": (self._take_database, self._give_database),
            "key refused": (lambda: setattr(sandbox, "key", "another"), lambda: setattr(sandbox, "key", key)),
            "asks for a pause": (
                lambda: setattr(sandbox, "faults", Faults.parse(f"429=1:{lasts:.0f}s")), works,
            ),
            "Marketplace fails": (
                lambda: setattr(sandbox, "faults", Faults.parse("500=0.5,html=0.3,close-before=0.3")), works,
            ),
            "webhook hangs": (lambda: self._set(webhook="hangs"), lambda: self._set(webhook="works")),
            "webhook fails": (lambda: self._set(webhook="fails"), lambda: self._set(webhook="works")),
            "mail server down": (
                lambda: self._set(mail_server="down"), lambda: self._set(mail_server="works"),
            ),
            "clock ahead": (lambda: self._set(ahead=7200.0), lambda: self._set(ahead=0.0)),
            "clock behind": (lambda: self._set(ahead=-7200.0), lambda: self._set(ahead=0.0)),
            "header of long ago": (
                lambda: self._set(header_behind=8 * 86400.0), lambda: self._set(header_behind=0.0),
            ),
            "ended": (lambda: self._set(_signal=signal.SIGTERM), lambda: None),
            "killed": (lambda: self._set(_signal=signal.SIGKILL), lambda: None),
        }[name]  # fmt: skip

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)

    def _take_database(self) -> None:
        if self._server is not None:
            self._server.halt()
        else:
            self._holding = sqlite3.connect(self._folder / "bizcare.db", timeout=60, isolation_level=None)
            self._holding.execute("BEGIN IMMEDIATE")

    def _give_database(self) -> None:
        if self._server is not None:
            self._server.start()
        elif self._holding is not None:
            self._holding.close()

    # --- what arrives ------------------------------------------------------------------------------

    def note_notice(self, notice: dict[str, Any]) -> None:
        """Note a notice that the webhook's receiver took."""
        if notice.get("thread"):
            self.found.webhook.append((self.right, notice["thread"], bool(notice.get("late"))))

    def note_mail(self) -> None:
        """Note a mail that the mail server took."""
        self.found.mails.append(self.right)

    # --- running -----------------------------------------------------------------------------------

    def run(self) -> Found:
        """Let the time pass until the end; what was found."""
        self.plan()
        with self._sandbox, self._receivers() as (webhook_port, smtp_port):
            self._write_settings(webhook_port, smtp_port)
            self._watcher("prepare").communicate(timeout=120)
            self._process = self._watcher("watch", str(LOOK_SECONDS))
            while self.right < self.ends:
                self._step()
            self._end(signal.SIGTERM)
        return self.found

    def _step(self) -> None:
        """Answer the watch once: let the time pass to what comes next; end or kill it where that is due."""
        assert self._process is not None
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        line = self._process.stdout.readline()
        assert line, f"the watch ended by itself with {self._process.wait(60)}"
        self._read_hooks()
        until = min(max(json.loads(line)["until"], self.right), self.ends)
        if self._events and self._events[0].at <= until:
            event = self._events.pop(0)
            self.right = max(self.right, event.at)
            event.happens()
        else:
            self.right = until
        self._process.stdin.write(json.dumps({"right": self.right, "ahead": self.ahead}) + "\n")
        self._process.stdin.flush()
        if self._signal is not None:
            time.sleep(self.rng.uniform(0, 0.2))
            self._end(self._signal)
            self._signal = None
            self._process = self._watcher("watch", str(LOOK_SECONDS))

    def _end(self, number: signal.Signals) -> None:
        assert self._process is not None
        begun = time.monotonic()
        self._process.send_signal(number)
        # It reads what the process wrote last, and closes the pipes.
        self._process.communicate(timeout=60)
        if number is signal.SIGTERM:
            self.found.longest_stop = max(self.found.longest_stop, time.monotonic() - begun)
            assert self._process.returncode == 0
        self._read_hooks()

    def _watcher(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ, "BIZCARE_HOME": str(self._folder), "BIZCARE_API_URL": self._sandbox.url,
            "BIZCARE_API_KEY": self._key, "WATCHER_RIGHT": str(self.right), "WATCHER_AHEAD": str(self.ahead),
        }  # fmt: skip
        environment.pop("BIZCARE_NOW", None)
        if self._server is not None:
            environment["BIZCARE_DATABASE_URL"] = self._server.url(self._database)
        with (self._folder / "said").open("a") as said:
            return subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("watcher_process.py")), *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, env=environment,
            )  # fmt: skip

    def _write_settings(self, webhook_port: int, smtp_port: int) -> None:
        hook = self._folder / "hook"
        hook.write_text(f'#!/bin/sh\necho "$@" >> {self._folder}/hooks\n')
        hook.chmod(0o700)
        (self._folder / "hooks").touch()
        settings = self._folder / "config.toml"
        settings.write_text(
            f'notify_bell = false\nsync_interval = {SYNC_SECONDS}\nhook_new_thread = ["{hook}"]\n'
            f'hook_due = ["{hook}"]\nnotify_webhook = "http://127.0.0.1:{webhook_port}/x"\n'
            'notify_mail = "tom@nordlys.example"\nmail_from = "desk@nordlys.example"\n'
            f'smtp_host = "127.0.0.1"\nsmtp_port = {smtp_port}\n'
        )
        settings.chmod(0o600)

    def _read_hooks(self) -> None:
        """Note the hooks that ran since the last look, which was one round ago."""
        lines = (self._folder / "hooks").read_text().splitlines()
        for line in lines[self._hooks_read :]:
            event, number, *_more = line.split()
            self.found.hooks.append((self.right, event, int(number)))
        self._hooks_read = len(lines)

    @contextmanager
    def _receivers(self) -> Iterator[tuple[int, int]]:
        """A webhook's receiver and a mail server; their ports."""
        world = self

        def date(*_arguments: object) -> str:
            return format_datetime(
                datetime.fromtimestamp(world.right - world.header_behind, UTC), usegmt=True
            )

        original = BaseHTTPRequestHandler.date_time_string
        BaseHTTPRequestHandler.date_time_string = date  # type: ignore[assignment]
        try:
            with (
                WebhookReceiver(self) as webhook,
                MailServer(self) as mail,
            ):
                for server in (webhook, mail):
                    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
                yield webhook.server_address[1], mail.server_address[1]
                webhook.shutdown()
                mail.shutdown()
        finally:
            BaseHTTPRequestHandler.date_time_string = original  # type: ignore[method-assign]


def faults_of(world: World) -> list[str]:
    """What should have arrived and did not, or arrived twice, a sentence each."""
    found, faults = world.found, []
    begins = world.start.timestamp()
    webhooks = [(at, number) for at, number, _late in found.webhook]
    hooks = [(at, number) for at, event, number in found.hooks if event == "due"]
    new = {number for _at, event, number in found.hooks if event == "new_thread"}
    for number, asked in world.requests.items():
        due = answer_due(asked).timestamp()
        if begins + FIRST_NOTICE < due < world.ends:
            for name, arrived in (("webhook", webhooks), ("hook", hooks)):
                if not any(at < due and each == number for at, each in arrived):
                    faults.append(
                        f"request {number} of {asked:%a %H:%M} was not on the {name} before it was due"
                    )
        if begins < asked.timestamp() < world.ends - 3600 and number not in new:
            faults.append(f"the hook of the new thread {number} did not run")
    days = Counter(datetime.fromtimestamp(at, MARKETPLACE_ZONE).date() for at in found.mails)
    faults += [f"{count} digests came on {day}" for day, count in days.items() if count > 1]
    morning = world.start.astimezone(MARKETPLACE_ZONE).replace(hour=9, minute=0) + timedelta(days=1)
    while morning.timestamp() < world.ends:
        if morning.weekday() < 5 and not days[morning.date()]:
            faults.append(f"no digest came on {morning:%a %d %b}")
        morning += timedelta(days=1)
    return faults


def run_week(
    seed: int,
    days: float,
    folder: Path,
    *,
    postgresql: bool,
    start: datetime = START,
    often: float = 1.0,
) -> tuple[World, list[str]]:
    """Run a simulated week, or less; the world after it, and what went wrong that should not."""
    programs = binaries() if postgresql else None
    server = Server(programs) if programs is not None else None
    try:
        world = World(folder, seed, days, server, start=start, often=often)
        world.run()
        return world, faults_of(world)
    finally:
        if server is not None:
            server.stop()


def main() -> int:
    """Run it as the arguments say; 1 where something was missing or came twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        world, faults = run_week(options.seed, options.days, Path(folder), postgresql=options.postgresql)
        found = world.found
        print(f"{options.days:g} days in {time.monotonic() - begun:.0f} s, seed {options.seed}")
        print(f"requests {len(world.requests)}, notices {len(found.webhook)}, digests {len(found.mails)}")
        print(f"hooks {Counter(event for _at, event, _number in found.hooks)}")
        print(f"troubles {dict(found.troubles)}")
        print(f"longest stop {found.longest_stop:.2f} s")
        for fault in faults:
            print("FAULT:", fault)
        if faults:
            print((Path(folder) / "said").read_text()[-4000:])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
