"""`bizcare evidence`: write the evidence for a thread's decisions to a zip file."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Write the evidence pack, and print its path and its digest."""
    redact = bool(options.redact)
    file = Path(options.out or f"evidence-{options.id}{'-redacted' if redact else ''}.zip")
    Desk().conversations.write_evidence_pack(options.id, file, redact=redact)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if options.json:
        print_json({"thread": options.id, "file": str(file), "sha256": digest, "redacted": redact})
    else:
        print(f"{digest}  {file}")
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument("--out", metavar=_("FILE"), help=_("file to write (default: evidence-ID.zip)"))
    parser.add_argument("--redact", action="store_true", help=_("without personal data and credentials"))


COMMAND = CliCommand(
    name="evidence",
    help=N_("write all evidence for a thread's decisions to a ZIP file"),
    run=run,
    add_arguments=_add_arguments,
    rank=306,
)
