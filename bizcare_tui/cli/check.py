"""`bizcare check`: what stands against a draft."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.replies.findings import Finding, Outcome
from bizcare_tui.errors import CheckRefused


def run(options: Namespace) -> int:
    """Print the findings, gravest first; 6 when one blocks, 0 otherwise."""
    from bizcare_tui.cli.reply import read_text

    findings = Desk().replies.check(options.id, read_text(options.file))
    for finding in findings:
        if options.json:
            print_json(as_line(finding))
        else:
            print(in_words(finding))
    blocks = any(finding.outcome is Outcome.BLOCK for finding in findings)
    return CheckRefused.exit_code if blocks else 0


def as_line(finding: Finding) -> dict[str, Any]:
    """A finding as a line of `check --json`."""
    return {
        "finding": finding.kind.value,
        "outcome": finding.outcome.value,
        "why": finding.why,
        "span": list(finding.span) if finding.span else None,
    }


def in_words(finding: Finding) -> str:
    """A finding in a line."""
    return f"{finding.outcome.value:<9} {finding.kind.value:<15} {finding.why}"
