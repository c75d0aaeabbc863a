"""The labelled texts in `tests/labelled`: sentences, messages and replies; see its GUIDE.md."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

LABELLED = Path(__file__).parents[1] / "labelled"
TRAINING, HELD_OUT = "training", "held_out"
# The name of the files with conversations, and how the names of the files of second hands end.
ORDINARY, SECOND_HAND = "ordinary", "_2"
# The letters of the column of labels, and the grounds they stand for.
GROUND_LETTERS = {
    "P": "not_the_product",
    "T": "intervention_or_third_party",
    "D": "incompatible_developments",
    "M": "modified_code",
}


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence of a customer about a product, and the grounds that it supports.

    `is_typical` is true for whole conversations and for the sentences of second hands: their mix is that of
    tickets, while the first hands were asked for many that are hard to tell apart.
    """

    language: str
    product: str
    text: str
    grounds: frozenset[str]
    is_typical: bool


def labelled_sentences(part: str) -> Iterator[LabelledSentence]:
    """Yield the sentences of a part, language by language.

    Raises:
        ValueError: a line has not three columns, or an unknown label.
    """
    for file in sorted((LABELLED / part / "sentences").glob("*/*.tsv")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.startswith("# "):
                try:
                    labels, product, text = line.split("\t")
                    grounds = frozenset(GROUND_LETTERS[each] for each in labels.split(",") if each != "-")
                except (KeyError, ValueError) as error:
                    raise ValueError(f"{file}, line {number}: {error}") from error
                yield LabelledSentence(
                    file.parent.name,
                    product,
                    text.replace(r"\n", "\n"),
                    grounds,
                    is_typical=file.stem == ORDINARY or file.stem.endswith(SECOND_HAND),
                )


def digest_of_sentences(part: str) -> str:
    """Return a digest of all sentences of a part with their labels."""
    digest = sha256()
    for file in sorted((LABELLED / part / "sentences").glob("*/*.tsv")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def labelled_messages(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the language and the entry of each first message of a part."""
    yield from _entries(part, "messages", "message")


def labelled_replies(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the language and the entry of each reply of a part."""
    yield from _entries(part, "replies", "reply")


def _entries(part: str, folder: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((LABELLED / part / folder).glob("*.toml")):
        for entry in tomllib.loads(file.read_text("utf-8"))[name]:
            # A second file of a language has a number after a hyphen: "pl-2.toml".
            yield file.stem.split("-")[0], entry
