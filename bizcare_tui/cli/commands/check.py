"""`bizcare check`: list what the reply check finds in a draft."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.findings import finding_fields, format_finding
from bizcare_tui.cli.input_text import read_file_or_stdin
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.replies.reply_findings import FindingOutcome
from bizcare_tui.errors import ReplyCheckFailed
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Print the findings, most severe first; return 6 if one of them blocks the reply, else 0."""
    findings = Desk().replies.check(options.id, read_file_or_stdin(options.file))
    for finding in findings:
        if options.json:
            print_json(finding_fields(finding))
        else:
            print(format_finding(finding))
    blocks = any(finding.outcome is FindingOutcome.BLOCK for finding in findings)
    return ReplyCheckFailed.exit_code if blocks else 0


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument(
        "--file", required=True, metavar=_("FILE"), help=_("file with the text; - for standard input")
    )


COMMAND = CliCommand(
    name="check",
    help=N_("check a reply without sending it; exit code 6 when it must be changed"),
    run=run,
    add_arguments=_add_arguments,
    rank=111,
)
