"""Looking for threads: on both databases the same, whole or in windows, with the places that were found."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from conftest import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import Listing
from bizcare_tui.domain.finding import marked, sought
from bizcare_tui.domain.query import FIELDS, QueryProblem, parse
from bizcare_tui.domain.words import fold
from bizcare_tui.errors import BadQuery
from bizcare_tui.store import listing

QUERIES = (
    "", "is:late", "is:due -is:snoozed", "is:unread", "is:presale", "is:waiting", "is:mentioned", "is:fix",
    "is:draft", "due:<4h", "due:>2d", "care:expired", "care:active or care:none", "state:new", "has:note",
    "has:attachment", "has:tag", "lang:fr", "lang:none", "kind:none", "assigned:me", "assigned:none",
    "assigned:any", "mention:bo", "order:1", "version:<8", "version:>=8.1", "ground:modified_code",
    "date:2026-01..2026-12", "messages:>2", "tag:later", "-tag:later", "module", "modul", '"module"', "é",
    "product:seo", "shop:www", "from:a", "topic:error", "topic:{", "note:rang", "-module", "module -error",
    "module or zip", "(module or zip) is:late", "zip -(module or is:late)", "is:late module -topic:error",
    "8.1", "www", "überprüfen", "UBERPRUFEN", "assigned:a\x00", "order:999999999999999999", 'tag:"\udcff"',
)  # fmt: skip


@pytest.fixture
def used(desk: Desk) -> Desk:
    """A desk at which something was done."""
    desk.answer_baseline(NOW - timedelta(days=30), [], mark_older_read=False)
    first, second, third = desk.thread_ids("")[:3]
    desk.verbs.note([first], "Zoë rang: überprüfen, bitte @bo")
    desk.verbs.tag([first, second], "later")
    desk.verbs.claim([third])
    draft = desk.replies.draft(second)
    desk.replies.save_draft(second, type(draft)("half a text", (), draft.base_message_id))
    return desk


def last_of(desk: Desk, query: str, **asked: object) -> Listing:
    """The list that a query ends in."""
    *_before, last = desk.listings(query, **asked)  # type: ignore[arg-type]
    assert last.is_final
    return last


def test_every_query_is_the_same_whole_listed_and_counted(used: Desk) -> None:
    for query in QUERIES:
        ids = list(used.thread_ids(query))
        assert sorted(set(ids)) == sorted(ids), query
        assert list(last_of(used, query).ids) == ids, query
        assert used.counts([query]) == {query: len(ids)}, query
        assert used.quick_count(query, 7) in (None, min(7, len(ids))), query
        assert set(last_of(used, query, best=True).ids) == set(ids), query
        # In the inbox's order, whatever was asked for.
        places = {thread_id: place for place, thread_id in enumerate(used.thread_ids(""))}
        assert all(places[one] < places[two] for one, two in pairwise(ids)), query


def test_a_list_is_read_in_windows_that_fit_together(used: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "WINDOW", 5)
    monkeypatch.setattr(listing, "EDGE", 4)
    monkeypatch.setattr(listing, "BUDGET", 30.0)
    whole = list(used.thread_ids(""))
    first = last_of(used, "")
    assert list(first.ids) == whole[:10]
    assert (first.starts, first.ends) == (True, False)
    brief = last_of(used, "", briefly=True)
    assert list(brief.ids) == whole[:4]
    assert (brief.starts, brief.ends) == (True, False)
    spot = used.spot(whole[30])
    middle = last_of(used, "", near=spot)
    assert list(middle.ids) == whole[25:35]
    assert (middle.starts, middle.ends) == (False, False)
    end = used.last_listing("")
    assert end is not None
    assert list(end.ids) == whole[-4:]
    assert (end.starts, end.ends) == (False, True)


def test_a_list_that_nobody_waits_for_any_more_ends(used: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    monkeypatch.setattr(listing, "BUDGET", -1.0)
    lists = used.listings("module or zip or error", stop=stop)
    stop.set()
    with pytest.raises(listing.Stopped):
        # A statement may end before it is stopped; the lists after it are not begun.
        for _listing in lists:
            stop.wait(0.1)
        raise listing.Stopped


def test_case_and_accents_do_not_matter_and_a_beginning_is_enough(used: Desk) -> None:
    first = used.thread_ids("")[0]
    for query in ("überprüfen", "UBERPRUFEN", "uberpr", "zoe", "note:Zoë", '"bitte bo"', "rang uberprufen"):
        assert first in used.thread_ids(query), query
    for query in ("erprufen", '"uberpr"', '"bitte rang"', "note:module"):
        assert first not in used.thread_ids(query), query


@pytest.mark.parametrize(
    "query", ["module", "modul error", "topic:error", "product:seo", "shop:www", '"le module"']
)
def test_what_is_found_is_what_has_the_words(used: Desk, query: str) -> None:
    wanted = sought(parse(query))
    expected = set()
    for row in used.rows(used.thread_ids("")):
        conversation = used.conversation(row.id)
        texts = [
            (row.topic, "topic"), (row.product, "product"), (row.customer, "from"), (row.shop, "shop"),
            *((message.text, "") for message in conversation.messages),
        ]  # fmt: skip
        if all(any(marked(text, [each], field) for text, field in texts) for each in wanted):
            expected.add(row.id)
    assert expected
    assert expected <= set(used.thread_ids(query))


def test_a_found_line_is_shown_with_what_was_looked_for(used: Desk) -> None:
    for query in ("module", "überprüf"):
        ids = used.thread_ids(query)
        wanted = used.sought(query)
        shown = used.rows(ids, wanted)
        assert any(row.passage for row in shown)
        for row in shown:
            for start, end in row.marks:
                assert fold(row.passage[start:end]).startswith(fold(query))


def test_values_in_use_are_offered(used: Desk) -> None:
    values = used.query_values()
    assert "later" in values["tag"]
    assert used.login in values["assigned"]
    assert any("Seo" in name for name in values["product"])


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
            used.thread_ids(text)
        return
    ids = used.thread_ids(text)
    assert list(last_of(used, text).ids) == list(ids)
    used.rows(ids[:3], used.sought(text))
