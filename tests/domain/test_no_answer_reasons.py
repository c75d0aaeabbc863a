"""Reasons why no answer is needed: ready ones in every language, and any text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bizcare_tui.domain.no_answer_reasons import NoAnswerReason, ready_reason_or_text, reason_in_words
from bizcare_tui.domain.verbs.no_answer import NoAnswer
from bizcare_tui.i18n import set_language


@pytest.fixture(params=["en", "es", "fr", "it"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


def test_a_ready_reason_is_read_in_any_spelling_and_language(language: str) -> None:
    for reason in NoAnswerReason:
        words = reason_in_words(reason)
        assert (words == reason.value) == (language == "en")
        hyphens = reason.value.replace(" ", "-")
        for typed in (reason.value, reason.value.upper(), hyphens, words, f" {words} "):
            assert ready_reason_or_text(typed) == reason.value
        assert words in NoAnswer(reason.value).sentence()


@pytest.mark.parametrize("text", ["thanks", "spam", "thanks only, and a photo", ""])
def test_any_other_reason_stays_as_it_is_written(text: str) -> None:
    assert ready_reason_or_text(text) == text
    assert reason_in_words(text) == text
