"""What PrestaShop could object to a rejection, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bizcare_tui.desk.policy import SHIPPED_POLICY_FOLDER, load_policy
from bizcare_tui.domain.decisions.answers import ChosenGround, EvidenceItem, RejectionAnswers
from bizcare_tui.domain.decisions.objections import (
    ObjectionKind,
    RejectionDryRun,
    RejectionFacts,
    try_rejection,
)
from bizcare_tui.domain.evidence.evaluate import evaluate_grounds
from bizcare_tui.domain.evidence.evaluation_data import DeclaredVersions, EvaluationData, ThreadMessage
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.threads import Author, Cover

POLICY = load_policy(SHIPPED_POLICY_FOLDER / "nothing")
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
OUTLET = "The carousel is empty on www.costa-outlet.com since Monday."
CHANGED = "Our developer changed the file carousel.php."
DATA = EvidenceItem(Proof.DATA, "recorded", "stored data")
FINDING = EvidenceItem(Proof.FINDING, "line 12 differs", "finding")
FILE = EvidenceItem(Proof.ATTACHMENT, "log.txt", "file", file="ab12")
DECLARED = DeclaredVersions(date(2024, 1, 1), "1.7.6", "8.2", AT, "page")


def quote(text: str, message: int = 1) -> EvidenceItem:
    """A quotation of a message."""
    return EvidenceItem(Proof.MESSAGE, text, f"message {message}", message, (0, len(text)))


def case(*texts: str, author: Author = Author.CUSTOMER, **values: object) -> EvaluationData:
    """A thread with these messages, about a shop at costa-garden.com."""
    messages = tuple(
        ThreadMessage(number, AT, author, text, opens=number == 1) for number, text in enumerate(texts, 1)
    )
    data = EvaluationData(
        "Carousel",
        AT,
        messages,
        product="Carousel One",
        website="https://www.costa-garden.com",
        website_source="Seller API",
        purchased=date(2026, 10, 1),
        declared=(DECLARED,),
    )
    return replace(data, **values)  # type: ignore[arg-type]


def dry_run(
    data: EvaluationData,
    ground: Ground,
    *items: EvidenceItem,
    alternatives: tuple[str, ...] = ("partial_answer",),
    cover: Cover = Cover.UNKNOWN,
    **facts: object,
) -> RejectionDryRun:
    """Try a rejection of the thread on one ground."""
    evaluated = {each.ground: each for each in evaluate_grounds(data, POLICY)}
    answers = RejectionAnswers(
        chosen=(ChosenGround(ground, items, acknowledged=True),), alternatives=alternatives
    )
    return try_rejection(answers, RejectionFacts(data, evaluated, cover, **facts), POLICY)  # type: ignore[arg-type]


def kinds(result: RejectionDryRun) -> set[ObjectionKind]:
    """Return what the objections are about."""
    return {each.kind for each in result.every_objection}


def test_a_quoted_customer_with_an_alternative_leaves_nothing_to_object() -> None:
    result = dry_run(case(CHANGED), Ground.MODIFIED_CODE, quote(CHANGED))
    assert result.every_objection == ()
    assert [reason.items for reason in result.reasons] == [(quote(CHANGED),)]


def test_the_data_that_prove_another_shop_leave_nothing_to_object() -> None:
    assert kinds(dry_run(case(OUTLET), Ground.OTHER_SHOP, DATA, cover=Cover.ACTIVE)) == set()


@pytest.mark.parametrize("items", [(), (DATA,), (EvidenceItem(Proof.FINDING, "  "),)])
def test_a_reason_needs_evidence_of_an_accepted_kind(items: tuple[EvidenceItem, ...]) -> None:
    (objection,) = dry_run(case(CHANGED), Ground.MODIFIED_CODE, *items).every_objection
    assert objection.kind is ObjectionKind.NO_EVIDENCE
    assert "quoted message, file, finding" in objection.answer


@pytest.mark.parametrize(
    ("author", "items", "is_own"),
    [
        (Author.CUSTOMER, (FINDING,), True),
        (Author.SELLER, (quote(CHANGED),), True),
        (Author.SELLER, (quote(CHANGED), FINDING), True),
        (Author.CUSTOMER, (FINDING, quote(CHANGED)), False),
        (Author.CUSTOMER, (FINDING, FILE), False),
    ],
)
def test_the_sellers_own_words_alone_are_weak_evidence(
    author: Author, items: tuple[EvidenceItem, ...], is_own: bool
) -> None:
    found = kinds(dry_run(case(CHANGED, author=author), Ground.MODIFIED_CODE, *items))
    assert (ObjectionKind.OWN_WORDS in found) is is_own


@pytest.mark.parametrize(
    ("text", "message", "earlier", "kind"),
    [
        ("Our developer changed the file", 1, {}, None),
        ("Our  developer\nchanged", 1, {}, None),
        ("We changed nothing", 1, {}, ObjectionKind.QUOTE_MISSING),
        (CHANGED, 9, {}, ObjectionKind.QUOTE_MISSING),
        ("We edited it", 1, {1: ["We edited it ourselves."]}, ObjectionKind.QUOTE_EDITED),
        ("We edited it", 1, {2: ["We edited it ourselves."]}, ObjectionKind.QUOTE_MISSING),
    ],
)
def test_a_quotation_is_looked_for_in_its_message_and_in_the_texts_before_edits(
    text: str, message: int, earlier: dict[int, list[str]], kind: ObjectionKind | None
) -> None:
    result = dry_run(case(CHANGED), Ground.MODIFIED_CODE, quote(text, message), earlier_texts=earlier)
    assert kinds(result) == ({kind} if kind else set())
    assert result.serious_count == bool(kind)


def test_a_quoted_message_needs_a_known_author() -> None:
    result = dry_run(case(CHANGED, author=Author.UNKNOWN), Ground.MODIFIED_CODE, quote(CHANGED))
    assert kinds(result) == {ObjectionKind.UNKNOWN_AUTHOR}


@pytest.mark.parametrize(
    ("text", "ground", "kind"),
    [
        ("It is empty on www.costa-garden.com.", Ground.OTHER_SHOP, ObjectionKind.CONTRADICTED),
        ("The carousel is empty.", Ground.OTHER_SHOP, ObjectionKind.NOT_PROVEN),
        ("We run PrestaShop 8.1.0.", Ground.INCOMPATIBLE_VERSION, ObjectionKind.CONTRADICTED),
        ("The carousel is empty.", Ground.INCOMPATIBLE_VERSION, ObjectionKind.NOT_PROVEN),
        ("The carousel is empty.", Ground.MODIFIED_CODE, None),
    ],
)
def test_the_verdict_of_the_data_is_held_against_the_reason(
    text: str, ground: Ground, kind: ObjectionKind | None
) -> None:
    result = dry_run(case(text), ground, FILE)
    assert kinds(result) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("text", "alternatives", "words"),
    [
        ("It is empty on staging.costa-garden.com.", (), "test address of the licensed shop"),
        ("It is empty on dev.other-shop.com.", (), "may be a test installation"),
        ("It is empty on dev.other-shop.com.", ("staging",), ""),
        ("It is empty on www.other-shop.com.", (), ""),
    ],
)
def test_a_test_installation_is_covered_unless_the_letter_asks(
    text: str, alternatives: tuple[str, ...], words: str
) -> None:
    result = dry_run(case(text), Ground.OTHER_SHOP, quote(text), alternatives=alternatives)
    found = [each.text for each in result.every_objection if each.kind is ObjectionKind.STAGING]
    assert len(found) == bool(words)
    assert all(words in text for text in found)


@pytest.mark.parametrize(
    ("text", "item", "is_asked"),
    [
        ("Is it compatible with PrestaShop 9.0.1?", quote("Is it compatible with PrestaShop 9.0.1?"), True),
        ("We want to update to PrestaShop 9.0.1.", FILE, True),
        ("We run PrestaShop 9.0.1.", quote("We run PrestaShop 9.0.1."), False),
        ("The carousel is empty.", FILE, False),
    ],
)
def test_a_version_that_is_only_asked_about_proves_nothing(
    text: str, item: EvidenceItem, is_asked: bool
) -> None:
    found = kinds(dry_run(case(text), Ground.INCOMPATIBLE_VERSION, item))
    assert (ObjectionKind.VERSION_ASKED in found) is is_asked


def test_a_recorded_version_outweighs_a_question_about_another_one() -> None:
    data = case("Is it compatible with PrestaShop 9.1?", version="9.0.1")
    assert kinds(dry_run(data, Ground.INCOMPATIBLE_VERSION, DATA)) == set()


@pytest.mark.parametrize(
    ("cover", "alternatives", "expected"),
    [
        (Cover.EXPIRED, ("partial_answer",), {ObjectionKind.COVER_ENDED}),
        (Cover.EXPIRED, ("reactivate",), set()),
        (Cover.ACTIVE, ("partial_answer",), {ObjectionKind.COVER_ACTIVE}),
        (Cover.NONE, ("partial_answer",), set()),
        (Cover.UNKNOWN, (), {ObjectionKind.NO_ALTERNATIVE}),
    ],
)
def test_the_cover_and_the_alternatives_concern_the_whole(
    cover: Cover, alternatives: tuple[str, ...], expected: set[ObjectionKind]
) -> None:
    result = dry_run(
        case(CHANGED), Ground.MODIFIED_CODE, quote(CHANGED), cover=cover, alternatives=alternatives
    )
    assert {each.kind for each in result.objections} == expected


def test_the_alternatives_that_fit_the_reason_are_named() -> None:
    (objection,) = dry_run(
        case(CHANGED), Ground.MODIFIED_CODE, quote(CHANGED), alternatives=()
    ).every_objection
    assert objection.answer == "Offer one: Paid work outside support."


def test_a_late_first_answer_is_objected_last_but_the_cover() -> None:
    result = dry_run(
        case(CHANGED), Ground.MODIFIED_CODE, cover=Cover.ACTIVE, is_first_answer_late=True, alternatives=()
    )
    assert [each.kind for each in result.every_objection] == [
        ObjectionKind.NO_EVIDENCE,
        ObjectionKind.NO_ALTERNATIVE,
        ObjectionKind.LATE_ANSWER,
        ObjectionKind.COVER_ACTIVE,
    ]
