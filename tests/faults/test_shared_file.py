"""A colleague edits the shared file with another program: every edit is named, a trigger is rejected.

Three users of the system share a folder: one looks after the desk, one works at it, and one edits the file.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk
from run_as_user import GROUP, as_user, other_users, own_folder, shared_folder

from bizcare_tui.cli.main import main
from bizcare_tui.desk.desk import Desk

BOBS = "Hello Maria,\n\nI opened carousel.php on your shop and saw that the theme changed the query there.\n"

# What ana does with sqlite3, and what `verify` has to say of it.
EDITS = {
    "note rewritten": ("UPDATE act SET content = replace(content, 'Bob', 'Ben')", "(note, "),
    "note given to another writer": ("UPDATE act SET person_id = {ana} WHERE verb = 'note'", "did it"),
    "note deleted": ("DELETE FROM act WHERE verb = 'note'", "is missing"),
    "tag marked as undone by himself": (
        "UPDATE act SET undone_at = at, undone_by = person_id WHERE verb = 'tag'",
        "stored as undone",
    ),
    "text of a reply rewritten": ("UPDATE reply SET text = 'Pay me.' WHERE person_id <> 1", "Reply "),
    "letter of a rejection that waits rewritten": (
        "UPDATE reply SET text = 'Pay me.' WHERE id IN (SELECT reply_id FROM decision)",
        "Reply ",
    ),
    "reply given to another writer": ("UPDATE reply SET person_id = {ana}", "wrote it"),
    "reply deleted": ("DELETE FROM reply WHERE text LIKE 'Hello Maria%'", "is missing"),
    "evidence changed": ("UPDATE evidence_file SET content = x'00'", "evidence file"),
    "evidence deleted": ("DELETE FROM evidence_file", "evidence file"),
    "content of a decision set to NULL": ("UPDATE decision SET content = NULL", "its content is missing"),
    "customer's message rewritten": ("UPDATE message SET text = 'All is well.'", "Message 1 of thread 7"),
    "customer's message deleted": ("DELETE FROM message", "Message 1 of thread 7"),
    "payload of the history": ("UPDATE history SET payload = '{{}}' WHERE id = 3", "Entry 3: its data"),
    "person of the history": ("UPDATE history SET person_id = {ana} WHERE id = 3", "Entry 3: its digest"),
    "entry taken out of the history": ("DELETE FROM history WHERE id = 3", "entries 3 to 3 are missing"),
    "tail of the history cut": ("DELETE FROM history WHERE id > 3", "later entries were removed"),
    "content of a decision": ("UPDATE decision SET content = '{{}}'", "Decision 1: its content"),
    "grounds of a decision": ("UPDATE decision SET grounds = 'modified_code'", "Decision 1: its row"),
    "decision deleted": ("DELETE FROM decision", "Decision 1: it is missing"),
    "tag changed": ("UPDATE act SET content = replace(content, 'urgent', 'later')", "(tag, "),
    "stored outcome of a deadline": ("UPDATE inbox_entry SET first_status = 'met'", "outcome of its first"),
    "state of a thread": ("UPDATE inbox_entry SET first_due = first_due + 90000", "does not match"),
    "a trigger": (
        "CREATE TRIGGER swap AFTER INSERT ON reply BEGIN UPDATE reply SET text = 'x' WHERE id = new.id; END",
        "trigger swap on reply",
    ),
    "the setting of the second person": ("UPDATE account SET second_person = 1", "second person"),
}  # fmt: skip


@dataclass(frozen=True)
class Folder:
    """A shared store, and the three who share it, each with a home."""

    file: Path
    homes: dict[str, Path]
    ana: str
    bob: str
    keeper: str

    def run(self, name: str, do: Callable[[], Any]) -> Any:
        """What a function returns that this user runs."""
        environment = {
            "BIZCARE_HOME": str(self.homes[name]),
            "BIZCARE_DATABASE_URL": f"sqlite:///{self.file}",
            "HOME": str(self.homes[name]),
        }
        return as_user(name, do, environment)

    def command(self, name: str, *arguments: str) -> tuple[int, str]:
        """The exit code of a command that this user runs, and all that it printed."""
        code, printed = self.run(name, lambda: _printed(arguments))
        return code, printed

    def edit(self, statement: str) -> None:
        """Have ana write into the file with another program."""
        self.run(self.ana, lambda: _written(self.file, statement))


def _printed(arguments: tuple[str, ...]) -> tuple[int, str]:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = main(arguments)
    return code, printed.getvalue()


def _written(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        person = connection.execute("SELECT min(id) FROM person WHERE login <> 'root'").fetchone()[0]
        connection.execute(statement.format(ana=person))


def _worked_at(opened: PurchaseDesk) -> None:
    """Decide a rejection with a evidence file; its letter waits."""
    file = opened.desk.session.paths.data / "log.txt"
    file.write_text("the log")
    ready = opened.rejecting("other_shop")
    item = opened.desk.decisions.records.store_evidence_file(str(file))
    chosen = tuple(replace(each, items=(*each.items, item)) for each in ready.answers.chosen)
    opened.desk.decisions.decide(
        opened.with_letter(replace(ready, answers=replace(ready.answers, chosen=chosen)))
    )


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A store in a folder of the group, in which everybody has worked."""
    keeper, bob, ana = other_users(3)
    top = Path(tempfile.mkdtemp(prefix="bizcare-shared-", dir="/tmp"))
    top.chmod(0o755)
    try:
        with open_purchase_desk(monkeypatch) as opened:
            _worked_at(opened)
            assert opened.desk.decisions.verify().problems == ()
            file = shared_folder(top / "desk") / "bizcare.db"
            before = opened.desk.session.paths.database
            with closing(sqlite3.connect(before)) as source, closing(sqlite3.connect(file)) as target:
                source.backup(target)
            os.chown(file, 0, GROUP)
            file.chmod(0o660)
            homes = {name: own_folder(top / name, name) for name in (keeper, bob, ana)}
            folder = Folder(file, homes, ana, bob, keeper)

            def bobs_work() -> None:
                desk = Desk()
                desk.verbs.note([THREAD], "Bob found the cause.")
                desk.verbs.tag([THREAD], "urgent")
                desk.replies.queue(THREAD, BOBS, override="I know this shop.")

            folder.run(ana, lambda: Desk().verbs.note([THREAD], "Ana was here.") and None)
            folder.run(bob, bobs_work)
            yield folder
    finally:
        shutil.rmtree(top)


