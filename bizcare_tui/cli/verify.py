"""`bizcare verify`: whether anything in the history was changed since the last anchor."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import _, ngettext


def run(options: Namespace) -> int:
    """Print what is wrong, entry by entry, and what cannot be proved; 1 when something is wrong."""
    decisions = Desk().decisions
    others = [Path(options.against)] if options.against else []
    verified = decisions.verify(others)
    if options.json:
        print_json({"ok": not verified.problems, **asdict(verified)})
    else:
        for problem in verified.problems:
            print(problem)
        if verified.anchored is not None:
            print(
                ngettext(
                    "{0} entry, held against the anchor of {1} (entry {2}).",
                    "{0} entries, held against the anchor of {1} (entry {2}).",
                    verified.entries,
                ).format(verified.entries, verified.anchored.at, verified.anchored.entry)
            )
        else:
            text = ngettext(
                "{0} entry, no anchor before this one.",
                "{0} entries, no anchor before this one.",
                verified.entries,
            )
            print(text.format(verified.entries))
        if not verified.problems:
            print(_("Nothing was changed."))
        print(_("Not proved:"))
        for text in verified.unproven:
            print(f"  - {text}")
    if options.anchor and not verified.problems:
        written = decisions.anchor_in(Path(options.anchor))
        if written is not None:
            narrate(_("Anchored entry {0} in {1}.").format(written.entry, options.anchor))
    return 1 if verified.problems else 0
