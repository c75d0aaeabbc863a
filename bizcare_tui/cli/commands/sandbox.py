"""`bizcare sandbox`: serve a Seller API with made-up data on this machine."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.i18n import N_, _
from bizcare_tui.sandbox.command import serve_sandbox


def run(options: Namespace) -> int:
    """Serve until stopped by a signal."""
    return serve_sandbox(
        port=options.port,
        threads=options.threads,
        seed=options.seed,
        data=Path(options.data) if options.data else None,
        key=options.key,
        faults=options.faults,
        message_ids=not options.no_message_ids,
        thread_ids=not options.no_thread_ids,
        authors=options.authors,
        out=sys.stdout,
    )


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=whole_number, default=0, help=_("port to serve on; 0 for a free one (default: 0)")
    )
    parser.add_argument(
        "--threads", type=whole_number, default=260, help=_("number of threads (default: 260)")
    )
    parser.add_argument(
        "--seed", type=whole_number, default=1, help=_("the same seed gives the same data (default: 1)")
    )
    parser.add_argument("--data", metavar=_("FILE"), help=_("serve the rows of this JSON file instead"))
    parser.add_argument("--key", help=_("the key to accept; a made-up one by default"))
    parser.add_argument("--faults", default="", help=_("inject faults, for example close-after=0.1,429=0.05"))
    parser.add_argument("--no-message-ids", action="store_true", help=_("messages without ids"))
    parser.add_argument("--no-thread-ids", action="store_true", help=_("messages without thread ids"))
    parser.add_argument("--authors", action="store_true", help=_("messages with their authors"))


COMMAND = CliCommand(
    name="sandbox",
    help=N_("serve a Seller API with made-up data on this machine"),
    run=run,
    add_arguments=_add_arguments,
    rank=604,
    has_json=False,
    in_line_mode=False,
)
