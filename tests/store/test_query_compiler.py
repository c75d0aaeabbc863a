"""Queries as SQL: values are bound, and no message is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.query import parse
from bizcare_tui.domain.query_fields import CHOICES, FIELDS, QUERY_FIELDS, WORDED
from bizcare_tui.domain.query_tree import QueryProblem
from bizcare_tui.store.query_compiler import ACCOUNT_CONDITION, FIELD_CONDITIONS, compile_query

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
_MESSAGES = re.compile(r"\b(from|join)\s+message\b", re.IGNORECASE)

values = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [*(value for choice in CHOICES.values() for value in choice), "<4h", "8", "2026-01", "me", '"']
    ),
)
terms = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(FIELDS), values),
    st.sampled_from(["(", ")", "-", "or", '"', '"bc d"', "zip", "É"]),
    st.text(max_size=20),
)
queries = st.lists(terms, max_size=12).map(" ".join)


@pytest.mark.parametrize("postgresql", [False, True])
@given(text=queries)
def test_a_query_never_reads_messages(text: str, postgresql: bool) -> None:
    try:
        query = parse(text)
    except QueryProblem:
        return
    put = compile_query(query, NOW, postgresql=postgresql)
    for statement in (put.where, put.walked, put.words, put.rest):
        assert not _MESSAGES.search(statement)


@pytest.mark.parametrize("postgresql", [False, True])
@pytest.mark.parametrize("field", ["", *FIELDS])
@pytest.mark.parametrize("quote", ["", '"'])
def test_what_was_typed_is_bound_and_not_written_in(field: str, quote: str, postgresql: bool) -> None:
    typed = "xyzzy'plugh"
    try:
        query = parse(f"{field}:{quote}{typed}{quote}" if field else f"{quote}{typed}{quote}")
    except QueryProblem:
        return
    put = compile_query(query, NOW, postgresql=postgresql)
    assert "xyzzy" not in "".join((put.where, put.walked, put.words, put.rest))
    assert "xyzzy" in "".join(map(str, put.values.values()))


def test_every_field_and_every_value_has_a_condition() -> None:
    for field in QUERY_FIELDS:
        for example in [*field.examples.split(", "), *(f"{field.name}:{each.name}" for each in field.values)]:
            compiled = compile_query(parse(example), NOW)
            assert compiled.where != ACCOUNT_CONDITION, example
    assert set(FIELD_CONDITIONS) == set(FIELDS) - set(WORDED)


def test_every_field_has_a_help_text_and_of_its_values_all_or_none() -> None:
    for field in QUERY_FIELDS:
        assert field.about
        abouts = [bool(value.about) for value in field.values]
        assert all(abouts) or not any(abouts), field.name
