"""`bizcare sandbox`: serve a Seller API with made-up data on this machine."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

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
