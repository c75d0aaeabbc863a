"""What keeps a decision from going on: each a sentence, by the step in which it is to be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bizcare_tui.domain.decisions.answers import (
    REFUND_STEPS,
    REJECTION_STEPS,
    Answers,
    Chosen,
    Refund,
    Rejection,
    Step,
)
from bizcare_tui.domain.evidence.case import Verdict
from bizcare_tui.domain.policy import Ground, Policy, Rule, told
from bizcare_tui.domain.refunds import RefundWindows
from bizcare_tui.i18n import _, spoken

Missing = tuple[Step, str]
"""A step, and what is to be answered in it."""


def missing_for_rejection(
    answers: Rejection, policy: Policy, verdicts: Mapping[Ground, Verdict]
) -> list[Missing]:
    """What is still to be answered before the letter of a rejection may go, in the order of the steps.

    Source: partner help centre, when a request may be refused: on a ground, and with evidence of it.
    """
    found: list[Missing] = []
    if not answers.chosen:
        found.append((Step.GROUNDS, _("Choose at least one ground.")))
    for chosen in answers.chosen:
        rule = policy.grounds[chosen.ground]
        verdict = verdicts.get(Ground(chosen.ground), Verdict.UNKNOWN)
        found += [(Step.GROUNDS, text) for text in _against(chosen, rule, verdict)]
    for chosen in answers.chosen:
        found += _evidence(chosen, policy.grounds[chosen.ground], Step.EVIDENCE)
    if "partial_answer" in answers.alternatives and not answers.partial.strip():
        found.append((Step.ALTERNATIVES, _("Write the partial answer, or take it back.")))
    return [*found, *_letter(answers)]


def missing_for_refund(
    answers: Refund, policy: Policy, *, has_order: bool, windows: RefundWindows | None, today: date
) -> list[Missing]:
    """What is still to be answered before a refund may be agreed to, in the order of the steps.

    Sources: partner help centre (singular and unsolvable; the Business Care ends); customer help centre
    (grounds and windows of refunds).
    """
    found = list(_refund_grounds(answers, policy))
    if not has_order:
        found.append((Step.WINDOWS, _("The thread names no order: there is nothing to refund.")))
    if is_late(windows, today) and not answers.late_reason.strip():
        found.append((Step.WINDOWS, _("The windows are over, or not known: say why you agree all the same.")))
    if not answers.care_ends:
        found.append((Step.CONSEQUENCES, _("Acknowledge that the Business Care ends.")))
    if answers.paid_out is None:
        found.append((Step.CONSEQUENCES, _("Say whether the sale was paid out to you already.")))
    found += _letter(answers)
    if not answers.done:
        found.append((Step.CONFIRM, _("Confirm that you did the “$” step.")))
    return found


def _refund_grounds(answers: Refund, policy: Policy) -> Iterator[Missing]:
    if not answers.chosen:
        yield Step.GROUNDS, _("Choose at least one ground.")
    if any(policy.refunds[each.ground].singular for each in answers.chosen):
        if answers.singular is None:
            yield Step.GROUNDS, _("Say whether the problem is of this shop alone.")
        elif not answers.singular:
            yield Step.GROUNDS, goes_to_the_fix()
    for chosen in answers.chosen:
        yield from _evidence(chosen, policy.refunds[chosen.ground], Step.GROUNDS)


def goes_to_the_fix() -> str:
    """Why a technical error that others meet is not refunded."""
    return _(
        "A technical error of the product that others meet too is to be corrected by a patch within 30 days, "
        "for all of them; the refund is for a problem of one shop alone that cannot be resolved."
    )


def is_late(windows: RefundWindows | None, today: date) -> bool:
    """Whether the seller's window is over, or cannot be reckoned."""
    return windows is None or not windows.can_accept(today)


def steps_of(answers: Answers) -> tuple[Step, ...]:
    """The steps of the wizard that these are the answers of."""
    return REFUND_STEPS if isinstance(answers, Refund) else REJECTION_STEPS


def _against(chosen: Chosen, rule: Rule, verdict: Verdict) -> Iterator[str]:
    name = told(rule.title, spoken())
    if verdict is Verdict.CONTRADICTED and not chosen.reason.strip():
        yield _("{0}: the data speak against it. Give your reason, or take it back.").format(name)
    if verdict is Verdict.UNKNOWN and not chosen.acknowledged:
        yield _("{0}: the data cannot tell. Acknowledge that it is your judgement.").format(name)


def _evidence(chosen: Chosen, rule: Rule, step: Step) -> list[Missing]:
    if any(item.proof in rule.evidence and item.text.strip() for item in chosen.items):
        return []
    wanted = ", ".join(str(proof) for proof in rule.evidence)
    return [(step, _("{0}: evidence is missing ({1}).").format(told(rule.title, spoken()), wanted))]


def _letter(answers: Answers) -> list[Missing]:
    return [] if answers.letter.strip() else [(Step.LETTER, _("The letter is empty."))]
