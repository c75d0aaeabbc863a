"""The registry of commands, and everything that is made from it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bizcare_tui.errors import BadSettings
from bizcare_tui.ui.commands.command import Command, CommandGroup, Context
from bizcare_tui.ui.commands.key_labels import format_keys_table, is_typed, key_label, key_labels
from bizcare_tui.ui.commands.keymap import MAIN_SCREEN, apply_keymap
from bizcare_tui.ui.commands.registry import COMMANDS

Commands = tuple[Command[Any], ...]


def changed(changes: dict[str, str]) -> Commands:
    return apply_keymap(changes, COMMANDS)


def keys_of(commands: Commands, command_id: str) -> tuple[str, ...]:
    """The keys of the first command with this id."""
    return next(command.keys for command in commands if command.id == command_id)


def test_no_command_and_no_key_is_there_twice() -> None:
    assert max(Counter((command.id, command.context) for command in COMMANDS).values()) == 1
    places = [
        (Context.MAIN if command.context in MAIN_SCREEN else command.context, key)
        for command in COMMANDS
        for key in command.keys
    ]
    assert max(Counter(places).values()) == 1


def test_every_command_has_a_key_and_says_what_it_does() -> None:
    for command in COMMANDS:
        assert command.keys
        assert command.help
        assert command.help[0].isupper()


def test_keys_are_shown_as_they_are_written_on_a_keyboard() -> None:
    assert key_label("question_mark") == "?"
    assert key_label("ctrl+p") == "Ctrl+P"
    assert key_label("alt+less_than_sign") == "Alt+<"
    assert key_label("G") == "G"
    assert not [command for command in COMMANDS if "_" in key_labels(command)]


def test_keys_that_type_into_a_field_are_known() -> None:
    assert all(map(is_typed, ("a", "G", "1", "question_mark", "dollar_sign", "slash", "space")))
    assert not any(map(is_typed, ("escape", "ctrl+s", "f1", "tab", "alt+x", "pagedown")))


def test_a_person_can_choose_other_keys() -> None:
    commands = changed({"next_unread": "f9, N", "sync": ""})
    assert keys_of(commands, "next_unread") == ("f9", "N")
    assert keys_of(commands, "sync") == ()
    assert keys_of(commands, "open") == keys_of(COMMANDS, "open")


def test_a_key_of_ones_own_is_removed_from_the_command_that_had_it() -> None:
    commands = changed({"sync": "n"})
    assert keys_of(commands, "sync") == ("n",)
    assert keys_of(commands, "next_unread") == ()


def test_two_commands_can_swap_their_keys() -> None:
    commands = changed({"raw": "z", "quotes": "R"})
    assert keys_of(commands, "raw") == ("z",)
    assert keys_of(commands, "quotes") == ("R",)


def test_an_unknown_command_is_named_and_the_known_ones_are_listed() -> None:
    with pytest.raises(BadSettings) as caught:
        changed({"next_unred": "n"})
    assert "'next_unred'" in caught.value.sentence
    assert "next_unread" in caught.value.next_step


def test_a_key_with_two_meanings_is_named_with_both() -> None:
    with pytest.raises(BadSettings) as caught:
        changed({"sync": "f9", "next_unread": "f9"})
    for word in ("'f9'", "next_unread", "sync"):
        assert word in caught.value.sentence
    assert "[keys]" in caught.value.next_step


@pytest.mark.parametrize("changes", [{}, {"sync": "f5"}, {"sync": "X", "raw": "s"}])
def test_the_table_and_the_keymap_agree(changes: dict[str, str]) -> None:
    commands = changed(changes)
    table = [line for line in format_keys_table(commands).splitlines() if line.startswith("| `")]
    by_group = [each for group in CommandGroup for each in commands if each.group is group]
    for command, line in zip(by_group, table, strict=True):
        assert command.help_text in line
        for key in command.keys:
            assert f"`{key_label(key)}`" in line
