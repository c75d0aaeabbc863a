"""`bizcare page ID`: the address of the thread's page in the partner account."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk


def run(options: Namespace) -> int:
    """Print the address; nothing is opened."""
    desk = Desk()
    desk.show_line(options.id)
    address = desk.page_url(options.id)
    if options.json:
        print_json({"thread": options.id, "page": address})
    else:
        print(address)
    return 0
