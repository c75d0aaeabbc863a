"""All commands of the app, in the order in which help and guide show them."""

from __future__ import annotations

from typing import Any

from bizcare_tui.ui.commands import (
    assigning,
    composer,
    decisions,
    dialogs,
    focus,
    lists,
    looking,
    messages,
    moving,
    replies,
    request_types,
    system,
    triage,
    undoing,
    wizards,
)
from bizcare_tui.ui.commands.command import Command

COMMANDS: tuple[Command[Any], ...] = (
    *moving.COMMANDS,
    *focus.COMMANDS,
    *triage.COMMANDS,
    *assigning.COMMANDS,
    *request_types.COMMANDS,
    *replies.COMMANDS,
    *undoing.COMMANDS,
    *decisions.COMMANDS,
    *looking.COMMANDS,
    *messages.COMMANDS,
    *system.COMMANDS,
    *composer.COMMANDS,
    *dialogs.COMMANDS,
    *lists.COMMANDS,
    *wizards.COMMANDS,
)
