"""`bizcare reopen`: open threads again that a verb closed."""

from __future__ import annotations

from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.i18n import N_

COMMAND = verb_command(
    "reopen",
    help=N_("reopen threads that were closed here"),
    act=lambda desk, threads, _options: desk.verbs.reopen(threads),
)
