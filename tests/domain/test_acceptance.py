"""How often people accepted what the program found."""

from __future__ import annotations

from typing import Any

import pytest

from bizcare_tui.domain.acceptance import (
    AcceptanceRow,
    FindingSource,
    JudgedFinding,
    Passage,
    count_acceptance,
    judge_passages,
    judge_reply,
    judge_type,
    passages_in,
)
from bizcare_tui.domain.decisions.answers import ChosenGround, EvidenceItem, RejectionAnswers, dismissal_key
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.request_types import RequestType

PASSAGE, REPLY, TYPE = FindingSource
FOUND = Passage(12, 40, 60)


def quote(message: int, start: int, end: int, proof: Proof = Proof.MESSAGE) -> EvidenceItem:
    return EvidenceItem(proof, "", message=message, span=(start, end))


@pytest.mark.parametrize(
    ("chosen", "dismissed", "expected"),
    [
        ((quote(12, 30, 80),), (), [True]),  # the sentence around it, as the wizard offers it
        ((quote(12, 45, 50),), (), [True]),  # less of it, as a file of answers may quote
        ((quote(12, 60, 80),), (), [None]),  # what comes after it
        ((quote(13, 40, 60),), (), [None]),  # another message
        ((quote(12, 40, 60, Proof.FINDING),), (), [None]),  # no quotation
        ((), (quote(12, 30, 80),), [False]),
        ((quote(12, 30, 80),), (quote(12, 30, 80),), [True]),  # chosen after it was dismissed
        ((), (), [None]),
    ],
)
def test_a_passage_is_accepted_when_a_part_of_it_is_quoted(
    chosen: tuple[EvidenceItem, ...], dismissed: tuple[EvidenceItem, ...], expected: list[bool | None]
) -> None:
    answers = RejectionAnswers(
        chosen=(ChosenGround("other_shop", chosen),),
        dismissed=tuple(dismissal_key("other_shop", item) for item in dismissed),
    )
    judged = list(judge_passages(answers, {"other_shop": [FOUND], "modified_code": [FOUND]}))
    assert judged == [JudgedFinding(PASSAGE, "other_shop", each) for each in expected]


def test_a_dismissed_passage_counts_also_when_its_ground_was_dropped() -> None:
    keys = (dismissal_key("other_shop", quote(12, 40, 60)), "other_shop/None/None", "nonsense")
    judged = list(judge_passages(RejectionAnswers(dismissed=keys), {"other_shop": [FOUND]}))
    assert judged == [JudgedFinding(PASSAGE, "other_shop", False)]


def test_only_quotations_of_messages_are_passages() -> None:
    def evidence(source: str, span: list[int] | None) -> dict[str, Any]:
        return {"text": "", "source": source, "at": None, "span": span}

    found = [evidence("message 12", [40, 60]), evidence("topic", [0, 4]), evidence("message 13", None)]
    evaluated: list[dict[str, Any]] = [
        {"ground": "other_shop", "evidence": found},
        {"ground": "modified_code", "evidence": []},
    ]
    assert passages_in(evaluated) == {"other_shop": [FOUND]}


def test_a_finding_of_a_reply_is_accepted_when_the_reply_was_changed() -> None:
    assert list(judge_reply(("canned", "credentials"), ("canned",))) == [
        JudgedFinding(REPLY, "canned", False),
        JudgedFinding(REPLY, "credentials", True),
    ]


@pytest.mark.parametrize(
    ("proposed", "expected"), [(RequestType.TECHNICAL, [True]), (RequestType.OTHER, [False]), (None, [])]
)
def test_a_proposed_type_is_accepted_when_a_person_set_it(
    proposed: RequestType | None, expected: list[bool]
) -> None:
    assert [each.is_accepted for each in judge_type(proposed, RequestType.TECHNICAL)] == expected


def test_rows_are_in_the_order_of_their_source_then_by_how_often() -> None:
    findings = [
        JudgedFinding(TYPE, "other", True),
        JudgedFinding(PASSAGE, "other_shop", None),
        *[JudgedFinding(PASSAGE, "modified_code", is_accepted) for is_accepted in (True, True, False, None)],
    ]
    rows = count_acceptance(findings)
    assert rows == [
        AcceptanceRow(PASSAGE, "modified_code", 4, 2, 1),
        AcceptanceRow(PASSAGE, "other_shop", 1, 0, 0),
        AcceptanceRow(TYPE, "other", 1, 1, 0),
    ]
    assert [row.share for row in rows] == [2 / 3, None, 1.0]
    assert count_acceptance([]) == []
