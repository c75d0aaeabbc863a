"""`bizcare backup [FILE]`: copy the store while it is in use, and verify the copy."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bizcare_tui.cli.backup_rows import backup_fields, describe_backup
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.cli.store_maintenance import load_store_maintenance
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Make a copy, verify it, and print its path; return 1 if the history in it is not intact."""
    progress = TableProgress()
    try:
        copy = load_store_maintenance().back_up(Path(options.file) if options.file else None, progress)
    finally:
        progress.end()
    if options.json:
        print_json(backup_fields(copy))
    else:
        print(copy.file)
        narrate(describe_backup(copy))
        narrate(_("It contains personal data. Keep it where only you can read it."))
        narrate(_("`bizcare restore` restores it."))
    return 0 if copy.broken is None else 1


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", metavar=_("FILE"), help=_("a new file (default: in backups/, named by the time)")
    )


COMMAND = CliCommand(
    name="backup",
    help=N_("copy the store while it is in use, and verify the copy"),
    run=run,
    add_arguments=_add_arguments,
    rank=303,
)
