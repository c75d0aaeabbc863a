"""Searching threads: the same results on both databases, whole or in windows, with their places."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from fixed_time import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from purchase_desk import wire_time

from bizcare_tui import progress
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import InboxPage
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.highlight import extract_search_terms, highlight_spans
from bizcare_tui.domain.query import parse
from bizcare_tui.domain.query_fields import FIELDS
from bizcare_tui.domain.query_tree import QueryProblem
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.errors import BadQuery
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import inbox_pager
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store

QUERIES = (
    "", "is:late", "is:due -is:snoozed", "is:todo", "is:unread", "is:presale", "is:waiting", "is:mentioned",
    "is:fix", "is:draft", "due:<4h", "due:>2d", "care:expired", "care:active or care:none", "state:new",
    "has:note", "has:link", "has:attachment", "has:tag", "lang:fr", "lang:none", "kind:none", "assigned:me",
    "assigned:none", "assigned:any", "mention:bo", "order:1", "version:<8", "version:>=8.1",
    "ground:modified_code", "date:2026-01..2026-12", "messages:>2", "tag:later", "-tag:later", "module",
    "modul", '"module"', "é", "product:seo", "shop:www", "from:a", "topic:error", "topic:{", "note:rang",
    "-module", "module -error", "module or zip", "(module or zip) is:late", "zip -(module or is:late)",
    "is:late module -topic:error", "8.1", "www", "überprüfen", "UBERPRUFEN", "assigned:a\x00",
    "order:999999999999999999", 'tag:"\udcff"',
)  # fmt: skip


@pytest.fixture
def used(desk: Desk) -> Desk:
    """A desk at which something was done."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    first, second, third = desk.inbox.thread_ids(parse_query(""))[:3]
    desk.verbs.note([first], "Zoë rang: überprüfen, bitte @bo")
    desk.verbs.tag([first, second], "later")
    desk.verbs.claim([third])
    draft = desk.replies.draft(second)
    desk.replies.save_draft(second, type(draft)("half a text", (), draft.base_message_id))
    return desk


def last_of(desk: Desk, query: str, **asked: object) -> InboxPage:
    """The list that a query ends in."""
    *_before, last = desk.inbox.pages(parse_query(query), **asked)  # type: ignore[arg-type]
    assert last.is_final
    return last


