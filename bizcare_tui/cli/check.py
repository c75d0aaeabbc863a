"""`bizcare check`: list what the reply check finds in a draft."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding
from bizcare_tui.errors import ReplyCheckFailed


def run(options: Namespace) -> int:
    """Print the findings, most severe first; return 6 if one of them blocks the reply, else 0."""
    from bizcare_tui.cli.reply import read_file_or_stdin

    findings = Desk().replies.check(options.id, read_file_or_stdin(options.file))
    for finding in findings:
        if options.json:
            print_json(finding_fields(finding))
        else:
            print(format_finding(finding))
    blocks = any(finding.outcome is FindingOutcome.BLOCK for finding in findings)
    return ReplyCheckFailed.exit_code if blocks else 0


def finding_fields(finding: ReplyFinding) -> dict[str, Any]:
    """Return a finding as the fields of a line of `check --json`."""
    return {
        "finding": finding.kind.value,
        "outcome": finding.outcome.value,
        "why": finding.why,
        "span": list(finding.span) if finding.span else None,
    }


def format_finding(finding: ReplyFinding) -> str:
    """Return a finding as a line of text."""
    return f"{finding.outcome.value:<9} {finding.kind.value:<15} {finding.why}"
