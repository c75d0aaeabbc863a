"""The three lines of the Business Care bar, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bizcare_tui.domain.care_summary import (
    CareSummary,
    CoverReason,
    FixSummary,
    ShopState,
    UnderWay,
    VersionState,
)
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.next_step import NextStep
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.present.care_lines import _SENTENCES, chips, next_sentence
from bizcare_tui.present.tones import Tone

NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 20, 59, tzinfo=UTC)
FIX = FixSummary(datetime(2026, 12, 25, 21, tzinfo=UTC), date(2026, 12, 11), Status.PENDING)
LATE = CareSummary(
    state=State.NEW,
    qualification=Qualification.AFTERSALE,
    urgency=Urgency.LATE,
    owed=Owed.FIRST_ANSWER,
    due=DUE,
    first_answer=Status.LATE,
    first_due=DUE,
    cover=Cover.ACTIVE,
    days_left=80,
    reactivation=Decimal("67.49"),
    shop=ShopState.SAME,
    version="8.0.4",
    version_state=VersionState.COMPATIBLE,
    proposed_type=RequestType.TECHNICAL,
    fix=replace(FIX, is_expected=True),
)


def texts(summary: CareSummary) -> list[str]:
    return [chip.text for chip in chips(summary, NOW)]


def test_a_late_covered_request_says_everything_in_its_chips() -> None:
    assert texts(replace(LATE, under_way=(UnderWay.DRAFT,))) == [
        "LATE 1d 21h", "COVERED 80 d", "SHOP ✓", "PS 8.0.4 ✓", "technical?", "draft",
    ]  # fmt: skip


def test_the_next_step_of_a_late_request_names_its_command_and_what_follows() -> None:
    sentence = next_sentence(LATE, NOW)
    assert sentence.render(lambda hint: hint.command) == (
        "answer now (reply); first answer was due Thu 26 Nov 21:59 · then a fix by 25 Dec, submit by 11 Dec"
    )


@pytest.mark.parametrize(
    ("changes", "text", "tone"),
    [
        ({}, "COVERED 80 d", Tone.GOOD),
        ({"days_left": 0}, "COVERED 0 d", Tone.GOOD),
        ({"cover": Cover.EXPIRED, "days_left": -12}, "COVER ENDED 12 d ago", Tone.BAD),
        ({"cover_reason": CoverReason.REFUNDED}, "COVER ENDED: refunded", Tone.BAD),
        ({"cover": Cover.NONE, "cover_reason": CoverReason.PRESALE}, "NO COVER: pre-sale", Tone.BAD),
        ({"cover": Cover.NONE, "cover_reason": CoverReason.FREE}, "NO COVER: free product", Tone.BAD),
        ({"cover": Cover.NONE}, "NO COVER: none recorded", Tone.BAD),
        ({"cover": Cover.UNKNOWN}, "COVER ?", Tone.OPEN),
    ],
)
def test_the_cover_says_its_reason_in_a_word(changes: dict[str, Any], text: str, tone: Tone) -> None:
    chip = next(each for each in chips(replace(LATE, **changes), NOW) if each.fact == "cover")
    assert (chip.text, chip.tone) == (text, tone)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"version_state": VersionState.INCOMPATIBLE}, "PS 8.0.4 ✗"),
        ({"version_state": VersionState.UNCLEAR}, "PS 8.0.4 ?"),
        ({"is_version_written": True}, "PS 8.0.4 (as written) ✓"),
        ({"version": "", "version_state": VersionState.UNCLEAR}, "PS ?"),
        ({"shop": ShopState.OTHER}, "SHOP ✗ another shop"),
        ({"shop": ShopState.UNCLEAR}, "SHOP ?"),
        ({"request_type": RequestType.TECHNICAL}, "technical"),
        ({"reply": ReplyState.FAILED}, "reply FAILED"),
        ({"request_type": RequestType.TECHNICAL, "fix": FIX}, "fix by 25 Dec"),
    ],
)
def test_what_is_not_certain_is_marked(changes: dict[str, Any], text: str) -> None:
    assert text in texts(replace(LATE, **changes))


@pytest.mark.parametrize(
    ("urgency", "due", "text", "tone"),
    [
        (Urgency.LATE, NOW - timedelta(hours=2), "LATE 2h 00", Tone.LATE),
        (Urgency.DUE, NOW + timedelta(hours=3), "due 3h 00", Tone.SOON),
        (Urgency.DUE, NOW + timedelta(hours=9), "due 9h 00", Tone.OWED),
        (Urgency.MISSED, NOW - timedelta(hours=2), "goal missed 2h 00", Tone.CALM),
    ],
)
def test_the_first_chip_is_the_deadline(urgency: Urgency, due: datetime, text: str, tone: Tone) -> None:
    first = chips(replace(LATE, urgency=urgency, due=due), NOW)[0]
    assert (first.text, first.tone) == (text, tone)


@pytest.mark.parametrize(("status", "text"), [(Status.MET, "answered"), (Status.MISSED, "answered late")])
def test_an_answered_request_says_so(status: Status, text: str) -> None:
    answered = replace(LATE, state=State.WAITING, urgency=None, owed=None, due=None, first_answer=status)
    assert texts(answered)[0] == text


def test_a_snooze_never_hides_that_a_request_is_late() -> None:
    snoozed = replace(LATE, snoozed_until=NOW + timedelta(days=1))
    assert texts(snoozed)[0] == "LATE 1d 21h"
    assert texts(replace(snoozed, urgency=Urgency.DUE, due=NOW))[0].startswith("snoozed until Sun 29 Nov")


@pytest.mark.parametrize("step", NextStep)
def test_every_step_has_a_sentence_whose_hints_are_all_named(step: NextStep) -> None:
    sentence = _SENTENCES[step]
    for text in filter(None, (sentence.text, sentence.late, sentence.undated)):
        assert all(f"{{{number}}}" in text for number in range(len(sentence.hints)))


def test_the_cost_of_a_reactivation_is_in_the_sentence() -> None:
    sentence = str(next_sentence(replace(LATE, cover=Cover.EXPIRED, days_left=-3, fix=None), NOW))
    assert sentence.startswith("answer now (`bizcare reply`), due Thu 26 Nov 21:59")
    assert "67.49 €" in sentence


CONTRADICTIONS = [
    (
        "a refunded order whose cover the list still reports",
        {"cover_reason": CoverReason.REFUNDED},
        ["COVER ENDED: refunded"],
        ["COVERED", "80 d"],
        ["reactivate"],
    ),
    (
        "a refunded Business Care of a product that was kept",
        {"cover": Cover.NONE, "days_left": None, "cover_reason": CoverReason.CARE_REFUNDED, "fix": None},
        ["NO COVER: refunded"],
        ["COVERED"],
        ["reactivate", "then a fix"],
    ),
    (
        "a free product",
        {"cover": Cover.NONE, "days_left": None, "cover_reason": CoverReason.FREE, "fix": None},
        ["NO COVER: free product"],
        ["COVERED"],
        ["reactivate", "then a fix"],
    ),
    (
        "a version that only the customer wrote, and that was not declared",
        {"is_version_written": True, "version_state": VersionState.INCOMPATIBLE},
        ["PS 8.0.4 (as written) ✗"],
        ["✓ PS"],
        [],
    ),
    (
        "a covered purchase of another shop",
        {"shop": ShopState.OTHER},
        ["COVERED 80 d", "SHOP ✗ another shop"],
        ["SHOP ✓"],
        [],
    ),
    (
        "a late request that is snoozed and has a draft",
        {"snoozed_until": NOW + timedelta(days=1), "under_way": (UnderWay.DRAFT,)},
        ["LATE 1d 21h", "draft"],
        ["snoozed until"],
        ["nothing is due"],
    ),
    (
        "a reply that failed after the draft was sent",
        {"reply": ReplyState.FAILED},
        ["LATE 1d 21h", "reply FAILED"],
        ["answered"],
        ["answer now"],
    ),
    (
        "an answered request of a covered technical error",
        {"urgency": None, "owed": None, "due": None, "first_answer": Status.MET, "state": State.WAITING},
        ["answered", "COVERED 80 d"],
        ["LATE"],
        ["answer now", "answer before"],
    ),
    (
        "a closed thread with a draft",
        {"state": State.CLOSED, "urgency": None, "owed": None, "due": None, "first_answer": Status.MET,
         "under_way": (UnderWay.DRAFT,)},
        ["draft"],
        ["LATE"],
        ["finish your draft"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "says", "never", "never_next"),
    [each[1:] for each in CONTRADICTIONS],
    ids=[each[0] for each in CONTRADICTIONS],
)
def test_the_bar_never_contradicts_what_is_known(
    changes: dict[str, Any], says: list[str], never: list[str], never_next: list[str]
) -> None:
    summary = replace(LATE, **changes)
    shown = texts(summary)
    for text in says:
        assert text in shown
    for text in never:
        assert text not in "   ".join(shown)
    sentence = str(next_sentence(summary, NOW))
    for text in never_next:
        assert text not in sentence
