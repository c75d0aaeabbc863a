"""Two PostgreSQL servers: the primary stops while a reply is sent, the standby goes on, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from other_program import other_transaction
from outbox_store import NOW, OutboxStore, market
from postgresql_server import (
    MISSING,
    NO_POOLER,
    Cluster,
    Pooler,
    binaries,
    first_value,
    pooler_binary,
    wait_until,
)

from bizcare_tui.errors import StoreProblem
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import leases
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url

_PROGRAMS = binaries()


@dataclass
class Pair:
    """A primary, and a standby that has everything before the primary says that it is stored."""

    primary: Cluster
    standby: Cluster

    def url(self, database: str, query: str = "") -> str:
        """Both hosts, the standby first."""
        return f"postgresql://tests@/{database}?host={self.standby.folder},{self.primary.folder}{query}"


@pytest.fixture
def pair() -> Iterator[Pair]:
    if _PROGRAMS is None:
        pytest.skip(MISSING)
    primary = Cluster(_PROGRAMS)
    try:
        primary.do("CREATE DATABASE desk TEMPLATE template0")
        standby = Cluster(_PROGRAMS, primary=primary)
        try:
            primary.do("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
            primary.do("ALTER SYSTEM SET synchronous_standby_names = '*'")
            primary.do("SELECT pg_reload_conf()")
            assert wait_until(lambda: primary.do("SELECT sync_state FROM pg_stat_replication") == [("sync",)])
            yield Pair(primary, standby)
        finally:
            standby.stop()
    finally:
        primary.stop()


def changes(place: Database) -> int:
    return place.changes(place.connect)


def is_served(place: Database) -> bool:
    """Whether listening, or looking at the store, goes on without a problem."""
    try:
        changes(place)
    except StoreProblem:
        return False
    return True


def test_the_outbox_goes_on_with_the_new_primary_and_sends_once(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    monkeypatch.setenv("BIZCARE_DATABASE_URL", pair.url("desk"))
    monkeypatch.setattr(Database, "busy_seconds", 3.0)
    add_message, posted = SellerApi.add_message, []

    def add_and_stop_the_primary(api: SellerApi, thread_id: int, text: str, file: object = None) -> None:
        add_message(api, thread_id, text, file)  # type: ignore[arg-type]
        posted.append(text)
        if len(posted) == 2:
            pair.primary.halt()

    monkeypatch.setattr(SellerApi, "add_message", add_and_stop_the_primary)
    with Sandbox(market()) as sandbox:
        outbox = OutboxStore(sandbox, tmp_path / "bizcare.db")
        place = outbox.store.database
        reading = place.connect()
        texts = [f"Hello, this is answer number {number} to your question." for number in range(4)]
        replies = [
            outbox.queue(thread_id, text) for thread_id, text in zip(outbox.threads(), texts, strict=False)
        ]
        assert wait_until(lambda: is_served(place))
        # The second reply is at the Marketplace when its primary is gone, before that is noted.
        with pytest.raises(StoreProblem, match="cannot be reached"):
            outbox.send()
        # A server that can only be read is not used as the primary, and the error says so.
        with pytest.raises(StoreProblem, match=r"cannot be reached.*: .*(read-only|recovery|standby)"):
            Store(database_of_url(pair.url("desk"))).close()
        assert wait_until(lambda: not is_served(place))

        pair.standby.promote()
        assert wait_until(lambda: is_served(place))
        # Connections from before are replaced by themselves.
        assert first_value(reading, "SELECT count(*) FROM reply") == 4
        with outbox.store.transaction() as session:
            leases.clear_leases_and_presence(session)  # its minute is over
        outbox.send()
        outbox.end_waits()
        outbox.send()
        assert [outbox.state(reply_id) for reply_id in replies] == ["confirmed"] * 4
        assert outbox.posted() == dict.fromkeys(texts, 1)
        before = changes(place)
        outbox.end_waits()
        assert wait_until(lambda: changes(place) > before)
        outbox.store.close()


def test_the_host_that_takes_changes_is_found(pair: Pair) -> None:
    place = database_of_url(pair.url("desk"))
    Store(place).close()
    report = place.server()
    assert report is not None
    assert not report.is_standby
    # Somebody who wants to read anywhere may, and writes where that can be done.
    anywhere = database_of_url(pair.url("desk", "&target_session_attrs=any"))
    assert first_value(anywhere.connect(), "SELECT pg_is_in_recovery()")
    with other_transaction(anywhere) as connection:
        assert not connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar()
    alone = database_of_url(pair.standby.url("desk"))
    with pytest.raises(StoreProblem, match="accepts no changes"), Store(alone).transaction() as session:
        session.connection()


@pytest.mark.skipif(pooler_binary() is None, reason=NO_POOLER)
def test_the_outbox_behind_a_pooler_sends_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if _PROGRAMS is None:
        pytest.skip(MISSING)
    cluster = Cluster(_PROGRAMS)
    try:
        cluster.do("CREATE DATABASE desk TEMPLATE template0")
        pooler = Pooler(cluster, "transaction", size=2)
        try:
            monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
            monkeypatch.setenv("BIZCARE_DATABASE_URL", pooler.url("desk"))
            with Sandbox(market()) as sandbox:
                outbox = OutboxStore(sandbox, tmp_path / "bizcare.db")
                outbox.sync()
                thread_ids = outbox.threads()[:3]
                replies = [
                    outbox.queue(each, f"Hello, this is about {each}, please look.") for each in thread_ids
                ]
                outbox.send()
                outbox.send()
                assert [outbox.state(reply_id) for reply_id in replies] == ["confirmed"] * 3
                assert set(outbox.posted().values()) == {1}
                outbox.store.close()
        finally:
            pooler.stop()
    finally:
        cluster.stop()
