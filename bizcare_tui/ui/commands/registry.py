"""All commands of the app, in the order in which help and guide show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bizcare_tui.ui.commands import (
    assigning,
    author_sweep,
    composer,
    decisions,
    dialogs,
    focus,
    lists,
    looking,
    messages,
    moving,
    notices,
    refunds,
    replies,
    request_types,
    system,
    triage,
    undoing,
    wizards,
)
from bizcare_tui.ui.commands.command import Command, CommandGroup


def _in_group(group: CommandGroup, *modules: Iterable[Command[Any]]) -> Iterator[Command[Any]]:
    return (replace(each, group=group) for commands in modules for each in commands)


COMMANDS: tuple[Command[Any], ...] = (
    *_in_group(CommandGroup.MOVE, moving.COMMANDS, focus.FOCUS),
    *_in_group(CommandGroup.ANSWER, replies.COMMANDS, composer.COMMANDS),
    *_in_group(CommandGroup.DECIDE, decisions.COMMANDS),
    *_in_group(
        CommandGroup.ORGANISE,
        triage.COMMANDS,
        assigning.COMMANDS,
        request_types.COMMANDS,
        author_sweep.SWEEP,
        undoing.COMMANDS,
    ),
    *_in_group(CommandGroup.LOOK, looking.COMMANDS, messages.COMMANDS, notices.COMMANDS),
    *_in_group(CommandGroup.SYSTEM, system.COMMANDS),
    *focus.FOCUS_END,
    *dialogs.COMMANDS,
    *lists.COMMANDS,
    *author_sweep.SCREENS,
    *wizards.COMMANDS,
    *refunds.COMMANDS,
)
