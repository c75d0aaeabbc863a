"""Which threads the inbox shows: sections, filters with and without errors, search terms."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.ui.background.inbox_selection import InboxSelection

ALL, LATE = Section("All", ""), Section("Late", "is:late")


@pytest.fixture
def selection() -> InboxSelection:
    return InboxSelection([ALL, LATE])


def test_the_filter_is_combined_with_the_chosen_section(selection: InboxSelection) -> None:
    assert selection.query == parse_query("")
    assert selection.set_search_text("delivery") is None
    assert selection.query == parse_query("delivery")
    assert selection.choose(1)
    assert selection.query == parse_query("is:late delivery")
    assert [term.words for term in selection.search_terms] == [("delivery",)]


def test_a_filter_with_an_error_keeps_the_one_before(selection: InboxSelection) -> None:
    selection.set_search_text("delivery")
    problem = selection.set_search_text("is:lat")
    assert problem is not None
    assert selection.search_text == "is:lat"
    assert selection.query == parse_query("delivery")
    assert [term.words for term in selection.search_terms] == [("delivery",)]


def test_a_section_that_does_not_exist_is_not_chosen(selection: InboxSelection) -> None:
    assert not selection.choose(2)
    assert selection.section is ALL


def test_the_index_of_a_section_that_was_removed_is_the_first(selection: InboxSelection) -> None:
    selection.choose(1)
    assert selection.section_index == 1
    selection.sections = (ALL,)
    assert selection.section_index == 0


def test_sections_depend_on_time_if_one_query_does(selection: InboxSelection) -> None:
    assert selection.depends_on_time
    selection.sections = (ALL, Section("Tagged", "tag:refund"))
    assert not selection.depends_on_time
