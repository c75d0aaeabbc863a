"""The words by which the palette finds commands."""

from __future__ import annotations

import pytest

from bizcare_tui.ui.commands.command_search import FoundCommand, search_commands
from bizcare_tui.ui.commands.keymap import MAIN_SCREEN
from bizcare_tui.ui.commands.registry import COMMANDS

ALL = [FoundCommand(each, "") for each in COMMANDS if each.context in MAIN_SCREEN]


def ids(query: str, *, commands: list[FoundCommand] = ALL) -> list[str]:
    return [each.command.id for each in search_commands(commands, query)]


@pytest.mark.parametrize(
    ("query", "command"),
    [
        ("postpone", "snooze"),
        ("later", "snooze"),
        ("close", "done"),
        ("template", "snippet"),
        ("macro", "snippet"),
        ("theme", "theme"),
        ("language", "guide"),
        ("settings", "guide"),
        ("export", "guide"),
        ("backup", "guide"),
        ("evidence", "reject"),
        ("SNOOZE", "snooze"),
        ("snoze", "snooze"),
        ("pospone", "snooze"),
        ("refnud", "refund"),
        ("statitsics", "statistics"),
        ("section 2", "section_2"),
        ("reject request", "reject"),
        ("write rep", "reply"),
    ],
)
def test_a_command_is_found_first_by_its_words_synonyms_and_typing_errors(query: str, command: str) -> None:
    assert ids(query)[0] == command


@pytest.mark.parametrize("query", ["qqqq", "zebra", "reply zebra"])
def test_nothing_is_found_by_other_words(query: str) -> None:
    assert ids(query) == []


def test_commands_of_the_thread_come_first_and_those_that_cannot_be_run_last() -> None:
    found = search_commands(ALL, "")
    of_thread = [each.is_of_thread for each in found]
    assert of_thread == sorted(of_thread, reverse=True)
    blocked = [FoundCommand(each.command, "no" if each.command.id == "reply" else "") for each in ALL]
    assert ids("", commands=blocked)[-1] == "reply"
    assert ids("reply", commands=blocked)[0] == "reply", "what is asked for by name is still first"
