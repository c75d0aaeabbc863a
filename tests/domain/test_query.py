"""The query language: what is parsed, and where an error is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.query import all_of, depends_on_time, parse
from bizcare_tui.domain.query_tree import AllOf, AnyOf, Not, Query, QueryProblem, Term, Words


def is_(value: str) -> Term:
    return Term("is", "=", value)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", AllOf()),
        ("  ", AllOf()),
        ("Página", Words("pagina")),
        ("white page", AllOf((Words("white"), Words("page")))),
        ('"white  Page" x', AllOf((Words("white  page", exact=True), Words("x")))),
        ("is:late", is_("late")),
        ("IS:Late", is_("late")),
        ("-is:late", Not(is_("late"))),
        ("a or b c", AnyOf((Words("a"), AllOf((Words("b"), Words("c")))))),
        ("(a OR b) c", AllOf((AnyOf((Words("a"), Words("b"))), Words("c")))),
        ("-(a b)", Not(AllOf((Words("a"), Words("b"))))),
        ("due:<4h", Term("due", "<", timedelta(hours=4))),
        ("due:>2d", Term("due", ">", timedelta(days=2))),
        ("due:2026-11-30", Term("due", "=", (date(2026, 11, 30), date(2026, 11, 30)))),
        ("date:2026-01..2026-03", Term("date", "=", (date(2026, 1, 1), date(2026, 3, 31)))),
        ("date:2026", Term("date", "=", (date(2026, 1, 1), date(2026, 12, 31)))),
        ("date:>2026-02-28", Term("date", ">", (date(2026, 2, 28), date(2026, 2, 28)))),
        ("order:#4711", Term("order", "=", 4711)),
        ("messages:>=3", Term("messages", ">", 3)),
        ("version:<1.7.8", Term("version", "<", "1.7.8")),
        ('product:"Seo Lantern"', Term("product", "=", "seo lantern")),
        ("outcome:no-answer-needed", Term("outcome", "=", "no_answer_needed")),
        ("from:María", Term("from", "=", "maria")),
        ("https://costa.com", Words("https://costa.com")),
        ("foo-bar", Words("foo-bar")),
        ('"unclosed phrase', Words("unclosed phrase", exact=True)),
        ("white\x00page", AllOf((Words("white"), Words("page")))),
        ('tag:"a\udcffb"', Term("tag", "=", "a b")),
        ("or:", Words("or:")),
        ("Foo::bar()", Words("foo::bar")),
        ("localhost:8080", Words("localhost:8080")),
        ("Re:", Words("re:")),
        ("Product::getId()", Words("product::getid")),
        (r"C:\\www\\x", Words(r"c:\\www\\x")),
        ("data:image/png", Words("data:image/png")),
        ("node:18", Words("node:18")),
        ("prodct:", Words("prodct:")),
        ("👍🏽", Words("👍")),
        ("error - 12", AllOf((Words("error"), Words("12")))),
        ("$this->context --verbose", AllOf((Words("$this->context"), Words("--verbose")))),
        ("a or !!!", Words("a")),
        ("at Foo.bar(Foo.java:12", AllOf((Words("at"), Words("foo.bar(foo.java:12")))),
        ("Fatal: foo(\n-1 or ] x", AllOf(tuple(map(Words, ("fatal:", "foo(", "-1", "or", "x"))))),
    ],
)
def test_a_query_is_read(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("is:lat", 4, "Did you mean is:late?"),
        ("invoice stat:new", 9, "Did you mean state:?"),
        ("prodct:x", 1, "Did you mean product:?"),
        ("form:ana", 1, "Did you mean from:?"),
        ("verison:8.1", 1, "Did you mean version:?"),
        ("!!! -", 1, "no word to search for"),
        ("a or", 5, "`or` needs a term"),
        ("or a", 1, "`or` needs a term"),
        ("(a b", 1, "not closed"),
        ("a b)", 4, "no opening bracket"),
        ("due:soon", 5, "Write it like due:<4h"),
        ("due:", 5, "needs a value"),
        ("order:abc", 7, "needs a number"),
        ("date:2026-13", 6, "not a date"),
        ("date:2026-02-30", 6, "not a date"),
        ("version:eight", 9, "not a version"),
        ("tag:", 5, "needs a value"),
        ("assigned:\x00", 10, "needs a value"),
        ("a" * 2_000, 1_000, "too long"),
        ("(" * 100 + "a" + ")" * 100, 42, "too many brackets"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, column: int, says: str) -> None:
    with pytest.raises(QueryProblem) as caught:
        parse(text)
    assert caught.value.column == column
    assert says in str(caught.value)


def problem_of(text: str) -> QueryProblem | None:
    try:
        parse(text)
    except QueryProblem as problem:
        return problem
    return None


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail_in_another_way(text: str) -> None:
    problem = problem_of(text)
    assert problem is None or (1 <= problem.column <= len(text) + 2 and problem.sentence)


pieces = st.sampled_from(["(", ")", "-", "or", "a", '"b c"', "is:late", "due:<4h", "tag:x", "kind:"])


@given(st.lists(pieces, max_size=30))
def test_pieces_of_queries_in_any_order_are_read_or_pointed_at(some: list[str]) -> None:
    problem = problem_of(" ".join(some))
    assert problem is None or problem.hint


def test_both_must_hold() -> None:
    assert all_of(parse(""), parse("is:late")) == parse("is:late")
    assert all_of(parse("a or b"), parse("c")) == AllOf((AnyOf((Words("a"), Words("b"))), Words("c")))


def test_a_long_paste_is_looked_for_by_its_longest_words() -> None:
    line = "#12 /var/www/modules/shopfast/Checkout.php(214): Order->getTotal('x', NULL) {main}\n"
    query = parse("".join(line.replace("12", str(n)) for n in range(120)))
    assert isinstance(query, AllOf)
    assert 40 <= len(query.parts) <= 50
    assert all(isinstance(part, Words) for part in query.parts)


def test_what_is_pasted_is_bound_to_a_section_as_words() -> None:
    assert all_of(parse("is:due"), parse("Fatal: foo(1, [x] or\n-y")) == AllOf(
        (is_("due"), *map(Words, ("fatal:", "foo(1,", "[x]", "or", "-y")))
    )


def test_what_depends_on_the_time_is_known() -> None:
    assert depends_on_time(parse("a -(b due:<4h)"))
    assert depends_on_time(parse("is:snoozed or b"))
    assert not depends_on_time(parse("state:waiting product:seo"))
