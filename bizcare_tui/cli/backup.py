"""`bizcare backup [FILE]`: copy the store while it is in use, and verify the copy."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.cli.store_maintenance import load_store_maintenance
from bizcare_tui.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from bizcare_tui.store.backups import InspectedBackup


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
        narrate(_("It holds personal data: keep it where only you can read it."))
        narrate(_("`bizcare restore` brings it back."))
    return 0 if copy.broken is None else 1


def backup_fields(copy: InspectedBackup) -> dict[str, object]:
    """Return a copy as JSON fields."""
    return {**asdict(copy), "file": str(copy.file)}


def describe_backup(copy: InspectedBackup) -> str:
    """Return what was found in a copy, in one or two sentences."""
    text = _("Opened and whole: {0}, {1}, {2} MB, SHA-256 {3}.").format(
        ngettext("{0} thread", "{0} threads", copy.threads).format(format_number(copy.threads)),
        ngettext("{0} message", "{0} messages", copy.messages).format(format_number(copy.messages)),
        format_number(copy.size / 1_000_000, 1),
        copy.sha256,
    )
    if copy.broken is not None:
        text += " " + _("Its history does not hold from entry {0} on.").format(copy.broken)
    return text
