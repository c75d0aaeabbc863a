"""The commands as scripts rely on them: exit codes, JSON Lines, sentences on stderr."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from shell import Shell

from bizcare_tui import __version__
from bizcare_tui.cli.json.threads import threads_json
from bizcare_tui.cli.parser import parse
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.sandbox.faults import Faults
from bizcare_tui.sandbox.server import Sandbox

LINE = {
    "id": int, "topic": str, "kind": type(None), "messages": int, "unread": bool, "received_at": str,
    "updated_at": str, "qualification": str, "state": str, "outcome": type(None), "snoozed_until": type(None),
    "first_answer": dict, "fix": type(None), "business_care": dict, "shop": dict,
}  # fmt: skip


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_the_version(shell: Shell) -> None:
    assert shell.run("--version") == (0, f"bizcare {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [("sing",), ("list", "--limit", "many"), ("show",), ("show", "first"), ("due", "--within", "soon"),
     ("sandbox", "--port", "99999"), ("sandbox", "--faults", "rain=1"), ("baseline", "yesterday")],
)  # fmt: skip
def test_wrong_usage_is_2_and_says_why(shell: Shell, arguments: tuple[str, ...]) -> None:
    code, out = shell.run(*arguments)
    assert (code, out) == (2, "")
    assert shell.stderr


def test_the_app_needs_a_terminal(shell: Shell) -> None:
    assert shell.run()[0] == 2
    assert "terminal" in shell.stderr


def test_migrate_counts_what_it_copied_and_shows_no_password(
    shell: Shell, desk: Desk, tmp_path: Path
) -> None:
    address = f"sqlite:///{tmp_path}/moved/bizcare.db"
    (line,) = shell.json("migrate", "--to", address)
    assert line["verified"]
    assert line["tables"]["thread"] == len(desk.inbox.thread_ids(parse_query("")))
    assert shell.run("migrate", "--to", address)[0] == 1
    assert "already contains a store" in shell.stderr
    assert shell.run("migrate", "--to", "postgresql+psycopg://ana:hunter2@127.0.0.1:1/none")[0] == 1
    assert "hunter2" not in shell.stderr


def test_sync_tells_what_came(shell: Shell, sandbox: Sandbox) -> None:
    (line,) = shell.json("sync")
    assert line.keys() >= {"threads", "messages", "products", "orders", "seconds"}
    assert line["threads"] == {"new": 60, "changed": 0, "unparsed": 0}
    assert shell.run("sync")[0] == 0
    assert sandbox.key not in shell.stderr


def test_sync_without_a_key_is_4(shell: Shell) -> None:
    assert shell.run("sync")[0] == 4
    assert "BIZCARE_API_KEY" in shell.stderr


def test_sync_with_a_wrong_key_is_4_and_never_shows_it(
    shell: Shell, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_API_KEY", "a-wrong-key-of-some-length")
    code, out = shell.run("sync")
    assert code == 4
    assert "a-wrong-key" not in out + shell.stderr


def test_sync_offline_is_5(shell: Shell, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIZCARE_API_URL", "http://127.0.0.1:9/request/")
    assert shell.run("sync")[0] == 5


def test_list_has_the_lines_of_the_contract(shell: Shell, desk: Desk) -> None:
    lines = shell.json("list", "--limit", "0")
    assert len(lines) == 60
    for line in lines:
        for name, kind in LINE.items():
            assert isinstance(line[name], kind), name
        assert line["first_answer"].keys() >= {"due", "at", "status", "first_status", "obligation"}
        assert line["business_care"].keys() >= {"state", "days_left"}
        assert line["order"] is None or line["order"].keys() >= {"id", "purchased_at", "amount"}
    assert len(shell.json("list")) == 50
    assert shell.json("list", "--limit", "3") == lines[:3]


def test_list_by_words(shell: Shell, desk: Desk) -> None:
    line = shell.json("list", "--limit", "1")[0]
    assert line["id"] in [each["id"] for each in shell.json("list", str(line["id"]))]
    assert shell.json("list", "nothing has these words") == []


def test_show_adds_the_messages(shell: Shell, desk: Desk) -> None:
    listed = shell.json("list", "--limit", "1")[0]
    (shown,) = shell.json("show", str(listed["id"]))
    assert len(shown["messages"]) == listed["messages"]
    for message in shown["messages"]:
        assert message.keys() >= {"id", "at", "author", "author_by", "automatic", "text", "attachments"}
    code, out = shell.run("show", str(listed["id"]))
    assert code == 0
    assert listed["topic"] in out
    title, chips, purchase, step, *_facts = out.splitlines()
    conversation = desk.conversations.conversation(listed["id"])
    assert title == f"{listed['id']}  {listed['topic']}"
    assert "   COVERED " in chips
    assert conversation.row.product in purchase
    assert step.startswith("  Next: ")
    assert shell.run("show", "1")[0] == 1


def test_due_is_3_when_an_obligation_is_late(shell: Shell, desk: Desk) -> None:
    assert shell.run("due")[0] == 0
    shell.run("baseline", "2024-01-01")
    code, out = shell.run("due", "--json")
    assert code == 3
    lines = [json.loads(line) for line in out.splitlines()]
    assert any(line["first_answer"]["status"] == "late" for line in lines)
    soon = shell.json("due", "--within", "30m")
    assert 0 < len(soon) < len(lines)


def test_explain_gives_rule_source_and_sum(shell: Shell, desk: Desk) -> None:
    line = shell.json("list", "--limit", "1")[0]
    code, out = shell.run("explain", str(line["id"]))
    assert code == 0
    for word in ("rule", "source", "due", "before", "24 h", "help centre"):
        assert word in out
    assert shell.run("explain", "1")[0] == 1


def test_doctor_finds_nothing_wrong_and_names_what_is(
    shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests' clock stands elsewhere than the sandbox's answers: that is for another test.
    monkeypatch.setenv("TERM", "xterm-256color")
    findings = {line["check"]: line for line in shell.json("doctor")}
    assert {"key", "marketplace", "schema", "integrity", "history", "sync"} <= findings.keys()
    assert all(findings[check]["ok"] for check in ("key", "marketplace", "schema", "integrity", "history"))
    monkeypatch.setenv("TERM", "dumb")
    assert shell.run("doctor")[0] == 1


def test_doctor_misses_a_key_only_where_nobody_syncs(
    shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("BIZCARE_API_KEY")
    assert next(line for line in shell.json("doctor") if line["check"] == "key")["ok"]
    monkeypatch.setenv("BIZCARE_DATABASE_URL", f"sqlite:///{tmp_path}/new/bizcare.db")
    assert not next(line for line in shell.json("doctor") if line["check"] == "key")["ok"]


@pytest.mark.sqlite
def test_a_file_that_is_no_store_is_reported(shell: Shell, desk: Desk) -> None:
    for beside in desk.session.paths.data.glob("bizcare.db-*"):
        beside.unlink()
    desk.session.paths.database.write_text("not a database, whatever its name may say " * 50)
    assert shell.run("list")[0] == 1
    assert "damaged" in shell.stderr


def test_settings_that_are_wrong_are_named_with_their_line(shell: Shell, desk: Desk) -> None:
    desk.session.paths.settings_file.write_text('seller_country = "FR"\nsinc_interval = 5\n')
    assert shell.run("list")[0] == 2
    assert "line 2" in shell.stderr
    assert "sync_interval" in shell.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["is:due", "-is:snoozed"],
        ["-is:snoozed", "is:due"],
        ["is:due", "--limit", "0", "-is:snoozed"],
        ["-has:draft", "is:due", "--limit=0", "--json"],
        ["--", "is:due", "-is:snoozed"],
        ["is:due -is:snoozed"],
    ],
)
def test_words_of_a_query_may_begin_with_a_dash(desk: Desk, shell: Shell, words: list[str]) -> None:
    code, out = shell.run("list", *words)
    assert (code, shell.stderr) == (0, "")
    assert len(out.splitlines()) == len(desk.inbox.thread_ids(parse_query("is:due")))
    assert shell.run("list", "is:due", "-is:due") == (0, "")


def test_a_query_that_begins_with_a_dash_is_the_value_of_its_option(shell: Shell) -> None:
    assert parse(["done", "--query", "-is:due"]).query == "-is:due"
    assert shell.run("done", "-x")[0] == 2
    assert shell.run("list", "--none-such")[0] == 2
    assert shell.run("show", "7", "8")[0] == 2
    assert "unrecognized arguments: 8" in shell.stderr
    assert "usage" in shell.run("list", "-h")[1]


def test_a_terminal_of_another_encoding_loses_letters_but_no_line_and_json_loses_nothing(desk: Desk) -> None:
    def said(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bizcare_tui", *arguments],
            env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr
        return done.stdout.decode("ascii")

    count = len(desk.inbox.thread_ids(parse_query("")))
    lines = said("list", "--limit", "0").splitlines()
    assert len(lines) == count
    assert any("?" in line for line in lines)
    reported = [json.loads(line) for line in said("list", "--limit", "0", "--json").splitlines()]
    assert reported == list(threads_json(desk, "", 0))
    assert said("doctor")


@pytest.mark.parametrize("arguments", ["list", "list the", "due", "show {thread}", "list --json"])
def test_a_command_that_reads_loads_nothing_that_writes(desk: Desk, arguments: str) -> None:
    thread = desk.inbox.thread_ids(parse_query(""))[0]
    script = """
