"""`bizcare read ID`: threads marked as read for this person."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.verbs import threads_of
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import ngettext, number


def run(options: Namespace) -> int:
    """Mark them as read, as opening them does."""
    desk = Desk()
    threads = threads_of(desk, options)
    for thread_id in threads:
        desk.mark_read(thread_id)
    if options.json:
        print_json({"verb": "read", "threads": list(threads)})
    else:
        count = len(threads)
        narrate(ngettext("{0} thread read.", "{0} threads read.", count).format(number(count)))
    return 0
