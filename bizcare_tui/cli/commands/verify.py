"""`bizcare verify`: check whether the history was changed since the last anchor."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_, _, ngettext


def run(options: Namespace) -> int:
    """Print each problem by entry, and what cannot be proved; return 1 if there is a problem."""
    decisions = Desk().decisions
    anchor_files = [Path(options.against)] if options.against else []
    progress = TableProgress()
    result = decisions.verify(anchor_files, progress)
    progress.end()
    if options.json:
        print_json({"ok": not result.problems, **asdict(result)})
    else:
        for problem in result.problems:
            print(problem)
        if result.anchored is not None:
            print(
                ngettext(
                    "{0} entry, compared with the anchor of {1} (entry {2}).",
                    "{0} entries, compared with the anchor of {1} (entry {2}).",
                    result.entries,
                ).format(result.entries, result.anchored.at, result.anchored.entry)
            )
        else:
            text = ngettext(
                "{0} entry, no anchor before this one.",
                "{0} entries, no anchor before this one.",
                result.entries,
            )
            print(text.format(result.entries))
        for text in result.erasures:
            print(text)
        if not result.problems:
            print(_("Nothing was changed."))
        print(_("Not proven:"))
        for text in result.unproven:
            print(f"  - {text}")
    if options.anchor and not result.problems:
        written = decisions.write_anchor(Path(options.anchor))
        if written is not None:
            narrate(_("Anchored entry {0} in {1}.").format(written.entry, options.anchor))
    return 1 if result.problems else 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--anchor", metavar=_("FILE"), help=_("also write the anchor to this file"))
    parser.add_argument(
        "--against", metavar=_("FILE"), help=_("also compare the history with the anchors in this file")
    )


COMMAND = CliCommand(
    name="verify",
    help=N_("check whether the history was changed since the last anchor"),
    run=run,
    add_arguments=_add_arguments,
    rank=207,
)
