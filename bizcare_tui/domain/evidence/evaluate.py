"""Evaluate the six grounds for a rejection, in the order of the help centre, and the cover per message."""

from __future__ import annotations

from bizcare_tui.domain.evidence.cover import CoverState, cover_at
from bizcare_tui.domain.evidence.evaluation_data import (
    EvaluationData,
    GroundEvaluation,
    GroundVerdict,
    ThreadMessage,
)
from bizcare_tui.domain.evidence.passages import find_passages
from bizcare_tui.domain.evidence.shop_ground import evaluate_shop
from bizcare_tui.domain.evidence.version_ground import evaluate_version
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Evaluation, Policy
from bizcare_tui.i18n import _


def evaluate_grounds(case: EvaluationData, policy: Policy) -> tuple[GroundEvaluation, ...]:
    """Return every ground with its verdict, the facts it is based on, and what would prove it.

    Only grounds that stored data can decide are ever supported or contradicted. Grounds that depend on
    reading messages are unknown, with the passages found, until a person accepts one.
    """
    found_passages = find_passages(case)
    return tuple(
        evaluate_shop(case)
        if _evaluation_of(policy, ground) is Evaluation.SHOP
        else evaluate_version(case)
        if _evaluation_of(policy, ground) is Evaluation.VERSION
        else GroundEvaluation(
            ground,
            GroundVerdict.UNKNOWN,
            _("Passages that may support this reason. Read them before you decide.")
            if found_passages[ground]
            else _("No passage that supports this reason was found."),
            found_passages[ground],
            _("Use or dismiss the passages that were found, or add a quotation, a file or a finding."),
            _suggested_alternatives(policy, ground) if found_passages[ground] else (),
        )
        for ground in Ground
    )


def cover_by_message(case: EvaluationData) -> list[tuple[ThreadMessage, CoverState]]:
    """Return each message with the Business Care at the time it was written."""
    return [
        (words, cover_at(words.at, case.cover, purchased=case.purchased, refunded_on=case.refunded_on))
        for words in case.messages
    ]


def _evaluation_of(policy: Policy, ground: Ground) -> Evaluation | None:
    return policy.grounds[ground].evaluation


def _suggested_alternatives(policy: Policy, ground: Ground) -> tuple[str, ...]:
    return tuple(rule.id for rule in policy.alternatives.values() if ground in rule.when)
