"""Find quotations in the messages of a thread that can be evidence for a ground."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bizcare_tui.domain.decisions.answers import EvidenceItem
from bizcare_tui.domain.evidence.evaluation_data import Evidence, GroundEvaluation, ThreadMessage
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.prose import sentence_around
from bizcare_tui.domain.threads import Author

_LINE = re.compile(r"\S[^\n]*")
# In characters. A shorter line is a greeting or a name.
_SHORTEST_COMPLAINT = 20


def quotations_found(
    evaluated: GroundEvaluation, messages: Sequence[ThreadMessage]
) -> tuple[EvidenceItem, ...]:
    """Return the sentences around the passages that were found for a ground, each once."""
    found = (each for each in evaluated.evidence if each.message is not None)
    return tuple(dict.fromkeys(_quotation(each, messages) for each in found))


def complaint_found(messages: Sequence[ThreadMessage]) -> tuple[EvidenceItem, ...]:
    """Return the customer's complaint, as evidence for a refund; nothing if there is none.

    It is the longest line that the customer wrote in their first message.
    """
    for message in messages:
        if message.author is not Author.CUSTOMER:
            continue
        lines = [found.span() for found in _LINE.finditer(message.own)]
        start, end = max(lines, key=lambda span: span[1] - span[0], default=(0, 0))
        text = message.text[start:end].rstrip()
        if len(text) < _SHORTEST_COMPLAINT:
            return ()
        span = (start, start + len(text))
        return (EvidenceItem(Proof.MESSAGE, text, f"message {message.id}", message.id, span),)
    return ()


def _quotation(evidence: Evidence, messages: Sequence[ThreadMessage]) -> EvidenceItem:
    """Return the sentence around a piece of evidence, as a quotation from its message."""
    message = next((each for each in messages if each.id == evidence.message), None)
    span, text = evidence.span, evidence.text
    if message is not None and span is not None:
        span = sentence_around(message.text, span)
        text = message.text[slice(*span)]
    return EvidenceItem(Proof.MESSAGE, text, evidence.source, evidence.message, span)


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each line of a text."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\n"))
        start += len(line)
