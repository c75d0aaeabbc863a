"""The choices of the first run: which one is offered first, and what each means."""

from __future__ import annotations

from datetime import timedelta

from fixed_time import NOW

from bizcare_tui.desk.views import BaselineQuestion
from bizcare_tui.domain.baseline import OpenRequest
from bizcare_tui.present.baseline_choices import baseline_choices, baseline_effect

DAY = timedelta(days=1)


def asked(*, is_answered: bool) -> BaselineQuestion:
    requests = [
        OpenRequest(NOW - 2 * DAY, NOW - DAY, frozenset({"Ana"})),
        OpenRequest(NOW - DAY, NOW + DAY),
        OpenRequest(NOW - 20 * DAY, NOW - 19 * DAY),
    ]
    return BaselineQuestion(NOW - 7 * DAY, 3, (), tuple(requests), is_answered)


def test_four_days_ago_is_offered_on_the_first_run_and_the_present_choice_later() -> None:
    first, later = (baseline_choices(asked(is_answered=each), NOW) for each in (False, True))
    assert [since for _text, since in first[:3]] == [NOW - 4 * DAY, NOW - 7 * DAY, NOW - 30 * DAY]
    assert [since for _text, since in later[:3]] == [NOW - 7 * DAY, NOW - 4 * DAY, NOW - 30 * DAY]
    assert "from now on" in first[1][0]
    assert "(current choice)" in later[0][0]
    assert first[3] == later[3]


def test_a_choice_is_said_in_numbers() -> None:
    question = asked(is_answered=False)
    assert baseline_effect(question, NOW - 4 * DAY, (), NOW) == "1 late, 1 due"
    assert baseline_effect(question, NOW - 30 * DAY, (), NOW) == "2 late, 1 due"
    assert baseline_effect(question, NOW - 4 * DAY, {"Ana"}, NOW) == "0 late, 1 due"
