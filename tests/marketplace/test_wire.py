"""The Seller API's answers: in any shape, no readable row is lost and nothing raises."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.text import safe_line, safe_text
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import ApiFailed, ApiFormatChanged, KeyRejected, MarketplaceError, NotSellerApi
from bizcare_tui.marketplace.envelope import parse_answer, read_page
from bizcare_tui.marketplace.wire import (
    MESSAGES,
    PRODUCTS,
    SALES,
    THREADS,
    ApiRowKind,
    MessageRow,
    ThreadRow,
    parse_message,
    parse_product,
    parse_sale,
    parse_thread,
)

PARIS = ZoneInfo("Europe/Paris")
ROW_OF: dict[str, dict[str, Any]] = {
    "threads": {
        "id_community_thread": 481516,
        "topic": "No puedo instalar",
        "name": "Mega Menu",
        "id_product": "2342",
        "nb_messages": "3",
        "date_add": "2026-11-20 10:00:00",
        "qualification": "aftersale",
        "versionps": "8.1.7",
        "id_order": 99,
        "website": "https://shop.example",
        "zen": {"nb_days_left": "12"},
        "quantity": {"quantity": "2"},
        "customer_hash": "open-sesame",
        "token": "knock-knock",
    },
    "messages": {
        "id_community_message": 7,
        "id_community_thread": 481516,
        "message": "<p>Hola &lt;b&gt;</p>",
        "date_add": "2026-11-20 10:00:00",
        "author": "customer",
        "customer_name": "Ana",
        "attachments": [{"file_name": "../../error.png"}],
    },
    "products": {"id_product": 2342, "name": "Mega Menu", "price": "59,99", "pico": "x.png", "statut": 1},
    "sales": {
        "id_order": "99",
        "id_product": 2342,
        "product_name": "Mega Menu",
        "product_type": "module",
        "amount": 59.99,
        "product_quantity": 1,
        "product_quantity_refunded": "0",
        "iso_code": "ES",
        "order_date": "2026-11-01 09:30:00",
    },
}
KINDS: list[ApiRowKind[Any]] = [THREADS, MESSAGES, PRODUCTS, SALES]
IDENTITY = {
    "threads": {"id_community_thread"},
    "messages": {"message", "date_add"},
    "products": {"id_product"},
    "sales": {"id_order"},
}
HOSTILE = "\x1b]52;c;x\x07\u202e[@click=app.quit]x[/]\ud800"
odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(
        [0, -1, 10**30, "1e9", "12.0", "NaN", "", "none", "0000-00-00 00:00:00", HOSTILE, [], {}]
    ),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)


def thread(**changes: Any) -> ThreadRow:
    return parse_thread({**ROW_OF["threads"], **changes}, PARIS)


def message(**changes: Any) -> MessageRow:
    row = {**ROW_OF["messages"], **changes}
    return parse_message({name: value for name, value in row.items() if value is not ...}, PARIS)


def test_a_thread_is_read() -> None:
    row = thread()
    assert (row.id, row.product_id, row.nb_messages, row.order_id, row.quantity) == (481516, 2342, 3, 99, 2)
    assert (row.topic, row.product_name) == ("No puedo instalar", "Mega Menu")
    assert (row.qualification, row.prestashop_version) == ("aftersale", "8.1.7")
    assert row.date_add == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert (row.days_left, row.cover_reported) == (12, True)
    assert len(row.customer_digest) == 32


@pytest.mark.parametrize(
    ("zen", "days_left", "reported"),
    [
        ({"nb_days_left": 0}, 0, True),
        ({"nb_days_left": -40.0}, -40, True),
        (None, None, True),
        ({}, None, False),
        ([], None, False),
        ("yes", None, False),
        ({"nb_days_left": None}, None, False),
        ({"nb_days_left": "soon"}, None, False),
        ({"nb_days_left": float("nan")}, None, False),
        ({"nb_days_left": 10**18}, None, False),
    ],
)
def test_cover_is_reported_or_unknown(zen: object, days_left: int | None, reported: bool) -> None:
    row = thread(zen=zen)
    assert (row.days_left, row.cover_reported) == (days_left, reported)


def test_a_thread_without_zen_has_no_cover() -> None:
    row = {name: value for name, value in ROW_OF["threads"].items() if name != "zen"}
    assert parse_thread(row, PARIS).cover_reported


@pytest.mark.parametrize(
    ("field", "value", "attribute", "read"),
    [
        ("id_order", 0, "order_id", None),
        ("id_order", "0", "order_id", None),
        ("id_product", "", "product_id", None),
        ("nb_messages", True, "nb_messages", None),
        ("nb_messages", [3], "nb_messages", None),
        ("nb_messages", "12.0", "nb_messages", 12),
        ("versionps", "none", "prestashop_version", None),
        ("versionps", 8, "prestashop_version", "8"),
        ("quantity", [{"id": 5, "quantity": 3}], "quantity", 3),
        ("quantity", {"a": 1, "b": 2}, "quantity", None),
        ("quantity", 4, "quantity", 4),
        ("topic", "d&amp;#039;acheter\n" + HOSTILE, "topic", "d'acheter ]52;c;x�[@click=app.quit]x[/]�"),
        ("date_add", "2026-11-20T10:00:00+00:00", "date_add", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("date_add", 1795168800, "date_add", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("date_add", "1795168800000", "date_add", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        (
            "date_add",
            {"date": "2026-11-20 10:00:00.000000", "timezone": "UTC"},
            "date_add",
            datetime(2026, 11, 20, 10, tzinfo=UTC),
        ),
        ("date_add", "0000-00-00 00:00:00", "date_add", None),
        ("date_add", "0001-01-01 00:00:00", "date_add", None),
        ("date_add", "yesterday", "date_add", None),
        ("date_add", float("inf"), "date_add", None),
    ],
)
def test_odd_values_are_read_or_unknown(field: str, value: object, attribute: str, read: object) -> None:
    assert getattr(thread(**{field: value}), attribute) == read


def test_what_opens_doors_is_not_kept() -> None:
    row = thread(api_key="secret-1", nested={"token": "deep-token", "apiKey": "secret-2"})
    for secret in ("open-sesame", "knock-knock", "secret-1", "deep-token", "secret-2"):
        assert secret not in row.raw
    assert json.loads(row.raw)["customer_hash"].startswith("sha256:")
    assert (
        thread(topic="other").customer_digest
        == row.customer_digest
        != thread(customer_hash="x").customer_digest
    )


def test_the_digest_tells_what_has_to_be_stored_anew() -> None:
    assert thread().digest == parse_thread(dict(reversed(ROW_OF["threads"].items())), PARIS).digest
    assert thread().digest == thread(token="another").digest
    assert thread().digest != thread(nb_messages="4").digest
    assert thread().digest != parse_thread(ROW_OF["threads"], ZoneInfo("UTC")).digest


def test_a_message_is_read() -> None:
    row = message()
    assert (row.remote_id, row.thread_id) == (7, 481516)
    assert row.text == "Hola <b>"
    assert row.at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert (row.author_role, row.author_name) == (Author.CUSTOMER, "Ana")
    assert row.attachments == ("error.png",)


@pytest.mark.parametrize(
    ("fields", "role", "name"),
    [
        ({}, Author.UNKNOWN, ""),
        ({"author": "Vendeur"}, Author.SELLER, ""),
        ({"author": "KUNDE", "customer_name": "Ana"}, Author.CUSTOMER, "Ana"),
        ({"author": "Sprzedający"}, Author.SELLER, ""),
        ({"author": "PrestaShop"}, Author.MARKETPLACE, ""),
        ({"author": {"name": "Ana", "role": "cliente"}}, Author.CUSTOMER, "Ana"),
        ({"author": "Ana"}, Author.UNKNOWN, "Ana"),
        ({"author": 12}, Author.UNKNOWN, ""),
        ({"name": "Ana"}, Author.UNKNOWN, "Ana"),
        ({"customer_name": "Ana", "employee_name": ""}, Author.CUSTOMER, "Ana"),
        ({"customer_name": "Ana", "employee_name": "Luc"}, Author.SELLER, "Luc"),
        (
            {"customer_name": "Ana", "employee_name": "PrestaShop Addons"},
            Author.UNKNOWN,
            "PrestaShop Addons",
        ),
        ({"author": "Ana", "customer_name": "Ana", "employee_name": "Luc"}, Author.CUSTOMER, "Ana"),
    ],
)
def test_the_author_is_reported_or_unknown(fields: dict[str, Any], role: Author, name: str) -> None:
    row = message(**{"author": ..., "customer_name": ..., **fields})
    assert (row.author_role, row.author_name) == (role, name)


@pytest.mark.parametrize(
    ("reported", "read"),
    [
        (..., None),
        (None, None),
        ([], ()),
        ("", ()),
        ("a.png", ("a.png",)),
        (["a.png", {"name": "../../b\n.zip"}], ("a.png", "b .zip")),
        ({"0": {"url": "https://x.example/c.pdf"}}, ("c.pdf",)),
        ({"name": "d.txt"}, ("d.txt",)),
        ([12, 13], None),
        (2, None),
        ("2", None),
        (True, None),
        (0, ()),
        ("0", ()),
        (False, ()),
        ([{"id": 5}], None),
        ({"count": 2}, None),
        ([12, "a.png"], ("", "a.png")),
        (["l&#039;erreur &amp;amp; co.png"], ("l'erreur & co.png",)),
        (["..&#47;..&#47;x.png"], ("x.png",)),
        (["https://x.example/f/l%27erreur.png?dl=1"], ("l'erreur.png",)),
    ],
)
def test_unreported_attachments_are_unknown(reported: object, read: tuple[str, ...] | None) -> None:
    assert message(attachments=reported).attachments == read


def test_a_message_is_known_by_time_and_text_however_it_is_encoded() -> None:
    known = message(message="It's <b>here</b>").fingerprint
    assert message(message="It&#039;s here").fingerprint == known
    assert message(message=..., text="&lt;p&gt;It\\'s here&lt;/p&gt;").fingerprint == known
    assert message(message="It's here", date_add="2026-11-20 10:00:01").fingerprint != known


def test_products_and_sales_are_read() -> None:
    product = parse_product(ROW_OF["products"], PARIS)
    assert (product.id, product.name, product.price, product.state) == (
        2342,
        "Mega Menu",
        Decimal("59.99"),
        "1",
    )
    sale = parse_sale(ROW_OF["sales"], PARIS)
    assert (sale.order_id, sale.product_id, sale.amount) == (99, 2342, Decimal("59.99"))
    assert (sale.quantity, sale.quantity_refunded, sale.country) == (1, 0, "ES")
    assert sale.ordered_at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "document",
    [
        {"success": True, "threads": {"total": 1, "last_page": 1, "data": [ROW_OF["threads"]]}},
        {"threads": {"data": {"0": ROW_OF["threads"]}}},
        {"threads": [ROW_OF["threads"]]},
        {"threads": {"0": ROW_OF["threads"], "total": 1}},
        {"threads": {"items": [ROW_OF["threads"]], "total": 1}},
        {"threads": {"les_fils": [ROW_OF["threads"]], "total": 1}},
        {"success": True, "data": {"current_page": 1, "data": [ROW_OF["threads"]]}},
        {"data": {"threads": {"data": [ROW_OF["threads"]]}}},
        {"success": True, "hilos": [ROW_OF["threads"]]},
        {"success": True, "thread": ROW_OF["threads"]},
        {"success": True, **ROW_OF["threads"]},
        [ROW_OF["threads"]],
        {"success": True, "error": None, "errors": [], "threads": [ROW_OF["threads"]]},
    ],
)
def test_rows_are_found_however_they_are_wrapped(document: object) -> None:
    page = read_page(document, THREADS, PARIS)
    assert [row.id for row in page.rows] == [481516]
    assert page.unparsed == ()


@pytest.mark.parametrize(
    ("pager", "reported"),
    [
        ({"current_page": "2", "last_page": "7", "total": "70"}, (2, 7, 70)),
        ({"per_page": 10, "total": 61}, (None, 7, 61)),
        ({"current_page": [], "last_page": None, "total": "many"}, (None, None, None)),
        ({}, (None, None, None)),
    ],
)
def test_the_pager_is_read_or_unknown(pager: dict[str, Any], reported: tuple[int | None, ...]) -> None:
    page = read_page({"threads": {"data": [], **pager}}, THREADS, PARIS)
    assert (page.current, page.last, page.total) == reported


@pytest.mark.parametrize(
    ("document", "error"),
    [
        ({"error": "Wrong parameter"}, ApiFailed),
        ({"success": False}, ApiFailed),
        ({"success": True, "error": {"code": 3}, "threads": []}, ApiFailed),
        ({"success": False, "message": "Invalid API key"}, KeyRejected),
        ({"error": "\x1b]0;x\x07bad"}, ApiFailed),
        ({"success": True}, ApiFormatChanged),
        ({"threads": None}, ApiFormatChanged),
        ({"threads": {"total": 3, "rows_of_it": "gone"}}, ApiFormatChanged),
        ("hello", NotSellerApi),
        (None, NotSellerApi),
    ],
)
def test_what_is_no_page_is_an_error_with_a_message(document: object, error: type[MarketplaceError]) -> None:
    with pytest.raises(error) as raised:
        read_page(document, THREADS, PARIS)
    assert type(raised.value) is error
    assert safe_line(raised.value.sentence) == raised.value.sentence
    assert raised.value.next_step


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  ",
        b"<!DOCTYPE html><h1>Captcha</h1>",
        b'{"threads": {"data": [{"id',
        b"OK",
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_json_is_not_the_api(content: bytes) -> None:
    with pytest.raises(NotSellerApi) as raised:
        parse_answer(content)
    assert safe_line(raised.value.sentence) == raised.value.sentence


def test_numbers_beyond_all_bounds_cost_only_their_row() -> None:
    content = (
        b'{"threads": [{"id_thread": 1%s}, {"id_thread": NaN}, {"id_thread": 5, "nb_messages": Infinity}]}'
        % (b"0" * 9_000)
    )
    page = read_page(parse_answer(content), THREADS, PARIS)
    assert [row.id for row in page.rows] == [5]
    assert len(page.unparsed) == 2


def test_rows_that_cannot_be_read_are_kept_with_a_reason() -> None:
    rows = [{"topic": "x", "token": "open-sesame"}, "text", None, {"id_thread": -3}, ROW_OF["threads"]]
    page = read_page({"threads": rows}, THREADS, PARIS)
    assert [row.id for row in page.rows] == [481516]
    assert len(page.unparsed) == 4
    assert all(reason for _, reason in page.unparsed)
    assert "open-sesame" not in page.unparsed[0].raw
    assert len({unparsed.digest for unparsed in page.unparsed}) == 4


@pytest.mark.parametrize(
    "changes",
    [{"date_add": None}, {"date_add": "soon"}, {"message": ...}, {"message": {"a": 1}}, {"message": True}],
)
def test_a_message_without_time_or_body_is_not_read(changes: dict[str, Any]) -> None:
    row = {name: value for name, value in {**ROW_OF["messages"], **changes}.items() if value is not ...}
    assert len(read_page({"messages": [row]}, MESSAGES, PARIS).unparsed) == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(data=st.data())
def test_mutated_rows_are_never_lost(kind: ApiRowKind[Any], data: st.DataObject) -> None:
    row = dict(ROW_OF[kind.name])
    for name in data.draw(st.lists(st.sampled_from(sorted(row.keys() - IDENTITY[kind.name])), max_size=6)):
        match data.draw(st.sampled_from(["absent", "renamed", "retyped"])):
            case "absent":
                row.pop(name, None)
            case "renamed":
                row[f"x_{name}"] = row.pop(name, None)
            case _:
                row[name] = data.draw(odd_values)
    row = dict(data.draw(st.permutations(sorted(row.items()))))
    page = read_page({kind.names[0]: {"data": [row, ROW_OF[kind.name]]}}, kind, PARIS)
    assert len(page.rows) == 2
    for read in page.rows:
        read.raw.encode()
        for name in read.__slots__:
            value = getattr(read, name)
            if isinstance(value, str) and name != "raw":
                assert safe_text(value) == value


@given(data=st.data())
def test_mutated_envelopes_lose_no_row_or_say_so(data: st.DataObject) -> None:
    wrapper: dict[str, Any] = {
        "total": 1,
        "per_page": 10,
        "current_page": 1,
        "last_page": 1,
        "next_page_url": None,
    }
    document: dict[str, Any] = {"success": True, "error": None}
    for fields in (wrapper, document):
        for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=3)):
            fields[name] = data.draw(odd_values)
    wrapper["data"] = [ROW_OF["threads"]]
    document["threads"] = wrapper
    try:
        page = read_page(document, THREADS, PARIS)
    except (ApiFailed, KeyRejected):
        assert document["error"] or document["success"] in (False, "false", "0")
    else:
        assert [row.id for row in page.rows] == [481516]


any_json = st.recursive(
    odd_values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(document=any_json)
def test_any_json_is_a_page_or_a_sentence(kind: ApiRowKind[Any], document: object) -> None:
    for each in (document, {kind.names[0]: document}, {kind.names[0]: [document]}):
        with suppress(MarketplaceError):
            read_page(each, kind, PARIS)
