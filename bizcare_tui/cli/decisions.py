"""`bizcare decisions`: what was decided, and what became of it."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.decided import DecisionRow, decision_value
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.lines import iso


def run(options: Namespace) -> int:
    """Print the decisions, newest first; or take one back."""
    decisions = Desk().decisions
    if options.withdraw is not None:
        rows = [decisions.withdraw(options.withdraw, options.reason or "")]
    else:
        rows = [row for row in decisions.made(options.thread) if _is_meant(row, options)]
    for row in rows:
        if options.json:
            print_json(decision_value(row))
        else:
            print(told(row))
    return 0


def told(row: DecisionRow) -> str:
    """A decision in a line."""
    grounds = ", ".join(row.grounds)
    return (
        f"#{row.id}  {(iso(row.at) or '')[:16]}  {row.kind:<10} {row.outcome:<11} {row.thread_id}  "
        f"{grounds}  {row.product}  ({row.who})"
    )


def _is_meant(row: DecisionRow, options: Namespace) -> bool:
    if options.ground and options.ground not in row.grounds:
        return False
    if options.product and options.product.casefold() not in row.product.casefold():
        return False
    return not options.outcome or options.outcome == row.outcome
