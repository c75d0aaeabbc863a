"""The labelled replies as examples that the models of replies are trained from and measured with."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from labelled_texts import LABELLED, TRAINING, labelled_replies

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from checks import examples, ticket_of

from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.language import LANGUAGES, detect
from bizcare_tui.domain.replies.draft_features import DraftSentence, draft_sentences
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.threads import Author

# The part of the older labelled replies that may be trained from, beside `training/replies`.
OLDER = "tuning"
_POLICY = Path(__file__).parents[2] / "bizcare_tui" / "policy"
SNIPPETS = _POLICY / "snippets"
LETTERS = tuple(_POLICY / name for name in ("grounds.toml", "letters.toml", "refunds.toml"))
NO_TICKET = Ticket(thread_id=1, topic="", messages=())
_SLOT = re.compile(r"\$\w+")
_RULE_SIGNS = {
    "auto_reply": ("automatic", "receipt: "),
    "off_platform": ("leads away",),
}


@dataclass(frozen=True, slots=True)
class ReplyExample:
    """A draft, its ticket, and for each finding the places of the sentences that show it.

    The places are None where they were not labelled, in the older replies.
    """

    language: str
    draft: str
    ticket: Ticket
    findings: Mapping[str, Sequence[tuple[int, int]] | None]


def reply_examples(part: str = TRAINING) -> Iterator[ReplyExample]:
    """Yield the labelled replies of a part; to the training part belong the older ones to tune on."""
    for language, entry in labelled_replies(part):
        draft = entry["draft"]
        findings = {
            name: [_place(draft, quote) for quote in quotes] for name, quotes in entry["findings"].items()
        }
        yield ReplyExample(language, draft, reply_ticket(entry), findings)
    if part == TRAINING:
        for language in LANGUAGES:
            for example in examples(OLDER, language):
                yield ReplyExample(
                    language, example["draft"], ticket_of(example), dict.fromkeys(example["expect"])
                )


def sentences_that_come_along() -> Iterator[DraftSentence]:
    """Yield the sentences of the snippets and of the letters that come along: they show no finding."""
    texts = [snippet.text for snippet in load_snippets(Path("/nonexistent")).everything]
    for file in LETTERS:
        texts += _texts_in_languages(tomllib.loads(file.read_text("utf-8")))
    for text in texts:
        yield from draft_sentences(_SLOT.sub("Sitemap", text), NO_TICKET)


def _texts_in_languages(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a policy file whose key is the code of a language."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _texts_in_languages(value)
        elif key in LANGUAGES and isinstance(value, str):
            yield value


def reply_ticket(entry: Mapping[str, Any]) -> Ticket:
    """Return the ticket that a labelled reply answers."""
    return Ticket(
        thread_id=1,
        topic=entry["topic"],
        messages=(TicketMessage(Author.CUSTOMER, entry["question"]),),
        product=entry["product"],
        customer=entry["customer"],
        language=detect(entry["question"]) or detect(entry["topic"]),
    )


def shows(sentence: DraftSentence, example: ReplyExample, finding: str) -> bool | None:
    """Return whether a sentence shows a finding; None when that was not labelled."""
    if finding not in example.findings:
        return False
    places = example.findings[finding]
    if places is None:
        names = {unit.name for unit in sentence.units if unit.kind == "sign"}
        # Of the older replies, what the rules find is right, and the other sentences are unknown.
        return any(name.startswith(_RULE_SIGNS[finding]) for name in names) or None
    return any(_is_most_of(place, sentence.span) for place in places)


def _place(draft: str, quote: str) -> tuple[int, int]:
    start = draft.index(quote)
    return start, start + len(quote)


def _is_most_of(place: tuple[int, int], span: tuple[int, int]) -> bool:
    """Return whether two places have at least half of the shorter one in common."""
    common = min(place[1], span[1]) - max(place[0], span[0])
    return 2 * common >= min(place[1] - place[0], span[1] - span[0])


@cache
def digest_of_replies() -> str:
    """Return a digest of all replies and sentences that are trained from."""
    digest = sha256()
    folders = (LABELLED / TRAINING / "replies", LABELLED / "replies" / OLDER, SNIPPETS)
    files = [file for folder in folders for file in sorted(folder.glob("*.t*"))]
    for file in (*files, *LETTERS):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def sentences_of(example: ReplyExample) -> Collection[DraftSentence]:
    """Return the sentences of an example."""
    return draft_sentences(example.draft, example.ticket)
