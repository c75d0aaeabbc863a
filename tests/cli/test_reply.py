"""Replies from the command line: the same check and the same outbox as in the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from logins import desk_of
from shell import Shell

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.marketplace.client import Attachment, SellerApi
from bizcare_tui.sandbox.server import Sandbox

OUTBOX_LINE = {"id", "thread", "state", "queued_at", "confirmed_at", "attempts", "error"}
CHECK_LINE = {"finding", "outcome", "why", "span"}


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def waiting(desk: Desk) -> InboxRow:
    """A thread that is owed an answer; nothing waits to be undone."""
    desk.session.paths.settings_file.write_text("undo_seconds = 0\n")
    rows = desk.inbox.rows(desk.inbox.thread_ids(parse_query("is:due")))
    return next(row for row in rows if row.product and row.shop)


def _answer(tmp_path: Path, row: InboxRow, extra: str = "") -> str:
    file = tmp_path / "answer.txt"
    file.write_text(
        f"On {row.shop} I tried {row.product} as described under {row.topic!r}: it is the cache.\n{extra}"
    )
    return str(file)


def _sent(shell: Shell, row: InboxRow, file: str, *more: str) -> tuple[int, str]:
    return shell.run("reply", str(row.id), "--file", file, "--override", "as agreed", *more)


def test_a_reply_goes_through_the_outbox_and_stops_the_clock(
    shell: Shell, sandbox: Sandbox, waiting: InboxRow, tmp_path: Path
) -> None:
    code, out = _sent(shell, waiting, _answer(tmp_path, waiting), "--json")
    line = json.loads(out)
    assert code == 0
    assert line.keys() >= OUTBOX_LINE
    assert (line["thread"], line["state"]) == (waiting.id, "queued")
    assert shell.run("outbox", "send")[0] == 0
    (line,) = shell.json("outbox")
    assert (line["state"], line["attempts"]) == ("confirmed", 1)
    assert len(sandbox.replies) == 1
    (after,) = Desk().inbox.rows([waiting.id])
    assert after.owed is None


def test_a_blocked_reply_exits_with_6_and_a_reason_and_is_not_queued(
    shell: Shell, waiting: InboxRow, tmp_path: Path
) -> None:
    file = _answer(tmp_path, waiting, "Password: Tisch!Eiche88\n")
    code, out = _sent(shell, waiting, file)
    assert (code, out) == (6, "")
    assert "This looks like a password" in shell.stderr
    assert "Tisch" not in shell.stderr
    assert shell.json("outbox") == []
    lines = shell.json("check", str(waiting.id), "--file", file)
    assert all(line.keys() >= CHECK_LINE for line in lines)
    assert lines[0]["outcome"] == "block"
    assert shell.run("check", str(waiting.id), "--file", file)[0] == 6


def test_what_is_to_be_judged_goes_with_a_reason_alone(
    shell: Shell, waiting: InboxRow, tmp_path: Path
) -> None:
    file = _answer(tmp_path, waiting, "Write to us at help@our-modules.com.\n")
    assert shell.run("reply", str(waiting.id), "--file", file)[0] == 6
    assert "leads away from the Marketplace" in shell.stderr
    assert _sent(shell, waiting, file)[0] == 0
    assert Desk().replies.outbox()[0].reason == "as agreed"


def test_a_file_goes_along(shell: Shell, sandbox: Sandbox, waiting: InboxRow, tmp_path: Path) -> None:
    patch = tmp_path / "patch.zip"
    patch.write_bytes(b"PK\x05\x06")
    assert _sent(shell, waiting, _answer(tmp_path, waiting), "--attach", str(patch))[0] == 0
    assert shell.run("outbox", "send")[0] == 0
    sent = sandbox.replies[0].attachment
    assert sent is not None
    assert (sent.name, sent.content) == ("patch.zip", b"PK\x05\x06")


@pytest.mark.parametrize(
    ("more", "code"),
    [(["--attach", "/nowhere/patch.zip"], 2), (["--attach", "/dev/null"], 2)],
)
def test_a_file_that_cannot_be_sent_queues_nothing(
    shell: Shell, waiting: InboxRow, tmp_path: Path, more: list[str], code: int
) -> None:
    assert _sent(shell, waiting, _answer(tmp_path, waiting), *more)[0] == code
    assert shell.json("outbox") == []


def test_a_reply_is_undone_and_decided_on(shell: Shell, waiting: InboxRow, tmp_path: Path) -> None:
    Desk().session.paths.settings_file.write_text("undo_seconds = 600\n")
    file = _answer(tmp_path, waiting)
    _sent(shell, waiting, file)
    assert shell.run("outbox", "send")[0] == 0
    (line,) = shell.json("outbox")
    assert (line["state"], line["attempts"]) == ("queued", 0)
    assert shell.run("outbox", "undo", "1")[0] == 0
    assert Desk().replies.draft(waiting.id).text == Path(file).read_text().strip()
    assert shell.json("outbox")[0]["state"] == ReplyState.DISCARDED
    assert shell.run("outbox", "retry", "1")[0] != 0
    assert shell.run("outbox", "discard", "99")[0] != 0
    assert "99" in shell.stderr
    assert shell.run("outbox", "retry")[0] == 2


def test_a_draft_of_another_text_is_kept_and_named(shell: Shell, waiting: InboxRow, tmp_path: Path) -> None:
    begun = "A long answer that is not finished yet."
    Desk().replies.save_draft(waiting.id, ReplyDraft(begun))
    assert _sent(shell, waiting, _answer(tmp_path, waiting))[0] == 0
    assert f"bizcare draft {waiting.id}" in shell.stderr
    assert Desk().replies.draft(waiting.id).text == begun


@pytest.mark.parametrize("what", ["undo", "discard", "retry", "sent"])
def test_a_colleagues_reply_is_taken_over_with_a_reason_alone(
    shell: Shell, waiting: InboxRow, tmp_path: Path, what: str
) -> None:
    Desk().session.paths.settings_file.write_text("undo_seconds = 600\n")
    with desk_of("bo"):
        _sent(shell, waiting, _answer(tmp_path, waiting))
    with desk_of("ana"):
        code, out = shell.run("outbox", what, "1", "--reason", "because")
        assert (code, out) == (1, "")
        assert "bo wrote reply 1" in shell.stderr
        assert shell.json("outbox")[0]["state"] == "queued"
        if what == "discard":
            assert shell.run("outbox", what, "1", "--take-over", "Bo is ill")[0] == 0
            (line,) = shell.json("outbox")
            assert (line["state"], line["reason"], line["own"]) == ("discarded", "Bo is ill", False)
    with desk_of("bo") as desk:
        assert bool(desk.replies.draft(waiting.id).text) is (what == "discard")


@pytest.mark.parametrize("file", ["/nowhere.txt", "/dev"])
def test_a_text_that_is_none_is_wrong_usage(shell: Shell, waiting: InboxRow, file: str) -> None:
    assert shell.run("reply", str(waiting.id), "--file", file)[0] == 2
    assert shell.run("check", str(waiting.id), "--file", file)[0] == 2
    assert file in shell.stderr


def test_an_unknown_thread_is_reported(shell: Shell, waiting: InboxRow, tmp_path: Path) -> None:
    assert shell.run("reply", "999", "--file", _answer(tmp_path, waiting))[0] == 1
    assert "999" in shell.stderr


def test_paragraphs_that_were_lost_are_reported_with_the_way_out(
    shell: Shell, waiting: InboxRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_message = SellerApi.add_message

    def flattened(api: SellerApi, thread_id: int, text: str, attachment: Attachment | None = None) -> None:
        add_message(api, thread_id, " ".join(text.split()), attachment)

    monkeypatch.setattr(SellerApi, "add_message", flattened)
    _sent(shell, waiting, _answer(tmp_path, waiting, "\nPlease clear it and try again.\n"))
    assert shell.run("outbox", "send")[0] == 0
    way_out = 'The paragraphs were lost: set reply_format = "html"'
    assert way_out in shell.stderr
    (line,) = shell.json("outbox")
    assert (line["state"], line["error"]) == ("confirmed", None)
    assert line["note"].startswith(way_out)
    assert way_out in shell.run("outbox")[1]
    (layout,) = (each for each in shell.json("doctor") if each["check"] == "layout")
    assert not layout["ok"]
    assert layout["next_step"].startswith(way_out)


def test_a_reply_leaves_exactly_as_it_was_written(
    shell: Shell, sandbox: Sandbox, waiting: InboxRow, tmp_path: Path
) -> None:
    own = "👩🏽‍💻 می‌خواهم \u200fאבג cafe\u0301\ttab ❤️\n    indented"
    file = Path(_answer(tmp_path, waiting, f"Presta\u200bShop: {own}\n"))
    file.write_text("\ufeff" + file.read_text())
    assert _sent(shell, waiting, str(file))[0] == 0
    assert shell.run("outbox", "send")[0] == 0
    (line,) = shell.json("outbox")
    assert line["state"] == "confirmed"
    (reply,) = sandbox.replies
    assert reply.message.startswith("On ")
    assert reply.message.endswith(f"PrestaShop: {own}")
