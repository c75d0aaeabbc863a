"""The labelled replies: enough of them, a third held out, and no good answer is blocked."""

from __future__ import annotations

from checks import PARTS, examples, findings_on

from bizcare_tui.domain.language import LANGUAGES
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFindingKind
from bizcare_tui.domain.threads import Author


def test_no_good_answer_of_the_labelled_ones_is_blocked() -> None:
    for language in LANGUAGES:
        for example in examples("tuning", language):
            if not example["expect"]:
                blocking = [each for each in findings_on(example) if each.outcome is FindingOutcome.BLOCK]
                assert blocking == [], example["id"]


def test_the_labelled_set_is_large_and_a_third_of_it_is_set_aside() -> None:
    ids = {
        part: [(language, each["id"]) for language in LANGUAGES for each in examples(part, language)]
        for part in PARTS
    }
    everything = ids["tuning"] + ids["held_out"]
    assert len(everything) == len(set(everything)) >= 200
    assert 0.3 <= len(ids["held_out"]) / len(everything) <= 0.36
    assert {language for language, _id in everything} == set(LANGUAGES)
    known_kinds = {kind.value for kind in ReplyFindingKind}
    for part in ids:
        for language in LANGUAGES:
            for example in examples(part, language):
                assert set(example["expect"]) <= known_kinds
                assert any(author == Author.CUSTOMER for author, _text in example["messages"])