import sys
from bizcare_tui.cli.main import main
main(sys.argv[1:])
heavy = {"sqlalchemy", "sqlmodel", "httpx", "textual"} & sys.modules.keys()
sys.exit(f"loaded: {heavy}" if heavy else 0)
"""
    words = arguments.format(thread=thread).split()
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout != "") == (0, True), done.stderr


def test_the_forecast_is_printed_for_scripts_and_for_people(shell: Shell, desk: Desk) -> None:
    (reported,) = shell.json("due", "--forecast")
    assert reported["until"].endswith("T00:00:00+01:00")
    assert datetime.fromisoformat(reported["until"]).strftime("%A") == "Tuesday"
    assert sum(len(day["due"]) for day in reported["days"]) == reported["due"]
    assert reported["sentence"] in shell.run("due", "--forecast")[1]


def test_the_statistics_are_printed_as_json_csv_and_a_table(shell: Shell, desk: Desk) -> None:
    (reported,) = shell.json("stats")
    assert {
        "score",
        "weeks",
        "fixes_in_time",
        "refusals",
        "refunds",
        "products",
        "persons",
    } <= reported.keys()
    assert len(reported["weeks"]) == 26
    rows = list(csv.DictReader(io.StringIO(shell.run("stats", "--csv")[1])))
    asked = sum(int(row["cases"]) for row in rows if (row["section"], row["figure"]) == ("products", "asked"))
    assert asked == sum(group["asked"]["of"] for group in reported["products"]) > 0
    assert "median" in shell.run("stats")[1]


def test_watch_does_a_single_round(desk: Desk) -> None:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    command = [sys.executable, "-m", "bizcare_tui", "watch", "--once", "--json"]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2))
    reported = [json.loads(line) for line in first.stdout.splitlines()]
    assert reported
    assert all({"id", "owed", "due", "text"} <= line.keys() for line in reported)
    assert second.stdout == ""


@pytest.mark.parametrize("command", [("sync",), ("watch",)])
def test_who_is_stopped_says_so_and_writes_no_report(
    desk: Desk, sandbox: Sandbox, command: tuple[str, ...]
) -> None:
    sandbox.faults = Faults.parse("late=1:1s")
    sandbox.calls.clear()
    running = subprocess.Popen(
        [sys.executable, "-m", "bizcare_tui", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not sandbox.calls:
        assert running.poll() is None, running.communicate()
        time.sleep(0.05)
    running.terminate()
    _out, reported = running.communicate(timeout=30)
    assert running.returncode in (0, 130)
    assert b"Traceback" not in reported
    assert not (desk.session.paths.data / "crashes").exists()
