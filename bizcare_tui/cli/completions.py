"""`bizcare completions SHELL`: print the code with which a shell completes commands, options and values."""

from __future__ import annotations

from argparse import Namespace

from argcomplete.shell_integration import shellcode


def run(options: Namespace) -> int:
    """Print the shell's code."""
    print(shellcode(["bizcare"], shell=options.shell))
    return 0
