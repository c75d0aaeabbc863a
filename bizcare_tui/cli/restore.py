"""`bizcare restore FILE`: the store as it was when a copy was made; the one that is there is kept."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from bizcare_tui.cli.backup import as_line, told
from bizcare_tui.cli.keeping import the_keeping
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.i18n import _, ngettext


def run(options: Namespace) -> int:
    """Look through the copy, keep the store that is there, and bring the copy back."""
    back = the_keeping().restore(Path(options.file))
    restored = back.restored
    if options.json:
        print_json(
            {
                **as_line(restored.copy),
                "kept": str(restored.kept) if restored.kept else None,
                "anchors": str(back.anchors) if back.anchors else None,
                "unsure": restored.unsure,
            }
        )
        return 0
    narrate(told(restored.copy))
    if restored.kept:
        narrate(_("The store before is kept: {0}").format(restored.kept))
    if back.anchors:
        narrate(_("Its anchors too: {0}").format(back.anchors))
    if restored.unsure:
        text = ngettext(
            "{0} reply that waited then may have been sent since: it is looked for, not sent again.",
            "{0} replies that waited then may have been sent since: they are looked for, not sent again.",
            restored.unsure,
        )
        narrate(text.format(restored.unsure))
    narrate(_("`bizcare sync` brings in what came since."))
    return 0
