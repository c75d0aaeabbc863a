"""The line mode: every action by words, in sentences, without a key, a box or a control sequence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from line_person import typed
from named_keys import keys_named

from bizcare_tui import i18n
from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.cli.plain.registry import COMMANDS
from bizcare_tui.cli.plain.tour import TOUR_STEPS
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.threads import Author

LETTER = (
    "I opened the page of your shop and saw the same error as you: the cache of version 8 holds the old",
    "template. The correction is in the next version, and I tell you here when it is out. Tom",
)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.fixture
def scored(desk: Desk) -> Desk:
    desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
    return desk


def first_to_do(desk: Desk) -> int:
    return desk.inbox.thread_ids(parse_query(desk.inbox.sections[0].query))[0]


def test_threads_are_listed_opened_and_worked_on(scored: Desk, capsys: Capture) -> None:
    first, second = scored.inbox.thread_ids(parse_query("is:todo"))[:2]
    said = typed(
        capsys, scored,
        "1", "tag vip", "note 'rang at noon'", "claim #2", "list tag:vip", "more", "undo", "messages",
    )  # fmt: skip
    assert thread_json(scored, first)["topic"] in said
    assert "1 thread." in said
    assert "rang at noon" in scored.verbs.of(first).notes[0].text
    assert list(scored.inbox.thread_ids(parse_query("tag:vip"))) == [first]
    assert not list(scored.inbox.thread_ids(parse_query("assigned:me")))  # the last act was undone
    assert not thread_json(scored, first)["unread"]
    assert thread_json(scored, second)["unread"]


def test_what_is_important_is_read_first(scored: Desk, capsys: Capture) -> None:
    said = typed(capsys, scored, "1").partition("« 1\n")[2].splitlines()
    conversation = scored.conversations.conversation(first_to_do(scored))
    assert said[0].startswith(("LATE", "due"))
    assert said[1].startswith("Business Care")
    assert conversation.row.shop in said[2]
    assert said[3].startswith("Deadline: ")
    assert said[4].startswith("Next: ")
    assert conversation.row.topic in said[5]


def test_our_own_goals_are_apart_below_the_obligations(scored: Desk, capsys: Capture) -> None:
    lines = typed(capsys, scored, "section 1", *["more"] * 7).partition("« section 1")[2].splitlines()
    (heading,) = (index for index, line in enumerate(lines) if line == "our own goals:")
    assert any(". LATE " in line or ". due " in line for line in lines[:heading])
    assert not any(". LATE " in line or ". due " in line for line in lines[heading:])


def test_each_verb_says_what_it_did_and_what_comes_next(scored: Desk, capsys: Capture) -> None:
    first = first_to_do(scored)
    said = typed(
        capsys, scored, "1", "no-answer", "5", "a call", "history", "1", "snooze", "xyz", "3h", "yes"
    )
    assert f"No answer needed: #{first}" in said
    assert "“undo” undoes it. The next thread: " in said.replace("\n", " ")
    assert "Undone: " in said
    assert "'xyz' is not a time." in said
    assert f"Snoozed: #{first}" in said
    assert list(scored.inbox.thread_ids(parse_query("is:snoozed"))) == [first]


def test_a_command_asks_for_the_thread_and_for_what_it_needs(scored: Desk, capsys: Capture) -> None:
    first, second = scored.inbox.thread_ids(parse_query("is:todo"))[:2]
    topic = scored.inbox.rows([second])[0].topic
    said = typed(
        capsys,
        scored,
        "kind",
        "999999",
        "x",
        "1",
        "technical",
        "link",
        "qqzzx",
        f'"{topic}"',
        "1",
        "web",
        "1",
    )
    assert "Thread 999999 is not in the store." in said
    assert "'x' is not a thread." in said
    assert "No thread matches." in said
    assert thread_json(scored, first)["kind"] == "technical"
    assert second in scored.verbs.of(first).links
    assert "seller-contact.php" in said


def test_marked_threads_are_worked_on_together(scored: Desk, capsys: Capture) -> None:
    said = typed(capsys, scored, "mark 1 3", "tag seen", "mark-all", "mark-all")
    assert "2 threads are marked" in said
    assert len(scored.inbox.thread_ids(parse_query("tag:seen"))) == 2
    assert "No thread is marked." in said


def test_a_reply_is_written_checked_and_queued_or_kept(scored: Desk, capsys: Capture) -> None:
    first = first_to_do(scored)
    assert "Saved as a draft" in typed(capsys, scored, "1", "reply", "half a", "..")
    assert scored.replies.draft(first).text == "half a"
    said = typed(
        capsys, scored, "1", "reply", ".drop", ".undo", ".redo", *LETTER, ".check", ".", "yes", "yes"
    )
    if "Reason for sending it anyway" in said:  # the first "yes" was the reason
        assert scored.replies.outbox()[0].reason
    row = scored.replies.outbox()[0]
    assert (row.thread_id, row.text) == (first, "\n".join(LETTER))
    assert "“undo” makes it a draft again" in said
    typed(capsys, scored, "undo")
    assert scored.replies.row(row.id).state is ReplyState.DISCARDED
    assert scored.replies.draft(first).text == "\n".join(LETTER)


def test_snippets_questions_and_quotes_are_inserted(scored: Desk, capsys: Capture) -> None:
    first = first_to_do(scored)
    typed(
        capsys,
        scored,
        "1",
        "reply",
        ".snippet 1",
        ".quote 1",
        ".questions",
        ".attach /no/file",
        "cancel",
        "..",
    )
    text = scored.replies.draft(first).text
    assert "> " in text
    assert len(text.splitlines()) > 5


def test_what_was_typed_is_kept_where_the_input_ends_in_the_middle_of_it(
    scored: Desk, capsys: Capture
) -> None:
    typed(capsys, scored, "1", "reply", "half a sentence")
    assert scored.replies.draft(first_to_do(scored)).text == "half a sentence"


def test_the_author_of_a_message_is_set(scored: Desk, capsys: Capture) -> None:
    thread_id, position = next(
        (thread_id, index)
        for thread_id in scored.inbox.thread_ids(parse_query(""))
        for index, each in enumerate(scored.conversations.conversation(thread_id).messages)
        if each.author is Author.UNKNOWN
    )
    typed(capsys, scored, f"#{thread_id}", "author", "", "customer")
    assert scored.conversations.conversation(thread_id).messages[position].author is Author.CUSTOMER


def test_focus_mode_opens_one_after_another_until_nothing_is_due(scored: Desk, capsys: Capture) -> None:
    queue = scored.statistics.focus.read()
    first = queue.obligations[0].thread_id
    said = typed(
        capsys, scored, "focus", "no-answer duplicate", "next", "previous", *["next"] * queue.total, "skipped"
    )
    assert f"Focus. 1 of {queue.total}" in said
    assert f"No answer needed: #{first}" in said
    assert "1 finished" in said
    assert "skipped." in said


def test_defects_are_linked_and_their_steps_recorded(scored: Desk, capsys: Capture) -> None:
    thread_id = scored.inbox.thread_ids(parse_query("is:todo care:active"))[0]
    said = typed(
        capsys, scored, f"#{thread_id}", "fix new", "stars stay grey",
        "board", "1", "record", "reproduced", "", "board 1", "undo the last", "",
    )  # fmt: skip
    (defect,) = scored.defects.board()
    assert defect.title == "stars stay grey"
    assert [each.thread_id for each in defect.reports] == [thread_id]
    assert not defect.steps
    assert "Recorded: reproduced here." in said
    assert "Undone: reproduced here." in said


def test_a_day_begins_with_the_brief(scored: Desk, capsys: Capture) -> None:
    said = typed(capsys, scored, "brief", "1")
    first, _list, rest = said.partition("To do: ")
    assert "Morning brief, " in first
    assert "became LATE since" in first
    assert "List the threads of which line?" in rest
    assert "became LATE since" not in typed(capsys, scored)


def test_sections_are_listed_and_changed(scored: Desk, capsys: Capture) -> None:
    said = typed(
        capsys, scored, "section waiting", "sections", "add", "Vips", "tag:(", "back", "Important", "tag:vip"
    )
    assert "Waiting: " in said
    assert scored.inbox.sections[-1].name in ("Important", "All")


def test_the_counters_are_those_of_the_app(scored: Desk, capsys: Capture) -> None:
    counters = scored.statistics.counters()
    said = typed(capsys, scored, "statistics", "1", "forecast")
    assert f"{counters.late} LATE" in said
    assert f"Now: {counters.late} late, {counters.due} due, {counters.missed} goals missed." in said


def test_wrong_input_is_reported_in_a_line(scored: Desk, capsys: Capture) -> None:
    said = typed(
        capsys, scored,
        "foo", "open x", "1", "open 999999999", "demo", "snooze --until never", "", "help nonsense",
        "list is:foo", "export '", "previous", "bizcare absence", "help absence",
    )  # fmt: skip
    for words in (
        "There is no command 'foo'",
        "'x' is not a thread",
        "not in the store",
        "Not available here",
        "'never' is not a time",
        "Nothing here is called 'nonsense'",
        "does not know",
        "The line cannot be read",
        "Focus mode is off",
        "vacation: read the absences",
    ):
        assert words in said


def test_the_tour_goes_from_step_to_step_by_what_is_typed(scored: Desk, capsys: Capture) -> None:
    said = typed(
        capsys, scored,
        "more", "1", "facts", "reply", "..", "reject", "cancel", "list is:late", "help", "tour", "tour end",
        tour=True,
    )  # fmt: skip
    for number in range(1, len(TOUR_STEPS) + 1):
        assert f"Tour {number}/{len(TOUR_STEPS)}: " in said
    assert said.count("The tour has ended.") == 2


def test_leaving_with_an_unsent_reply_is_asked_about(scored: Desk, capsys: Capture) -> None:
    scored.session.paths.settings_file.write_text("undo_seconds = 600\n")
    said = typed(capsys, Desk(), "1", "reply", *LETTER, ".", "yes", "yes", "quit", "no", "quit", "yes")
    assert "Not all replies are confirmed: to send 1." in said


# What visits everything that can be read, with "cancel" where a command asks for more.
_EVERYTHING = (
    "help", "help reply", "1", "bar", "messages", "quotes", "raw", "1", "explain", "customer", "web", "",
    "snooze", "help", "cancel", "no-answer", "cancel", "tag", "cancel", "note", ".help", ".cancel",
    "link", "cancel", "kind", "cancel", "assign", "cancel", "absences", "cancel", "author", "cancel",
    "fix", "no", "fix", "cancel", "board", "decisions", "outbox", "history", "claim", "undo", "done",
    "reply", ".help", "word", ".check", ".snippet", "1", ".slots", "cancel", ".", "..",
    "reject", "help", "yes", "rules", "precedents", "news", "request", "shop", "cancel", "versions", "cancel",
    "6", "yes", "none", "finding", "seen", ".", "", "1 3", "8", "7", "6", "de", "", "2", "3", "cancel", "1",
    "cancel", "reject", "discard", "yes",
    "refund", "help", "1", "1", "none", "", "discard", "yes",
    "focus", "next", "previous", "brief", "", "away", "forecast", "statistics", "product", "section", "2",
    "authors", "1", "1", "no", "cancel",
    "sections", "cancel", "filter", "is:late", "order", "mark 1", "mark-all", "next-unread", "back",
    "baseline", "cancel", "guide", "tour", "tour next", "tour next", "tour next", "tour next", "tour next",
    "tour next", "tour next", "list (", "foo", "open 99999999", "sync", "quit", "yes",
)  # fmt: skip


@pytest.mark.parametrize("language", i18n.available_languages())
def test_no_text_names_a_key(
    scored: Desk, capsys: Capture, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    i18n.set_language(language)
    said = typed(capsys, scored, *_EVERYTHING, tour=True)
    ours = [line for line in said.splitlines() if not line.startswith("« ")]
    assert [(keys, line) for line in ours if (keys := keys_named(line))] == []
    assert not set("│─╭╮╰╯▌☐☑") & set(said)
    assert not [line for line in ours if "{" in line], "a placeholder was not filled in"


def test_every_command_was_visited() -> None:
    """What the test above does not read could name a key."""
    visited = {line.partition(" ")[0] for line in _EVERYTHING}
    asked_for_secrets = {"key"}
    missing = {
        command.name for command in COMMANDS if not visited & {*command.words, *command.covers}
    } - asked_for_secrets
    assert missing - {"accept-kind", "wake", "list", "more", "open"} == set()


def test_the_program_prints_neither_boxes_nor_control_sequences(scored: Desk) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bizcare_tui", "--plain"], input="1\nexplain\nsync\nexport --help\nquit\n",
        env=os.environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert all(letter == "\n" or letter.isprintable() for letter in done.stdout)


def test_the_first_run_offers_the_key_or_the_demo(home: Path, capsys: Capture) -> None:
    assert not home.exists()
    said = typed(capsys, Desk(), "later", "1", "quit")
    assert "Welcome to bizcare." in said
    assert "“key” asks for the key." in said
