"""`bizcare demo`: open the app on a temporary store and a sandbox on this machine."""

from __future__ import annotations

import signal
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bizcare_tui.cli.argument_types import add_display_options
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.display_options import apply_display_options, require_terminal
from bizcare_tui.cli.output import narrate, show_progress
from bizcare_tui.i18n import N_, _

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk


def run(options: Namespace | None) -> int:
    """Open the app on made-up data; the user's settings and store are neither read nor written."""
    plain = getattr(options, "plain", False)
    if not plain:
        require_terminal()
    for number in (signal.SIGHUP, signal.SIGTERM):
        # The temporary store must not outlive the terminal: SystemExit runs the clean-up.
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    with ExitStack() as stack:
        desk = _made_up_desk(stack, plain=plain)
        if plain:
            from bizcare_tui.cli.plain.mode import LineMode

            return LineMode(desk, tour=not getattr(options, "no_tour", False)).run() or 0
        from bizcare_tui.ui.startup.run_app import run as run_app

        desk.session.settings = apply_display_options(desk.settings, options)
        run_app(desk, demo=True, tour=not getattr(options, "no_tour", False))
    return 0


def _made_up_desk(stack: ExitStack, *, plain: bool) -> Desk:
    """Return the desk of the demo until the stack is closed; a line on the terminal says so meanwhile."""
    # Before the imports, which take longer than a person should wait for the first line.
    is_cleared = sys.stderr.isatty() and not plain
    say = show_progress if is_cleared else narrate
    say(_("Creating made-up threads …"))
    try:
        import tempfile
        from pathlib import Path

        from bizcare_tui.demo.desk import demo_desk

        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bizcare-demo-"))
        return stack.enter_context(demo_desk(Path(folder)))
    finally:
        if is_cleared:
            show_progress("")


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
