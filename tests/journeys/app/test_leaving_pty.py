"""Text that cannot be saved when the app is left: the person is asked, or it is kept and offered again."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from emulator import Emulator
from postgresql_server import MISSING, Server, binaries
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedTexts
from bizcare_tui.domain.decisions.answers import RejectionAnswers
from bizcare_tui.paths import Paths

COMMAND = [sys.executable, "-m", "bizcare_tui"]
F1 = "\x1bOP"
OFFER = "could not be saved when bizcare ended"


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


def terminal() -> Emulator:
    return Emulator(COMMAND, {**os.environ, "TERM": "xterm-256color"}, 100, 30)


def open_draft(screen: Emulator) -> None:
    """Begin a reply to the only thread."""
    screen.until_text("Carousel stays empty")
    screen.press("\r")
    screen.press("r")
    screen.until_text("Reply to")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process writes to the store, and does not end."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def restore_first(screen: Emulator) -> None:
    """Take up the text that is offered at the start."""
    screen.until_text(OFFER)
    screen.press("\r")
    screen.until_text("Restore it")
    screen.press("\r")


@pytest.mark.parametrize("how", ["hang up", "terminate"])
def test_a_draft_that_a_locked_store_refuses_is_offered_again(at_desk: PurchaseDesk, how: str) -> None:
    with locked(at_desk.desk.session.paths.database), terminal() as screen:
        open_draft(screen)
        screen.press("Two seconds ago I wrote this")
        screen.until_text("wrote this")
        if how == "hang up":
            assert screen.hang_up() == 128 + signal.SIGHUP
        else:
            screen.signal(signal.SIGTERM)
            assert screen.end() == 128 + signal.SIGTERM
    assert Desk().replies.draft(THREAD).text == ""
    (kept,) = UnsavedTexts(at_desk.desk.session.paths).found()
    assert (kept.content.kind, kept.content.text) == (TextKind.DRAFT, "Two seconds ago I wrote this")
    with terminal() as screen:
        restore_first(screen)
        screen.until_text("Reply to")
        screen.until_text("Two seconds ago I wrote this")
    assert Desk().replies.draft(THREAD).text == "Two seconds ago I wrote this"
    assert UnsavedTexts(at_desk.desk.session.paths).found() == []


def test_who_leaves_the_offer_has_it_again_and_a_newer_draft_stays(at_desk: PurchaseDesk) -> None:
    with locked(at_desk.desk.session.paths.database), terminal() as screen:
        open_draft(screen)
        screen.press("the first text")
        screen.until_text("the first text")
        assert screen.hang_up() == 128 + signal.SIGHUP
    with terminal() as screen:
        screen.until_text(OFFER)
        screen.press("\x1b")
        screen.until_text("bizcare unsaved")
        open_draft(screen)
        screen.press("the newer text")
        screen.until_done(lambda: Desk().replies.draft(THREAD).text == "the newer text")
        assert screen.hang_up() == 128 + signal.SIGHUP
    with terminal() as screen:
        restore_first(screen)
        screen.until_text("Reply to")
        screen.until_text("the first text")
    assert Desk().replies.draft(THREAD).text == "the newer text\n\nthe first text"


def test_a_note_being_typed_is_there_again(at_desk: PurchaseDesk) -> None:
    with terminal() as screen:
        screen.until_text("Carousel stays empty")
        screen.press("c")
        screen.until_text("never sent")
        screen.press("rang at noon")
        screen.until_text("rang at noon")
        assert screen.hang_up() == 128 + signal.SIGHUP
    with terminal() as screen:
        restore_first(screen)
        screen.until_text("never sent")
        screen.until_text("rang at noon")
        screen.press("\x13")
        screen.until_text("NOTE")
    assert UnsavedTexts(at_desk.desk.session.paths).found() == []


def test_the_letter_of_a_wizard_is_there_again(at_desk: PurchaseDesk) -> None:
    ready = at_desk.rejecting("modified_code")
    decisions = at_desk.desk.decisions
    decisions.wizards.save(ready, ready.answers)
    with terminal() as screen:
        screen.until_text("Carousel stays empty")
        screen.press("\rx")
        for step in (2, 3, 4, 5):
            screen.press("\x0e")
            screen.until_text(f"step {step} of 6")
        screen.until_done(lambda: decisions.wizards.begin(THREAD, "rejection").answers.step == "letter")
        with locked(at_desk.desk.session.paths.database):
            screen.press("MARK ")
            screen.until_text("MARK ")
            assert screen.hang_up() == 128 + signal.SIGHUP
    with terminal() as screen:
        restore_first(screen)
        screen.until_text("step 5 of 6")
        screen.until_text("MARK ")
    answers = decisions.wizards.begin(THREAD, "rejection").answers
    assert isinstance(answers, RejectionAnswers)
    assert answers.letter.startswith("MARK ")


def test_a_full_disk_has_the_draft_kept_elsewhere(
    at_desk: PurchaseDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, temporary = tmp_path / "small", tmp_path / "tmp"
    for each in (folder, temporary):
        each.mkdir(mode=0o700)
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=12m,mode=700 tmpfs {folder} 2>/dev/null"):
        pytest.skip("no disk can be mounted here")
    try:
        shutil.copytree(at_desk.desk.session.paths.data, folder, dirs_exist_ok=True)
        monkeypatch.setenv("BIZCARE_HOME", str(folder))
        monkeypatch.setenv("TMPDIR", str(temporary))
        with terminal() as screen:
            open_draft(screen)
            screen.press("short")
            screen.until_done(lambda: Desk().replies.draft(THREAD).text == "short")
            fill(folder)
            screen.press(" and then long " + "enough to need other pages " * 100)
            screen.until_text("no space left")
            # The notice may lie over the end of the text: the help opens when the keys before it are done.
            screen.press("finished")
            screen.press(F1)
            screen.until_text("Here: writing a reply")
            assert screen.hang_up() == 128 + signal.SIGHUP
        (file,) = temporary.rglob("*.txt")
        assert file.read_text().endswith("finished")
        (folder / "ballast").unlink()
        with terminal() as screen:
            restore_first(screen)
            screen.until_text("finished")
        assert Desk().replies.draft(THREAD).text.endswith("finished")
    finally:
        os.system(f"umount --lazy {folder}")  # a mount left behind breaks the runs that come after


def fill(folder: Path) -> None:
    """Leave no byte of a disk, and none in SQLite's own files."""
    with closing(sqlite3.connect(folder / "bizcare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (folder / "ballast").open("wb", buffering=0) as stream, pytest.raises(OSError, match="space"):
        while True:
            stream.write(b"x" * 4096)


def test_a_database_that_is_gone_is_asked_about(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = binaries()
    if programs is None:
        pytest.skip(MISSING)
    home.mkdir(mode=0o700)
    server = Server(programs)
    try:
        monkeypatch.setenv("BIZCARE_DATABASE_URL", server.url(server.new()))
        with open_purchase_desk(monkeypatch, "sync_interval = 0"), terminal() as screen:
            open_draft(screen)
            screen.press("half a")
            screen.until_done(lambda: Desk().replies.draft(THREAD).text == "half a")
            server.stop()
            screen.press(" sentence")
            screen.until_text("half a sentence")
            screen.press("\x1b")
            screen.until_text("Keep the text in a file")
            screen.press("\x1b")  # stay
            screen.until_gone("Keep the text in a file")
            screen.until_text("half a sentence")
            screen.press("\x1b")
            screen.until_text("Keep the text in a file")
            screen.press("j\r")
            # The question may cover the form: both are gone when the text is kept.
            screen.until_gone("Keep the text in a file")
            screen.until_gone("Reply to")
            (kept,) = UnsavedTexts(Paths.from_environment()).found()
            assert kept.content.text == "half a sentence"
            assert kept.content.thread_ids == (THREAD,)
    finally:
        server.stop()


def test_a_database_that_was_gone_for_a_while_is_used_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = binaries()
    if programs is None:
        pytest.skip(MISSING)
    home.mkdir(mode=0o700)
    server = Server(programs)
    try:
        monkeypatch.setenv("BIZCARE_DATABASE_URL", server.url(server.new()))
        with open_purchase_desk(monkeypatch, "sync_interval = 0"), terminal() as screen:
            screen.until_text("synced ")
            server.halt()
            screen.until_text("cannot be reached")
            server.start()
            screen.until_gone("cannot be reached")
            open_draft(screen)
            screen.press("all there")
            screen.until_done(lambda: Desk().replies.draft(THREAD).text == "all there")
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 128 + signal.SIGHUP), (["--fails"], 1)],
    ids=["a screen never closes", "saving fails"],
)
def test_an_app_without_a_terminal_ends_whatever_does_not(
    at_desk: PurchaseDesk, arguments: list[str], code: int
) -> None:
    command = [sys.executable, str(Path(__file__).parents[2] / "tools" / "stuck_app.py"), *arguments]
    with Emulator(command, {**os.environ, "TERM": "xterm-256color"}, 100, 30) as screen:
        screen.until_text("Carousel stays empty")
        screen.press("\r")
        screen.until_text("a author")
        screen.press("i")
        screen.until_text("Seller API")
        assert screen.hang_up() == code
