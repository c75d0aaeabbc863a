"""`bizcare explain`: show how each deadline of a thread was calculated."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk


def run(options: Namespace) -> int:
    """Print the calculation, line by line."""
    lines = Desk().conversations.explain(options.id)
    if options.json:
        print_json({"thread": options.id, "lines": lines})
    else:
        print("\n".join(lines))
    return 0
