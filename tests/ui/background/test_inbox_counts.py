"""Counts in the tabs and on the status line: of sections, of a filter, and of obligations out of view."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from person import open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.store import inbox_pager
from bizcare_tui.ui.background import inbox_counts
from bizcare_tui.ui.screens.main_lines import SectionTab


def count_of(desk: Desk, query: str) -> int:
    return len(desk.inbox.thread_ids(parse_query(query)))


async def test_tabs_have_the_number_of_threads_of_each_section(scored: Desk) -> None:
    async with open_app(scored, (200, 30)) as person:
        counts = {section: count_of(scored, section.query) for section in scored.inbox.sections}
        assert 0 in counts.values()
        for number, (section, count) in enumerate(counts.items(), 1):
            if count:
                person.tabs.expect_text(f"{number} {section.name} {count}")
            else:
                person.tabs.expect_no_text(section.name)
        assert person.tabs.text.strip().startswith("[1 To do ")


async def test_an_empty_section_is_shown_while_it_is_open(scored: Desk) -> None:
    async with open_app(scored, (200, 30)) as person:
        person.tabs.expect_no_text("Snoozed")
        await person.press("6")
        person.tabs.expect_text("[6 Snoozed 0]")
        await person.press("1")
        person.tabs.expect_no_text("Snoozed")


async def test_narrow_tabs_name_the_open_section_alone(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        to_do, waiting = (count_of(scored, section.query) for section in scored.inbox.sections[:2])
        assert (to_do, waiting) != (0, 0)
        everything = count_of(scored, "")
        person.tabs.expect_text(f"[1 To do {to_do}]", f" 9:{everything}")
        await person.press("9")
        person.tabs.expect_text(f"1:{to_do} ", f"[9 All {everything}]")


async def test_a_filter_is_counted_and_leaves_the_counts_of_sections(scored: Desk) -> None:
    async with open_app(scored, (200, 30)) as person:
        first = scored.inbox.sections[0]
        await person.press("slash")
        await person.type("is:late")
        await person.settled()
        found = count_of(scored, f"{first.query} is:late")
        person.tabs.expect_text(f"found: {found}", f"{first.name} {count_of(scored, first.query)}")
        assert found < count_of(scored, first.query)


async def test_a_quick_count_stops_at_its_limit_until_the_exact_one_is_there(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_counts, "QUICK_COUNT_LIMIT", 3)
    shown: list[list[str]] = []
    async with open_app(scored, (200, 30)) as person:
        show = person.app.panes.update_tabs

        def watched(tabs: Sequence[SectionTab], more: str) -> None:
            shown.append([tab.count for tab in tabs])
            show(tabs, more)

        monkeypatch.setattr(person.app.panes, "update_tabs", watched)
        person.app.inbox_loader.counts.clear()
        person.app.inbox_loader.counts.count_all()
        await person.settled()
    assert any("3+" in each for each in shown)
    assert "3+" not in shown[-1]


@pytest.mark.parametrize("query", ["the", "is:late", "nothing-has-this-word"])
async def test_a_complete_list_is_counted_without_reading_it_again(
    scored: Desk, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, late = count_of(scored, query), count_of(scored, f"is:late {query}")
    obligations = count_of(scored, f"is:due -is:goal {query}")
    async with open_app(scored, (200, 12)) as person:
        await person.press("9", "slash")
        monkeypatch.setattr(inbox_counts.InboxCounts, "count_matches", no_reads)
        await person.type(query)
        await person.settled()
        person.tabs.expect_text(f"found: {found}")
        counts = person.app.inbox_loader.counts
        assert counts._obligations == (late, obligations)
        assert set(counts._counts) <= {counts._selection.query, *counts._selection.section_queries}


def no_reads(*_arguments: object) -> None:
    raise AssertionError("threads are counted")


async def test_obligations_out_of_view_are_counted_while_the_list_is_in_its_order(scored: Desk) -> None:
    obligations = count_of(scored, "is:due -is:goal")
    async with open_app(scored, (100, 8)) as person:
        loader = person.app.inbox_loader
        _first, last = person.app.inbox.visible_range
        assert last < obligations
        hidden = " ".join(loader.counts.hidden_obligations())
        assert hidden.startswith("below:")
        assert sum(map(int, re.findall(r"\d+", hidden))) == obligations - last
        loader.selection.best_first = True
        assert loader.counts.hidden_obligations() == []


async def test_after_a_jump_to_the_end_of_a_long_list_the_obligations_above_are_counted(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_pager, "EDGE_SIZE", 8)
    monkeypatch.setattr(inbox_pager, "WINDOW_SIZE", 8)
    late, obligations = count_of(scored, "is:late"), count_of(scored, "is:due -is:goal")
    async with open_app(scored, (100, 12)) as person:
        await person.press("9")
        loader = person.app.inbox_loader
        loader.counts.count_all()
        await person.settled()
        assert not person.app.inbox.includes_last
        await person.press("G")
        assert not person.app.inbox.includes_first
        (hidden,) = loader.counts.hidden_obligations()
        assert hidden == f"above: {late} LATE, {obligations - late} due"
        person.top.expect_text(hidden)


@pytest.mark.parametrize("key", ["enter", "F"])
async def test_nothing_is_out_of_view_of_an_inbox_that_is_covered(scored: Desk, key: str) -> None:
    async with open_app(scored, (80, 12)) as person:
        person.top.expect_text("below: ")
        await person.press(key)
        person.top.expect_no_text("below: ")
        await person.press("escape")
        person.top.expect_text("below: ")
