"""What a seller records: declared versions, corrected shops and evidence, each added with its seal."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest
from fixed_time import NOW
from logins import LogIn
from small_store import ANA, BEA, add_rows, thread
from sqlmodel import col, select

from bizcare_tui.errors import UnknownThread
from bizcare_tui.store.engine import Store
from bizcare_tui.store.seals import SEALS_KEY
from bizcare_tui.store.seller_records import (
    record_declared_versions,
    record_shop_correction,
    store_evidence_file,
)
from bizcare_tui.store.tables import DeclaredRange, EvidenceFile, History, ShopCorrection


def entries(store: Store) -> list[tuple[str, int | None, int | None, dict[str, Any]]]:
    """Return kind, thread, person and payload of each history entry."""
    with store.transaction() as session:
        return [
            (each.kind, each.thread_id, each.person_id, json.loads(each.payload or ""))
            for each in session.exec(select(History).order_by(col(History.id)))
        ]


def test_a_declared_range_is_added_to_the_earlier_ones_of_the_day(store: Store, log_in: LogIn) -> None:
    for login, most in (("ana", "8.1"), ("bea", "")):
        log_in(login)
        with store.transaction() as session:
            record_declared_versions(
                session, 1, 3, since=date(2026, 11, 1), least="1.7", most=most,
                holes=["8.0.1", "8.0.2"], source="the listing", now=NOW,
            )  # fmt: skip
    with store.transaction() as session:
        rows = session.exec(select(DeclaredRange).order_by(col(DeclaredRange.id))).all()
        assert [(row.since, row.most, row.holes, row.person_id) for row in rows] == [
            ("2026-11-01", "8.1", "8.0.1 8.0.2", ANA), ("2026-11-01", "", "8.0.1 8.0.2", BEA)
        ]  # fmt: skip
    (kind, _thread, person, payload), _second = entries(store)
    assert (kind, person, payload["except"]) == ("compatibility", ANA, ["8.0.1", "8.0.2"])
    assert [*payload[SEALS_KEY]["declared_range"]] == ["1"]


def test_a_corrected_shop_has_the_order_and_the_product_of_its_thread(store: Store) -> None:
    add_rows(store, thread(7, order_id=9002, product_id=3), thread(8))
    with store.transaction() as session:
        for thread_id in (7, 8):
            record_shop_correction(
                session, 1, thread_id, website="shop.example", source="the customer", now=NOW
            )
    with store.transaction() as session:
        rows = session.exec(select(ShopCorrection).order_by(col(ShopCorrection.id))).all()
        assert [(row.thread_id, row.order_id, row.product_id, row.website) for row in rows] == [
            (7, 9002, 3, "shop.example"), (8, None, None, "shop.example")
        ]  # fmt: skip
    kind, about, person, payload = entries(store)[0]
    assert (kind, about, person, payload["source"]) == ("shop", 7, ANA, "the customer")
    assert [*payload[SEALS_KEY]["shop_correction"]] == ["1"]


@pytest.mark.parametrize(("account_id", "thread_id"), [(1, 8), (2, 7)])
def test_the_shop_of_an_unknown_thread_is_not_recorded(store: Store, account_id: int, thread_id: int) -> None:
    add_rows(store, thread(7))
    with store.transaction() as session:
        with pytest.raises(UnknownThread):
            record_shop_correction(session, account_id, thread_id, website="", source="", now=NOW)
        assert session.exec(select(ShopCorrection)).all() == []
    assert entries(store) == []


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 1000, "ñ".encode()])
def test_a_file_is_stored_once_by_its_content_and_keeps_its_first_name(store: Store, content: bytes) -> None:
    with store.transaction() as session:
        first = store_evidence_file(session, 1, "a.png", "image/png", content, now=NOW)
        second = store_evidence_file(session, 1, "copy.png", "image/png", content, now=NOW)
        other = store_evidence_file(session, 1, "a.png", "image/png", b"another", now=NOW)
    assert first == second == hashlib.sha256(content).hexdigest() != other
    with store.transaction() as session:
        stored = session.get_one(EvidenceFile, (1, first))
        assert (stored.name, stored.content) == ("a.png", content)
    assert [(kind, person, payload["file"]) for kind, _thread, person, payload in entries(store)] == [
        ("evidence", ANA, first), ("evidence", ANA, other)
    ]  # fmt: skip
