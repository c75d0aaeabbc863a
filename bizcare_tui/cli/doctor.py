"""`bizcare doctor`: looks at everything, and says what to do."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Print a line for each thing looked at; 0 when all is well, else 1."""
    well = True
    for finding in Desk().doctor():
        well = well and finding.ok
        if options.json:
            print_json(asdict(finding))
        else:
            mark = _("ok") if finding.ok else _("LOOK")
            print(f"{mark:<4}  {finding.check:<12} {finding.text}")
            if finding.next_step:
                print(f"{'':18} → {finding.next_step}")
    return 0 if well else 1
