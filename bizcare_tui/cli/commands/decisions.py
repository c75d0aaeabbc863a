"""`bizcare decisions`: list the rejections and refunds with their outcomes, or withdraw one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.decision_rows import format_decision
from bizcare_tui.cli.json.decisions import decision_json
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.desk.decisions import Decisions
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.i18n import N_, _
from bizcare_tui.present.precedent_lines import aftermath_in_words

# How many precedents are listed.
MAX_LISTED = 20

# The possible outcomes of a decision. Until its letter is confirmed, the outcome is the state of that reply.
_OUTCOMES = (
    "rejected", "refunding", "overdue", "refunded", "replaced", "withdrawal",
    *(state.value for state in ReplyState if state is not ReplyState.CONFIRMED),
)  # fmt: skip


def run(options: Namespace) -> int:
    """Print the decisions, newest first, or withdraw one and print it."""
    decisions = Desk().decisions
    if options.like is not None:
        return _print_precedents(decisions, options)
    if options.withdraw is not None:
        rows = [decisions.withdraw(options.withdraw, options.reason or "")]
    else:
        rows = [row for row in decisions.list_decisions(options.thread) if _matches(row, options)]
    for row in rows:
        if options.json:
            print_json(decision_json(row))
        else:
            print(format_decision(row, decisions.policy))
    return 0


def _print_precedents(decisions: Decisions, options: Namespace) -> int:
    for precedent in decisions.precedents.like(options.like, MAX_LISTED):
        if not _matches(precedent.row, options):
            continue
        if options.json:
            print_json(
                {
                    **decision_json(precedent.row),
                    "likeness": precedent.likeness.score,
                    "why": precedent.likeness.why,
                    "aftermath": [each.value for each in precedent.aftermath],
                }
            )
        else:
            print(format_decision(precedent.row, decisions.policy))
            print(f"    {aftermath_in_words(precedent)}  ({precedent.likeness.why})")
    return 0


def _matches(row: DecisionRow, options: Namespace) -> bool:
    if options.ground and options.ground not in row.grounds:
        return False
    if options.product and options.product.casefold() not in row.product.casefold():
        return False
    return not options.outcome or options.outcome == row.outcome


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--thread", type=whole_number, metavar=_("ID"))
    parser.add_argument(
        "--like",
        type=whole_number,
        metavar=_("ID"),
        help=_("the decisions most like the request of this thread, and what became of them"),
    )
    parser.add_argument("--ground", metavar=_("GROUND"), choices=tuple(Ground))
    parser.add_argument("--product", metavar=_("PRODUCT"))
    parser.add_argument("--outcome", metavar=_("OUTCOME"), choices=_OUTCOMES)
    parser.add_argument("--withdraw", type=whole_number, metavar=_("NUMBER"), help=_("undo a decision"))
    parser.add_argument("--reason", metavar=_("REASON"), help=_("the reason for undoing it"))


COMMAND = CliCommand(
    name="decisions",
    help=N_("the decisions and their outcomes"),
    run=run,
    add_arguments=_add_arguments,
    rank=205,
)
