"""The rules by which sentences support a reason for a rejection."""

from __future__ import annotations

from pathlib import Path

import pytest

from bizcare_tui.desk.policy import load_policy
from bizcare_tui.domain.evidence.passage_rules import PASSAGE_FILE, passage_rules, read_passage_rules
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.language_data import InvalidLanguageFile
from bizcare_tui.domain.policy import Evaluation


def test_the_reasons_that_passages_support_have_a_rule() -> None:
    policy = load_policy(Path("/nonexistent"))
    read_from_text = [each for each in Ground if policy.grounds[each].evaluation is Evaluation.PASSAGES]
    assert list(passage_rules()) == read_from_text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[modified_code]", "[modified_cod]", "there is no reason 'modified_cod'"),
        ('"relative {~70} did"', '"relativ {~70} did"', "modified_code: the language files have no list"),
        ('"relative {~70} did"', '"relative {70} did"', "modified_code: '{70}' is neither a list nor a gap"),
        ('deniable = "all"', 'deniabl = "all"', "incompatible_developments.deniab"),
        ('sentences = ["phrase", "other', 'sentences = ""\nx = ["phrase", "other', "not_the_product."),
    ],
)
def test_a_wrong_rule_is_named_with_its_reason(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = PASSAGE_FILE.read_text("utf-8")
    assert old in text
    file = tmp_path / "passages.toml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InvalidLanguageFile, match=r"^passages\.toml") as error:
        read_passage_rules(file)
    assert expected in str(error.value)


def test_a_sentence_is_a_row_of_lists_with_gaps() -> None:
    rule = passage_rules()[Ground.MODIFIED_CODE]
    assert any(each.search("our developer has changed a line of the template") for each in rule.patterns)
    assert not any(each.search("our developer likes the weather") for each in rule.patterns)
