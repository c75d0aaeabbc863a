"""`bizcare explain`: how each deadline of a thread was reckoned."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.desk.desk import Desk


def run(options: Namespace) -> int:
    """Print the reckoning, step by step, with the rule and its source."""
    for line in Desk().explain(options.id):
        print(line)
    return 0
