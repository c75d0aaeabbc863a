"""Letters: composed from grounds and facts, whole in four languages, and no slot left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bizcare_tui.desk.policy import SHIPPED_POLICY_FOLDER, load_policy
from bizcare_tui.domain.decisions.answers import (
    ChosenGround,
    EvidenceItem,
    RefundAnswers,
    RejectionAnswers,
    WizardStep,
    merge_answers,
)
from bizcare_tui.domain.decisions.letters import (
    LetterFacts,
    format_letter_date,
    format_letter_range,
    reason_to_pick,
    refund_letter,
    rejection_letter,
    text_to_paste,
)
from bizcare_tui.domain.evidence.evaluation_data import DeclaredVersions
from bizcare_tui.domain.grounds import Ground, RefundGround
from bizcare_tui.domain.language import LANGUAGES, detect
from bizcare_tui.domain.policy import LETTER_LANGUAGES, Proof
from bizcare_tui.domain.reactivation import reactivation_cost
from bizcare_tui.domain.replies.check import check_reply
from bizcare_tui.domain.replies.reply_findings import FindingOutcome
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.snippets import slots
from bizcare_tui.domain.threads import Author

POLICY = load_policy(SHIPPED_POLICY_FOLDER / "nothing")
SLOTS = {
    "topic": "Sitemap",
    "product": "Sitemap Pro",
    "shop": "www.costa-garden.com",
    "named_shop": "www.costa-outlet.com",
    "version": "9.0.1",
    "range": "1.7.6 to 8.2",
    "purchased": "2026-03-12",
    "order": "9",
}
QUOTE = EvidenceItem(Proof.MESSAGE, "our developer changed sitemap.php", "message 1", 1, (0, 33))
FOUND = EvidenceItem(Proof.FINDING, "line 12 differs", "finding")


def facts(language: str | None, customer: str = "Ana") -> LetterFacts:
    return LetterFacts(language, customer, "Marta", SLOTS)


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("items", [(QUOTE,), (FOUND,), (QUOTE, FOUND), ()])
def test_a_rejection_is_whole_in_every_language(
    language: str, ground: Ground, items: tuple[EvidenceItem, ...]
) -> None:
    answers = RejectionAnswers(
        chosen=(ChosenGround(ground, items),),
        alternatives=tuple(POLICY.alternatives),
        partial="look at page 3",
    )
    letter = rejection_letter(answers, POLICY, facts(language))
    assert slots(letter) == ()
    assert detect(letter) == language
    assert "Sitemap Pro" in letter
    assert letter.count("\n- ") == len(POLICY.alternatives)
    assert letter.endswith("Marta\n")
    assert letter.count(QUOTE.text) == (QUOTE in items), "what was chosen is quoted, and once"
    assert FOUND not in items or "ine 12 differs" in letter


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
@pytest.mark.parametrize("ground", [*Ground, *RefundGround])
def test_the_check_of_replies_has_no_objection_to_a_letter(
    language: str, ground: Ground | RefundGround
) -> None:
    chosen = (ChosenGround(ground, (FOUND,)),)
    if isinstance(ground, Ground):
        answers = RejectionAnswers(chosen=chosen, alternatives=tuple(POLICY.alternatives))
        letter = rejection_letter(answers, POLICY, facts(language))
    else:
        letter = refund_letter(RefundAnswers(chosen=chosen), POLICY, facts(language))
    asked = TicketMessage(Author.CUSTOMER, "Sitemap Pro: www.costa-outlet.com")
    ticket = Ticket(1, "Sitemap", (asked,), "Sitemap Pro", "Ana", "www.costa-garden.com", language=language)
    objections = {
        (found.kind, letter[slice(*found.span)] if found.span else found.why)
        for found in check_reply(letter, ticket, ReplyIndex())
        if found.outcome in (FindingOutcome.BLOCK, FindingOutcome.OVERRIDE)
    }
    assert objections == set()


def test_a_long_quotation_is_below_the_paragraph_and_a_passage_of_it_is_not_quoted_again() -> None:
    whole = EvidenceItem(Proof.MESSAGE, "I bought it for the video. " * 9 + "Where is it?", "message 1", 1)
    passage = EvidenceItem(Proof.MESSAGE, "Where is it?", "message 1", 1)
    answers = RefundAnswers(chosen=(ChosenGround(RefundGround.MISLEADING_SHEET, (passage, whole)),))
    letter = refund_letter(answers, POLICY, facts("en"))
    assert "the product does not do: “Where is it?”." in letter
    assert f"You wrote:\n\n> {' '.join(whole.text.split())}\n" in letter
    turned = RefundAnswers(chosen=(ChosenGround(RefundGround.MISLEADING_SHEET, (whole, passage)),))
    letter = refund_letter(turned, POLICY, facts("en"))
    assert "the product does not do.\n" in letter
    assert letter.count("Where is it?") == 1


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
@pytest.mark.parametrize("ground", RefundGround)
def test_a_refund_is_whole_in_every_language(language: str, ground: RefundGround) -> None:
    answers = RefundAnswers(chosen=(ChosenGround(ground, (FOUND,)),))
    letter = refund_letter(answers, POLICY, facts(language))
    assert slots(letter) == ()
    assert detect(letter) == language
    assert "Business Care" in letter
    assert reason_to_pick(answers, POLICY, language)
    assert "9" in text_to_paste(answers, POLICY, facts(language))
    pasted = RefundAnswers(chosen=answers.chosen, letter=letter, pasted=True)
    assert text_to_paste(pasted, POLICY, facts(language)) == letter


def test_letters_are_in_every_language_of_the_customers() -> None:
    assert set(LETTER_LANGUAGES) == set(LANGUAGES)


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("unknown", [("named_shop", "shop"), ("version", "range", "purchased"), ("shop",)])
def test_no_slot_is_left_where_a_fact_is_not_known(
    language: str, ground: Ground, unknown: tuple[str, ...]
) -> None:
    known = LetterFacts(language, "Ana", "Marta", {**SLOTS, **dict.fromkeys(unknown, "")})
    answers = RejectionAnswers(
        chosen=(ChosenGround(ground, (FOUND,)),), alternatives=("moved_domain", "staging")
    )
    letter = rejection_letter(answers, POLICY, known)
    assert slots(letter) == ()
    assert detect(letter) == language
    assert "ine 12 differs" in letter


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "2026-03-12"),
        ("fr", "12/03/2026"),
        ("de", "12.03.2026"),
        ("nl", "12-03-2026"),
        ("pl", "12.03.2026"),
        ("pt", "12/03/2026"),
    ],
)
def test_a_date_is_written_as_in_the_language(language: str, day: str) -> None:
    assert format_letter_date(date(2026, 3, 12), language) == day


def test_without_a_name_nobody_is_called_by_a_slot() -> None:
    for language in LETTER_LANGUAGES:
        letter = rejection_letter(RejectionAnswers(), POLICY, facts(language, ""))
        assert slots(letter) == ()
        assert letter.splitlines()[0].rstrip(",:").replace(" ", "").isalpha()


def test_a_language_without_letters_gets_english_and_hostile_facts_stay_text() -> None:
    letter = rejection_letter(RejectionAnswers(), POLICY, facts("sv"))
    assert letter.startswith("Hello Ana")
    hostile = LetterFacts("en", "$shop", "", {**SLOTS, "topic": "$order {0.__class__}"})
    assert "Hello $shop" in rejection_letter(RejectionAnswers(), POLICY, hostile)


def test_answers_survive_being_stored() -> None:
    rejection = RejectionAnswers(
        WizardStep.LETTER, (ChosenGround("other_shop", (QUOTE, FOUND), "why", acknowledged=True),), ("a",),
        "L", "C", "o", "me", alternatives=("staging",), partial="p",
    )  # fmt: skip
    assert RejectionAnswers.read(rejection.values()) == rejection
    refund = RefundAnswers(
        singular=True, care_ends=True, paid_out=False, pasted=True, refunded_before=1, done=True
    )
    assert RefundAnswers.read(refund.values()) == refund


def test_of_two_changes_neither_is_lost() -> None:
    base = RejectionAnswers(letter="one")
    mine = RejectionAnswers(letter="mine", partial="p")
    theirs = RejectionAnswers(letter="theirs", alternatives=("staging",))
    both = merge_answers(base, mine, theirs)
    assert (both.partial, both.alternatives) == ("p", ("staging",))
    assert "mine" in both.letter
    assert "theirs" in both.letter


@pytest.mark.parametrize(
    ("language", "least", "most", "holes", "text"),
    [
        ("en", "1.7.6", "8.2", (), "1.7.6 – 8.2"),
        ("en", "1.7.6", "9.1.3", ("9.0.0", "8.1"), "1.7.6 – 9.1.3, except 9.0.0, 8.1"),
        ("es", "", "8.2", (), "hasta 8.2"),
        ("fr", "8.0", "", ("9.0.0",), "à partir de 8.0, sauf 9.0.0"),
        ("it", "1.7", "9", ("9.0.0",), "1.7 – 9, tranne 9.0.0"),
        ("pl", "1.7", "9", ("9.0.0",), "1.7 – 9, z wyjątkiem 9.0.0"),
        ("sv", "1.7", "9", ("9.0.0",), "1.7 – 9, except 9.0.0"),  # letters to them are in English
    ],
)
def test_the_declared_range_of_a_letter_is_in_the_customers_language(
    language: str, least: str, most: str, holes: tuple[str, ...], text: str
) -> None:
    recorded = datetime(2026, 1, 1, tzinfo=UTC)
    held = DeclaredVersions(date(2026, 1, 1), least, most, recorded, holes=holes)
    assert format_letter_range(held, language) == text


LONG = EvidenceItem(
    Proof.MESSAGE,
    "Dann hätt ich mir das Geld sparen können und das wirklich von Anfang an so machen lassen. " * 12,
    "message 1",
    1,
)
# What a seller was not asked about, in words of each language.
CLAIMS = (
    "what it should",
    "funciona como debe",
    "comme prévu",
    "come deve",
    "tried together",
    "probamos juntos",
)


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
@pytest.mark.parametrize("items", [(LONG,), (LONG, FOUND)])
def test_a_long_quotation_ends_with_a_whole_word(language: str, items: tuple[EvidenceItem, ...]) -> None:
    letter = rejection_letter(
        RejectionAnswers(chosen=(ChosenGround(Ground.MODIFIED_CODE, items),)), POLICY, facts(language)
    )
    (quoting,) = [line for line in letter.splitlines() if "Dann hätt" in line]
    quoted = quoting[quoting.index("Dann") : quoting.index(" […]")]
    for sign in ("”", "»", "“", "\N{NO-BREAK SPACE}", " "):
        quoted = quoted.removesuffix(sign)
    assert " ".join(LONG.text.split()).startswith(quoted)
    assert quoted.split()[-1].strip(".") in LONG.text.replace(".", "").split()


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
def test_no_letter_says_what_the_seller_was_not_asked(language: str) -> None:
    for rule in (*POLICY.grounds.values(), *POLICY.refunds.values(), *POLICY.alternatives.values()):
        assert not any(claim in rule.letter[language] for claim in CLAIMS), rule.id


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
def test_a_reactivation_is_offered_with_its_sum_and_parts(language: str) -> None:
    answers = RejectionAnswers(alternatives=("reactivate",))
    cost = reactivation_cost(Decimal("49.99"))
    priced = rejection_letter(answers, POLICY, replace(facts(language), reactivation=cost))
    point = "." if language == "en" else ","
    for amount in ("67.49", "20.00", "47.49"):
        assert amount.replace(".", point) in priced
    assert "€" not in rejection_letter(answers, POLICY, facts(language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "it is refunded as well"),
        ("es", "también se reembolsa"),
        ("fr", "lui aussi remboursé"),
        ("it", "anch'esso rimborsato"),
        ("de", "wird ebenfalls erstattet"),
        ("nl", "ook die wordt terugbetaald"),
        ("pl", "również zostaną zwrócone"),
        ("pt", "é igualmente reembolsado"),
    ],
)
def test_a_refund_refunds_the_business_care_too(language: str, words: str) -> None:
    assert words in refund_letter(RefundAnswers(), POLICY, facts(language))
