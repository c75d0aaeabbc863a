"""`bizcare wake`: wake up snoozed threads."""

from __future__ import annotations

from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.i18n import N_

COMMAND = verb_command(
    "wake",
    help=N_("wake up snoozed threads"),
    act=lambda desk, threads, _options: desk.verbs.snooze(threads, None),
)
