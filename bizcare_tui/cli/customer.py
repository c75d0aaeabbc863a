"""`bizcare customer ID`: show the other threads, orders and refunds of a thread's customer or shop."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk


def run(options: Namespace) -> int:
    """Print the customer card."""
    desk = Desk()
    desk.thread_json(options.id)
    lines = desk.customer_card(options.id)
    if options.json:
        print_json({"thread": options.id, "card": lines})
    else:
        print("\n".join(lines))
    return 0
