"""The wizards are prepared once, while a thread is read, and say nothing of what goes wrong then."""

from __future__ import annotations

import threading

import pytest
from person import open_app

from bizcare_tui.desk.decision_context import DecisionContext, DecisionContextReader
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import StoreBusy
from bizcare_tui.ui.background import wizard_preparation

PATIENCE = 30.0


class Reads:
    """Counts what the wizards read of a thread, instead of reading it where `fails`."""

    def __init__(self, patch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
        self.thread_ids: list[int] = []
        self.came = threading.Event()
        read = DecisionContextReader.read

        def read_and_count(reader: DecisionContextReader, thread_id: int) -> DecisionContext:
            self.thread_ids.append(thread_id)
            self.came.set()
            if fails:
                raise StoreBusy("The store is busy.")
            return read(reader, thread_id)

        patch.setattr(DecisionContextReader, "read", read_and_count)
        patch.setattr(wizard_preparation, "READING_SECONDS", 0.0)


async def test_the_first_thread_that_is_read_prepares_the_wizards_and_no_other(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(monkeypatch)
    async with open_app(scored, (120, 40)) as person:
        first = person.inbox.selected
        await person.press("enter")
        assert reads.came.wait(PATIENCE)
        await person.press("n")
        assert reads.thread_ids == [first]


async def test_what_cannot_be_read_is_left_to_the_wizard_to_say(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(monkeypatch, fails=True)
    async with open_app(scored, (120, 40)) as person:
        await person.press("enter")
        assert reads.came.wait(PATIENCE)
        await person.settled()
        assert "busy" not in person.notice
        await person.press("x")
        await person.wait_for_notice("busy")
