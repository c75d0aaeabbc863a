"""Reading defects, and what PrestaShop wrote about submissions."""

from __future__ import annotations

from small_store import ANA, entry, message, small_store, thread

from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import defects
from bizcare_tui.store.tables import DefectTable
from bizcare_tui.store.unix_time import from_unix_seconds


def defect(title: str, product_id: int | None = None) -> DefectTable:
    return DefectTable(account_id=1, title=title, product_id=product_id, person_id=ANA, at=0)


def test_a_defect_has_the_name_that_threads_give_its_product(place: Database) -> None:
    rows = (thread(7, product_id=9, product_name="Carousel"), defect("Crash", 9), defect("Typo"))
    with small_store(place, *rows) as reader:
        found = [(each.title, each.product) for each in defects.read_defects(reader)]
    assert found == [("Crash", "Carousel"), ("Typo", "")]


def test_texts_are_those_of_customers_in_threads_about_defects(place: Database) -> None:
    rows = (
        defect("Crash"), entry(7, defect_id=1), entry(8, defect_id=1), entry(9), message(7, 1, "It crashes"),
        message(7, 2, "Mine", author="seller"), message(9, 3, "Other"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = {(each.topic, each.text) for each in defects.read_defect_texts(reader)}
        reports = [each.thread_id for each in defects.read_defect_reports(reader)]
    assert found == {("Topic 7", "It crashes"), ("Topic 8", None)}
    assert reports == [7, 8]


def test_messages_of_open_notices_are_read_since_an_instant(place: Database) -> None:
    rows = (
        entry(7, qualification="notice"), entry(8, qualification="notice", state="closed"), entry(9),
        message(7, 20, "Later"), message(7, 10, "First"), message(7, 9, "Before"),
        message(7, 30, "Mine", author="seller"), message(8, 20, "Closed"), message(9, 20, "No notice"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = [each.text for each in defects.read_notice_messages(reader, from_unix_seconds(10))]
    assert found == ["First", "Later"]
