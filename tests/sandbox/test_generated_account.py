"""Generated accounts: realistic, consistent, and the same for the same seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bizcare_tui.domain.clock import answer_due, local_instant
from bizcare_tui.sandbox.catalogue import load_catalogue
from bizcare_tui.sandbox.corpus import load_corpus
from bizcare_tui.sandbox.generated_account import GeneratedAccount
from bizcare_tui.sandbox.market import DEFAULT_THREADS, Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.timeline import shift_business_time

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 11, 25, 10, 30, tzinfo=PARIS)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=PARIS)
SATURDAY = datetime(2026, 11, 28, 22, 15, tzinfo=PARIS)
TIDY = Quirks(authors=True, untidy=False)
ALL = 10**9
Row = dict[str, Any]


@cache
def market(now: datetime = WEDNESDAY, *, seed: int = 1, quirks: Quirks = TIDY) -> Market:
    return Market.generate(seed, DEFAULT_THREADS, now, quirks=quirks)


def threads(of: Market) -> list[Row]:
    return of.threads(0, ALL, newest_first=False).rows


def messages(of: Market) -> list[Row]:
    return of.messages(0, ALL, newest_first=False).rows


def sales(of: Market) -> dict[int, Row]:
    return {int(row["id_order"]): row for row in of.sales(date(2000, 1, 1), date(2100, 1, 1))}


def by_thread(of: Market) -> dict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in messages(of):
        found[row["id_community_thread"]].append(row)
    return found


def waiting_since(conversation: list[Row]) -> datetime | None:
    """When the first message was written that nobody has answered by hand."""
    since = None
    for row in conversation:
        automatic = row["author"] == "seller" and since and instant(row) - since <= timedelta(minutes=2)
        if row["author"] == "customer":
            since = since or instant(row)
        elif not automatic:
            since = None
    return since


def instant(row: Row) -> datetime:
    return local_instant(row["date_add"])


def test_the_same_seed_size_and_present_give_the_same_rows() -> None:
    one, again = (Market.generate(7, 90, WEDNESDAY) for _ in range(2))
    assert threads(one) == threads(again)
    assert messages(one) == messages(again)
    assert sales(one) == sales(again)
    assert one.products() == again.products()
    assert messages(one) != messages(Market.generate(8, 90, WEDNESDAY))


def test_rows_are_the_same_however_they_are_asked_for() -> None:
    whole = market(quirks=Quirks())
    for row in threads(whole)[::17]:
        number = int(row["id_community_thread"])
        assert whole.thread(number) == row
        shown = [each for each in messages(whole) if int(each["id_community_thread"]) == number]
        assert whole.messages_of(number, 0, ALL, newest_first=False).rows == shown
        assert int(row["nb_messages"]) == len(shown)
    assert whole.threads(5, 3, newest_first=True).rows == threads(whole)[::-1][5:8]
    assert whole.thread(1) is None


@pytest.mark.parametrize("now", [WEDNESDAY, MONDAY, SATURDAY])
def test_something_is_overdue_some_is_due_soon_and_most_is_answered(now: datetime) -> None:
    whole = market(now)
    since = filter(None, map(waiting_since, by_thread(whole).values()))
    left = sorted(answer_due(moment) - now for moment in since)
    late = [each for each in left if each <= timedelta(0)]
    assert 4 <= len(late) <= 8
    assert 7 <= len(left) - len(late) <= 12
    if now == WEDNESDAY:
        assert all(each < timedelta(days=1) for each in left)
        assert timedelta(minutes=18) < left[len(late)] <= timedelta(minutes=20)


@pytest.mark.parametrize("now", [WEDNESDAY, MONDAY, SATURDAY])
def test_nothing_was_written_ahead_of_now_and_all_goes_forward(now: datetime) -> None:
    for conversation in by_thread(market(now)).values():
        written = [instant(row) for row in conversation]
        assert written == sorted(written)
        assert written[-1] <= now
    begun = [instant(row) for row in threads(market(now))]
    assert begun == sorted(begun)
    assert begun[0] > now - timedelta(days=500)
    assert sum(each > now - timedelta(days=30) for each in begun) > DEFAULT_THREADS / 6


def test_every_conversation_is_told_before_one_is_told_again() -> None:
    written = sum(len(language.conversations) for language in load_corpus().values())
    assert len({row["topic"] for row in threads(market())}) >= min(written, DEFAULT_THREADS) * 0.95


def test_what_a_thread_is_in_the_corpus_can_be_asked_for() -> None:
    account = GeneratedAccount(1, 90, WEDNESDAY, Quirks(authors=True))
    threads = account.generated_threads()
    assert len(threads) == 90
    assert all(each.started_at <= each.last_at <= WEDNESDAY for each in threads)
    for each in threads:
        rows = account.messages_of(each.id)
        reported = [{"employee": "marketplace"}.get(row["author"], row["author"]) for row in rows]
        assert account.authors_of(each.id) == reported
    assert account.authors_of(1) == []


def test_the_order_of_a_thread_is_a_sale_of_its_product_made_before_it() -> None:
    sold = sales(market())
    catalogue = {each.id_product: each for each in load_catalogue().values()}
    for row in threads(market()):
        match row["qualification"]:
            case "aftersale":
                order = sold[row["id_order"]]
                assert order["id_product"] == row["id_product"]
                assert order["product_name"] == row["name"] == catalogue[row["id_product"]].name
                assert order["order_date"] < row["date_add"]
                assert order["product_quantity_refunded"] == row["quantity"]["product_quantity_refunded"]
                assert row["website"]
            case "presale":
                assert (row["id_order"], row.get("zen")) == (0, None)
                assert row["id_product"] in catalogue
            case _:
                assert (row["id_order"], row["id_product"], row["name"]) == (0, 0, "")
    assert {row["qualification"] for row in threads(market())} == {"aftersale", "presale", ""}


def test_days_left_fit_the_purchase() -> None:
    sold = sales(market())
    shown = [row for row in threads(market()) if row.get("zen")]
    for row in shown:
        bought = datetime.fromisoformat(sold[row["id_order"]]["order_date"]).date()
        ends = WEDNESDAY.date() + timedelta(days=row["zen"]["nb_days_left"])
        assert (ends - bought).days % 365 == 0
        assert ends > bought
        assert sold[row["id_order"]]["product_quantity_refunded"] == 0
        assert float(sold[row["id_order"]]["amount"]) > 0
    left = [row["zen"]["nb_days_left"] for row in shown]
    assert min(left) < 0 < max(left) <= 365


def test_some_purchases_are_refunded_and_orders_are_numbered_in_time() -> None:
    sold = sales(market())
    about = {row["id_order"] for row in threads(market())} - {0}
    assert any(sold[number]["product_quantity_refunded"] for number in about)
    assert len(sold) > len(about)
    dates = [sold[number]["order_date"] for number in sorted(sold)]
    assert dates == sorted(dates)


def test_a_customer_has_one_shop_and_some_have_several_threads() -> None:
    shops: defaultdict[str, set[str]] = defaultdict(set)
    for row in threads(market()):
        if row["website"]:
            shops[row["customer_hash"]].add(row["website"].partition("//")[2].strip("/") or row["website"])
    assert all(len(hosts) == 1 for hosts in shops.values())
    assert len({host for hosts in shops.values() for host in hosts}) == len(shops)
    counted = Counter(row.get("customer_hash") for row in threads(market()))
    assert sum(times > 1 for customer, times in counted.items() if customer) > 20


def test_weekend_and_holiday_conversations_begin_on_such_days() -> None:
    topics = {
        each.topic: each
        for language in load_corpus().values()
        for each in language.conversations
        if each.case == "weekend" and "$" not in each.topic
    }
    begun = [instant(row).astimezone(PARIS) for row in threads(market()) if row["topic"] in topics]
    assert begun
    assert {moment.weekday() for moment in begun} <= {5, 6}


def test_without_authors_no_row_says_who_wrote_it() -> None:
    for row in messages(market(quirks=Quirks())):
        assert set(row) == {"id_community_message", "id_community_thread", "message", "date_add"}


def test_untidy_rows_show_the_oddities_of_the_wire() -> None:
    rows = threads(market(quirks=Quirks()))
    for name in ("id_community_thread", "id_product", "nb_messages", "id_order"):
        assert {type(row[name]) for row in rows} == {int, str}, name
    assert any(row["versionps"] == "none" and row["id_order"] not in (0, "0") for row in rows)
    assert any("zen" not in row for row in rows)
    assert any("zen" in row and row["zen"] is None for row in rows)
    bodies = [row["message"] for row in messages(market(quirks=Quirks()))]
    for sign in ("<p>", "<br />", "<li>", "<a href=", "<pre><code>", "&#039;", "&lt;p&gt;", "&amp;#039;"):
        assert any(sign in body for body in bodies), sign
    assert any("&" not in body and "<" not in body for body in bodies)


@pytest.mark.parametrize("size", [0, 1, 2, 9])
def test_an_account_may_be_small(size: int) -> None:
    tiny = Market.generate(1, size, WEDNESDAY)
    assert len(threads(tiny)) == size
    assert len({row["id_community_thread"] for row in messages(tiny)} - {None}) <= max(size, 0) * 2


def test_a_large_account_tells_its_conversations_again_with_other_people() -> None:
    large = Market.generate(1, 3000, WEDNESDAY, quirks=TIDY)
    rows = threads(large)
    assert len({row["id_community_thread"] for row in rows}) == len(rows) == 3000
    assert len({row["customer_hash"] for row in rows if row["qualification"]}) > 1000
    assert large.messages(0, 1, newest_first=True).total == sum(row["nb_messages"] for row in rows)


def test_other_instants_of_now_move_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert threads(Market.generate(1, 40, WEDNESDAY)) == threads(
        Market.generate(1, 40, WEDNESDAY.astimezone(UTC))
    )


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-27 15:00", 24, "2026-11-30 15:00"),
        ("2026-11-30 15:00", -24, "2026-11-27 15:00"),
        ("2026-11-28 10:00", 24, "2026-12-01 00:00"),
        ("2026-11-25 10:00", 1.5, "2026-11-25 11:30"),
    ],
)
def test_business_time_leaves_weekends_out(start: str, hours: float, end: str) -> None:
    assert shift_business_time(
        datetime.fromisoformat(start), timedelta(hours=hours)
    ) == datetime.fromisoformat(end)
