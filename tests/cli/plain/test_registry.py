"""Every command of the app can be done line by line, or there is a reason why it is not needed there."""

from __future__ import annotations

from bizcare_tui.cli.plain.registry import BY_WORD, COMMANDS
from bizcare_tui.cli.registry import command_names
from bizcare_tui.ui.commands.registry import COMMANDS as APP_COMMANDS

_NO_CURSOR = "there is no cursor, and nothing scrolls: lists and texts are read out"
_ONE_QUESTION = "a question is answered by its line, and left by the word cancel"
# The commands of the app without a word of their own in the line mode, and why.
NOT_NEEDED = {
    "move_down": _NO_CURSOR,
    "move_up": _NO_CURSOR,
    "page_down": _NO_CURSOR,
    "page_up": _NO_CURSOR,
    "first": _NO_CURSOR,
    "last": _NO_CURSOR,
    "switch_pane": "there are no panes",
    "jump": "every line of a list has its number",
    "complete": "the shell completes queries; a wrong one is explained and asked again",
    "complete_back": "as complete",
    "theme": "there are no colours",
    "copy_text": "the terminal selects and copies what was read out; no control sequence is written",
    "notices": "what was said is still in the terminal above",
    "close": _ONE_QUESTION,
    "accept_form": _ONE_QUESTION,
    "leave_form": _ONE_QUESTION,
    "wizard_right": _ONE_QUESTION,
    "wizard_left": _ONE_QUESTION,
    "wizard_keys": "help, at any question",
    "help": "help is a word of the mode itself",
    "palette": "help with a word finds commands",
    "quit": "quit is a word of the mode itself",
}


def test_every_command_of_the_app_has_a_word_or_a_reason() -> None:
    of_app = {command.id for command in APP_COMMANDS}
    covered = {command_id for command in COMMANDS for command_id in command.command_ids}
    assert of_app - covered - NOT_NEEDED.keys() == set(), "add a word for it, or explain it in NOT_NEEDED"
    assert NOT_NEEDED.keys() - of_app == set(), "the app has no such command any more"


def test_what_a_command_stands_for_exists_in_the_app() -> None:
    of_app = {command.id for command in APP_COMMANDS}
    unknown = {each for command in COMMANDS for each in command.covers if each not in of_app}
    assert unknown == set()


def test_a_word_runs_one_command() -> None:
    words = [word for command in COMMANDS for word in command.words]
    assert len(words) == len(set(words))
    assert not {"help", "quit", "exit", "q", "palette"} & BY_WORD.keys()


def test_a_word_that_the_command_line_has_too_does_the_same() -> None:
    assert {
        "list",
        "reply",
        "done",
        "snooze",
        "reject",
        "refund",
        "outbox",
    } <= BY_WORD.keys() & command_names()


def test_commands_are_explained() -> None:
    assert all(command.help and command.help[0].islower() for command in COMMANDS)
