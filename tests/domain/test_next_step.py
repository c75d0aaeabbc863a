"""What to do next with a thread, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.care_summary import CareSummary, CoverReason, FixSummary, UnderWay
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.next_step import NextStep, next_action
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Cover, Outcome, Qualification, State

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATE = NOW - timedelta(hours=3)
DUE = NOW + timedelta(hours=3)
FIX = FixSummary(NOW + timedelta(days=20), date(2026, 12, 4), Status.PENDING)

# A covered technical request that waits for its first answer.
REQUEST = CareSummary(
    state=State.NEW,
    qualification=Qualification.AFTERSALE,
    urgency=Urgency.DUE,
    owed=Owed.FIRST_ANSWER,
    due=DUE,
    first_answer=Status.PENDING,
    first_due=DUE,
    cover=Cover.ACTIVE,
    days_left=80,
)
TECHNICAL = replace(REQUEST, request_type=RequestType.TECHNICAL, fix=FIX)
ANSWERED = replace(REQUEST, state=State.WAITING, urgency=None, owed=None, due=None)


def owing_fix(**changes: Any) -> CareSummary:
    fix = replace(FIX, **changes)
    return replace(ANSWERED, urgency=Urgency.DUE, owed=Owed.FIX, due=fix.due, fix=fix)


@pytest.mark.parametrize(
    ("summary", "step"),
    [
        (REQUEST, NextStep.ANSWER),
        (replace(REQUEST, due=LATE, urgency=Urgency.LATE), NextStep.ANSWER),
        (TECHNICAL, NextStep.ANSWER),
        (replace(TECHNICAL, is_missing_facts=True), NextStep.ASK_FACTS),
        (replace(REQUEST, is_missing_facts=True), NextStep.ANSWER),
        (replace(TECHNICAL, is_missing_facts=True, may_be_answered=True), NextStep.SET_AUTHOR),
        (replace(REQUEST, may_be_answered=True), NextStep.SET_AUTHOR),
        (replace(REQUEST, cover=Cover.EXPIRED, days_left=-4), NextStep.OFFER_REACTIVATION),
        (
            replace(REQUEST, cover=Cover.NONE, cover_reason=CoverReason.NOT_RECORDED),
            NextStep.OFFER_REACTIVATION,
        ),
        (replace(REQUEST, cover=Cover.NONE, cover_reason=CoverReason.FREE), NextStep.ANSWER),
        (replace(REQUEST, cover=Cover.NONE, cover_reason=CoverReason.REFUNDED), NextStep.ANSWER),
        (
            replace(
                REQUEST,
                qualification=Qualification.PRESALE,
                cover=Cover.NONE,
                cover_reason=CoverReason.PRESALE,
            ),
            NextStep.ANSWER,
        ),
        (replace(TECHNICAL, cover=Cover.EXPIRED, is_missing_facts=True), NextStep.OFFER_REACTIVATION),
        (replace(REQUEST, cover=Cover.UNKNOWN), NextStep.ANSWER),
        (replace(REQUEST, under_way=(UnderWay.DRAFT,)), NextStep.FINISH_DRAFT),
        (replace(REQUEST, under_way=(UnderWay.REJECTION,)), NextStep.CONTINUE_REJECTION),
        (replace(REQUEST, under_way=(UnderWay.REFUND,)), NextStep.CONTINUE_REFUND),
        (replace(REQUEST, under_way=(UnderWay.DRAFT, UnderWay.REFUND)), NextStep.CONTINUE_REFUND),
        (replace(REQUEST, reply=ReplyState.QUEUED), NextStep.AWAIT_REPLY),
        (replace(REQUEST, reply=ReplyState.UNCONFIRMED), NextStep.AWAIT_REPLY),
        (replace(REQUEST, reply=ReplyState.HELD), NextStep.CHECK_REPLY),
        (replace(REQUEST, reply=ReplyState.FAILED), NextStep.CHECK_REPLY),
        (replace(REQUEST, reply=ReplyState.UNKNOWN), NextStep.CHECK_REPLY),
        (owing_fix(), NextStep.LINK_DEFECT),
        (owing_fix(defect=7), NextStep.SUBMIT_FIX),
        (owing_fix(defect=7, status=Status.LATE), NextStep.PUBLISH_OR_REFUND),
        (owing_fix(status=Status.LATE), NextStep.PUBLISH_OR_REFUND),
        (replace(REQUEST, state=State.OPEN, owed=Owed.FOLLOW_UP), NextStep.REPLY_AGAIN),
        (ANSWERED, NextStep.AWAIT_CUSTOMER),
        (replace(ANSWERED, state=State.CLOSED, outcome=Outcome.ANSWERED), NextStep.NOTHING),
        (replace(ANSWERED, state=State.CLOSED, under_way=(UnderWay.DRAFT,)), NextStep.NOTHING),
        (replace(ANSWERED, state=State.NEW), NextStep.NOTHING),
        (replace(ANSWERED, state=State.NEW, qualification=Qualification.NOTICE), NextStep.READ_NOTICE),
        (replace(ANSWERED, state=State.CLOSED, qualification=Qualification.NOTICE), NextStep.NOTHING),
        (replace(ANSWERED, state=State.REFUNDING), NextStep.AWAIT_REFUND),
        (
            replace(ANSWERED, state=State.REFUNDING, owed=Owed.REFUND, due=LATE, refund_expected_by=LATE),
            NextStep.CHASE_REFUND,
        ),
    ],
)
def test_the_first_rule_that_applies_decides(summary: CareSummary, step: NextStep) -> None:
    assert next_action(summary, NOW).step is step


@pytest.mark.parametrize(("due", "is_late"), [(DUE, False), (LATE, True), (NOW, True)])
def test_an_answer_at_its_deadline_is_late(due: datetime, is_late: bool) -> None:
    action = next_action(replace(REQUEST, due=due), NOW)
    assert (action.due, action.is_late) == (due, is_late)


def test_only_an_answer_to_a_covered_technical_request_needs_a_fix_after_it() -> None:
    uncovered = replace(TECHNICAL, cover=Cover.EXPIRED)
    published = replace(TECHNICAL, fix=replace(FIX, status=Status.MET))
    found = [next_action(each, NOW).needs_fix for each in (TECHNICAL, REQUEST, uncovered, published)]
    assert found == [True, False, False, False]


def test_a_fix_and_a_refund_have_deadlines_of_their_own() -> None:
    refund = replace(ANSWERED, state=State.REFUNDING, refund_expected_by=DUE)
    assert next_action(owing_fix(), NOW).due == FIX.due
    assert next_action(refund, NOW).due == DUE
    assert next_action(ANSWERED, NOW).due is None


summaries = st.builds(
    CareSummary,
    state=st.sampled_from(State),
    qualification=st.sampled_from(Qualification),
    owed=st.none() | st.sampled_from(Owed),
    due=st.sampled_from([None, DUE, LATE]),
    cover=st.sampled_from(Cover),
    cover_reason=st.none() | st.sampled_from(CoverReason),
    request_type=st.none() | st.sampled_from(RequestType),
    proposed_type=st.none() | st.sampled_from(RequestType),
    reply=st.none() | st.sampled_from(ReplyState),
    fix=st.sampled_from([None, FIX, replace(FIX, defect=3), replace(FIX, status=Status.LATE)]),
    under_way=st.lists(st.sampled_from(UnderWay), max_size=2).map(tuple),
    may_be_answered=st.booleans(),
    is_missing_facts=st.booleans(),
)


@given(summaries)
def test_every_state_has_a_next_step(summary: CareSummary) -> None:
    assert next_action(summary, NOW).step in NextStep


@given(summaries.filter(lambda each: each.owed in (Owed.FIRST_ANSWER, Owed.FOLLOW_UP)))
def test_an_owed_answer_is_never_called_nothing(summary: CareSummary) -> None:
    if summary.qualification is not Qualification.NOTICE and summary.state is not State.REFUNDING:
        assert next_action(summary, NOW).step not in (NextStep.NOTHING, NextStep.AWAIT_CUSTOMER)
