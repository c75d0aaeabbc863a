"""`--plain`: every action, no box, no control sequence, nothing lost at the end of the input."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query

LETTER = (
    "I opened the page of your shop and saw the same error as you: the cache of version 8 holds the old",
    "template. The correction is in the next version, and I tell you here when it is out. Tom",
)


def typed(*lines: str, **environment: str) -> str:
    """What is printed while these lines are typed."""
    done = subprocess.run(
        [sys.executable, "-m", "bizcare_tui", "--plain"], input="".join(f"{line}\n" for line in lines),
        env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert all(letter == "\n" or letter.isprintable() for letter in done.stdout)
    assert not set("│─╭╮╰╯▌") & set(done.stdout)
    return done.stdout + done.stderr


@pytest.fixture
def scored(desk: Desk) -> Desk:
    desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
    return desk


def test_threads_are_listed_opened_and_worked_on(scored: Desk) -> None:
    first, second = scored.inbox.thread_ids(parse_query(""))[:2]
    said = typed(
        "1", "tag --tags vip", "note --text 'rang at noon'", "claim #2", "list tag:vip", "more", "undo"
    )
    assert said.count("60 threads.") == 1
    assert thread_json(scored, first)["topic"] in said
    assert "1 thread." in said
    assert list(scored.inbox.thread_ids(parse_query("tag:vip"))) == [first]
    assert not list(scored.inbox.thread_ids(parse_query("assigned:me")))  # the last act was taken back
    assert not thread_json(scored, first)["unread"]
    assert thread_json(scored, second)["unread"]


def test_a_day_begins_with_the_brief(scored: Desk) -> None:
    said = typed("brief")
    first, _list, rest = said.partition("60 threads.")
    assert "Morning brief, " in first
    assert "became LATE since" in first
    assert "[is:late due:" in rest
    assert "became LATE since" not in typed()


def test_a_reply_is_written_checked_and_queued_or_kept(scored: Desk) -> None:
    first = scored.inbox.thread_ids(parse_query(""))[0]
    assert "Saved as a draft" in typed("1", "reply", "half a", "..")
    assert scored.replies.draft(first).text == "half a"
    said = typed("1", "draft --drop", "reply", *LETTER, ".", "it names what was asked", "yes", "outbox")
    rows = scored.replies.outbox()
    if not rows:  # nothing had to be overridden: the line for the reason was the answer
        said = typed("1", "reply", ".", "yes", "outbox")
        rows = scored.replies.outbox()
    assert rows[0].thread_id == first
    assert rows[0].text == "\n".join(LETTER)
    assert "outbox undo" in said


def test_what_was_typed_is_kept_where_the_input_ends_in_the_middle_of_it(scored: Desk) -> None:
    typed("1", "reply", "half a sentence")
    assert scored.replies.draft(scored.inbox.thread_ids(parse_query(""))[0]).text == "half a sentence"


def test_a_request_is_refused_by_a_file_in_the_editor(scored: Desk, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ngrep -q ground "$1" && echo seen >> "$0.seen"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    said = typed("1", "refuse", "no", EDITOR=str(editor))
    assert Path(f"{editor}.seen").exists()
    assert "Correct it?" in said
    assert not scored.decisions.list_decisions()


def test_wrong_input_is_reported_in_a_line(scored: Desk) -> None:
    said = typed(
        "foo", "open", "open x", "open 999999999", "reply", '"', "demo", "snooze --until never", "", "help"
    )
    for words in (
        "no command",
        "Give a number",
        "whole number",
        "not in the store",
        "No thread is open",
        "Not available here",
    ):
        assert words in said
