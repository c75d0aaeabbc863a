"""`bizcare refund`: agree to a refund, by a file of answers."""

from __future__ import annotations

from bizcare_tui.cli.decision_command import decision_command
from bizcare_tui.desk.decision_rows import REFUND
from bizcare_tui.i18n import N_

COMMAND = decision_command(
    "refund",
    help=N_("agree to a refund with an answers file; the wizard for scripts"),
    kind=REFUND,
    rank=204,
)
