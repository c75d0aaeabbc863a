"""Commands are found by their files, and only the one that runs is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bizcare_tui.cli.parser import build_parser, command_parsers
from bizcare_tui.cli.registry import command_names, load_command, summaries

_LOADED = "[name for name in sys.modules if name.startswith('bizcare_tui.cli.commands.')]"


def test_every_command_is_listed_as_its_module_defines_it() -> None:
    listed = {summary.name: summary for summary in summaries()}
    assert listed.keys() == command_names()
    for name, summary in listed.items():
        command = load_command(name)
        assert (command.name, command.help, command.rank) == (name, summary.help, summary.rank)
        assert summary.help


def test_the_list_of_commands_has_no_rank_twice_but_that_of_verbs() -> None:
    ranks = [summary.rank for summary in summaries() if summary.rank != 400]
    assert len(ranks) == len(set(ranks))


def test_only_named_commands_get_their_arguments() -> None:
    parsers = command_parsers(build_parser(["done"]))
    assert parsers.keys() == command_names()
    assert "--query" in parsers["done"]._option_string_actions
    assert "--query" not in parsers["tag"]._option_string_actions


@pytest.mark.parametrize(
    ("arguments", "loaded"), [(["--help"], []), (["done", "--help"], ["bizcare_tui.cli.commands.done"])]
)
def test_other_commands_are_not_imported(arguments: list[str], loaded: list[str]) -> None:
    script = f"""
import sys
from bizcare_tui.cli.main import main
try:
    main({arguments!r})
except SystemExit:
    sys.exit({_LOADED} != {loaded!r})
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_app_starts_without_commands() -> None:
    imports = "import sys, bizcare_tui.cli.main, bizcare_tui.cli.app, bizcare_tui.ui.app"
    script = f"{imports}; sys.exit({_LOADED} != [])"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
