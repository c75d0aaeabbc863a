"""Entry point of `bizcare`: open the app, or run the requested command."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code.

    0 done, 1 failed, 2 wrong usage, 3 attention (`due`), 4 not authorised, 5 offline, 6 refused by a check.
    """
    # What is loaded at the start stays in use: collecting garbage meanwhile would only cost time.
    gc.disable()
    try:
        from bizcare_tui.cli.command_line import run_reporting

        return run_reporting(sys.argv[1:] if arguments is None else arguments, _run)
    finally:
        gc.enable()


def _run(words: Sequence[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:
        from bizcare_tui.cli.parser import answer_completion

        answer_completion(os.environ.get("COMP_LINE", ""))
    if not words:  # the app's first screen must not wait for imports that only commands need
        from bizcare_tui.cli.app import run

        return run(None)
    from bizcare_tui.cli.command_line import run_parsed

    return run_parsed(words, _run_app_or_command)


def _run_app_or_command(options: Namespace) -> int:
    if options.run is None:
        from bizcare_tui.cli.app import run

        return run(options)
    from bizcare_tui.cli.command_line import run_options

    gc.freeze()
    gc.enable()
    return run_options(options)
