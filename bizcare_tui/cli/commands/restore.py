"""`bizcare restore FILE`: restore the store from a backup; the current store is kept beside it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bizcare_tui.cli.backup_rows import backup_fields, describe_backup
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.cli.store_maintenance import load_store_maintenance
from bizcare_tui.i18n import N_, _, ngettext


def run(options: Namespace) -> int:
    """Verify the backup, keep the current store, and restore the backup."""
    progress = TableProgress()
    try:
        result = load_store_maintenance().restore(Path(options.file), progress)
    finally:
        progress.end()
    restored = result.restored
    if options.json:
        print_json(
            {
                **backup_fields(restored.copy),
                "kept": str(restored.kept) if restored.kept else None,
                "anchors": str(result.anchors) if result.anchors else None,
                "unsure": restored.unsure,
            }
        )
        return 0
    narrate(describe_backup(restored.copy))
    if restored.kept:
        narrate(_("The previous store is kept: {0}").format(restored.kept))
    if result.anchors:
        narrate(_("Its anchors are kept too: {0}").format(result.anchors))
    if restored.unsure:
        text = ngettext(
            "{0} reply that was waiting in the copy may have been sent since."
            " It is looked for and not sent again.",
            "{0} replies that were waiting in the copy may have been sent since."
            " They are looked for and not sent again.",
            restored.unsure,
        )
        narrate(text.format(restored.unsure))
    narrate(_("`bizcare sync` fetches what has arrived since."))
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("a file made by `bizcare backup`"))


COMMAND = CliCommand(
    name="restore",
    help=N_("restore a copy; the present store is kept beside it"),
    run=run,
    add_arguments=_add_arguments,
    rank=305,
)
