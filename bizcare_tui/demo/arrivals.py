"""What customers write in the demo on its first day, before its second sync."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from bizcare_tui.demo.staff import Staff
from bizcare_tui.sandbox.catalogue import load_catalogue
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import THREAD_IDS


def arrivals() -> dict[str, list[dict[str, Any]]]:
    """Return the messages and threads of `arrivals.toml`."""
    return tomllib.loads(files(__package__).joinpath("arrivals.toml").read_text(encoding="utf-8"))


def write_to_the_seller(staff: Staff, market: Market) -> int:
    """Add the messages and threads of `arrivals.toml` to the account; return how many messages that are."""
    rows = arrivals()
    count = len(rows["thread"])
    for row in rows["message"]:
        if (thread := staff.past_thread(row["conversation"])) is not None:
            market.add_message(thread.id, row["text"].strip(), at=_moment(staff, row))
            count += 1
    newest = max(thread.id for thread in staff.all_threads())
    for number, row in enumerate(rows["thread"], newest + 1):
        message = market.add_message(number, row["text"].strip(), at=_moment(staff, row))
        market.add_thread(_thread_row(number, row, message["date_add"]))
    return count


def _moment(staff: Staff, row: dict[str, Any]) -> datetime:
    return staff.now - timedelta(minutes=row["minutes"])


def _thread_row(number: int, row: dict[str, Any], date_add: str) -> dict[str, Any]:
    product = load_catalogue()[row["product"]]
    days_left = row.get("days_left")
    return {
        THREAD_IDS[0]: number,
        "topic": row["topic"],
        "name": product.name,
        "id_product": product.id_product,
        "nb_messages": 0,
        "date_add": date_add,
        "qualification": "aftersale",
        "versionps": row["version"],
        "id_order": 0,
        "website": row["website"],
        "zen": None if days_left is None else {"nb_days_left": days_left},
        "customer_hash": hashlib.sha256(row["website"].encode()).hexdigest()[:32],
    }
