"""The verbs as commands: their JSON, undo, and wrong input."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from shell import Shell

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.sandbox.server import Sandbox


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def threads(desk: Desk) -> list[str]:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    return [str(each) for each in desk.inbox.thread_ids(parse_query("state:new"))[:3]]


VERBS = (
    ("no-answer", ("--reason", "spam"), "state:closed"),
    ("snooze", ("--until", "3h", "--past-deadline"), "is:snoozed"),
    ("tag", ("--tags", "urgent vip"), "tag:vip"),
    ("note", ("--text", "rang: pinguinology"), "pinguinology"),
    ("claim", (), "assigned:me"),
    ("assign", ("--to", "bo"), "assigned:bo"),
    ("kind", ("--kind", "technical"), "kind:technical"),
    ("fix", ("--new", "The cart is empty"), "is:fix"),
)


@pytest.mark.parametrize(("verb", "options", "query"), VERBS)
def test_a_verb_is_applied_reported_and_undone(
    shell: Shell, desk: Desk, threads: list[str], verb: str, options: tuple[str, ...], query: str
) -> None:
    before = set(desk.inbox.thread_ids(parse_query(query)))
    (did,) = shell.json(verb, *threads[:2], *options)
    assert (did["verb"], did["threads"]) == (verb, [int(each) for each in threads[:2]])
    assert set(desk.inbox.thread_ids(parse_query(query))) - before == set(did["threads"])
    (act, *_rest) = shell.json("acts")
    assert act["act"] == did["act"]
    (undone,) = shell.json("undo", str(did["act"]))
    assert set(undone["threads"]) == set(did["threads"])
    assert set(desk.inbox.thread_ids(parse_query(query))) == before
    assert shell.run("undo", str(did["act"]))[0] == 1


def test_a_query_names_the_threads(shell: Shell, desk: Desk, threads: list[str]) -> None:
    found = list(desk.inbox.thread_ids(parse_query("state:new")))
    (did,) = shell.json("tag", "--query", "state:new", "--tags", "x")
    assert did["threads"] == found
    assert shell.run("no-answer", "--query", "tag:x", "--reason", "spam")[0] == 0
    assert not list(desk.inbox.thread_ids(parse_query("state:new")))
    assert shell.json("done", "--query", "tag:x")[0]["threads"]
    assert shell.run("reopen", "--query", "tag:x")[0] == 0
    assert list(desk.inbox.thread_ids(parse_query("tag:x state:new"))) == found
    # What still owes a first answer is not done.
    owing = next(str(each) for each in desk.inbox.thread_ids(parse_query("is:obligation is:new")))
    assert shell.run("done", owing)[0] == 1
    assert "first answer" in shell.stderr


def test_the_rest_of_the_desk(shell: Shell, desk: Desk, threads: list[str], tmp_path: Path) -> None:
    first, second, third = threads
    assert shell.json("link", first, second)[0]["threads"] == [int(first), int(second)]
    message = desk.conversations.conversation(int(first)).messages[0].id
    (said,) = shell.json("author", first, "--message", str(message), "--who", "marketplace")
    assert said["threads"] == [int(first)]
    assert thread_json(desk, int(first))["messages"][0]["author"] == "marketplace"
    assert shell.json("read", third)[0]["threads"] == [int(third)]
    assert not thread_json(desk, int(third))["unread"]
    text = tmp_path / "draft.txt"
    text.write_text("half\x1b[31m a text\n")
    assert "\x1b" not in shell.json("draft", first, "--file", str(text))[0]["text"]
    assert shell.run("draft", first)[1].startswith("half")
    assert shell.run("draft", first, "--drop")[0] == 0
    assert shell.run("draft", first)[0] == 1
    (page,) = shell.json("page", first)
    assert page["page"].endswith(f"seller-contact.php?ict={first}")
    assert page["verified"] is False
    assert shell.json("config", "thread_page")[0]["verified"] is False
    assert shell.json("page", first, "--confirm")[0]["verified"] is True
    assert shell.json("config", "thread_page")[0]["verified"] is True
    assert shell.json("page", "--validation")[0]["page"].endswith("/products/validation")
    assert shell.run("page", "--product", "3")[1].endswith("/products/3\n")
    assert shell.json("customer", first)[0]["card"]
    assert shell.json("explain", first)[0]["lines"]
    assert shell.json("baseline")[0]["baseline"].startswith("2026-")
    assert shell.run("away", "--seen")[0] == 0


def test_sections_are_shown_changed_and_removed(shell: Shell, desk: Desk, threads: list[str]) -> None:
    before = shell.json("sections")
    assert (before[-1]["query"], before[-1]["threads"]) == ("", 60)
    changed = shell.json("sections", "2", "--name", "French", "--query", "lang:fr")
    assert (changed[1]["name"], changed[1]["query"]) == ("French", "lang:fr")
    assert Desk().inbox.sections[1].name == "French"
    assert [each["name"] for each in shell.json("sections", "2", "--remove")] == [
        each["name"] for each in before if each["key"] != 2
    ]
    for wrong in (("12", "--name", "x"), ("1", "--query", "is:lat"), ("--remove",), ("9", "--query", "")):
        assert shell.run("sections", *wrong)[0] == 2


def test_snippets_and_questions_of_a_thread(shell: Shell, desk: Desk, threads: list[str]) -> None:
    offers = shell.json("snippets", threads[0])
    assert {"language", "title", "text"} == set(offers[0])
    assert shell.run("snippets", threads[0])[1].count("---") >= len(offers)
    assert "thread" in shell.json("snippets", threads[0], "--questions")[0]


def test_a_defect_goes_its_way(shell: Shell, desk: Desk, threads: list[str]) -> None:
    shell.run("fix", threads[0], "--new", "The cart is empty")
    (defect,) = shell.json("defects")
    assert (defect["state"], defect["threads"]) == ("reported", [int(threads[0])])
    number = str(defect["defect"])
    for step, options in (
        ("reproduced", ()),
        ("fixed", ()),
        ("submitted", ("--version", "2.0.1", "--text", "The cart shows its lines again.", "--checked")),
        ("published", ()),
    ):
        (defect,) = shell.json("defects", number, "--step", step, *options)
        assert defect["state"] == step
    assert shell.run("defects", number, "--step", "reproduced")[0] == 1
    shell.run("defects", number, "--letters")
    assert shell.run("draft", threads[0])[0] == 0
    assert shell.json("defects", number, "--undo")[0]["state"] == "submitted"


def test_a_patch_has_a_zip_for_each_branch(shell: Shell, desk: Desk, threads: list[str]) -> None:
    shell.run("fix", threads[0], "--new", "The cart is empty")
    number = str(shell.json("defects")[0]["defect"])
    assert shell.json("defects", number)[0]["branches"][0]["branch"] == "all"
    shell.run("defects", number, "--step", "fixed")
    zip_of = ("--text", "The cart shows its lines again.", "--checked", "--version")
    (defect,) = shell.json(
        "defects", number, "--step", "submitted", "--branch", "8", *zip_of, "4.1.3"
    )  # fmt: skip
    shown = {each["branch"]: (each["state"], each["version"]) for each in defect["branches"]}
    assert shown["8"] == ("submitted", "4.1.3")
    shell.run("defects", number, "--step", "submitted", "--branch", "1.7", *zip_of, "3.2.1.0")
    assert "Warning: 4.1.3 (8) in review" in shell.stderr
    assert shell.run("defects", number, "--step", "submitted", "--branch", "nine", *zip_of, "5.0.0")[0] == 2
    (defect,) = shell.json("defects", number, "--step", "branch", "--thread", threads[0], "--branch", "8")
    assert defect["reports"][0]["branch"] == "8"
    (defect,) = shell.json("defects", number, "--step", "published", "--branch", "8")
    assert (defect["state"], defect["reports"][0]["version"]) == ("published", "4.1.3")
    (defect,) = shell.json("defects", number, "--undo", "--branch", "1.7")
    assert [(each["branch"], each["state"]) for each in defect["branches"]] == [("8", "published")]
    assert "PrestaShop 8" in shell.run("defects")[1]


def test_a_key_is_tried_before_it_is_kept_and_never_an_argument(
    shell: Shell, sandbox: Sandbox, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("wrong-key\n"))
    assert shell.run("key")[0] == 4
    assert not desk.session.paths.key_file.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(sandbox.key + "\n"))
    assert shell.run("key", "--json") == (0, '{"saved": true}\n')
    assert desk.session.paths.key_file.read_text().strip() == sandbox.key
    assert shell.run("key", sandbox.key)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("done",), 2),
        (("done", "999999999"), 1),
        (("tag", "1", "--tags", ""), 1),
        (("snooze", "--query", "", "--until", "yesterday"), 2),
        (("snooze", "--query", "is:due", "--until", "300d"), 1),
        (("note", "--query", "", "--file", "/nonexistent"), 2),
        (("author", "1", "--message", "1"), 2),
        (("defects", "--step", "fixed"), 2),
        (("defects", "99"), 1),
        (("fix", "--query", "", "--defect", "99"), 1),
        (("page", "1"), 1),
        (("page",), 2),
        (("page", "1", "--validation"), 2),
    ],
)
def test_wrong_input_is_reported(
    shell: Shell, desk: Desk, threads: list[str], arguments: tuple[str, ...], code: int
) -> None:
    assert shell.run(*arguments)[0] == code
    assert shell.stderr.startswith("bizcare: ")
    assert not shell.json("acts")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("thanks-only", "thanks only"),
        ("Automatic Notice", "automatic notice"),
        ("answered by telephone", "answered by telephone"),
    ],
)
def test_a_reason_for_no_answer_is_a_ready_one_or_any_text(
    shell: Shell, threads: list[str], typed: str, reason: str
) -> None:
    assert shell.run("no-answer", threads[0], "--reason", typed)[0] == 0
    assert f"no answer needed: {reason}" in shell.run("acts")[1]
