"""Writing and sending in a real terminal, against a sandbox over real sockets."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path

import pytest
from emulator import Emulator

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.sandbox.server import Sandbox

COMMAND = [sys.executable, "-m", "bizcare_tui"]
# Two texts that were written for this ticket.
WORDS = (
    "I looked at {product} on {shop}: order {order} is fine, and {topic} comes from the cache of"
    " version {version}"
)


@pytest.fixture
def quick(desk: Desk) -> Desk:
    """A desk whose replies can be undone for two seconds, and which syncs only on request."""
    desk.session.paths.settings_file.write_text("undo_seconds = 2\nsync_interval = 0\n")
    desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
    return Desk()


def environment() -> dict[str, str]:
    return {**os.environ, "TERM": "xterm-256color"}


def late_thread(desk: Desk) -> InboxRow:
    """The first thread that is owed a first answer and has one message."""
    rows = desk.inbox.rows(desk.inbox.thread_ids(parse_query("is:due")))
    return next(row for row in rows if row.first_answer in (Status.PENDING, Status.LATE) and row.obligation)


def reply_to(desk: Desk, row: InboxRow) -> str:
    """An honest answer, in the customer's language or not: typed letters only."""
    ticket = desk.replies.ticket(row.id)
    return WORDS.format(
        product=row.product.split(" ")[0],
        shop=row.shop,
        order=ticket.order_id or 0,
        topic=row.topic.split("\n")[0],
        version=row.prestashop_version,
    )


def open_draft(terminal: Emulator, row: InboxRow) -> None:
    """Filter the inbox down to a thread, open it, and begin a reply."""
    terminal.until_text("[1 To do")
    terminal.press("/")
    terminal.until_text("Enter confirms, Esc clears")
    terminal.press(f"{row.id}\r")
    terminal.until(lambda lines: str(row.id) in lines[2] and not lines[7][:53].strip(" ▏▌"))
    terminal.press("\r")
    terminal.press("r")
    terminal.until_text("Reply to")


def send(terminal: Emulator) -> None:
    """Ctrl+S, with a reason where the check asks for one."""
    terminal.press("\x13")
    lines = terminal.until(
        lambda shown: any("is sent in" in line or "before sending" in line for line in shown)
    )
    if any("before sending" in line for line in lines):
        assert not any("STOP" in line for line in lines), "\n".join(lines)
        terminal.press("the customer asked for it" if any("REASON?" in line for line in lines) else "")
        terminal.press("\x13")
        terminal.until_text("is sent in")


def wait_for(terminal: Emulator, desk: Desk, state: ReplyState) -> None:
    """Wait until the newest reply is in this state."""
    terminal.until_done(lambda: desk.replies.outbox()[0].state is state)


def test_a_reply_is_typed_sent_undone_sent_again_and_meets_its_deadline(
    quick: Desk, sandbox: Sandbox
) -> None:
    row = late_thread(quick)
    text = reply_to(quick, row)
    with Emulator(COMMAND, environment(), 120, 40) as terminal:
        open_draft(terminal, row)
        terminal.press(text)
        terminal.until_text("I looked at")
        send(terminal)
        terminal.until_text("1 to send")
        terminal.press("u")
        terminal.until_text("Reply to")
        terminal.until_gone("is sent in")
        terminal.until_gone("1 to send")
        assert sandbox.replies == []
        send(terminal)
        wait_for(terminal, quick, ReplyState.CONFIRMED)
        terminal.until_gone("to send")
        # The clock is worked out a moment after the reply is confirmed.
        terminal.until_done(lambda: quick.inbox.rows([row.id])[0].owed is None)
    assert [reply.message for reply in sandbox.replies] == [text]
    (after,) = quick.inbox.rows([row.id])
    assert after.first_answer in (Status.MET, Status.MISSED)
    assert after.owed is None


def test_without_a_network_a_reply_waits_and_goes_when_that_is_back(quick: Desk, sandbox: Sandbox) -> None:
    row = late_thread(quick)
    text = reply_to(quick, row)
    port = int(sandbox.url.split(":")[2].split("/")[0])
    with Emulator(COMMAND, environment(), 120, 40) as terminal:
        open_draft(terminal, row)
        terminal.press(text)
        terminal.until_text("I looked at")
        sandbox.stop()
        send(terminal)
        terminal.until_text("cannot be reached")
        assert quick.replies.outbox()[0].state is ReplyState.QUEUED
        with Sandbox(sandbox.market, sandbox.key, port=port) as back:
            # A sync is the natural attempt then; waiting replies are sent at once, too.
            terminal.press("s")
            wait_for(terminal, quick, ReplyState.CONFIRMED)
            assert [reply.message for reply in back.replies] == [text]
        terminal.until_gone("1 to send")


@pytest.mark.parametrize("how", ["kill", "hang up", "vanish", "terminate"])
def test_a_draft_outlives_the_program_and_the_terminal(quick: Desk, how: str) -> None:
    row = late_thread(quick)
    with Emulator(COMMAND, environment(), 120, 40) as terminal:
        open_draft(terminal, row)
        terminal.press("Two seconds ago I wrote this")
        terminal.until_text("wrote this")
        if how == "kill":
            terminal.until_done(lambda: quick.replies.draft(row.id).text.endswith("wrote this"))
            terminal.press(" and this is lost")
            terminal.signal(signal.SIGKILL)
            terminal.end()
        elif how == "hang up":
            assert terminal.hang_up() == 128 + signal.SIGHUP
        elif how == "vanish":
            terminal.close()
            assert terminal.end() == 128 + signal.SIGHUP
        else:
            terminal.signal(signal.SIGTERM)
            assert terminal.end() == 128 + signal.SIGTERM
    assert Desk().replies.draft(row.id).text.startswith("Two seconds ago I wrote this")
    assert Desk().inbox.rows([row.id])[0].has_draft


def test_a_full_disk_is_reported_and_the_text_is_kept(quick: Desk) -> None:
    row = late_thread(quick)
    with Emulator(COMMAND, environment(), 120, 40) as terminal:
        open_draft(terminal, row)
        terminal.press("short")
        terminal.until_done(lambda: quick.replies.draft(row.id).text == "short")
        fill(quick.session.paths.database)
        terminal.press(" and then long " + "enough to need another page " * 60)
        terminal.until_text("no space left")
        terminal.until_text("another page")
        free(quick.session.paths.database)
        terminal.until_gone("no space left")
    assert quick.replies.draft(row.id).text.endswith("another page ")


def fill(file: Path) -> None:
    """Let every connection of this store run into the end of its disk."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE ballast (x)")
        connection.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON draft WHEN length(NEW.text) > 100"
            " BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
        )


def free(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER full")
        connection.execute("DROP TABLE ballast")
