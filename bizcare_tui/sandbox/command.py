"""The command `bizcare sandbox`: serve an account on loopback until SIGINT or SIGTERM."""

from __future__ import annotations

import errno
import signal
from pathlib import Path
from threading import Event
from typing import TextIO

from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.sandbox.account_file import read_market
from bizcare_tui.sandbox.faults import Faults
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import LOOPBACK, Sandbox

_HIGHEST_PORT = 65535


def serve_sandbox(
    *,
    port: int,
    threads: int,
    seed: int,
    data: Path | None,
    key: str | None,
    faults: str,
    message_ids: bool,
    thread_ids: bool,
    authors: bool,
    out: TextIO,
) -> int:
    """Print the base URL and the accepted key, serve until SIGINT or SIGTERM, and return the exit code.

    The account is read from the file `data`, or else generated with `threads` threads from `seed`.

    Raises:
        WrongUsage: `port`, `threads` or `faults` is invalid.
        BadSettings: `data` cannot be read.
        BizcareError: the port is not available.
    """
    if not 0 <= port <= _HIGHEST_PORT:
        raise WrongUsage(
            _("{port} is not a port number.").format(port=port),
            _("Ports go from 1 to 65535; 0 is any free one."),
        )
    if threads < 0:
        raise WrongUsage(_("{threads} is not a possible number of threads.").format(threads=threads))
    parsed_faults = Faults.parse(faults, seed)
    quirks = Quirks(authors=authors, message_ids=message_ids, thread_ids=thread_ids)
    market = read_market(data, quirks) if data else Market.generate(seed, threads, now(), quirks=quirks)
    sandbox = _open_server(market, key, parsed_faults, port)
    stop = Event()
    previous_handlers = {
        number: signal.signal(number, lambda *_arguments: stop.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with sandbox:
            print(sandbox.url, sandbox.key, sep="\n", file=out, flush=True)
            stop.wait()
    finally:
        for number, handler in previous_handlers.items():
            signal.signal(number, handler)
    return 0


def _open_server(market: Market, key: str | None, faults: Faults, port: int) -> Sandbox:
    try:
        return Sandbox(market, key, faults=faults, port=port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = _("Port {port} of {host} is in use by another program.")
        elif error.errno == errno.EACCES:
            what = _("This user is not allowed to use port {port} of {host}.")
        else:
            raise
        raise BizcareError(
            what.format(port=port, host=LOOPBACK),
            _("Choose another with --port, or any free one with --port 0."),
        ) from None
