"""Screens without anything on them say what they are for, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_time import NOW
from inbox_pane import row
from person import open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.forecast_statistics import build_forecast
from bizcare_tui.desk.inbox import InboxRow, Section
from bizcare_tui.desk.sections import default_sections, parse_query
from bizcare_tui.present.empty_section import next_line, purpose_of
from bizcare_tui.present.inbox_row_layout import empty_inbox_pieces

TO_DO, WAITING = default_sections()[:2]
SOON = row(1, due=NOW + timedelta(hours=5), product="TrueVoice – Reviews", topic="No {stars}")


@pytest.fixture
def scored(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over an account whose requests of the last month are scored; it does not sync."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.session.paths.settings_file.write_text("sync_interval = 0\n")
    monkeypatch.delenv("BIZCARE_API_KEY")
    return Desk()


@pytest.mark.parametrize(
    ("section", "first", "line"),
    [
        (TO_DO, SOON, "Next: 15:20, TrueVoice · No {stars}"),
        (WAITING, SOON, "Next: 15:20, TrueVoice · No {stars}"),
        (
            WAITING,
            row(1, due=NOW - timedelta(days=1), product="", topic="x"),
            "LATE since Wed 25 Nov 10:20: x",
        ),
        (TO_DO, None, "Nothing is due."),
        (WAITING, None, ""),
    ],
)
def test_what_comes_next_is_named(section: Section, first: InboxRow | None, line: str) -> None:
    assert next_line(section, first, NOW) == line


def test_every_section_of_ours_says_what_it_is_for() -> None:
    others = purpose_of(Section("Mine too", "tag:x"))
    texts = [purpose_of(section) for section in default_sections()]
    assert others not in texts
    assert len(set(texts)) == len(texts)


def test_a_long_text_is_wrapped_in_the_inbox() -> None:
    lines = [empty_inbox_pieces(y, "one two three four", 14)[0][0] for y in range(4)]
    assert lines == [" " * 14, "  one two     ", "  three four  ", " " * 14]


async def test_an_empty_to_do_names_what_comes_next(scored: Desk) -> None:
    due = scored.inbox.thread_ids(parse_query("is:due"))
    scored.verbs.no_answer(list(scored.inbox.thread_ids(parse_query("-is:due"))), "thanks only")
    scored.verbs.snooze(list(due), scored.now() + timedelta(hours=2))
    async with open_app(scored, (80, 24)) as person:
        person.tabs.expect_text("[1 To do 0]")
        person.inbox.expect_text("Nothing waits for you.")
        first = scored.inbox.rows(due[:1])[0]
        person.inbox.expect_text("LATE since " if "LATE" in person.top.text else "Next: ", first.topic[:10])
        scored.verbs.no_answer(list(due), "thanks only")
        person.app.reload()
        await person.settled()
        person.inbox.expect_text("Nothing is due.")
        person.top.expect_text("nothing is due")
        await person.press("6")
        person.inbox.expect_text("Nothing is snoozed. w hides a thread")


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("O", ("No reply is on its way.", "Ctrl+S")),
        ("D", ("Nothing has been decided yet.", "x rejects")),
        ("b", ("No defect yet.", "f links a request")),
        ("U", ("You have not done anything yet.",)),
    ],
)
async def test_an_empty_list_says_what_comes_into_it(scored: Desk, key: str, texts: tuple[str, ...]) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press(key)
        person.expect_text(*texts)
        await person.press("enter", "j", "escape")
        person.inbox.expect_keys()


def test_a_forecast_without_deadlines_names_the_next_one(scored: Desk) -> None:
    reader = scored.session.reader
    early = build_forecast(reader, scored.absences, NOW - timedelta(days=60))
    assert "Nothing is due before Tuesday 00:00" in early.sentence
    assert " Next: " in early.sentence
    assert " Next: " not in build_forecast(reader, scored.absences, NOW).sentence
