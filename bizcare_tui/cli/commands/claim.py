"""`bizcare claim`: assign threads that nobody has to yourself."""

from __future__ import annotations

from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.i18n import N_

COMMAND = verb_command(
    "claim",
    help=N_("assign unassigned threads to yourself"),
    act=lambda desk, threads, _options: desk.verbs.claim(threads),
)
