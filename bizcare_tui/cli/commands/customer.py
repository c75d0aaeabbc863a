"""`bizcare customer ID`: show the other threads, orders and refunds of a thread's customer or shop."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_


def run(options: Namespace) -> int:
    """Print the customer card."""
    desk = Desk()
    desk.inbox.record(options.id)
    lines = desk.conversations.customer_card(options.id)
    if options.json:
        print_json({"thread": options.id, "card": lines})
    else:
        print("\n".join(lines))
    return 0


COMMAND = CliCommand(
    name="customer",
    help=N_("other threads, orders and refunds of the same shop"),
    run=run,
    add_arguments=add_thread_id,
    rank=504,
)
