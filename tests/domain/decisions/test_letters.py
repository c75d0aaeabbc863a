"""Letters: composed from grounds and facts, whole in four languages, and no slot left."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.policy import SHIPPED, load_policy
from bizcare_tui.domain.decisions.answers import Chosen, Item, Refund, Rejection, Step, merged
from bizcare_tui.domain.decisions.letters import (
    LetterFacts,
    reason_to_pick,
    refund_letter,
    rejection_letter,
    text_to_paste,
)
from bizcare_tui.domain.language import detect
from bizcare_tui.domain.policy import POLICY_LANGUAGES, Ground, Proof, RefundGround
from bizcare_tui.domain.snippets import slots

POLICY = load_policy(SHIPPED / "nothing")
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
QUOTE = Item(Proof.MESSAGE, "our developer changed sitemap.php", "message 1", 1, (0, 33))
FOUND = Item(Proof.FINDING, "line 12 differs", "finding")


def facts(language: str | None, customer: str = "Ana") -> LetterFacts:
    return LetterFacts(language, customer, "Marta", SLOTS)


@pytest.mark.parametrize("language", POLICY_LANGUAGES)
@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("items", [(QUOTE,), (FOUND,), (QUOTE, FOUND), ()])
def test_a_rejection_is_whole_in_every_language(
    language: str, ground: Ground, items: tuple[Item, ...]
) -> None:
    answers = Rejection(
        chosen=(Chosen(ground, items),), alternatives=tuple(POLICY.alternatives), partial="look at page 3"
    )
    letter = rejection_letter(answers, POLICY, facts(language))
    assert slots(letter) == ()
    assert detect(letter) == language
    assert "Sitemap Pro" in letter
    assert letter.count("\n- ") == len(POLICY.alternatives)
    assert letter.endswith("Marta\n")
    assert (QUOTE.text in letter) == (QUOTE in items and (FOUND in items or ground not in _ALONE))
    assert FOUND not in items or "ine 12 differs" in letter


# Grounds whose paragraph says enough without a quotation.
_ALONE = (Ground.OTHER_SHOP, Ground.INCOMPATIBLE_VERSION)


@pytest.mark.parametrize("language", POLICY_LANGUAGES)
@pytest.mark.parametrize("ground", RefundGround)
def test_a_refund_is_whole_in_every_language(language: str, ground: RefundGround) -> None:
    answers = Refund(chosen=(Chosen(ground, (FOUND,)),))
    letter = refund_letter(answers, POLICY, facts(language))
    assert slots(letter) == ()
    assert detect(letter) == language
    assert "Business Care" in letter
    assert reason_to_pick(answers, POLICY, language)
    assert "9" in text_to_paste(answers, POLICY, facts(language))
    pasted = Refund(chosen=answers.chosen, letter=letter, pasted=True)
    assert text_to_paste(pasted, POLICY, facts(language)) == letter


def test_without_a_name_nobody_is_called_by_a_slot() -> None:
    for language in POLICY_LANGUAGES:
        letter = rejection_letter(Rejection(), POLICY, facts(language, ""))
        assert slots(letter) == ()
        assert letter.splitlines()[0].rstrip(",:").isalpha()


def test_a_language_without_letters_gets_english_and_hostile_facts_stay_text() -> None:
    letter = rejection_letter(Rejection(), POLICY, facts("de"))
    assert letter.startswith("Hello Ana")
    hostile = LetterFacts("en", "$shop", "", {**SLOTS, "topic": "$order {0.__class__}"})
    assert "Hello $shop" in rejection_letter(Rejection(), POLICY, hostile)


def test_answers_survive_being_stored() -> None:
    rejection = Rejection(
        Step.LETTER, (Chosen("other_shop", (QUOTE, FOUND), "why", acknowledged=True),), ("a",), "L", "C", "o",
        "me", alternatives=("staging",), partial="p",
    )  # fmt: skip
    assert Rejection.read(rejection.values()) == rejection
    refund = Refund(singular=True, care_ends=True, paid_out=False, pasted=True, refunded_before=1, done=True)
    assert Refund.read(refund.values()) == refund


def test_of_two_changes_neither_is_lost() -> None:
    base = Rejection(letter="one")
    mine = Rejection(letter="mine", partial="p")
    theirs = Rejection(letter="theirs", alternatives=("staging",))
    both = merged(base, mine, theirs)
    assert (both.partial, both.alternatives) == ("p", ("staging",))
    assert "mine" in both.letter
    assert "theirs" in both.letter
