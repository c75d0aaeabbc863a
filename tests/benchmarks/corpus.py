"""Stores of any size for the benchmarks, from the sandbox's rows through the code of a sync."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.marketplace import row_import
from bizcare_tui.marketplace.wire import parse_message, parse_sale, parse_thread
from bizcare_tui.now import now
from bizcare_tui.sandbox.given_account import thread_id_of
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import ApiRow
from bizcare_tui.store import derive, message_rows, order_rows, row_writer
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account, get_person
from bizcare_tui.store.sqlite import SqliteDatabase
from bizcare_tui.store.tables import InboxEntry, Signature
from bizcare_tui.store.unix_time import to_unix_seconds

PAGE = 5000
# So many threads at the top of the inbox have so many messages.
LONG_THREADS, LONG = 100, 50
# What they go on with: the first messages of all, from one of so many on.
_TEXTS = 1_000


def make_store(file: Path, threads: int) -> None:
    """Fill the store `file` with a sandbox's account of so many threads, worked out and synced."""
    store = Store(SqliteDatabase(file))
    moment = now()
    at = to_unix_seconds(moment)
    market = Market.generate(1, threads, moment)
    with store.transaction() as session:
        account = get_account(session, "https://api.addons.prestashop.com/request/", at)
        account.baseline_at = to_unix_seconds(moment - timedelta(days=10))
        account.baseline_answered = True
        account.synced_at = account.threads_read_at = account.orders_read_at = at
        session.add(account)
        person = get_person(session)
        for name in ("Marta", "Camille", "Tom", "Jana", "Ola"):
            text = f"{name}\nNordlys Modules"
            session.add(Signature(account_id=1, text=text, person_id=person.id or 0, at=at))
    with store.transaction() as session:
        sales = market.sales((moment - timedelta(days=9000)).date(), moment.date())
        rows = [row_import.sale_columns(parse_sale(row, MARKETPLACE_ZONE), at) for row in sales]
        order_rows.store_sales(session, 1, rows)
    for start in range(0, threads, PAGE):
        page = market.threads(start, PAGE, newest_first=False)
        with store.transaction() as session:
            rows = [row_import.thread_columns(parse_thread(row, MARKETPLACE_ZONE), at) for row in page.rows]
            row_writer.store_threads(session, 1, rows)
    start = 0
    while rows_ := market.messages(start, PAGE, newest_first=False).rows:
        with store.transaction() as session:
            parsed = [row_import.message_columns(parse_message(row, MARKETPLACE_ZONE), at) for row in rows_]
            message_rows.store_messages(session, 1, parsed)
        start += PAGE
    _work_out(store, moment)
    _lengthen(store, market, at)
    _work_out(store, moment)
    store.close()


def market_of(threads: int, messages: int) -> Market:
    """An account of so many threads, in which customers write on until there are so many messages.

    They write a second apart: messages of one second would be read again thread by thread, as edited ones.
    """
    moment = now()
    market = Market.generate(1, threads, moment)
    numbers = [thread_id_of(row) or 0 for row in market.threads(0, threads, newest_first=False).rows]
    for number in range(market.messages(0, 1, newest_first=False).total, messages):
        at = moment - timedelta(seconds=messages - number)
        market.add_message(numbers[number % threads], f"And {number} more things.", at=at)
    return market


def _lengthen(store: Store, market: Market, at: int) -> None:
    with store.transaction() as session:
        query = select(InboxEntry.thread_id).order_by(col(InboxEntry.rank)).limit(LONG_THREADS)
        top = session.exec(query).all()
    texts = [row["message"] for row in market.messages(0, _TEXTS + LONG, newest_first=False).rows]
    for thread_id in top:
        messages = _write_on(market, thread_id, texts[thread_id % _TEXTS :])
        row = market.thread(thread_id)
        assert row is not None
        with store.transaction() as session:
            row_writer.store_threads(
                session, 1, [row_import.thread_columns(parse_thread(row, MARKETPLACE_ZONE), at)]
            )
            parsed = [
                row_import.message_columns(parse_message(row, MARKETPLACE_ZONE), at) for row in messages
            ]
            message_rows.store_messages(session, 1, parsed)


def _write_on(market: Market, thread_id: int, texts: Sequence[str]) -> list[ApiRow]:
    """The customer goes on right after the first message, so that no deadline moves; all messages then."""
    rows = market.messages_of(thread_id, 0, LONG, newest_first=False).rows
    first = datetime.strptime(rows[0]["date_add"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=MARKETPLACE_ZONE)
    written = [
        market.add_message(thread_id, f"{number}. {texts[number]}", at=first + timedelta(seconds=number))
        for number in range(len(rows), LONG)
    ]
    return rows + written


def _work_out(store: Store, moment: datetime) -> None:
    while True:
        with store.transaction() as session:
            account = get_account(session, "", to_unix_seconds(moment))
            desk = derive.derivation_settings(session, account, ())
            if not derive.recompute_stale(session, desk, moment, "sync"):
                return
