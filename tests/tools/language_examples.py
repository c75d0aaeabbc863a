"""The labelled texts as examples of languages: sentences and fragments, and texts of no customer language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from labelled_texts import (
    LABELLED,
    TRAINING,
    labelled_messages,
    labelled_replies,
    labelled_sentences,
)
from learned_examples import Example

from bizcare_tui.domain.language import LANGUAGES, listed_language
from bizcare_tui.domain.learned.features import spelling_units
from bizcare_tui.domain.learned_language import OTHER
from bizcare_tui.domain.prose import own_words

OTHER_TEXTS = LABELLED / TRAINING / "languages" / "others.tsv"
NO_LANGUAGE = "-"

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_LETTERS = re.compile(r"[^\W\d_]+")
_FRAGMENT_FROM = 5  # words; of a sentence that has so many, a few words in a row are an example too


def language_examples(part: str = TRAINING) -> Iterator[Example]:
    """Yield each sentence of a part once, and a fragment of the longer ones.

    The training part has texts of other languages and names as well.
    """
    for number, (language, text) in enumerate(dict.fromkeys(_sentences(part))):
        for piece in (text, *_fragment(text, number)):
            units = spelling_units(piece.lower().replace("’", "'"))
            yield Example(language, units, frozenset({language if language in LANGUAGES else OTHER}))


def digest_of_languages() -> str:
    """Return a digest of all texts that languages are learned from."""
    digest = sha256(OTHER_TEXTS.read_bytes())
    for language, text in _written(TRAINING):
        digest.update(f"{language}\t{text}\n".encode())
    return digest.hexdigest()[:16]


def other_texts() -> Iterator[tuple[str, str]]:
    """Yield texts that are in no customer language, with the code of their language."""
    for line in OTHER_TEXTS.read_text("utf-8").splitlines():
        if not line.startswith("# "):
            language, text = line.split("\t")
            yield language, text


def _sentences(part: str) -> Iterator[tuple[str, str]]:
    for language, written in _written(part):
        for text in _SENTENCE_END.split(own_words(written)):
            # What is pasted in another language stands among the sentences of a language.
            is_own = "$" not in text and listed_language(text) in (language, None)
            if is_own and len(_LETTERS.findall(text)) > 1:
                yield language, " ".join(text.split())
    if part == TRAINING:
        yield from other_texts()
        for _language, reply in labelled_replies(part):
            yield NO_LANGUAGE, reply["customer"]


def _written(part: str) -> Iterator[tuple[str, str]]:
    for sentence in labelled_sentences(part):
        yield sentence.language, sentence.text
    for language, message in labelled_messages(part):
        yield language, message["text"]
    for language, reply in labelled_replies(part):
        yield language, reply["draft"]


def _fragment(text: str, number: int) -> Iterator[str]:
    words = text.split()
    if len(words) >= _FRAGMENT_FROM:
        length = 2 + number % 3
        start = 7 * number % (len(words) - length)
        yield " ".join(words[start : start + length])