def test_every_query_is_the_same_whole_listed_and_counted(
    used: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a loaded machine, the best matches would be those of the threads that were read in time.
    monkeypatch.setattr(inbox_pager, "BUDGET_SECONDS", 60)
    for query in QUERIES:
        ids = list(used.inbox.thread_ids(parse_query(query)))
        assert sorted(set(ids)) == sorted(ids), query
        assert list(last_of(used, query).ids) == ids, query
        assert used.inbox.counts([parse_query(query)]) == {parse_query(query): len(ids)}, query
        assert used.inbox.quick_thread_count(parse_query(query), 7) in (None, min(7, len(ids))), query
        assert set(last_of(used, query, best=True).ids) == set(ids), query
        # In the inbox's order, whatever was asked for.
        places = {thread_id: place for place, thread_id in enumerate(used.inbox.thread_ids(parse_query("")))}
        assert all(places[one] < places[two] for one, two in pairwise(ids)), query


def test_a_list_is_read_in_windows_that_fit_together(used: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_pager, "WINDOW_SIZE", 5)
    monkeypatch.setattr(inbox_pager, "EDGE_SIZE", 4)
    monkeypatch.setattr(inbox_pager, "BUDGET_SECONDS", 30.0)
    whole = list(used.inbox.thread_ids(parse_query("")))
    first = last_of(used, "")
    assert list(first.ids) == whole[:10]
    assert (first.includes_first, first.includes_last) == (True, False)
    brief = last_of(used, "", briefly=True)
    assert list(brief.ids) == whole[:4]
    assert (brief.includes_first, brief.includes_last) == (True, False)
    position = used.inbox.position_of(whole[30])
    middle = last_of(used, "", near=position)
    assert list(middle.ids) == whole[25:35]
    assert (middle.includes_first, middle.includes_last) == (False, False)
    end = used.inbox.last_page(parse_query(""))
    assert end is not None
    assert list(end.ids) == whole[-4:]
    assert (end.includes_first, end.includes_last) == (False, True)


def test_a_list_that_nobody_waits_for_any_more_ends(used: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    monkeypatch.setattr(inbox_pager, "BUDGET_SECONDS", -1.0)
    lists = used.inbox.pages(parse_query("module or zip or error"), stop=stop)
    stop.set()
    with pytest.raises(inbox_pager.ReadingStopped):
        # A statement may end before it is stopped; the lists after it are not begun.
        for _listing in lists:
            stop.wait(0.1)
        raise inbox_pager.ReadingStopped


def test_case_and_accents_do_not_matter_and_a_beginning_is_enough(used: Desk) -> None:
    first = used.inbox.thread_ids(parse_query(""))[0]
    for query in ("überprüfen", "UBERPRUFEN", "uberpr", "zoe", "note:Zoë", '"bitte bo"', "rang uberprufen"):
        assert first in used.inbox.thread_ids(parse_query(query)), query
    for query in ("erprufen", '"uberpr"', '"bitte rang"', "note:module"):
        assert first not in used.inbox.thread_ids(parse_query(query)), query


@pytest.mark.parametrize(
    "query", ["module", "modul error", "topic:error", "product:seo", "shop:www", '"le module"']
)
def test_what_is_found_is_what_has_the_words(used: Desk, query: str) -> None:
    search_terms = extract_search_terms(parse(query))
    expected = set()
    for row in used.inbox.rows(used.inbox.thread_ids(parse_query(""))):
        conversation = used.conversations.conversation(row.id)
        texts = [
            (row.topic, "topic"), (row.product, "product"), (row.customer, "from"), (row.shop, "shop"),
            *((message.text, "") for message in conversation.messages),
        ]  # fmt: skip
        if all(any(highlight_spans(text, [each], field) for text, field in texts) for each in search_terms):
            expected.add(row.id)
    assert expected
    assert expected <= set(used.inbox.thread_ids(parse_query(query)))


def test_a_found_line_is_shown_with_what_was_looked_for(used: Desk) -> None:
    for query in ("module", "überprüf"):
        ids = used.inbox.thread_ids(parse_query(query))
        search_terms = extract_search_terms(parse_query(query))
        shown = used.inbox.rows(ids, search_terms)
        assert any(row.passage for row in shown)
        for row in shown:
            for start, end in row.marks:
                assert fold(row.passage[start:end]).startswith(fold(query))


def test_values_in_use_are_offered(used: Desk) -> None:
    values = used.inbox.query_values()
    assert "later" in values["tag"]
    assert used.session.login in values["assigned"]
    assert any("Seo" in name for name in values["product"])


def account_of(monkeypatch: pytest.MonkeyPatch, threads: dict[int, list[str]]) -> Iterator[Desk]:
    """A desk whose account has these messages, a minute apart, in the threads of these numbers."""
    made = Market.given(
        threads=[
            {"id_community_thread": number, "topic": f"Ticket {number}", "name": "Module", "id_product": 77,
             "id_order": number * 10, "qualification": "aftersale",
             "date_add": wire_time(NOW - timedelta(hours=9)), "versionps": "none", "website": "https://costa.example.com"}
            for number in threads
        ], sales=[],
    )  # fmt: skip
    for number, texts in threads.items():
        for minute, text in enumerate(texts):
            made.add_message(number, text, at=NOW - timedelta(hours=8) + timedelta(minutes=minute))
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(made) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        opened = Desk()
        opened.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        yield opened


LOG = "\n".join(f"[10:00:{n % 60:02}] main.ERROR: line {n} went wrong in the module" for n in range(4_000))
TEXTS = {
    7001: [f"Log:\n{LOG}\nthe very last pepinillo", "ok calabaza", "No va.\nLínea partida\nen dos"],
    7002: ["模块在PrestaShop8.1中不起作用，请帮忙", "모듈이 작동하지 않습니다 👍"],
    7003: ["We use PS1.7.8.11を ทำงานไม่ได้", "Das Fenster schließen Sie"],
    7004: ["Call to undefined method Foo::bar() on localhost:8080"],
}
FOUND = {
    "pepinillo": 7001, "calabaza": 7001, '"the very last pepinillo"': 7001, "line-3999": 7001,
    '"partida en"': 7001, "不起作用": 7002, "作": 7002, "PrestaShop": 7002, '"8.1"': 7002, "8.1中不": 7002,
    "모듈": 7002, "모듈이": 7002,
    "👍": 7002, "1.7.8": 7003, "PS1.7": 7003, "ทำงาน": 7003, "schließen": 7003, "SCHLIESSEN": 7003,
    "Foo::bar()": 7004, "localhost:8080": 7004, "undefined method: foo": 7004,
    "PHP Fatal: Call to undefined method Foo::bar(\n#0 localhost": None, "不作": None, "7.8.12": None,
    "🙈": None,
    '"calabaza partida"': None, "topic:{": None,
}  # fmt: skip


@pytest.fixture
def worded(database: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose account has texts of any length and script."""
    yield from account_of(monkeypatch, TEXTS)


def found_by(desk: Desk) -> dict[str, list[int]]:
    return {query: list(desk.inbox.thread_ids(parse_query(query))) for query in FOUND}


def test_text_of_any_length_and_script_is_found_to_its_last_word(worded: Desk) -> None:
    expected = {query: [] if number is None else [number] for query, number in FOUND.items()}
    assert found_by(worded) == expected
    for query, number in FOUND.items():
        if number is not None:
            search_terms = extract_search_terms(parse_query(query))
            (row,) = worded.inbox.rows([number], search_terms)
            assert row.passage, query
            assert row.marks, query
            shown = "\n".join(message.text for message in worded.conversations.conversation(number).messages)
            assert highlight_spans(shown, search_terms), query


def test_the_passage_is_of_the_newest_message_with_the_words(worded: Desk) -> None:
    (row,) = worded.inbox.rows([7001], extract_search_terms(parse_query("module or calabaza")))
    assert row.passage == "ok calabaza"
    (row,) = worded.inbox.rows([7004], extract_search_terms(parse_query("costa")))
    assert row.passage[slice(*row.marks[0])] == "costa"


def test_a_store_of_before_is_indexed_anew_when_it_is_opened(worded: Desk, place: Database) -> None:
    worded.verbs.note([7004], "Zoë rang")
    with place.engine().begin() as connection:
        # What the migration of the index leaves behind: empty tables, and entries without words.
        connection.exec_driver_sql("DELETE FROM thread_words")
        connection.exec_driver_sql("UPDATE inbox_entry SET words_key = NULL")
    steps: list[tuple[int, int]] = []
    progress.set_progress_listener(lambda _step, done, total: steps.append((done, total)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(place), "version", lambda _place: "0010")
        Store(place).close()
    reopened = Desk()
    assert found_by(reopened) == found_by(worded)
    assert list(reopened.inbox.thread_ids(parse_query("note:zoe"))) == [7004]
    assert steps[-1] == (4, 4)
    # What is worked out anew has the same words: nothing is written again for it.
    keys = dict(words_keys(place))
    reopened.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    assert dict(words_keys(place)) == keys


def words_keys(place: Database) -> list[tuple[int, int]]:
    with place.engine().connect() as connection:
        rows = connection.exec_driver_sql("SELECT thread_id, words_key FROM inbox_entry")
        return [(row[0], row[1]) for row in rows]


pieces = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(FIELDS), st.text(max_size=8)),
    st.sampled_from(
        [
            "(",
            ")",
            "-",
            " or ",
            '"',
            "zip*",
            "%",
            "a_b",
            "\\",
            "'",
            "é",
            "½",
            "ß",
            "\x00",
            "\udcff",
            "NEAR",
            "AND",
        ]
    ),
    st.text(max_size=10),
)


@settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(text=st.lists(pieces, max_size=6).map(" ".join))
def test_whatever_is_typed_is_answered_or_pointed_at(used: Desk, text: str) -> None:
    try:
        parse(text)
    except QueryProblem:
        with pytest.raises(BadQuery):
            used.inbox.thread_ids(parse_query(text))
        return
    ids = used.inbox.thread_ids(parse_query(text))
    assert list(last_of(used, text).ids) == list(ids)
    used.inbox.rows(ids[:3], extract_search_terms(parse_query(text)))
