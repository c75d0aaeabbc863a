"""List the answers that a decision still needs, each as a sentence with the step that asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bizcare_tui.domain.dates import day_in_words
from bizcare_tui.domain.decisions.answers import (
    REFUND_STEPS,
    REJECTION_STEPS,
    ChosenGround,
    DecisionAnswers,
    RefundAnswers,
    RejectionAnswers,
    WizardStep,
)
from bizcare_tui.domain.decisions.letters import LETTER_SLOTS
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Policy, Rule, localized, proof_in_words
from bizcare_tui.domain.refunds import RefundWindows
from bizcare_tui.domain.snippets import slots
from bizcare_tui.i18n import _, current_language

MissingAnswer = tuple[WizardStep, str]
"""A step, and a sentence about the answer that is missing in it."""


def missing_for_rejection(
    answers: RejectionAnswers, policy: Policy, verdicts: Mapping[Ground, GroundVerdict]
) -> list[MissingAnswer]:
    """Return what is missing before the letter of a rejection may be sent, in the order of the steps.

    Source: partner help centre, when a request may be refused: only on a ground, with evidence of it.
    """
    found: list[MissingAnswer] = []
    if not answers.chosen:
        found.append((WizardStep.GROUNDS, _("Select at least one reason.")))
    for chosen in answers.chosen:
        rule = policy.grounds[chosen.ground]
        verdict = verdicts.get(Ground(chosen.ground), GroundVerdict.UNKNOWN)
        found += [(WizardStep.GROUNDS, text) for text in _conflicts(chosen, rule, verdict)]
    for chosen in answers.chosen:
        found += _evidence(chosen, policy.grounds[chosen.ground], WizardStep.EVIDENCE)
    if "partial_answer" in answers.alternatives and not answers.partial.strip():
        found.append((WizardStep.ALTERNATIVES, _("Write the partial answer, or choose another alternative.")))
    return [*found, *_letter(answers)]


def missing_for_refund(
    answers: RefundAnswers,
    policy: Policy,
    *,
    has_order: bool,
    windows: RefundWindows | None,
    today: date,
    payout_on: date | None = None,
    quantity: int | None = None,
) -> list[MissingAnswer]:
    """Return what is missing before a refund may be agreed to, in the order of the steps.

    `payout_on` is the first day on which the sale may be paid out, and `quantity` how many licences were
    bought; both are None if not known.

    Sources: partner help centre (singular and unsolvable; the Business Care ends); customer help centre
    (grounds and windows of refunds).
    """
    found = list(_refund_grounds(answers, policy))
    if not has_order:
        found.append((WizardStep.WINDOWS, _("The thread has no order, so there is nothing to refund.")))
    bought = max(quantity or 1, 1)
    if answers.quantity is not None and not 1 <= answers.quantity <= bought:
        found.append((WizardStep.WINDOWS, _("Licences to refund: a number from 1 to {0}.").format(bought)))
    if is_refund_window_over(windows, today) and not answers.late_reason.strip():
        found.append(
            (
                WizardStep.WINDOWS,
                _("The refund windows are closed or unknown. Explain why you agree anyway."),
            )
        )
    if not answers.care_ends:
        found.append((WizardStep.CONSEQUENCES, _("Confirm that you know that Business Care ends.")))
    if answers.paid_out is None:
        found.append(
            (WizardStep.CONSEQUENCES, _("Answer whether the sale has already been paid out to you."))
        )
    if answers.paid_out and (too_early := explain_no_payout_yet(payout_on, today)):
        found.append((WizardStep.CONSEQUENCES, too_early))
    found += _letter(answers)
    if not answers.done:
        found.append((WizardStep.CONFIRM, _("Confirm that you completed the “$” step.")))
    return found


def _refund_grounds(answers: RefundAnswers, policy: Policy) -> Iterator[MissingAnswer]:
    if not answers.chosen:
        yield WizardStep.GROUNDS, _("Select at least one reason.")
    if any(policy.refunds[each.ground].singular for each in answers.chosen):
        if answers.singular is None:
            yield WizardStep.GROUNDS, _("Answer whether only this shop has the problem.")
        elif not answers.singular:
            yield WizardStep.GROUNDS, explain_fix_instead()
    for chosen in answers.chosen:
        yield from _evidence(chosen, policy.refunds[chosen.ground], WizardStep.GROUNDS)


def explain_fix_instead() -> str:
    """Return the sentence that explains why a technical error that other shops have too is not refunded."""
    return _(
        "A technical error that other shops have too must be fixed by a patch within 30 days, for all"
        " of them. A refund is for a problem that only one shop has and that cannot be fixed."
    )


def explain_no_payout_yet(payout_on: date | None, today: date) -> str:
    """Return why the sale cannot have been paid out yet; an empty string if it can.

    Source: PrestaShop partner documentation, legal and compliance: a sale is held back before its payout.
    """
    if payout_on is None or payout_on <= today:
        return ""
    return _("The sale is paid out on {0} at the earliest, so it cannot have been paid out yet.").format(
        day_in_words(payout_on)
    )


def is_refund_window_over(windows: RefundWindows | None, today: date) -> bool:
    """Return whether the seller's refund window is over or cannot be calculated."""
    return windows is None or not windows.can_accept(today)


def wizard_steps(answers: DecisionAnswers) -> tuple[WizardStep, ...]:
    """Return the steps of the wizard that these answers belong to."""
    return REFUND_STEPS if isinstance(answers, RefundAnswers) else REJECTION_STEPS


def _conflicts(chosen: ChosenGround, rule: Rule, verdict: GroundVerdict) -> Iterator[str]:
    title = localized(rule.title, current_language())
    if verdict is GroundVerdict.CONTRADICTED and not chosen.reason.strip():
        yield _("{0}: contradicted by the data. Explain why it applies, or remove it.").format(title)
    if verdict is GroundVerdict.UNKNOWN and not chosen.acknowledged:
        yield _("{0}: not proven by the data. Confirm that it is your own judgement.").format(title)


def _evidence(chosen: ChosenGround, rule: Rule, step: WizardStep) -> list[MissingAnswer]:
    if any(item.proof in rule.evidence and item.text.strip() for item in chosen.items):
        return []
    accepted_kinds = ", ".join(map(proof_in_words, rule.evidence))
    return [
        (
            step,
            _("{0}: evidence is missing ({1}).").format(
                localized(rule.title, current_language()), accepted_kinds
            ),
        )
    ]


def _letter(answers: DecisionAnswers) -> list[MissingAnswer]:
    if not answers.letter.strip():
        return [(WizardStep.LETTER, _("The letter is empty."))]
    left = [f"${name}" for name in slots(answers.letter) if name in LETTER_SLOTS]
    if not left:
        return []
    return [(WizardStep.LETTER, _("Fill in or remove in the letter: {0}.").format(", ".join(left)))]
