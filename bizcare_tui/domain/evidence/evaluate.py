"""The six grounds of a case evaluated, in the order of the help centre, and its cover message by message."""

from __future__ import annotations

from bizcare_tui.domain.evidence.case import Case, Evaluated, Verdict, Words
from bizcare_tui.domain.evidence.cover import CoverThen, cover_at
from bizcare_tui.domain.evidence.passages import passages
from bizcare_tui.domain.evidence.shop import evaluate_shop
from bizcare_tui.domain.evidence.version import evaluate_version
from bizcare_tui.domain.policy import Evaluation, Ground, Policy
from bizcare_tui.i18n import _


def evaluate(case: Case, policy: Policy) -> tuple[Evaluated, ...]:
    """Every ground with its verdict, the facts it rests on, and what would settle it.

    Only what stored data can decide is ever supported or contradicted; what has to be read is unknown,
    with the passages found, until a person takes one.
    """
    found = passages(case)
    return tuple(
        evaluate_shop(case)
        if _how(policy, ground) is Evaluation.SHOP
        else evaluate_version(case)
        if _how(policy, ground) is Evaluation.VERSION
        else Evaluated(
            ground,
            Verdict.UNKNOWN,
            _("To be read by a person: passages that may speak for it.")
            if found[ground]
            else _("No passage was found that speaks for it."),
            found[ground],
            _("Take or dismiss what was found; quote, attach or write down what shows it."),
            _proposed(policy, ground) if found[ground] else (),
        )
        for ground in Ground
    )


def cover_by_message(case: Case) -> list[tuple[Words, CoverThen]]:
    """Each message with the cover as it was when it was written."""
    return [
        (words, cover_at(words.at, case.cover, purchased=case.purchased, refunded_on=case.refunded_on))
        for words in case.messages
    ]


def _how(policy: Policy, ground: Ground) -> Evaluation | None:
    return policy.grounds[ground].evaluation


def _proposed(policy: Policy, ground: Ground) -> tuple[str, ...]:
    return tuple(rule.id for rule in policy.alternatives.values() if ground in rule.when)
