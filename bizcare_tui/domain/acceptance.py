"""Count how often people accepted what the program found: passages, findings of the reply check, types."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from bizcare_tui.domain.decisions.answers import DecisionAnswers
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.request_types import RequestType


class FindingSource(StrEnum):
    """The part of the program that found something."""

    PASSAGE = "passage"
    """A passage for a ground of a rejection or refund."""
    REPLY = "reply"
    """A finding of the check of a reply."""
    TYPE = "type"
    """The proposed type of a request."""


class JudgedFinding(NamedTuple):
    """A finding, and what a person did with it; `is_accepted` is None if they left it undecided.

    `kind` is the ground of a passage, the kind of a finding of the reply check, or the proposed type.
    """

    source: FindingSource
    kind: str
    is_accepted: bool | None


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """How often one kind of finding was found, accepted and dismissed; the others were left undecided."""

    source: FindingSource
    kind: str
    found: int
    accepted: int
    dismissed: int

    @property
    def share(self) -> float | None:
        """The accepted part of the findings that were judged, from 0 to 1; None if none was."""
        judged = self.accepted + self.dismissed
        return self.accepted / judged if judged else None


def count_acceptance(findings: Iterable[JudgedFinding]) -> list[AcceptanceRow]:
    """Return a row for each kind of finding: passages, replies, types; the most frequent of each first."""
    counts = Counter(findings)
    kinds = dict.fromkeys((each.source, each.kind) for each in counts)
    rows = []
    for source, kind in kinds:
        accepted, dismissed, undecided = (
            counts[JudgedFinding(source, kind, is_accepted)] for is_accepted in (True, False, None)
        )
        rows.append(AcceptanceRow(source, kind, accepted + dismissed + undecided, accepted, dismissed))
    order = list(FindingSource)
    return sorted(rows, key=lambda row: (order.index(row.source), -row.found, row.kind))


# --- passages ---------------------------------------------------------------------------------------------


class Passage(NamedTuple):
    """A passage of a message: the message's id, and start and end in its text."""

    message: int
    start: int
    end: int

    def overlaps(self, other: Passage) -> bool:
        """Return whether both have a part of the same message in common."""
        return self.message == other.message and self.start < other.end and other.start < self.end


_MESSAGE = re.compile(r"message (\d+)")
# As `dismissal_key` writes it.
_DISMISSED = re.compile(r"([^/]+)/(\d+)/\((\d+), (\d+)\)")


def passages_in(evaluated: Sequence[Mapping[str, Any]]) -> dict[str, list[Passage]]:
    """Return the passages found for each ground, from evaluated grounds as a decision stores them."""
    found: dict[str, list[Passage]] = {}
    for line in evaluated:
        for evidence in line.get("evidence", ()):
            source = _MESSAGE.fullmatch(str(evidence["source"]))
            if source is not None and evidence["span"]:
                found.setdefault(line["ground"], []).append(Passage(int(source[1]), *evidence["span"]))
    return found


def judge_passages(
    answers: DecisionAnswers, found: Mapping[str, Collection[Passage]]
) -> Iterator[JudgedFinding]:
    """Yield what a person did with the passages found for the grounds that they looked at.

    A passage is accepted when a quotation chosen for its ground has a part of it, because the wizard offers
    the whole sentence, and a person may quote less or more.
    """
    dismissed = _dismissed_passages(answers)
    for ground, passages in found.items():
        chosen = answers.of(ground)
        if chosen is None and ground not in dismissed:
            continue
        quoted = [
            Passage(item.message, *item.span)
            for item in (chosen.items if chosen else ())
            if item.proof is Proof.MESSAGE and item.message is not None and item.span is not None
        ]
        for passage in passages:
            is_accepted = True if any(map(passage.overlaps, quoted)) else None
            if is_accepted is None and any(map(passage.overlaps, dismissed.get(ground, ()))):
                is_accepted = False
            yield JudgedFinding(FindingSource.PASSAGE, ground, is_accepted)


def _dismissed_passages(answers: DecisionAnswers) -> dict[str, list[Passage]]:
    passages: dict[str, list[Passage]] = {}
    for key in answers.dismissed:
        if parts := _DISMISSED.fullmatch(key):
            ground, *numbers = parts.groups()
            passages.setdefault(ground, []).append(Passage(*map(int, numbers)))
    return passages


# --- replies and types ------------------------------------------------------------------------------------


def judge_reply(shown: Iterable[str], kept: Collection[str]) -> Iterator[JudgedFinding]:
    """Yield what a person did with the findings of a check: accepted if the draft was changed.

    Args:
        shown: the kinds of findings that were shown while the reply was written.
        kept: those that its text still had when it was sent.
    """
    for kind in shown:
        yield JudgedFinding(FindingSource.REPLY, kind, kind not in kept)


def judge_type(proposed: RequestType | None, chosen: RequestType) -> Iterator[JudgedFinding]:
    """Yield whether the type that a person set is the proposed one; nothing if none was proposed."""
    if proposed is not None:
        yield JudgedFinding(FindingSource.TYPE, proposed.value, proposed is chosen)
