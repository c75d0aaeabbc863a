"""Inspected backups, as JSON and as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bizcare_tui.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from bizcare_tui.store.backups import InspectedBackup


def backup_fields(copy: InspectedBackup) -> dict[str, object]:
    """Return a copy as JSON fields."""
    return {**asdict(copy), "file": str(copy.file)}


def describe_backup(copy: InspectedBackup) -> str:
    """Return what was found in a copy, in one or two sentences."""
    text = _("Verified: {0}, {1}, {2} MB, SHA-256 {3}.").format(
        ngettext("{0} thread", "{0} threads", copy.threads).format(format_number(copy.threads)),
        ngettext("{0} message", "{0} messages", copy.messages).format(format_number(copy.messages)),
        format_number(copy.size / 1_000_000, 1),
        copy.sha256,
    )
    if copy.broken is not None:
        text += " " + _("Its history is broken from entry {0} on.").format(copy.broken)
    return text
