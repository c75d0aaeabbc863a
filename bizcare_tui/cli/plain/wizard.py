"""Rejecting and refunding in the line mode, step by step, over the same answers as the app's wizards."""

from __future__ import annotations

from collections.abc import Mapping

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Cancelled, WentBack
from bizcare_tui.cli.plain.line_wizard import Discarded, HandedOver, LineWizard, StepRun
from bizcare_tui.cli.plain.refund_steps import REFUND_STEP_RUNS
from bizcare_tui.cli.plain.rejection_steps import REJECTION_STEP_RUNS
from bizcare_tui.cli.plain.replying import say_queued
from bizcare_tui.cli.plain.session import LineSession, describe
from bizcare_tui.desk.decision_rows import REFUND, REJECTION, DecisionRow
from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import N_, _


def reject(session: LineSession, words: str) -> None:
    """Reject the request of the thread, step by step."""
    _run(session, REJECTION, words, REJECTION_STEP_RUNS)


def refund(session: LineSession, words: str) -> None:
    """Agree to a refund of the purchase of the thread, step by step."""
    _run(session, REFUND, words, REFUND_STEP_RUNS)


def _run(session: LineSession, kind: str, words: str, steps: Mapping[WizardStep, StepRun]) -> None:
    thread_id, _rest = session.target(words)
    session.open_id = thread_id
    wizard = LineWizard(session, kind, thread_id)
    try:
        _go_through(wizard, steps)
    except Cancelled:
        wizard.leave()
    except EOFError:
        wizard.save()
        raise
    except Discarded:
        session.say(_("The answers are discarded. No decision was made."))
    except HandedOver:
        session.say(_("Saved for a second person, who opens it with the same word and sends it."))
    else:
        say_queued(session, _("Decision recorded."))
        if not session.has_gone_on([thread_id]):
            session.say_following(session.desk.inbox.next_thread_to_do(session.query, [thread_id]))


def _go_through(wizard: LineWizard, steps: Mapping[WizardStep, StepRun]) -> DecisionRow:
    """Run the steps, forwards and backwards, until the decision is made."""
    wizard.say_step()
    while True:
        step = wizard.answers.step
        try:
            decision = steps[step](wizard)
        except WentBack:
            if not wizard.go(-1):
                raise Cancelled from None
            wizard.say_step()
            continue
        except BizcareError as error:
            wizard.say(describe(error))
            if step in (WizardStep.REVIEW, WizardStep.CONFIRM):
                continue
            raise Cancelled from None
        if decision is not None:
            return decision
        if missing := wizard.missing_here():
            wizard.say(missing)
        elif wizard.go(1):
            wizard.say_step()


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "reject",
        N_("reject the request for one of six reasons, step by step, with evidence and a letter"),
        reject,
        PlainGroup.DECIDE,
        also=("refuse",),
        covers=(
            "reasons_explain", "reasons_shop", "reasons_versions", "reasons_precedents", "evidence_quote",
            "evidence_finding", "evidence_file", "evidence_dismiss", "alternatives_partial", "letter_compose",
            "letter_language", "letter_check", "review_send", "review_pack", "wizard_choose", "wizard_next",
            "wizard_back", "wizard_leave", "wizard_discard", "wizard_news", "wizard_help", "wizard_enter",
        ),
    ),
    PlainCommand(
        "refund",
        N_("agree to a refund, step by step"),
        refund,
        PlainGroup.DECIDE,
        covers=(
            "refund_singular", "refund_late", "refund_paste", "refund_page", "refund_copy_text",
            "refund_copy_page", "refund_file", "refund_note", "refund_decide",
        ),
    ),
)  # fmt: skip
