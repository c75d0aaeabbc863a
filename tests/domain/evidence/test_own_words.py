"""Evidence is only the customer's own text: neither quotes nor struck-out text."""

from __future__ import annotations

import dataclasses

import pytest
from evaluation_cases import case

from bizcare_tui.domain.evidence.passages import find_passages
from bizcare_tui.domain.evidence.shop_ground import evaluate_shop
from bizcare_tui.domain.evidence.version_ground import evaluate_version
from bizcare_tui.domain.grounds import Ground

ANSWER = "I changed the core files. It works on https://otra-tienda.example.net with PrestaShop 1.6.1.4."


@pytest.mark.parametrize(
    "text",
    [
        f"It still fails.\n\n-----Original Message-----\nFrom: Support\n\n{ANSWER}",
        f"It still fails.\n\nDe : S <s@x.example>\nEnvoyé : lundi\nÀ : Ana\nObjet : RE: x\n\n{ANSWER}",
        f"It still fails.\n\nOp 16-11-2026 om 10:11 schreef Support:\n{ANSWER}",
        f"It still fails.\n> {ANSWER}",
        f"It still fails. ~{ANSWER}~",
    ],
)
def test_what_is_not_meant_is_no_evidence(text: str) -> None:
    given = case("The page stays empty.", text)
    named = [each.text for each in (*evaluate_shop(given).evidence, *evaluate_version(given).evidence)]
    assert not [text for text in named if "otra-tienda" in text or "1.6.1.4" in text]
    assert find_passages(given)[Ground.MODIFIED_CODE] == ()


def test_the_first_message_has_nothing_to_quote() -> None:
    text = f"Hello,\nOn 12/11/2026 the client wrote:\n{ANSWER}"
    given = case(text)
    opening = dataclasses.replace(given.messages[0], opens=True)
    assert "1.6.1.4" not in [each.text for each in evaluate_version(given).evidence]
    given = dataclasses.replace(given, messages=(opening,))
    assert "1.6.1.4" in [each.text for each in evaluate_version(given).evidence]
