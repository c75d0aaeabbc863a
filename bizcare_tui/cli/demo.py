"""`bizcare demo`: the app over a throw-away store and a sandbox on this machine."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from bizcare_tui.cli.app import by_flags, need_terminal
from bizcare_tui.cli.output import narrate
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.paths import Paths

# What the made-up seller signs with, and how far back the demo scores.
SIGNATURES = tuple(f"{name}\nNordlys Modules" for name in ("Marta", "Camille", "Tom", "Jana", "Ola"))
SCORED = timedelta(days=10)
# From when on the made-up products have had their compatible versions.
DECLARED = date(2019, 1, 1)


def run(options: Namespace | None) -> int:
    """Open the app on made-up data; the user's settings and store are neither read nor touched."""
    plain = getattr(options, "plain", False)
    if not plain:
        need_terminal()
    for number in (signal.SIGHUP, signal.SIGTERM):
        # The throw-away store goes with the terminal: an exception runs what cleans up.
        signal.signal(number, lambda told, _frame: sys.exit(128 + told))
    narrate(_("Making up some threads …"))
    with tempfile.TemporaryDirectory(prefix="bizcare-demo-") as folder, demo_desk(Path(folder)) as desk:
        if plain:
            from bizcare_tui.cli.plain import Plain

            return Plain(desk).run()
        from bizcare_tui.ui.app import run as run_app

        desk.settings = by_flags(desk.settings, options)
        run_app(desk, demo=True, tour=not getattr(options, "no_tour", False))
    return 0


@contextmanager
def demo_desk(home: Path) -> Iterator[Desk]:
    """A desk over made-up data in `home`, its sandbox running; the process forgets all other settings."""
    from bizcare_tui.marketplace.sandbox.catalogue import load_catalogue
    from bizcare_tui.marketplace.sandbox.market import DEFAULT_THREADS, Market
    from bizcare_tui.marketplace.sandbox.server import Sandbox

    for name in [name for name in os.environ if name.startswith("BIZCARE_") and name != "BIZCARE_NOW"]:
        del os.environ[name]
    os.environ["BIZCARE_HOME"] = str(home)
    with Sandbox(Market.generate(1, DEFAULT_THREADS, now())) as sandbox:
        os.environ["BIZCARE_API_URL"] = sandbox.url
        os.environ["BIZCARE_API_KEY"] = sandbox.key
        desk = Desk(Paths(home, home))
        desk.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.answer_baseline(now() - SCORED, SIGNATURES, mark_older_read=False)
        for product in load_catalogue().values():
            least, most = product.prestashop
            desk.decisions.records.declare(
                str(product.id_product), since=DECLARED, least=least, most=most, source=_("product page")
            )
        yield desk
