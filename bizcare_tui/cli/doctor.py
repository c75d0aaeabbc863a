"""`bizcare doctor`: looks at everything, and says what to do."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.probing import look_at_terminal
from bizcare_tui.desk.doctor import Finding, examine
from bizcare_tui.desk.report import report
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths


def run(options: Namespace) -> int:
    """Print a line for each thing looked at; 0 when all is well, else 1."""
    paths = Paths.from_environment()
    findings = list(_told(chain(examine(paths), look_at_terminal()), options))
    if options.report:
        print("\n".join(report(findings)))
        narrate(_("No names, addresses, messages or keys are in it. Look through it before you hand it on."))
    return 0 if all(finding.ok for finding in findings) else 1


def _told(findings: Iterable[Finding], options: Namespace) -> Iterator[Finding]:
    """The findings, each printed as it comes."""
    for finding in findings:
        if options.json:
            print_json(asdict(finding))
        elif not options.report:
            mark = _("ok") if finding.ok else _("LOOK")
            print(f"{mark:<4}  {finding.check:<12} {finding.text} {finding.detail}".rstrip())
            if finding.next_step:
                print(f"{'':18} → {finding.next_step}")
        yield finding
