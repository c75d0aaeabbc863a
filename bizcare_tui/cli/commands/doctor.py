"""`bizcare doctor`: check the whole installation, and print what to do."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.startup_files import check_startup_files
from bizcare_tui.cli.terminal_check import check_terminal
from bizcare_tui.desk.bug_report import bug_report_lines
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.i18n import N_, _
from bizcare_tui.paths import Paths


def run(options: Namespace) -> int:
    """Print a line for each check; return 0 if all is well, else 1."""
    paths = Paths.from_environment()
    findings = list(_printed(chain(run_checks(paths), check_startup_files(paths), check_terminal()), options))
    if options.report:
        print("\n".join(bug_report_lines(findings)))
        narrate(_("The report contains no names, addresses, messages or keys. Check it before you share it."))
    return 0 if all(finding.ok for finding in findings) else 1


def _printed(findings: Iterable[DoctorFinding], options: Namespace) -> Iterator[DoctorFinding]:
    """Yield the findings, printing each one."""
    for finding in findings:
        if options.json:
            print_json(asdict(finding))
        elif not options.report:
            marks = {True: _("ok"), False: _("CHECK")}
            width = max(map(len, marks.values()))
            mark = marks[finding.ok].ljust(width)
            print(f"{mark}  {finding.check:<12} {finding.text} {finding.detail}".rstrip())
            if finding.next_step:
                print(f"{'':{width + 14}} → {finding.next_step}")
        yield finding


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--report", action="store_true", help=_("for a bug report, without personal data"))


COMMAND = CliCommand(
    name="doctor",
    help=N_("check key, host, clock, store, mail, outbox and terminal"),
    run=run,
    add_arguments=_add_arguments,
    rank=600,
)
