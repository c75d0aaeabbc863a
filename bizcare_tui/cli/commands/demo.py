"""`bizcare demo`: open the app on a temporary store and a sandbox on this machine."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from bizcare_tui.cli.argument_types import add_display_options
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.display_options import apply_display_options, require_terminal
from bizcare_tui.cli.output import narrate
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_, _
from bizcare_tui.now import now
from bizcare_tui.paths import Paths

# The signatures of the made-up seller, and the age of the demo's baseline.
SIGNATURES = tuple(f"{name}\nNordlys Modules" for name in ("Marta", "Camille", "Tom", "Jana", "Ola"))
BASELINE_AGE = timedelta(days=10)
# The date from which the made-up products declare their compatible versions.
VERSIONS_DECLARED_ON = date(2019, 1, 1)


def run(options: Namespace | None) -> int:
    """Open the app on made-up data; the user's settings and store are neither read nor written."""
    plain = getattr(options, "plain", False)
    if not plain:
        require_terminal()
    for number in (signal.SIGHUP, signal.SIGTERM):
        # The temporary store must not outlive the terminal: SystemExit runs the clean-up.
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    narrate(_("Creating made-up threads …"))
    with tempfile.TemporaryDirectory(prefix="bizcare-demo-") as folder, demo_desk(Path(folder)) as desk:
        if plain:
            from bizcare_tui.cli.plain.mode import LineMode

            return LineMode(desk, tour=not getattr(options, "no_tour", False)).run() or 0
        from bizcare_tui.ui.startup.run_app import run as run_app

        desk.session.settings = apply_display_options(desk.settings, options)
        run_app(desk, demo=True, tour=not getattr(options, "no_tour", False))
    return 0


@contextmanager
def demo_desk(home: Path) -> Iterator[Desk]:
    """Yield a desk on made-up data in `home` while its sandbox runs.

    All BIZCARE_ environment variables of the process except BIZCARE_NOW are replaced.
    """
    from bizcare_tui.sandbox.catalogue import load_catalogue
    from bizcare_tui.sandbox.market import DEFAULT_THREADS, Market
    from bizcare_tui.sandbox.server import Sandbox

    for name in [name for name in os.environ if name.startswith("BIZCARE_") and name != "BIZCARE_NOW"]:
        del os.environ[name]
    os.environ["BIZCARE_HOME"] = str(home)
    with Sandbox(Market.generate(1, DEFAULT_THREADS, now())) as sandbox:
        os.environ["BIZCARE_API_URL"] = sandbox.url
        os.environ["BIZCARE_API_KEY"] = sandbox.key
        os.environ["BIZCARE_RELEASES_URL"] = sandbox.releases_url
        desk = Desk(Paths(home, home))
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(now() - BASELINE_AGE, SIGNATURES, mark_older_read=False)
        for product in load_catalogue().values():
            least, most = product.prestashop
            desk.decisions.records.declare(
                str(product.id_product),
                since=VERSIONS_DECLARED_ON,
                least=least,
                most=most,
                source=_("product page"),
            )
        yield desk


def _add_arguments(parser: ArgumentParser) -> None:
    add_display_options(parser, default=SUPPRESS)
    parser.add_argument("--no-tour", action="store_true", help=_("without the tour"))
    parser.add_argument(
        "--plain", action="store_true", default=SUPPRESS, help=_("line by line, for screen readers")
    )


COMMAND = CliCommand(
    name="demo",
    help=N_("open the app with made-up data; your own data is not touched"),
    run=run,
    add_arguments=_add_arguments,
    rank=100,
    has_json=False,
    in_line_mode=False,
)
