"""`bizcare demo`: the app over a throw-away store and a sandbox on this machine."""

from __future__ import annotations

import os
import tempfile
from argparse import Namespace
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bizcare_tui.cli.app import need_terminal
from bizcare_tui.desk.desk import Desk
from bizcare_tui.now import now
from bizcare_tui.paths import Paths

# What the made-up seller signs with, and how far back the demo scores.
SIGNATURES = tuple(f"{name}\nNordlys Modules" for name in ("Marta", "Camille", "Tom", "Jana", "Ola"))
SCORED = timedelta(days=10)


def run(_options: Namespace) -> int:
    """Open the app on made-up data; the user's settings and store are neither read nor touched."""
    need_terminal()
    for name in [name for name in os.environ if name.startswith("BIZCARE_") and name != "BIZCARE_NOW"]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="bizcare-demo-") as folder, suppress(KeyboardInterrupt):
        home = Path(folder)
        os.environ["BIZCARE_HOME"] = folder
        return _in(Paths(home, home, home))
    return 0


def _in(paths: Paths) -> int:
    from bizcare_tui.marketplace.sandbox.market import DEFAULT_THREADS, Market
    from bizcare_tui.marketplace.sandbox.server import Sandbox

    with Sandbox(Market.generate(1, DEFAULT_THREADS, now())) as sandbox:
        os.environ["BIZCARE_API_URL"] = sandbox.url
        os.environ["BIZCARE_API_KEY"] = sandbox.key
        desk = Desk(paths)
        desk.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.answer_baseline(now() - SCORED, SIGNATURES, mark_older_read=False)
        from bizcare_tui.ui.app import run as run_app

        run_app(desk, demo=True)
    return 0
