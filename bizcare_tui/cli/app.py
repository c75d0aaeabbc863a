"""`bizcare` without a command: open the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.cli.display_options import apply_display_options, require_terminal
from bizcare_tui.desk.sections import parse_query

if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace | None) -> int:
    """Open the app on the user's account; open the demo if they choose it in the app."""
    if options is not None and options.plain:
        return _run_line_by_line(options)
    require_terminal()
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.ui.startup.first_screen import FIRST_ROWS, show_first_screen

    desk = Desk()
    desk.session.settings = apply_display_options(desk.settings, options)
    first = desk.inbox.first_rows(parse_query(desk.inbox.sections[0].query), FIRST_ROWS)
    with show_first_screen(first, desk.now(), desk.settings.theme) as screen:
        from bizcare_tui.ui.startup.run_app import run as run_app

        result = run_app(desk, first=first, screen=screen)
    return _run_demo(options) if result == "demo" else 0


def _run_line_by_line(options: Namespace) -> int:
    """Run the line mode on the user's account; run the demo if they choose it there."""
    from bizcare_tui.cli.plain.mode import LineMode
    from bizcare_tui.desk.desk import Desk

    code = LineMode(Desk()).run()
    return _run_demo(options) if code is None else code


def _run_demo(options: Namespace | None) -> int:
    from bizcare_tui.cli.commands.demo import run as run_demo

    return run_demo(options)
