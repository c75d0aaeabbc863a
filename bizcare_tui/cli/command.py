"""A command of the command line: its name, its help, its arguments, and what it does."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

DEFAULT_RANK = 400


def no_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


@dataclass(frozen=True, slots=True)
class CliCommand:
    """A command, defined as `COMMAND` in the module of `cli/commands` that has its name.

    The list of commands is made without importing the modules: `registry.summaries` reads `help` and `rank`
    from their source, so write them there as `help=N_("…")` and `rank=100`.

    Args:
        name: the word on the command line.
        help: the line in the list of commands, translated when it is shown.
        run: runs the command with its parsed arguments; returns the exit code.
        add_arguments: adds the arguments to the command's parser.
        rank: the place in the list of commands; equal ranks are sorted by name.
        has_json: whether it has the option `--json`.
        in_line_mode: whether it can run within `bizcare --plain`.
        only_reads: whether it logs nothing when it succeeds, so that it need not wait for the log to start.
    """

    name: str
    help: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    rank: int = DEFAULT_RANK
    has_json: bool = True
    in_line_mode: bool = True
    only_reads: bool = False
