"""The labelled texts are what their guide says they are."""

from __future__ import annotations

from collections import Counter

import pytest
from labelled_texts import (
    GROUND_LETTERS,
    HELD_OUT,
    TRAINING,
    labelled_messages,
    labelled_replies,
    labelled_sentences,
)

from bizcare_tui.domain.evidence.passage_rules import passage_rules
from bizcare_tui.domain.language_data import language_codes
from bizcare_tui.domain.missing_facts import Fact
from bizcare_tui.domain.replies.reply_findings import ReplyFindingKind
from bizcare_tui.domain.request_types import RequestType


@pytest.mark.parametrize("part", [TRAINING, HELD_OUT])
def test_sentences_are_of_every_language_and_ground_and_none_is_twice(part: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    texts: Counter[tuple[str, str, str]] = Counter()
    for sentence in labelled_sentences(part):
        assert sentence.text.strip()
        counts.update((sentence.language, ground) for ground in sentence.grounds)
        texts[sentence.language, sentence.product, sentence.text] += 1
    assert set(counts) == {(code, ground) for code in language_codes() for ground in GROUND_LETTERS.values()}
    assert [text for text, count in texts.items() if count > 1] == []


def test_the_letters_are_those_of_the_grounds_that_are_read_from_text() -> None:
    assert set(GROUND_LETTERS.values()) == set(passage_rules())


def test_no_sentence_of_one_part_is_in_the_other() -> None:
    texts = {part: {sentence.text for sentence in labelled_sentences(part)} for part in (TRAINING, HELD_OUT)}
    assert texts[TRAINING] & texts[HELD_OUT] == set()


@pytest.mark.parametrize("part", [TRAINING, HELD_OUT])
def test_messages_have_a_known_type_and_facts(part: str) -> None:
    messages = list(labelled_messages(part))
    assert {language for language, _entry in messages} == set(language_codes())
    for _language, entry in messages:
        assert entry["topic"] or entry["text"]
        assert entry["kind"] in list(RequestType)
        assert set(entry["facts"]) <= set(Fact)


@pytest.mark.parametrize("part", [TRAINING, HELD_OUT])
def test_the_sentences_that_show_a_finding_are_in_the_draft(part: str) -> None:
    replies = list(labelled_replies(part))
    assert {language for language, _entry in replies} == set(language_codes())
    for _language, entry in replies:
        assert set(entry["findings"]) <= set(ReplyFindingKind)
        for quotes in entry["findings"].values():
            assert all(quote in entry["draft"] for quote in quotes), entry["topic"]
