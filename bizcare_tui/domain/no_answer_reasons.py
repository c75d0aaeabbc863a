"""The ready reasons why a thread needs no answer; a person may write any other one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import N_, _


class NoAnswerReason(StrEnum):
    """A ready reason. Its value is what is stored, and what the command line accepts."""

    THANKS = "thanks only"
    DUPLICATE = "duplicate"
    ELSEWHERE = "answered elsewhere"
    AUTOMATIC = "automatic notice"


# The labels, to be translated; "&" is in front of the letter that chooses a reason.
REASON_LABELS: Mapping[NoAnswerReason, str] = {
    NoAnswerReason.THANKS: N_("&thanks only"),
    NoAnswerReason.DUPLICATE: N_("&duplicate"),
    NoAnswerReason.ELSEWHERE: N_("answered &elsewhere"),
    NoAnswerReason.AUTOMATIC: N_("&automatic notice"),
}


def ready_reason_or_text(text: str) -> str:
    """Return the ready reason that a text means, in any case and also with hyphens; else the text itself."""
    words = " ".join(fold(text).replace("-", " ").split())
    by_words = {name: each for each in NoAnswerReason for name in (each.value, fold(reason_in_words(each)))}
    return by_words.get(words, text)


def reason_in_words(reason: str) -> str:
    """Return a reason in the language of the interface, if it is a ready one; else the reason itself."""
    labels = {ready.value: label for ready, label in REASON_LABELS.items()}
    return _(labels[reason]).replace("&", "") if reason in labels else reason
