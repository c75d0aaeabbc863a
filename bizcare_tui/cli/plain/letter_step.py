"""The letter of a decision: read, changed, put into another language, checked; and the decision sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bizcare_tui.cli.plain.conversation import Cancelled, Flow, WentBack
from bizcare_tui.cli.plain.line_wizard import HandedOver, LineWizard
from bizcare_tui.cli.plain.questions import choose, line, long_text, yes
from bizcare_tui.cli.plain.replying import say_findings
from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.domain.decisions.answers import RefundAnswers
from bizcare_tui.domain.language import language_name
from bizcare_tui.domain.policy import LETTER_LANGUAGES
from bizcare_tui.domain.replies.reply_findings import FindingOutcome
from bizcare_tui.errors import BizcareError
from bizcare_tui.external_editor import edit_in_external_editor
from bizcare_tui.i18n import _, labelled
from bizcare_tui.present.detail_labels import wizard_step_label
from bizcare_tui.present.rule_lines import letter_language_reason


def letter_step(wizard: LineWizard) -> None:
    """Read the letter out, and let the person change it until they go on."""
    composed = wizard.decisions.letters.with_letter(wizard.context, wizard.answers)
    if composed != wizard.answers:
        wizard.set_answers(composed)
    _say_letter(wizard)
    while way := wizard.ask(partial(_asking_way, wizard)):
        try:
            _ways(wizard)[way][1](wizard)
        except (WentBack, Cancelled):
            wizard.say(_("Cancelled."))
        except BizcareError as error:
            wizard.say(str(error))


def _asking_way(wizard: LineWizard) -> Flow[int]:
    return (
        yield from choose(
            _("What do you do with the letter?"), [text for text, _run in _ways(wizard)], default=0
        )
    )


def _ways(wizard: LineWizard) -> list[tuple[str, Callable[[LineWizard], None]]]:
    ways: list[tuple[str, Callable[[LineWizard], None]]] = [
        (_("keep it and go on"), lambda _wizard: None),
        (_("read it again"), _say_letter),
        (_("change a line"), _change_line),
        (_("add lines at its end"), _add_lines),
        (_("change it in your editor"), _edit),
        (_("put it into another language"), _choose_language),
        (_("start over from your answers"), _compose),
        (_("check it"), _check),
    ]
    if isinstance(wizard.answers, RefundAnswers):
        ways.append((_("send it from here, or paste it yourself"), _send_or_paste))
    return ways


def _say_letter(wizard: LineWizard) -> None:
    wizard.say(letter_language_reason(wizard.answers.language, wizard.context.language))
    if wizard.answers.letter_is_own:
        wizard.say(_("You edited the letter. It no longer changes with your answers."))
    if isinstance(wizard.answers, RefundAnswers):
        wizard.say(_delivery(wizard.answers))
    wizard.say(wizard.answers.letter)


def _delivery(answers: RefundAnswers) -> str:
    if answers.pasted:
        return _("You paste this letter at the “$” step. The app then looks for it in the thread.")
    return _("The app sends this letter; at the “$” step you paste a sentence about it.")


def _change_line(wizard: LineWizard) -> None:
    lines = wizard.answers.letter.splitlines()

    def asking() -> Flow[None]:
        index = yield from choose(_("Which line?"), [each or _("(empty line)") for each in lines])
        text = yield from line(_("Its new text; an empty line removes it:"), is_optional=True)
        changed = [*lines[:index], *([text] if text else []), *lines[index + 1 :]]
        wizard.change(letter="\n".join(changed) + "\n")

    wizard.ask(asking)
    wizard.say(_("The letter is changed."))


def _add_lines(wizard: LineWizard) -> None:
    def asking() -> Flow[None]:
        text = yield from long_text(_("What is added to the letter?"))
        wizard.change(letter=f"{wizard.answers.letter.rstrip()}\n\n{text}\n")

    wizard.ask(asking)
    wizard.say(_("The letter is changed."))


def _edit(wizard: LineWizard) -> None:
    wizard.say(_("Your editor opens. Save and close it to go on here."))
    wizard.change(letter=edit_in_external_editor(wizard.answers.letter))
    wizard.say(_("The text is as you saved it."))


def _choose_language(wizard: LineWizard) -> None:
    codes = ["", *LETTER_LANGUAGES]
    names = [_("the customer's language"), *(language_name(code) for code in LETTER_LANGUAGES)]

    def asking() -> Flow[bool]:
        """Ask for the language; return whether the letter is composed again."""
        code = codes[(yield from choose(_("In which language?"), names))]
        replaces = True
        if wizard.answers.letter_is_own:
            replaces = yield from yes(_("You changed the letter. Replace it by a new one?"))
        wizard.change(language=code)
        return replaces

    if wizard.ask(asking):
        _compose(wizard)
    else:
        _say_letter(wizard)


def _compose(wizard: LineWizard) -> None:
    composed = wizard.decisions.letters.compose(wizard.context, wizard.answers)
    wizard.change(letter=composed, composed=composed)
    _say_letter(wizard)


def _check(wizard: LineWizard) -> None:
    review = wizard.decisions.letters.look_over(wizard.state)
    say_findings(wizard.session, review)
    if not review.findings and not review.notes:
        wizard.say(_("The check found nothing."))


def _send_or_paste(wizard: LineWizard) -> None:
    wizard.change(pasted=not wizard.answers.pasted)
    wizard.say(_delivery(wizard.answers))


# --- deciding ---------------------------------------------------------------------------------------------


def say_approval(wizard: LineWizard) -> None:
    """Say who prepared the decision, and whether a second person must send it."""
    if wizard.answers.ready_by:
        wizard.say(_("Prepared by {0}.").format(wizard.answers.ready_by))
    if wizard.decisions.second_person.is_needed(wizard.answers):
        wizard.say(_("A second person must send this."))


def decide(wizard: LineWizard) -> DecisionRow | None:
    """Record the decision and queue its letter; return None, after saying why, if that is not possible yet.

    Raises:
        HandedOver: a second person has to send it.
        BizcareError: the decision is not possible.
    """
    if missing := wizard.missing():
        step, text = missing[0]
        wizard.say(labelled(wizard_step_label(step), text))
        return None
    review = wizard.decisions.letters.look_over(wizard.state)
    say_findings(wizard.session, review)
    outcomes = {finding.outcome for finding in review.findings}
    if FindingOutcome.BLOCK in outcomes:
        wizard.say(_("The letter cannot be sent like this. Go back to it, and change it."))
        return None
    override = wizard.answers.override
    if FindingOutcome.OVERRIDE in outcomes:

        def asking() -> Flow[str]:
            return (yield from line(_("Reason for sending it anyway:"), default=override))

        override = wizard.ask(asking)
    if wizard.decisions.second_person.is_needed(wizard.answers):
        wizard.change(override=override)
        wizard.decisions.wizards.hand_over(wizard.state)
        raise HandedOver
    if not wizard.save():
        return None
    return wizard.decisions.decide(wizard.state, override)
