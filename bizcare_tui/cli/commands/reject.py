"""`bizcare reject`: reject a request, by a file of answers."""

from __future__ import annotations

from bizcare_tui.cli.decision_command import decision_command
from bizcare_tui.desk.decision_rows import REJECTION
from bizcare_tui.i18n import N_

COMMAND = decision_command(
    "reject",
    help=N_("reject a request with an answers file; the wizard for scripts"),
    kind=REJECTION,
    rank=203,
)
