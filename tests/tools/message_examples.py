"""The labelled first messages as examples of types of requests, and of the facts that are in them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from labelled_texts import LABELLED, TRAINING, labelled_messages
from learned_examples import Example

from bizcare_tui.domain.missing_facts import Fact, fact_units
from bizcare_tui.domain.proposed_kind import request_units


def request_examples(part: str = TRAINING) -> Iterator[Example]:
    """Yield the first messages of a part, each with its type."""
    for language, message in labelled_messages(part):
        units = request_units(message["topic"], message["text"])
        yield Example(language, units, frozenset({message["kind"]}))


def fact_examples(part: str = TRAINING) -> Iterator[Example]:
    """Yield the first messages of a part, each with the facts that are missing in it."""
    for language, message in labelled_messages(part):
        units = fact_units(f"{message['topic']}\n{message['text']}")
        yield Example(language, units, frozenset(set(Fact) - set(message["facts"])))


def digest_of_messages() -> str:
    """Return a digest of all first messages of the training part."""
    digest = sha256()
    for file in sorted((LABELLED / TRAINING / "messages").glob("*.toml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
