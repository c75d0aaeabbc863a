"""`bizcare explain`: show how each deadline of a thread was calculated."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_


def run(options: Namespace) -> int:
    """Print the calculation, line by line."""
    lines = Desk().conversations.explain(options.id)
    if options.json:
        print_json({"thread": options.id, "lines": lines})
    else:
        print("\n".join(lines))
    return 0


COMMAND = CliCommand(
    name="explain",
    help=N_("explain how each deadline of a thread was calculated"),
    run=run,
    add_arguments=add_thread_id,
    rank=106,
)
