"""The zone of the machine changes no deadline, and computing everything again changes none either."""

from __future__ import annotations

import os
import time
import zoneinfo
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fixed_time import NOW

from bizcare_tui.cli.json.threads import threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.threads import Author
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.derive import find_differing_threads

EUROPE = sorted(name for name in zoneinfo.available_timezones() if name.startswith("Europe/"))
# What was asked, as the clocks in Paris showed it, and by when an answer had to be there.
CASES = {
    "2026-03-27 15:00:00": "2026-03-30T15:00:00+02:00",  # summer time began on the Sunday
    "2026-03-28 10:00:00": "2026-03-31T00:00:00+02:00",
    "2026-03-29 02:30:00": "2026-03-31T00:00:00+02:00",  # an hour that there was not
    "2026-10-23 15:00:00": "2026-10-26T15:00:00+01:00",  # summer time ended
    "2026-10-25 02:30:00": "2026-10-27T00:00:00+01:00",  # an hour that there was twice
    "2024-02-28 23:59:59": "2024-02-29T23:59:59+01:00",  # a leap day
    "2024-02-29 12:00:00": "2024-03-01T12:00:00+01:00",
    "2025-12-31 18:00:00": "2026-01-01T18:00:00+01:00",  # a year's end, whatever the holiday
    "2026-11-27 00:00:00": "2026-11-30T00:00:00+01:00",
    "2026-11-30 00:00:00": "2026-12-01T00:00:00+01:00",
}


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    threads = [
        {"id_community_thread": number, "topic": "It fails", "id_product": 9, "id_order": number,
         "qualification": "aftersale", "date_add": asked}
        for number, asked in enumerate(CASES, 1)
    ]  # fmt: skip
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(Market.given(threads=threads, quirks=Quirks(authors=True))) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(NOW - timedelta(days=3000), [], mark_older_read=False)
        desk.verbs.set_kind(list(range(1, len(CASES) + 1)), RequestType.TECHNICAL)
        yield desk


@pytest.fixture
def zone_of_host() -> Iterator[None]:
    """The zone of the machine is as it was afterwards."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def test_deadlines_are_the_same_in_every_zone_of_europe(own: Desk, zone_of_host: None) -> None:
    assert len(EUROPE) > 40
    expected = None
    for zone in EUROPE:
        os.environ["TZ"] = zone
        time.tzset()
        full = Desk()
        full.marketplace.sync(full=True, on_progress=lambda _step, _done, _total: None)
        lines = {line["id"]: line for line in threads_json(full, "", 0)}
        for number, due in enumerate(CASES.values(), 1):
            assert lines[number]["first_answer"]["due"] == due, zone
        statuses = [
            (line["fix"], line["next_due"], full.conversations.explain(line["id"])) for line in lines.values()
        ]
        expected = expected or statuses
        assert statuses == expected, zone


def test_recomputed_from_the_history_everything_is_the_same(desk: Desk, sandbox: Sandbox) -> None:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    ids = list(desk.inbox.thread_ids(parse_query("is:due")))[:6]
    desk.verbs.set_kind(ids[:2], RequestType.TECHNICAL)
    desk.defects.create_defect(ids[1:3], "It fails", None)
    desk.verbs.no_answer(ids[3:4], "spam")
    desk.verbs.tag(ids, "later")
    message = desk.conversations.conversation(ids[4]).messages[0]
    desk.verbs.undo(desk.verbs.author(ids[4], message.id, Author.SELLER).act_id)
    sandbox.market.add_message(ids[3], "And now?", at=desk.now())
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    store = desk.session.store()
    before = list(threads_json(desk, "", 0))
    assert find_differing_threads(store, (), desk.now()) == []
    assert list(threads_json(desk, "", 0)) == before
    with store.transaction() as session:
        session.connection().exec_driver_sql(
            f"UPDATE inbox_entry SET first_due = first_due + 60 WHERE thread_id = {ids[0]}"
        )
    assert find_differing_threads(store, (), desk.now()) == [ids[0]]
