"""A shell for the tests of commands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bizcare_tui.cli.main import main


class Shell:
    """Runs commands in this process and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.stderr = ""

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command; return its exit code and stdout; what went to stderr is in `stderr`."""
        try:
            code = main(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        out, self.stderr = self._capsys.readouterr()
        return code, out

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        """Run a command with `--json`; return what each line of stdout says."""
        _code, out = self.run(*arguments, "--json")
        return [json.loads(line) for line in out.splitlines()]
