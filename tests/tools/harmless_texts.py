"""Harmless replies and messages, as many as wanted, made from the labelled texts with a fixed seed.

A *harmless* reply answers the question that it stands under; nothing in it should keep it from being sent. A
harmless message names no shop but the licensed one, and no version that the product does not support.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from labelled_texts import HELD_OUT, TRAINING, labelled_messages, labelled_replies, labelled_sentences

from bizcare_tui.desk.policy import load_policy
from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.evidence.evaluate import evaluate_grounds
from bizcare_tui.domain.evidence.evaluation_data import (
    DeclaredVersions,
    EvaluationData,
    GroundVerdict,
    ThreadMessage,
)
from bizcare_tui.domain.language import detect
from bizcare_tui.domain.replies.check import check_reply
from bizcare_tui.domain.replies.reply_findings import FindingOutcome
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.shops import shops_named
from bizcare_tui.domain.threads import Author

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
# Every PrestaShop version that a customer may name is among those the product was declared for.
EVERY_VERSION = DeclaredVersions(date(2020, 1, 1), "1.4", "10.0", AT)
_PARTS = (TRAINING, HELD_OUT)
_MOST_EXTRA_LINES = 3
_CODE = re.compile(r"[{}\[\]<$%]")


def harmless_replies(language: str, count: int, seed: int = 1) -> Iterator[tuple[str, Ticket]]:
    """Yield good replies in a language with their tickets: sentences put in, capitals or accents lost."""
    chance = random.Random(seed)
    good = [entry for code, entry in _replies() if code == language and not entry["findings"]]
    for number in range(count):
        entry = chance.choice(good)
        draft = entry["draft"].strip()
        ticket = _ticket_of(entry, number)
        yield _varied(_with_lines(draft, _good_lines(good, chance), chance), chance), ticket


def harmless_messages(language: str, count: int, seed: int = 1) -> Iterator[EvaluationData]:
    """Yield threads of one to three messages in a language that are about the licensed shop."""
    chance = random.Random(seed)
    asked = [entry for code, entry in _messages() if code == language and _shop_of(entry) is not None]
    sentences = _plain_sentences(language)
    for number in range(count):
        entry = chance.choice(asked)
        texts = [entry["text"].strip()]
        texts += [
            " ".join(chance.sample(sentences, chance.randint(1, 4))) for _more in range(chance.randint(0, 2))
        ]
        yield EvaluationData(
            topic=entry["topic"],
            opened_at=AT,
            messages=tuple(
                ThreadMessage(number, AT, Author.CUSTOMER, _varied(text, chance))
                for number, text in enumerate(texts, 1)
            ),
            product=entry["product"],
            website=_shop_of(entry) or f"www.shop-{number}.com",
            version="8.1.4",
            purchased=date(2026, 9, 1),
            declared=(EVERY_VERSION,),
        )


def blocked_replies(replies: Iterable[tuple[str, Ticket]]) -> Iterator[str]:
    """Yield what the check says of the replies that it would not let be sent."""
    known = ReplyIndex(load_snippets(Path("/nonexistent")).everything)
    for draft, ticket in replies:
        for found in check_reply(draft, ticket, known):
            if found.outcome is FindingOutcome.BLOCK:
                stopped = draft[slice(*found.span)] if found.span else draft
                yield f"{found.kind}, {ticket.topic!r}: {stopped!r}"


def supported_messages(cases: Iterable[EvaluationData]) -> Iterator[str]:
    """Yield the threads of which a ground that stored data decide is supported."""
    policy = load_policy(Path("/nonexistent"))
    for case in cases:
        for each in evaluate_grounds(case, policy):
            if each.verdict is GroundVerdict.SUPPORTED:
                yield f"{each.ground}, {case.topic!r}, {case.website}: {each.why}"


@cache
def _replies() -> Sequence[tuple[str, dict[str, Any]]]:
    return [each for part in _PARTS for each in labelled_replies(part)]


@cache
def _messages() -> Sequence[tuple[str, dict[str, Any]]]:
    return [each for part in _PARTS for each in labelled_messages(part)]


@cache
def _plain_sentences(language: str) -> Sequence[str]:
    """Return the sentences of customers that support no ground, and name neither address nor number."""
    return [
        each.text
        for part in _PARTS
        for each in labelled_sentences(part)
        if each.language == language and not each.grounds and not re.search(r"\d|\w\.\w|[@/\\]", each.text)
    ]


def _ticket_of(entry: dict[str, Any], number: int) -> Ticket:
    return Ticket(
        thread_id=number,
        topic=entry["topic"],
        messages=(TicketMessage(Author.CUSTOMER, entry["question"]),),
        product=entry["product"],
        customer=entry["customer"],
        language=detect(entry["question"]),
    )


def _good_lines(good: Sequence[dict[str, Any]], chance: random.Random) -> list[str]:
    """Return some lines of other good replies, without those that greet or close."""
    lines = [line for entry in chance.sample(good, 2) for line in entry["draft"].strip().splitlines()[1:-1]]
    # A sign of code is explained by the lines around it, and would be a slot without them.
    long_ones = [line.strip() for line in lines if len(line.split()) > 6 and not _CODE.search(line)]
    return chance.sample(long_ones, min(len(long_ones), chance.randint(0, _MOST_EXTRA_LINES)))


def _with_lines(draft: str, lines: Sequence[str], chance: random.Random) -> str:
    """Put lines somewhere between the first and the last one."""
    written = draft.splitlines()
    for line in lines:
        written.insert(chance.randint(1, max(1, len(written) - 1)), line)
    return "\n".join(written)


def _varied(text: str, chance: random.Random) -> str:
    """Return a text as some people write it: as it is, without capitals, accents or line ends."""
    return chance.choice(_VARIATIONS)(text)


def _without_accents(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _as_one_line(text: str) -> str:
    return " ".join(text.split())


_VARIATIONS: Sequence[Callable[[str], str]] = (str, str, str.lower, _without_accents, _as_one_line)


def _shop_of(entry: dict[str, Any]) -> str | None:
    """Return the only shop that a message names; "" if it names none; None if it names several."""
    hosts = {shop.domain for shop in shops_named(f"{entry['topic']}\n{entry['text']}") if shop.domain}
    return None if len(hosts) > 1 else next(iter(hosts), "")
