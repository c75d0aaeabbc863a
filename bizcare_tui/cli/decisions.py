"""`bizcare decisions`: list the rejections and refunds with their outcomes, or withdraw one."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.decision_rows import DecisionRow, decision_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.json_output import iso


def run(options: Namespace) -> int:
    """Print the decisions, newest first, or withdraw one and print it."""
    decisions = Desk().decisions
    if options.withdraw is not None:
        rows = [decisions.withdraw(options.withdraw, options.reason or "")]
    else:
        rows = [row for row in decisions.list_decisions(options.thread) if _matches(row, options)]
    for row in rows:
        if options.json:
            print_json(decision_json(row))
        else:
            print(format_decision(row))
    return 0


def format_decision(row: DecisionRow) -> str:
    """Return a decision as a line of text."""
    grounds = ", ".join(row.grounds)
    return (
        f"#{row.id}  {(iso(row.at) or '')[:16]}  {row.kind:<10} {row.outcome:<11} {row.thread_id}  "
        f"{grounds}  {row.product}  ({row.who})"
    )


def _matches(row: DecisionRow, options: Namespace) -> bool:
    if options.ground and options.ground not in row.grounds:
        return False
    if options.product and options.product.casefold() not in row.product.casefold():
        return False
    return not options.outcome or options.outcome == row.outcome
