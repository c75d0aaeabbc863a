"""`bizcare done`: close threads as answered."""

from __future__ import annotations

from bizcare_tui.cli.verb_command import verb_command
from bizcare_tui.i18n import N_

COMMAND = verb_command(
    "done",
    help=N_("close threads as answered"),
    act=lambda desk, threads, _options: desk.verbs.done(threads),
)