@pytest.mark.sqlite
def test_every_edit_of_a_colleague_is_named(shared: Folder) -> None:
    code, printed = shared.command(shared.keeper, "verify")
    assert (code, "Nothing was changed." in printed) == (0, True), printed
    with closing(sqlite3.connect(shared.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(truncate)")
    whole = shared.file.read_bytes()
    for edit, (statement, named) in EDITS.items():
        shared.edit("DELETE FROM mention")
        shared.edit(statement)
        code, printed = shared.command(shared.keeper, "verify")
        assert (code, named in printed) == (1, True), (edit, printed)
        for beside in shared.file.parent.glob("bizcare.db-*"):
            beside.unlink()
        shared.file.write_bytes(whole)  # in place: the file stays the group's
    assert shared.command(shared.keeper, "verify")[0] == 0


@pytest.mark.sqlite
def test_a_trigger_that_rewrites_replies_is_refused_by_name(shared: Folder) -> None:
    shared.edit(EDITS["a trigger"][0])
    code, printed = shared.command(shared.bob, "outbox", "send")
    assert code == 1
    assert "the trigger swap on reply was not created by this program" in printed
    (first, *_others) = json.loads(
        "[" + ",".join(shared.command(shared.bob, "outbox", "--json")[1].split("\n")[:1]) + "]"
    )
    assert first["state"] == "queued"


@pytest.mark.sqlite
def test_a_rewritten_letter_is_held_and_not_sent(shared: Folder) -> None:
    shared.edit("UPDATE reply SET text = 'Pay me.', not_before = 0")
    assert shared.command(shared.bob, "outbox", "send")[0] == 0
    states = [json.loads(line) for line in shared.command(shared.bob, "outbox", "--json")[1].splitlines()]
    assert {(each["state"], "was changed" in (each["error"] or "")) for each in states} == {("held", True)}
