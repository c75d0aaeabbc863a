"""`bizcare import FILE`: import an exported store into a place that has none."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.cli.store_maintenance import load_store_maintenance
from bizcare_tui.errors import BadFile
from bizcare_tui.i18n import N_, _, format_number, ngettext


def run(options: Namespace) -> int:
    """Import everything or nothing, and print what was imported."""
    progress = TableProgress()
    try:
        if options.file == "-":
            moved = load_store_maintenance().take_in(sys.stdin.buffer, progress)
        else:
            with Path(options.file).open("rb") as stream:
                moved = load_store_maintenance().take_in(stream, progress)
    except OSError as error:
        raise BadFile(
            _("{0} cannot be read: {1}.").format(options.file, error.strerror), _("Check the file.")
        ) from None
    finally:
        progress.end()
    if options.json:
        print_json({"tables": {each.table: each.rows for each in moved}, "verified": True})
        return 0
    rows = sum(each.rows for each in moved)
    text = ngettext(
        "{0} row imported and verified.",
        "{0} rows imported and verified.",
        rows,
    )
    narrate(text.format(format_number(rows)))
    if waiting := load_store_maintenance().waiting():
        text = ngettext(
            "{0} reply is now waiting to be sent from here too. Discard it here or there (`bizcare outbox`).",
            "{0} replies are now waiting to be sent from here too."
            " Discard them here or there (`bizcare outbox`).",
            waiting,
        )
        narrate(text.format(waiting))
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("a file written by `bizcare export`; - for standard input")
    )


COMMAND = CliCommand(
    name="import",
    help=N_("import an exported store where there is none yet; all or nothing"),
    run=run,
    add_arguments=_add_arguments,
    rank=302,
)
