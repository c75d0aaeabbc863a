"""Reading what proves a decision."""

from __future__ import annotations

from datetime import date

from small_store import ANA, BEA, small_store, thread

from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import evidence, hot_thread
from bizcare_tui.store.tables import CoverReading, DeclaredRange, EvidenceFile, ShopCorrection


def correction(thread_id: int, website: str, order_id: int | None = None) -> ShopCorrection:
    return ShopCorrection(
        account_id=1, thread_id=thread_id, order_id=order_id, product_id=None, website=website, source="call",
        person_id=BEA, at=5,
    )  # fmt: skip


def test_the_last_correction_counts_made_in_the_thread_or_in_its_order(place: Database) -> None:
    rows = (
        thread(7, order_id=70), thread(8, order_id=70), thread(9), correction(7, "a.com", 70),
        correction(8, "b.com", 70),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = [hot_thread.read_shop_correction(reader, thread_id) for thread_id in (7, 8, 9)]
    assert [each and (each.website, each.login) for each in found] == [
        ("b.com", "bea"),
        ("b.com", "bea"),
        None,
    ]


def test_ranges_come_in_the_order_in_which_they_were_recorded(place: Database) -> None:
    def declared(since: str, recorded_at: int) -> DeclaredRange:
        return DeclaredRange(
            account_id=1, product_id=9, since=since, least="1.7", most="", source="", person_id=ANA,
            recorded_at=recorded_at,
        )  # fmt: skip

    with small_store(place, declared("2026-01-01", 20), declared("2026-05-01", 10)) as reader:
        found = [(each.since, each.login) for each in hot_thread.read_declared_ranges(reader, 9)]
        assert found == [(date(2026, 5, 1), "ana"), (date(2026, 1, 1), "ana")]
        assert hot_thread.read_declared_ranges(reader, None) == []


def test_files_and_earlier_cover_are_as_they_were_stored(place: Database) -> None:
    rows = (
        CoverReading(account_id=1, thread_id=7, at=20, days_left=None),
        CoverReading(account_id=1, thread_id=7, at=10, days_left=3),
        EvidenceFile(account_id=1, digest="d", name="a.png", media_type="image/png", content=b"\x00\xff"),
    )
    with small_store(place, *rows) as reader:
        assert [each.days_left for each in hot_thread.read_cover_readings(reader, 7)] == [3, None]
        file = evidence.read_evidence_file(reader, "d")
        assert file is not None
        assert (file.name, file.content) == ("a.png", b"\x00\xff")
        assert evidence.read_evidence_file(reader, "e") is None
