"""The Business Care bar in the columns there are: chips and parts are shown whole, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from conversation_pane import conversation
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bizcare_tui.desk.views import CareFact, ConversationView, OrderView
from bizcare_tui.domain.care_summary import CareSummary, ShopState, UnderWay
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.hints import Hint
from bizcare_tui.present.care_bar_layout import (
    fit_parts,
    next_lines,
    place_chips,
    purchase_line,
    remark,
    summary_lines,
)
from bizcare_tui.present.care_lines import Chip, chips
from bizcare_tui.present.tones import Tone

NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)
DUE = NOW - timedelta(hours=2)
LATE = CareSummary(
    State.NEW,
    Qualification.AFTERSALE,
    urgency=Urgency.LATE,
    owed=Owed.FIRST_ANSWER,
    due=DUE,
    first_answer=Status.LATE,
    first_due=DUE,
    cover=Cover.ACTIVE,
    days_left=80,
    shop=ShopState.SAME,
    proposed_type=RequestType.TECHNICAL,
    under_way=(UnderWay.DRAFT,),
)
ALL = ["LATE 2h 00", "COVERED 80 d", "SHOP ✓", "PS ?", "technical?", "draft"]


def bought(summary: CareSummary = LATE) -> ConversationView:
    """Return a thread of a customer who bought a product with a long name."""
    empty = conversation()
    row = replace(empty.row, shop="www.bijoux-sarrasine.fr", product="TrueVoice – Product Reviews")
    order = OrderView(611119, datetime(2026, 2, 16, 12, tzinfo=UTC), Decimal("79.99"), 1, 0, "FR")
    return replace(empty, row=row, order=order, summary=summary)


def name_of(hint: Hint) -> str:
    """Return a key for a command."""
    return hint.command[0]


@pytest.mark.parametrize(
    ("width", "count"),
    [(200, 6), (80, 6), (59, 6), (58, 5), (52, 5), (51, 4), (40, 4), (39, 3), (33, 2), (25, 1)],
)
def test_chips_are_left_out_whole_from_the_end(width: int, count: int) -> None:
    placed, _presence = place_chips(chips(LATE, NOW), "", width)
    assert [each.text.strip() for each in placed] == ALL[:count]
    assert placed[-1].end <= width


@given(st.lists(st.text("aé✓日 ", min_size=1, max_size=20), min_size=1, max_size=8), st.integers(4, 120))
def test_chips_never_overlap_nor_leave_the_line(names: list[str], width: int) -> None:
    placed, presence = place_chips([Chip(name, Tone.CALM, "") for name in names], "→ ana", width)
    assert placed
    column = 0
    for each in placed:
        assert each.start >= column
        column = each.end
    assert column + (cell_len(presence) + 2 if presence else 0) <= width


@pytest.mark.parametrize(("width", "shown"), [(80, True), (45, True), (41, True), (40, False), (20, False)])
def test_who_is_present_comes_before_all_but_deadline_and_cover(width: int, shown: bool) -> None:
    placed, presence = place_chips(chips(LATE, NOW), "→ ana writing", width)
    assert bool(presence) is shown
    if shown:
        assert len(placed) >= 2


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (78, "www.bijoux-sarrasine.fr · TrueVoice · order #611119, 16 Feb 2026, 79.99 €"),
        (66, "www.bijoux-sarrasine.fr · TrueVoice · order #611119"),
        (98, "www.bijoux-sarrasine.fr · TrueVoice – Product Reviews · order #611119, 16 Feb 2026, 79.99 €"),
        (40, "www.bijoux-sarrasine.fr · TrueVoice"),
        (30, "www.bijoux-sarrasine.fr"),
        (12, "www.bijoux-…"),
    ],
)
def test_the_purchase_gets_shorter_by_whole_parts(width: int, text: str) -> None:
    assert purchase_line(bought(), width) == text


def test_a_part_is_cut_only_if_it_is_the_first() -> None:
    assert fit_parts(["shop", "product", "order"], " · ", 14) == "shop · product"
    assert fit_parts(["shop", "product"], " · ", 13) == "shop"
    assert fit_parts(["shop"], " · ", 3) == "sh…"
    assert fit_parts([], " · ", 3) == ""


def test_the_next_step_keeps_what_to_do_when_there_is_little_room() -> None:
    late = replace(LATE, under_way=())
    whole = "Next: answer now (r); first answer was due Sat 28 Nov 17:00"
    assert next_lines(late, NOW, name_of, 78, 1) == [whole]
    assert next_lines(late, NOW, name_of, 40, 1) == ["Next: answer now (r)"]
    assert next_lines(late, NOW, name_of, 40, 2) == [
        "Next: answer now (r); first answer was",
        "due Sat 28 Nov 17:00",
    ]
    assert next_lines(late, NOW, name_of, 12, 1) == ["Next: answe…"]


def test_the_remark_is_the_most_important_and_counts_the_others() -> None:
    def fact(key: str, value: str | None) -> CareFact:
        return CareFact(key, key.upper(), value, "", "here", None)

    facts = [fact("holidays", "Tue 1 Dec: a day"), fact("cover", "active"), fact("note", "ask Ana")]
    found = remark(facts)
    assert found is not None
    assert (found.label, found.text, found.fact, found.others) == ("NOTE", "ask Ana", "note", 1)
    assert remark([fact("cover", "active"), fact("note", None)]) is None


def test_commands_print_the_three_lines_without_keys() -> None:
    assert summary_lines(bought(), NOW) == [
        "LATE 2h 00   COVERED 80 d   SHOP ✓   PS ?   technical?   draft",
        "www.bijoux-sarrasine.fr · TrueVoice – Product Reviews · order #611119, 16 Feb 2026, 79.99 €",
        "Next: finish your draft now (`bizcare reply`); an answer was due Sat 28 Nov 17:00",
    ]
