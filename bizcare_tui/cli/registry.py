"""The commands that there are: the modules of `cli/commands`, found by their files."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from bizcare_tui.cli.command import DEFAULT_RANK, CliCommand

_FOLDER = Path(__file__).with_name("commands")
_HELP = re.compile(r'\bhelp=N_\(\s*("[^\n]*"(?:\s+"[^\n]*")*)\s*\)')
_RANK = re.compile(r"\brank=(\d+)")


@dataclass(frozen=True, slots=True)
class CommandSummary:
    """What the list of commands shows of a command, and its place there; `help` is not translated."""

    name: str
    help: str
    rank: int


def command_names() -> frozenset[str]:
    """Return the names of all commands."""
    return frozenset(_files())


def load_command(name: str) -> CliCommand:
    """Import the module of a command, and return the command."""
    command: CliCommand = import_module(f"bizcare_tui.cli.commands.{_files()[name].stem}").COMMAND
    return command


def summaries() -> list[CommandSummary]:
    """Return the summaries of all commands in the order of the list.

    The modules are read and not imported: importing all takes 0.8 s.
    """
    found = [_summary(name, file.read_text(encoding="utf-8")) for name, file in _files().items()]
    return sorted(found, key=lambda summary: (summary.rank, summary.name))


@cache
def _files() -> dict[str, Path]:
    """Return the module's file of every command; the module of `import` is import_.py."""
    files = sorted(_FOLDER.glob("[!_]*.py"))
    return {file.stem.rstrip("_").replace("_", "-"): file for file in files}


def _summary(name: str, source: str) -> CommandSummary:
    help_, rank = _HELP.search(source), _RANK.search(source)
    text = ast.literal_eval(f"({help_[1]})") if help_ else ""
    return CommandSummary(name, text, int(rank[1]) if rank else DEFAULT_RANK)
