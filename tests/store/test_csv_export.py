"""The tables of a store as CSV files, for spreadsheets."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from fixed_time import NOW
from small_store import add_rows, message, thread

from bizcare_tui.errors import WrongUsage
from bizcare_tui.store import csv_export, table_data
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import EvidenceFile

AT = int(NOW.timestamp())


def quiet(_table: str, _done: int, _total: int) -> None:
    """Report nothing."""


def export(store: Store, folder: Path) -> dict[str, int]:
    with table_data.open_snapshot(store.database) as connection:
        written = csv_export.write_csv_files(connection, folder, quiet)
    return {each.table: each.rows for each in written}


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_table_is_a_private_file_with_a_header(store: Store, tmp_path: Path) -> None:
    add_rows(store, thread(7), message(7, AT, "Hello"))
    counts = export(store, tmp_path)
    assert (counts["thread"], counts["message"], counts["person"], counts["reply"]) == (1, 1, 2, 0)
    assert {file.stem for file in tmp_path.glob("*.csv")} == counts.keys()
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("*.csv")} == {0o600}
    assert (tmp_path / "reply.csv").read_bytes().startswith(b"\xef\xbb\xbfid,account_id,person_id,")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_a_text_of_a_customer_is_no_formula(store: Store, tmp_path: Path, text: str) -> None:
    add_rows(store, thread(7), message(7, AT, text))
    export(store, tmp_path)
    assert [line["text"] for line in lines(tmp_path / "message.csv")] == [f"'{text}"]


def test_instants_can_be_read_and_numbers_stay_numbers(store: Store, tmp_path: Path) -> None:
    add_rows(store, thread(7, added_at=AT, order_id=AT, missing_since=None), message(7, AT, 'a "b",\nñ 😀'))
    export(store, tmp_path)
    (line,) = lines(tmp_path / "thread.csv")
    assert (line["added_at"], line["order_id"], line["missing_since"]) == (NOW.isoformat(), str(AT), "")
    (line,) = lines(tmp_path / "message.csv")
    assert (line["at"], line["text"]) == (NOW.isoformat(), 'a "b",\nñ 😀')


def test_what_only_a_program_can_use_is_left_out(store: Store, tmp_path: Path) -> None:
    add_rows(
        store,
        thread(7, raw="RAW", digest="DIGEST"),
        EvidenceFile(account_id=1, digest="d", name="log.txt", media_type="text/plain", content=b"CONTENT"),
    )
    export(store, tmp_path)
    whole = (tmp_path / "thread.csv").read_text() + (tmp_path / "evidence_file.csv").read_text()
    assert "log.txt" in whole
    assert not {"RAW", "DIGEST", "CONTENT"} & set(whole.replace("\r\n", ",").split(","))


def test_a_file_that_is_there_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    (tmp_path / "account.csv").write_text("mine")
    with pytest.raises(WrongUsage, match="exists"):
        export(store, tmp_path)
    assert (tmp_path / "account.csv").read_text() == "mine"


def test_the_progress_of_a_table_ends_with_all_of_its_rows(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_data, "BATCH_SIZE", 2)
    add_rows(store, *(thread(each) for each in range(1, 6)))
    steps: list[tuple[int, int]] = []
    with table_data.open_snapshot(store.database) as connection:
        csv_export.write_csv_files(
            connection, tmp_path, lambda table, *step: steps.append(step) if table == "thread" else None
        )
    assert steps == [(2, 5), (4, 5), (5, 5)]
