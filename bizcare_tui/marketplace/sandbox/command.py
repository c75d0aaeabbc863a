"""`bizcare sandbox`: serves an account on loopback until it is told to stop."""

from __future__ import annotations

import errno
import signal
from pathlib import Path
from threading import Event
from typing import TextIO

from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.sandbox.data import read_market
from bizcare_tui.marketplace.sandbox.faults import Faults
from bizcare_tui.marketplace.sandbox.market import Market
from bizcare_tui.marketplace.sandbox.quirks import Quirks
from bizcare_tui.marketplace.sandbox.server import LOOPBACK, Sandbox
from bizcare_tui.now import now

_HIGHEST_PORT = 65535


def serve(
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
    """Prints the base URL and the key it accepts, then serves until SIGINT or SIGTERM; the exit code.

    The account is the one in the file `data`, or else one of `threads` threads generated from `seed`.

    Raises:
        WrongUsage: `port`, `threads` or `faults` cannot be.
        BadSettings: `data` cannot be read.
        BizcareError: the port cannot be had.
    """
    if not 0 <= port <= _HIGHEST_PORT:
        raise WrongUsage(
            _("{port} is not a port.").format(port=port), _("Ports go from 1 to 65535; 0 is any free one.")
        )
    if threads < 0:
        raise WrongUsage(_("There cannot be {threads} threads.").format(threads=threads))
    misbehaviour = Faults.parse(faults, seed)
    quirks = Quirks(authors=authors, message_ids=message_ids, thread_ids=thread_ids)
    market = read_market(data, quirks) if data else Market.generate(seed, threads, now(), quirks=quirks)
    sandbox = _listening(market, key, misbehaviour, port)
    stop = Event()
    before = {
        number: signal.signal(number, lambda *_told: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with sandbox:
            print(sandbox.url, sandbox.key, sep="\n", file=out, flush=True)
            stop.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _listening(market: Market, key: str | None, faults: Faults, port: int) -> Sandbox:
    try:
        return Sandbox(market, key, faults=faults, port=port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = _("Port {port} of {host} is in use by another program.")
        elif error.errno == errno.EACCES:
            what = _("Port {port} of {host} is not open to this user.")
        else:
            raise
        raise BizcareError(
            what.format(port=port, host=LOOPBACK),
            _("Choose another with --port, or any free one with --port 0."),
        ) from None
