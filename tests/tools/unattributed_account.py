"""An account whose messages have no author, for the tests of the author sweep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fixed_time import NOW
from purchase_desk import wire_time

from bizcare_tui.desk.desk import Desk
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

LATE, DUE, ANSWERED, CLOSED = 1, 2, 3, 4
"""The threads: one that is late unless Ana's message is an answer, one that is due, one with two of them."""
HOURS = {LATE: 48, DUE: 3, ANSWERED: 4, CLOSED: 5}
ENDINGS = ["Ana\nNordlys", "Merci", "Luis"]
"""The endings of the groups in their order: Ana's touches three clocks, anybody writes the second."""


def market() -> Market:
    """Return four threads in which Ana of Nordlys answered; the customers' later messages are short."""
    threads = [
        {
            "id_community_thread": number, "topic": f"The cart fails {number}", "id_product": 9,
            "name": "ShopFast", "id_order": 100 + number, "qualification": "aftersale",
            "date_add": wire_time(NOW - timedelta(hours=hours)),
        }
        for number, hours in HOURS.items()
    ]  # fmt: skip
    made = Market.given(threads=threads)
    for number, hours in HOURS.items():
        made.add_message(number, f"It fails since update {number}", at=NOW - timedelta(hours=hours))
        answer = f"Please install version 4.2.{number}, it has the correction.\n\nAna\nNordlys"
        made.add_message(number, answer, at=NOW - timedelta(hours=2))
    hour_ago = NOW - timedelta(hours=1)
    made.add_message(ANSWERED, "And clear the cache after that.\n\nAna\nNordlys", at=hour_ago)
    made.add_message(LATE, "Merci", at=hour_ago)
    made.add_message(DUE, "Merci", at=hour_ago)
    made.add_message(DUE, "It did not help us yet, see the log.\n\nLuis", at=hour_ago + timedelta(minutes=1))
    return made


@contextmanager
def unattributed_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Yield a desk on this account, which does not sync again."""
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(market()) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
        desk.verbs.no_answer([CLOSED], "a test")
        desk.session.paths.settings_file.write_text("sync_interval = 0\n")
        monkeypatch.delenv("BIZCARE_API_KEY")
        yield Desk()
