"""Deriving threads without writing: what is read, and who determines the authors."""

from __future__ import annotations

from fixed_time import NOW
from small_store import add_rows, message, reply, thread
from sqlmodel import col, select

from bizcare_tui.domain.authorship import SellerIdentity
from bizcare_tui.domain.verbs.fix import AttachDefect
from bizcare_tui.store import acts, defects
from bizcare_tui.store.attribution import AuthorFacts, DerivationSettings
from bizcare_tui.store.derivation import derive_statuses, read_derivations
from bizcare_tui.store.derived_message import DerivedMessage
from bizcare_tui.store.engine import Session, Store
from bizcare_tui.store.tables import Thread
from bizcare_tui.store.unix_time import to_unix_seconds

AT, HOUR = to_unix_seconds(NOW), 3600
SETTINGS = DerivationSettings(1, None, SellerIdentity())


def test_the_authors_are_asked_for_once_for_each_thread(store: Store) -> None:
    add_rows(
        store,
        *(thread(number, tag="aftersale", digest="x", added_at=AT) for number in (7, 8)),
        message(7, AT, "It fails"),
        message(7, AT + 60, "Fixed", author="seller"),
        reply(7, "confirmed", message_id=2),
    )
    asked: list[tuple[int, list[str], set[int]]] = []

    def as_stored(
        _session: Session, _settings: DerivationSettings, about: AuthorFacts
    ) -> list[DerivedMessage]:
        asked.append((about.thread.id, [each.text for each in about.messages], set(about.own_replies)))
        return list(about.messages)

    with store.transaction() as session:
        threads = session.exec(select(Thread).order_by(col(Thread.id))).all()
        seven, eight = read_derivations(session, SETTINGS, threads, as_stored)
        assert asked == [(7, ["It fails", "Fixed"], {2}), (8, [], {2})]
        assert (seven.foreign_id, eight.foreign_id) == (1, None)
        states = [
            status["state"] for _each, _fix, status in derive_statuses(session, SETTINGS, [seven, eight])
        ]
    assert states == ["waiting", "new"]


def test_requests_about_a_defect_share_its_clock(store: Store) -> None:
    for number in (7, 8):
        at = AT - number * HOUR
        add_rows(
            store,
            thread(number, tag="aftersale", digest="x", added_at=at),
            message(number, at, "It fails on 8.1.4"),
        )
    with store.transaction() as session:
        defect = defects.open_defect(session, 1, "Cart", None, NOW)
        acts.record_acts(session, 1, [(each, AttachDefect(defect.id)) for each in (7, 8)], now=NOW)
        threads = session.exec(select(Thread).order_by(col(Thread.id))).all()
        worked = read_derivations(session, SETTINGS, threads, lambda _session, _desk, about: about.messages)
        found = [
            (each.line, fix.start if fix else None)
            for each, fix, _status in derive_statuses(session, SETTINGS, worked)
        ]
    assert [line for line, _start in found] == ["8", "8"]
    assert len({start for _line, start in found}) == 1
