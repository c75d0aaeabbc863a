"""`bizcare backup [FILE]`: a copy of the store, made while it is used, and opened to be sure."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.cli.keeping import the_keeping
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.i18n import _, ngettext, number

if TYPE_CHECKING:
    from bizcare_tui.store.backups import Copy


def run(options: Namespace) -> int:
    """Make a copy, look through it, and print where it is; 1 where its history does not hold."""
    progress = TableProgress()
    copy = the_keeping().back_up(Path(options.file) if options.file else None, progress)
    progress.end()
    if options.json:
        print_json(as_line(copy))
    else:
        print(copy.file)
        narrate(told(copy))
        narrate(_("It holds personal data: keep it where only you can read it."))
        narrate(_("`bizcare restore` brings it back."))
    return 0 if copy.broken is None else 1


def as_line(copy: Copy) -> dict[str, object]:
    """A copy as JSON."""
    return {**asdict(copy), "file": str(copy.file)}


def told(copy: Copy) -> str:
    """What was found in a copy, in a sentence or two."""
    said = _("Opened and whole: {0}, {1}, {2} MB, SHA-256 {3}.").format(
        ngettext("{0} thread", "{0} threads", copy.threads).format(number(copy.threads)),
        ngettext("{0} message", "{0} messages", copy.messages).format(number(copy.messages)),
        number(copy.size / 1_000_000, 1),
        copy.sha256,
    )
    if copy.broken is not None:
        said += " " + _("Its history does not hold from entry {0} on.").format(copy.broken)
    return said
