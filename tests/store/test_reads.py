"""Every read of the store, on both databases: each field of its record has a column of the statement."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from fixed_time import NOW

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.query import parse
from bizcare_tui.store import reads
from bizcare_tui.store.reads.reader import StoreReader


def _all_reads() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for module_info in pkgutil.iter_modules(reads.__path__):
        module = importlib.import_module(f"{reads.__name__}.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{module_info.name}.{name}"] = function
    return found


READS = _all_reads()


@pytest.fixture
def reader(desk: Desk) -> StoreReader:
    """A reader of a store in which there is a defect with a step, a note, a draft reply and an absence."""
    threads = desk.inbox.thread_ids(parse_query("is:aftersale"))
    desk.verbs.note([threads[0]], "Call @bea.")
    desk.verbs.tag(threads[:3], "later")
    desk.defects.create_defect([threads[0]], "Crash", None)
    desk.absences.add(NOW.date(), NOW.date())
    return desk.session.reader


def test_every_read_gives_records(desk: Desk, reader: StoreReader) -> None:
    thread_id = desk.inbox.thread_ids(parse_query("has:note"))[0]
    arguments: dict[str, Any] = {
        "reader": reader, "thread_id": thread_id, "thread_ids": [thread_id], "after": 0, "limit": 9,
        "count": 9, "at_most": 9, "now": NOW, "horizon": NOW + timedelta(days=3),
        "until": NOW + timedelta(days=3),
        "order_id": 1, "order_ids": [1, 2],
        "product_id": 1, "message_id": 0, "reply_id": 1, "digest": "0", "confirm_seconds": 600.0,
        "kind": "rejection",
        "query": parse("is:due"), "queries": [parse("is:due")],
    }  # fmt: skip
    for name, function in READS.items():
        wanted = inspect.signature(function).parameters
        values = {key: value for key, value in arguments.items() if key in wanted}
        if "since" in wanted:
            values["since"] = date(2026, 1, 1) if "absences" in name else NOW - timedelta(days=900)
        found = function(**values)
        if isinstance(found, Iterator):
            list(found)


@pytest.mark.parametrize("name", READS)
def test_every_read_takes_the_reader_first(name: str) -> None:
    assert next(iter(inspect.signature(READS[name]).parameters)) == "reader"
