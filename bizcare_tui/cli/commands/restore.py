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
        narrate(_("The store before is kept: {0}").format(restored.kept))
    if result.anchors:
        narrate(_("Its anchors too: {0}").format(result.anchors))
    if restored.unsure:
        text = ngettext(
            "{0} reply that waited then may have been sent since: it is looked for, not sent again.",
            "{0} replies that waited then may have been sent since: they are looked for, not sent again.",
            restored.unsure,
        )
        narrate(text.format(restored.unsure))
    narrate(_("`bizcare sync` brings in what came since."))
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("what `bizcare backup` made"))


COMMAND = CliCommand(
    name="restore",
    help=N_("bring a copy back; the store that is there is kept beside it"),
    run=run,
    add_arguments=_add_arguments,
    rank=305,
)
