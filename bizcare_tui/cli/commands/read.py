"""`bizcare read ID`: mark threads as read for this person."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.argument_types import add_thread_ids
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.verb_command import selected_thread_ids
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_, format_number, ngettext


def run(options: Namespace) -> int:
    """Mark the threads as read, as opening them does."""
    desk = Desk()
    threads = selected_thread_ids(desk, options)
    for thread_id in threads:
        desk.conversations.mark_read(thread_id)
    if options.json:
        print_json({"verb": "read", "threads": list(threads)})
    else:
        count = len(threads)
        narrate(
            ngettext("{0} thread marked as read.", "{0} threads marked as read.", count).format(
                format_number(count)
            )
        )
    return 0


COMMAND = CliCommand(
    name="read",
    help=N_("mark threads as read"),
    run=run,
    add_arguments=add_thread_ids,
    rank=500,
)
