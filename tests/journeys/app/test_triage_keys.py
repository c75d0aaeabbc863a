"""How many keys the most frequent work takes; `tests/tools/key_counts.py` counts them on the demo."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from fixed_time import NOW
from key_counts import READY_REASON, TASKS, keys_of
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.no_answer_reasons import NoAnswerReason
from bizcare_tui.domain.threads import Outcome
from bizcare_tui.ui.widgets.composer import DraftArea

SIZES = [(80, 24), (120, 40), (200, 50)]
MOST_KEYS = 2


@pytest.fixture
def scored(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over an account whose requests of the last month are scored; it does not sync."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.session.paths.settings_file.write_text("sync_interval = 0\n")
    monkeypatch.delenv("BIZCARE_API_KEY")
    return Desk()


def test_the_way_that_is_tried_first_takes_no_more_keys_than_it_may() -> None:
    for task in TASKS:
        assert len(keys_of(task.ways[0])) <= task.most, task.name


@pytest.mark.parametrize("size", SIZES)
async def test_the_most_urgent_obligation_is_seen_without_a_key(scored: Desk, size: tuple[int, int]) -> None:
    rows = scored.inbox.rows(scored.inbox.thread_ids(parse_query("")))
    first = min((row for row in rows if row.is_obligation), key=lambda row: row.due or NOW)
    assert first.due is not None
    assert first.due < NOW
    async with open_app(scored, size, first="") as person:
        row = person.inbox.text.splitlines()[0]
        person.inbox.expect_selected(first.id)
        assert "LATE" in row
        assert first.topic[:20] in row


def answer_to(desk: Desk, thread_id: int) -> str:
    """Return a reply about what the customer asked."""
    asked = desk.conversations.conversation(thread_id).messages[0].text
    return f"Hello,\n\nI tried this here: {' '.join(asked.split())[:300]}\nWhich version do you have?\n"


async def write(person: Person, text: str) -> None:
    """Write a draft, as in an editor."""
    assert isinstance(person.app.focused, DraftArea)
    person.app.focused.insert(text)
    await person.settled()


@pytest.mark.parametrize("size", SIZES)
async def test_a_reply_takes_two_keys_and_its_text(scored: Desk, size: tuple[int, int]) -> None:
    keys = ("r", "ctrl+s")
    assert len(keys) <= MOST_KEYS
    to_do = scored.inbox.thread_ids(parse_query("is:todo"))
    place, thread_id = next(
        (place, each)
        for place, each in enumerate(to_do)
        if not scored.replies.check(each, answer_to(scored, each))
    )
    async with open_app(scored, size) as person:
        await person.press(*["j"] * place)
        await person.press(keys[0])
        await write(person, answer_to(scored, thread_id))
        await person.press(keys[1])
        (reply,) = scored.replies.outbox()
        assert reply.thread_id == thread_id
        assert not person.app.panes.is_writing


async def test_a_snooze_until_monday_takes_two_keys(scored: Desk) -> None:
    keys = ("w", "m")
    assert len(keys) <= MOST_KEYS
    async with open_app(scored, (80, 24)) as person:
        # A deadline before Monday would be asked about.
        await person.press("end")
        thread_id = person.inbox.selected or 0
        assert scored.inbox.rows([thread_id])[0].due is None
        await person.press(*keys)
        until = scored.inbox.rows([thread_id])[0].snoozed_until
        assert until is not None
        local = until.astimezone(MARKETPLACE_ZONE)
        assert local.date() == datetime(2026, 11, 30, tzinfo=MARKETPLACE_ZONE).date()
        assert local.hour < 12


async def test_no_answer_with_a_ready_reason_takes_two_keys(scored: Desk) -> None:
    keys = ("N", "t")
    assert len(keys) <= MOST_KEYS
    assert READY_REASON in set(NoAnswerReason)
    async with open_app(scored, (80, 24)) as person:
        thread_id = person.inbox.selected or 0
        await person.press(*keys)
        assert scored.inbox.record(thread_id).outcome is Outcome.NO_ANSWER_NEEDED
        closed = scored.verbs.of(thread_id).closed
        assert closed is not None
        assert closed.reason == READY_REASON
