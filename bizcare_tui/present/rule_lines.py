"""Rules, grounds and answers of decisions in words, as the wizards and the line mode say them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bizcare_tui.domain.dates import day_in_words, moment_in_words
from bizcare_tui.domain.language import language_name
from bizcare_tui.domain.policy import Rule, letter_language, localized, proof_in_words
from bizcare_tui.i18n import _, current_language, format_number, labelled, ngettext
from bizcare_tui.present.detail_labels import verdict_label
from bizcare_tui.present.evidence_lines import evidence_source

if TYPE_CHECKING:
    from bizcare_tui.desk.decision_context import DecisionContext, RefundablePurchase
    from bizcare_tui.domain.decisions.objections import Objection, RejectionDryRun
    from bizcare_tui.domain.evidence.evaluation_data import GroundEvaluation
    from bizcare_tui.domain.policy import Policy
    from bizcare_tui.domain.refunds import RefundWindows


def rule_title(rule: Rule) -> str:
    """Return the title of a rule in the language of the interface."""
    return localized(rule.title, current_language())


def rule_text(rule: Rule) -> str:
    """Return the text of a rule in the language of the interface."""
    return localized(rule.text, current_language())


def accepted_evidence(rule: Rule) -> str:
    """Return a sentence with the kinds of evidence that a rule accepts."""
    return _("Accepted evidence: {0}").format(", ".join(map(proof_in_words, rule.evidence)))


def evaluation_lines(evaluated: GroundEvaluation) -> Iterator[str]:
    """Yield the verdict on a ground: its reason, the facts with their sources, and what would prove it."""
    yield labelled(verdict_label(evaluated.verdict), evaluated.why)
    for each in evaluated.evidence:
        source = evidence_source(each) + (f", {moment_in_words(each.at)}" if each.at is not None else "")
        yield f"  {' '.join(each.text.split())} ({source})"
    if evaluated.settle:
        yield _("What would prove it: {0}").format(evaluated.settle)


def letter_language_reason(chosen: str, customers: str | None) -> str:
    """Return in which language a letter is, and why.

    Args:
        chosen: the language that the person chose; empty for the customer's.
        customers: the customer's language; None when it is not certain.
    """
    if chosen:
        return _("Language of the letter: {0}, which you chose.").format(language_name(chosen))
    if customers:
        return _("Language of the letter: {0}, as the customer writes.").format(
            language_name(letter_language(customers))
        )
    return _("The letter is in English: the customer's language is not certain.")


def singular_answer(is_singular: bool) -> str:
    """Return the answer to whether only this shop has a problem."""
    if is_singular:
        return _("Yes, only this shop, and it cannot be fixed")
    return _("No, other shops have it too: it is a technical error of the product")


def singular_contradiction(context: DecisionContext) -> str:
    """Return what speaks against a problem of only this shop: other requests about the same defect."""
    count = context.requests_of_defect
    if not count:
        return ""
    return ngettext(
        "{n} other request is about the same defect.", "{n} other requests are about the same defect.", count
    ).format(n=count)


def purchase_lines(purchase: RefundablePurchase, policy: Policy, today: date) -> Iterator[str]:
    """Yield what the orders say about a purchase, and the windows of its refund."""
    yield _("Order {0}").format(purchase.order_id or _("not reported"))
    if purchase.purchased is not None:
        yield _("Bought on {0}").format(day_in_words(purchase.purchased))
    amount = _("not known") if purchase.amount is None else f"{format_number(purchase.amount, 2)} €"
    yield _("Amount {0}, quantity {1}").format(amount, purchase.quantity or "?")
    yield _("Refunded before: {0}").format(purchase.refunded)
    if purchase.is_refunded:
        yield _("The whole order has already been refunded.")
    for name, last, is_open in window_states(purchase.windows, today):
        day, state = window_in_words(last, is_open=is_open)
        yield ", ".join(part for part in (f"{rule_title(policy.windows[name])} {day}", state) if part)


def window_in_words(last: date | None, *, is_open: bool) -> tuple[str, str]:
    """Return until when a window is open, and whether it is; the latter is empty if that is not known."""
    if last is None:
        return _("until a day that is not known"), ""
    state = _("open until the end of that day") if is_open else _("closed")
    return _("until {0}").format(day_in_words(last)), state


def window_states(windows: RefundWindows | None, today: date) -> tuple[tuple[str, date | None, bool], ...]:
    """Return the two windows of a refund: its rule's id, its last day or None, whether it is open."""
    if windows is None:
        return (("refund_claim", None, False), ("refund_accept", None, False))
    return (
        ("refund_claim", windows.claim_until, windows.can_claim(today)),
        ("refund_accept", windows.accept_until, windows.can_accept(today)),
    )


def dry_run_sentences(dry_run: RejectionDryRun, policy: Policy) -> Iterator[str]:
    """Yield a dry run as sentences: each reason with its objections, then those to the whole."""
    for reason in dry_run.reasons:
        (title,) = policy.titles([reason.ground], current_language())
        yield f"{title} ({verdict_label(reason.verdict)})."
        for objection in reason.objections:
            yield _objection_sentence(objection)
    if dry_run.objections:
        yield _("The rejection as a whole") + "."
        for objection in dry_run.objections:
            yield _objection_sentence(objection)


def _objection_sentence(objection: Objection) -> str:
    template = _("Serious objection: {0}") if objection.is_serious else _("Doubt: {0}")
    answer = _("What would answer it: {0}").format(objection.answer)
    return f"{template.format(objection.text)} {answer}"
