"""The steps of a refund as questions: reasons, order, consequences, letter, the "$" step, confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bizcare_tui.cli.plain.conversation import Cancelled, Flow
from bizcare_tui.cli.plain.evidence_step import asking_evidence
from bizcare_tui.cli.plain.letter_step import decide, letter_step, say_approval
from bizcare_tui.cli.plain.line_wizard import LineWizard, StepRun
from bizcare_tui.cli.plain.questions import choose, choose_several, line, yes
from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.desk.partner_pages import PageKind
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import day_in_words
from bizcare_tui.domain.decisions.answers import ChosenGround, WizardStep
from bizcare_tui.domain.decisions.missing_answers import (
    explain_fix_instead,
    explain_no_payout_yet,
    is_refund_window_over,
)
from bizcare_tui.i18n import _
from bizcare_tui.present.evidence_lines import format_evidence_item
from bizcare_tui.present.rule_lines import (
    purchase_lines,
    rule_text,
    rule_title,
    singular_answer,
    singular_contradiction,
)


def _reasons(wizard: LineWizard) -> None:
    wizard.ask(partial(_choosing_reasons, wizard))


def _choosing_reasons(wizard: LineWizard) -> Flow[None]:
    """Ask which reasons apply, whether only this shop is affected if that matters, and for the evidence."""
    rules, answers = list(wizard.rules.values()), wizard.answers
    present = [index for index, rule in enumerate(rules) if answers.of(rule.id) is not None]
    indexes = yield from choose_several(
        _("Which reasons apply?"), [rule_title(rule) for rule in rules], chosen=present
    )
    chosen = tuple(
        answers.of(rule.id)
        or ChosenGround(rule.id, wizard.decisions.evidence_to_propose(wizard.context, rule.id))
        for rule in (rules[index] for index in indexes)
    )
    wizard.change(chosen=chosen)
    if any(wizard.rules[each.ground].singular for each in chosen):
        yield from _asking_singular(wizard)
    for each in chosen:
        if precedents := wizard.precedents_in_words(each.ground):
            yield precedents
        yield from asking_evidence(wizard, each.ground)


def _asking_singular(wizard: LineWizard) -> Flow[None]:
    """Ask whether only this shop has the problem. If others have it too, it has to be fixed for all."""
    contradiction = singular_contradiction(wizard.context)
    if contradiction:
        yield contradiction
    choices = [singular_answer(True), singular_answer(False)]
    known = wizard.answers.singular
    default = None if known is None else int(not known)
    is_singular = not (
        yield from choose(_("Does only this shop have the problem?"), choices, default=default)
    )
    if is_singular and contradiction and not (yield from yes(_("Choose it anyway, on your own judgement?"))):
        is_singular = False
    wizard.change(singular=is_singular)
    if not is_singular:
        yield explain_fix_instead()


def _windows(wizard: LineWizard) -> None:
    """Read the order and the refund windows; ask why the refund is agreed to if they are over."""
    purchase = wizard.context.purchase
    today = marketplace_date(wizard.session.desk.now())
    for text in purchase_lines(purchase, wizard.decisions.policy, today):
        wizard.say(f"{text}.")

    def asking() -> Flow[None]:
        if is_refund_window_over(purchase.windows, today):
            question = _("The refund windows are over or unknown. Why do you agree to the refund anyway?")
            reason = yield from line(question, default=wizard.answers.late_reason)
            wizard.change(late_reason=reason)
        elif not (yield from yes(_("Is this the order to refund?"))):
            raise Cancelled

    wizard.ask(asking)


def _consequences(wizard: LineWizard) -> None:
    """Ask whether the person knows that the cover ends, and whether the sale was paid out."""
    policy, payout_on = wizard.decisions.policy, wizard.context.purchase.payout_on
    today = marketplace_date(wizard.session.desk.now())

    def asking() -> Flow[None]:
        yield rule_text(policy.covers["term"])
        question = _("The refund ends Business Care and refunds it too. Do you know that?")
        knows = yield from yes(question)
        wizard.change(care_ends=knows)
        yield rule_text(policy.windows["payout_hold"])
        if too_early := explain_no_payout_yet(payout_on, today):
            yield too_early
            wizard.change(paid_out=False)
            return
        if payout_on is not None:
            yield _("Calculated payout date: {0}, already passed.").format(day_in_words(payout_on))
        is_paid = yield from yes(_("Has the sale already been paid out to you?"))
        wizard.change(paid_out=is_paid)

    wizard.ask(asking)


def _guidance(wizard: LineWizard) -> None:
    """Say what to do in the partner account, until the person has done it."""
    page = wizard.session.desk.pages.link(PageKind.THREAD, wizard.thread_id)
    reason, text = wizard.decisions.letters.guidance(wizard.context, wizard.answers)
    unverified = "" if page.confirmed else _("  (unverified address)")
    wizard.say(_("The Seller API cannot make refunds. Do this step in the partner account."))
    wizard.say("1. " + _("Open the thread's page: ") + page.url + unverified)
    wizard.say("2. " + _("Click the “$” to the right of the message field."))
    wizard.say("3. " + _("Pick the reason: ") + reason)
    wizard.say("4. " + _("Paste this text and send it:"))
    wizard.say(text)
    wizard.say(_("PrestaShop then informs the customer and pays the refund."))

    def asking() -> Flow[int]:
        ways = [
            _("it is done: go on"),
            _("write the text to paste into a file"),
            _("not now; the answers are kept"),
        ]
        return (yield from choose(_("What do you do?"), ways))

    while (way := wizard.ask(asking)) == 1:
        file = wizard.decisions.letters.write_text(f"refund-{wizard.thread_id}.txt", text)
        wizard.say(_("Saved: {0}").format(file))
    if way:
        raise Cancelled


def _confirmation(wizard: LineWizard) -> DecisionRow | None:
    """Ask whether the "$" step was done, and record the decision."""
    wizard.say(
        _("The thread then has the state “refunding”, and every sync looks for the refund in the orders.")
    )
    wizard.say(
        _(
            "When the refund appears, the thread is closed and its Business Care "
            "ends. If it does not appear in time, you are warned."
        )
    )
    for chosen in wizard.answers.chosen:
        wizard.say(rule_title(wizard.rules[chosen.ground]) + ".")
        for item in chosen.items:
            wizard.say(format_evidence_item(item))
    say_approval(wizard)
    wizard.say_news()

    def asking() -> Flow[bool]:
        question = _("Did you complete the “$” step: did you pick the reason and send the text?")
        done = yield from yes(question)
        if done:
            how = yield from line(
                _("A note on what you did:"), default=wizard.answers.done_how, is_optional=True
            )
            wizard.change(done=True, done_how=how)
            return (yield from yes(_("Record the decision? The letter is then sent.")))
        wizard.change(done=False)
        return False

    if not wizard.ask(asking):
        raise Cancelled
    return decide(wizard)


REFUND_STEP_RUNS: Mapping[WizardStep, StepRun] = {
    WizardStep.GROUNDS: _reasons,
    WizardStep.WINDOWS: _windows,
    WizardStep.CONSEQUENCES: _consequences,
    WizardStep.LETTER: letter_step,
    WizardStep.GUIDANCE: _guidance,
    WizardStep.CONFIRM: _confirmation,
}
