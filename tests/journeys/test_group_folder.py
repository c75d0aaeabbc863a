"""A store in the folder of a group: every member can copy, restore and upgrade it."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fixed_time import NOW
from system_users import ANA, BOB, CAROL, GROUP, Group, group

from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def members() -> Iterator[Group]:
    """A store of the group, synced by Ana."""
    with group() as members, Sandbox(Market.generate(3, 5, NOW)) as running:
        members.environment = {
            "BIZCARE_API_URL": running.url, "BIZCARE_API_KEY": running.key, "BIZCARE_NOW": NOW.isoformat(),
        }  # fmt: skip
        done = members.run(ANA, "sync")
        assert done.returncode == 0, done.stderr
        yield members


def test_copies_belong_to_the_group_whoever_made_the_store(members: Group) -> None:
    made = members.run(BOB, "backup", "--json")
    copy = Path(json.loads(made.stdout)["file"])
    assert copy.parent == members.folder / "backups"  # beside the store
    assert (mode(copy.parent), mode(copy)) == (0o2770, 0o660)
    restored = members.run(ANA, "restore", str(copy), "--json")
    assert restored.returncode == 0, restored.stderr
    kept = Path(json.loads(restored.stdout)["kept"])
    assert (kept.parent, mode(kept), kept.stat().st_uid, kept.stat().st_gid) == (
        copy.parent,
        0o660,
        ANA,
        GROUP,
    )
    assert members.run(CAROL, "restore", str(kept)).returncode == 0


def test_a_folder_of_copies_that_is_another_users_alone_ends_in_a_sentence_and_another_folder(
    members: Group,
) -> None:
    theirs = members.folder / "backups"
    theirs.mkdir(mode=0o700)
    os.chown(theirs, BOB, GROUP)
    made = members.run(ANA, "backup", "--json")
    assert made.returncode == 0, made.stderr
    assert f"chmod 2770 {theirs}" in made.stderr
    copy = Path(json.loads(made.stdout)["file"])
    assert copy.parent == members.folder / f"backups-{ANA}"
    assert members.run(ANA, "restore", str(copy)).returncode == 0
    # Whoever owns it opens it by the next copy.
    assert members.run(BOB, "backup").returncode == 0
    assert mode(theirs) == 0o2770
    assert members.run(ANA, "backup").stderr.count("chmod") == 0


def test_any_member_brings_the_schema_up_to_date(members: Group) -> None:
    store = members.folder / "bizcare.db"
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    theirs = members.folder / "backups"
    theirs.mkdir(mode=0o700)
    os.chown(theirs, BOB, GROUP)
    # Its tables are there already, so the upgrade fails: the store stays as it was, and nothing is left over.
    failed = members.run(ANA, "list")
    assert failed.returncode == 1
    assert not list(members.folder.glob("backups*/*"))
    for each in members.folder.glob("bizcare.db*"):
        each.unlink()
    old_store(store)
    upgraded = members.run(ANA, "sync")
    assert upgraded.returncode == 0, upgraded.stderr
    assert [mode(each) for each in members.folder.glob(f"backups-{ANA}/*before*.db")] == [0o660]


def old_store(file: Path) -> None:
    """A store of the schema 0008, as BOB's release made it."""
    from alembic import command
    from alembic.config import Config

    import bizcare_tui.store
    from bizcare_tui.store.sqlite import SqliteDatabase

    place = SqliteDatabase(file)
    place.prepare()
    config = Config()
    config.set_main_option("script_location", str(Path(bizcare_tui.store.__file__).with_name("migrations")))
    engine = place.engine()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
    engine.dispose()
    os.chown(file, BOB, GROUP)


@pytest.mark.parametrize("kind", ["link", "file", "pipe"])
def test_what_a_member_put_in_the_place_of_the_folder_is_not_used(members: Group, kind: str) -> None:
    there = members.folder / "backups"
    if kind == "link":
        there.symlink_to(members.home(BOB))
    elif kind == "file":
        there.write_text("in the way")
    else:
        os.mkfifo(there)
    made = members.run(ANA, "backup", "--json")
    assert made.returncode == 0, made.stderr
    assert Path(json.loads(made.stdout)["file"]).parent == members.folder / f"backups-{ANA}"


def test_a_lock_that_is_a_pipe_or_a_link_ends_in_a_sentence(members: Group) -> None:
    copy = Path(json.loads(members.run(ANA, "backup", "--json").stdout)["file"])
    lock = members.folder / "bizcare.db.lock"
    for make in (os.mkfifo, lambda path: path.symlink_to(members.home(BOB) / "x")):
        lock.unlink(missing_ok=True)
        make(lock)
        done = members.run(ANA, "restore", str(copy))
        assert done.returncode == 1
        assert str(lock) in done.stderr
        assert "itself" not in done.stderr
