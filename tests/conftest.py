"""Fixtures of all tests: no settings of the developer, and an account in a sandbox for each test."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from fixed_time import NOW
from hypothesis import HealthCheck, settings
from postgresql_server import MISSING, Server, binaries, memory_folder
from store_templates import KEY, TEMPLATES

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.database import Database
from bizcare_tui.store.open_database import open_database

# The folders of tests that run on both databases; the journeys through the app run on one.
TESTS = Path(__file__).parent
ON_BOTH = ("store", "desk", "marketplace", "cli", "journeys", "faults")

# How long an example takes to be made or run depends on what else the machine does.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

if folder := memory_folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


class Failures:
    """Writes each failure when it happens: a run that is ended before its summary has named it."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Name a test that failed, and what it said."""
        if report.failed:
            self._terminal.write_line(f"\nFAILED {report.nodeid} ({report.when})")
            self._terminal.write_line(report.longreprtext[-2000:])


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have failures named at once, by the process that has the terminal."""
    plugins = session.config.pluginmanager
    terminal = plugins.get_plugin("terminalreporter")
    if terminal and not hasattr(session.config, "workerinput"):
        plugins.register(Failures(terminal))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run two workers on each core: tests wait half of their time for programs, timers and databases."""
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2 * (os.cpu_count() or 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Give each worker neighbouring tests, which share stores, and others' tests when it has none left."""
    return import_module("xdist.scheduler").WorkStealingScheduling(config, log)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test, without the developer's settings."""
    for name in list(os.environ):
        if name.startswith(("BIZCARE_", "XDG_", "LC_", "LANG")) or name == "NO_COLOR":
            monkeypatch.delenv(name)
    # A test that runs pytest has options of its own.
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    # The clock starts with the test, not with the process that has run other tests for half an hour.
    monkeypatch.setattr(clock, "_started", time.monotonic())
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "bizcare"
    monkeypatch.setenv("BIZCARE_HOME", str(folder))
    return folder


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of a store of its own runs on both databases, but those of the screens."""
    if "database" in metafunc.fixturenames:
        folders = metafunc.definition.path.relative_to(TESTS).parts
        is_about_a_file = next(metafunc.definition.iter_markers("sqlite"), None) is not None
        both = folders[0] in ON_BOTH and "app" not in folders and not is_about_a_file
        metafunc.parametrize("database", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for the tests of this process."""
    programs = binaries()
    if programs is None:
        pytest.skip(MISSING)
    running = Server(programs)
    yield running
    running.stop()


def pytest_sessionfinish() -> None:
    """Leave no template behind."""
    TEMPLATES.remove()


@pytest.fixture
def database(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which database the store of this test is in, and that it is there."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    server: Server = request.getfixturevalue("server")
    name = server.new()
    home.mkdir(mode=0o700)
    monkeypatch.setenv("BIZCARE_DATABASE_URL", server.url(name))
    yield "postgresql"
    server.drop(name)


@pytest.fixture
def place(database: str, home: Path) -> Database:
    """Where the store of this test is."""
    return open_database(home / "bizcare.db")


@pytest.fixture
def sandbox(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A generated account of 60 threads on loopback, named to the program by the environment."""
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(Market.generate(3, 60, NOW), KEY) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        yield running


@pytest.fixture
def desk(sandbox: Sandbox) -> Desk:
    """A desk whose store was synced once."""
    TEMPLATES.copy(("60 threads",), sandbox, NOW, sync)
    return Desk()


def sync() -> None:
    """Sync the account that the environment names, once."""
    Desk().marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
