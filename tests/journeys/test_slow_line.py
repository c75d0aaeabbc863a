"""A PostgreSQL server at the end of a slow line: how often the app waits for it, and when it does not."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from person import open_app
from postgresql_proxy import Proxy
from postgresql_server import database_in, server_of

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.ui.startup.first_screen import FIRST_ROWS

SECONDS = 0.02


@pytest.fixture
def line(desk: Desk, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The line to the server of a synced store, which the environment names from now on."""
    if database == "sqlite":
        pytest.skip("a file is at the end of no line")
    url = os.environ["BIZCARE_DATABASE_URL"]
    proxy = Proxy(server_of(url))
    monkeypatch.setenv("BIZCARE_DATABASE_URL", proxy.url(database_in(url)))
    monkeypatch.delenv("BIZCARE_API_KEY")
    yield proxy
    proxy.close()


def test_the_first_rows_take_six_round_trips(line: Proxy) -> None:
    started = Desk()
    rows = started.inbox.first_rows(parse_query(started.inbox.sections[0].query), FIRST_ROWS)
    assert rows
    # The connection, whether it is a server for a store, the version of the store, the account, ids, rows.
    assert line.round_trips == 6


async def test_keys_in_the_list_do_not_wait_for_the_line(line: Proxy) -> None:
    line.seconds = SECONDS
    async with open_app(Desk(), (120, 40)) as person:
        ids = person.inbox.thread_ids
        assert person.inbox.selected == ids[0]
        line.hold()
        try:
            for number in range(1, 5):
                await person.pilot.press("j")
                assert person.inbox.selected == ids[number]
        finally:
            line.release()
        await person.settled()
        person.inbox.expect_selected(ids[4])
