"""The manual page and the completions contain every command and option."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest
from argcomplete.finders import CompletionFinder
from manual import FILE
from shell import Shell

from bizcare_tui.cli.parser import build_parser


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in build_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def test_the_manual_page_names_every_command_and_option() -> None:
    page = FILE.read_text(encoding="utf-8").replace("\\-", "-")
    for name, command in commands():
        assert f"\\fI\\,{name}\\/\\fR" in page, f"`python tests/tools/manual.py` brings {name} in"
        for action in command._actions:
            if action.help != argparse.SUPPRESS and action.dest != "help":
                for option in action.option_strings:
                    assert option in page, f"{name} {option}: run `python tests/tools/manual.py`"
    for word in ("EXIT STATUS", "BIZCARE_API_KEY", "config.toml"):
        assert word in page


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_are_given_for_each_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = Shell(capsys).run("completions", shell)
    assert code == 0
    assert "bizcare" in out


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("bizcare sno", "snooze"),
        ("bizcare snooze --un", "--until"),
        ("bizcare config seller_n", "seller_names"),
        ("bizcare list is:la", "late"),
        ("bizcare kind 1 --kind tech", "technical"),
    ],
)
def test_a_line_is_completed(line: str, wanted: str) -> None:
    finder = CompletionFinder(build_parser())
    words = line.split(" ")
    found = finder._get_completions(words[:-1], words[-1], "", None)  # type: ignore[no-untyped-call]
    assert any(each.strip().endswith(wanted) for each in found)
