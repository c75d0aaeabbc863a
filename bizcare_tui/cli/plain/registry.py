"""All commands of the line mode, in the order in which help lists them."""

from __future__ import annotations

from bizcare_tui.cli.plain import (
    authors,
    defects,
    figures,
    finding,
    focus,
    looking,
    organising,
    outbox,
    replying,
    system,
    wizard,
)
from bizcare_tui.cli.plain.command import PlainCommand

COMMANDS: tuple[PlainCommand, ...] = (
    *finding.COMMANDS,
    *focus.COMMANDS,
    *replying.COMMANDS,
    *wizard.COMMANDS,
    *outbox.COMMANDS,
    *defects.COMMANDS,
    *organising.COMMANDS,
    *authors.COMMANDS,
    *looking.COMMANDS,
    *figures.COMMANDS,
    *system.COMMANDS,
)
BY_WORD: dict[str, PlainCommand] = {word: command for command in COMMANDS for word in command.words}
