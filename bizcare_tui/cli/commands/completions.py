"""`bizcare completions SHELL`: print the code with which a shell completes commands, options and values."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from argcomplete.shell_integration import shellcode

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.i18n import N_


def run(options: Namespace) -> int:
    """Print the shell's code."""
    print(shellcode(["bizcare"], shell=options.shell))
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))


COMMAND = CliCommand(
    name="completions",
    help=N_("print the completion script of a shell"),
    run=run,
    add_arguments=_add_arguments,
    rank=603,
    has_json=False,
    in_line_mode=False,
)
