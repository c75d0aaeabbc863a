"""The steps of a rejection as questions: request, reasons, evidence, alternatives, letter, review."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from bizcare_tui.cli.plain.conversation import Aside, Cancelled, Flow
from bizcare_tui.cli.plain.evidence_step import asking_evidence
from bizcare_tui.cli.plain.letter_step import decide, letter_step, say_approval
from bizcare_tui.cli.plain.line_wizard import LineWizard, StepRun
from bizcare_tui.cli.plain.questions import choose, choose_several, line, long_text, read_line, yes
from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import ChosenGround, WizardStep
from bizcare_tui.domain.evidence.evaluation_data import GroundEvaluation, GroundVerdict
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.threads import Author, Cover
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, labelled
from bizcare_tui.present.detail_labels import verdict_label
from bizcare_tui.present.evidence_lines import dry_run_summary
from bizcare_tui.present.labels import author_label
from bizcare_tui.present.rule_lines import dry_run_sentences, rule_title
from bizcare_tui.present.spoken_lines import spoken_cover

# The facts of the bar that are said with the request.
_DEADLINES = ("first_answer", "follow_up", "holidays")
_PARTIAL = "partial_answer"


def _request(wizard: LineWizard) -> None:
    """Read the deadlines, the cover and what the customer wrote last; ask whether to go on."""
    case, cover = wizard.context.case, wizard.context.cover
    for fact in wizard.session.conversation(wizard.thread_id).facts:
        if fact.key in _DEADLINES:
            wizard.say(f"{labelled(fact.label, fact.explained)}.")
    wizard.say(spoken_cover(cover.state, cover.days_left) + ".")
    if cover.state is Cover.EXPIRED:
        wizard.say(_("Business Care has expired. Offer to reactivate it before you reject."))
    written = [each for each in case.messages if each.author is not Author.MARKETPLACE]
    for each in written[-1:]:
        wizard.say(f"{author_label(each.author)}, {moment_in_words(each.at)}:")
        wizard.say(each.text)
    if len(written) > 1:
        wizard.say(_("“request” reads all {n} messages.").format(n=len(written)))

    def asking() -> Flow[bool]:
        return (yield from yes(_("Go on to the reasons?")))

    if not wizard.ask(asking):
        raise Cancelled


# --- reasons ----------------------------------------------------------------------------------------------


def _reasons(wizard: LineWizard) -> None:
    asides = (
        Aside("shop", _("correct the address of the licensed shop"), partial(_correct_shop, wizard)),
        Aside("versions", _("record the declared PrestaShop versions"), partial(_declare_versions, wizard)),
        Aside("explain", _("change your reason for a chosen one"), partial(_explain, wizard)),
    )
    wizard.ask(partial(_choosing_reasons, wizard), asides)


def _choosing_reasons(wizard: LineWizard) -> Flow[None]:
    """Ask which reasons apply, and for each what its verdict requires; the order is PrestaShop's."""
    evaluated, answers = wizard.context.evaluated, wizard.answers
    lines = [
        f"{rule_title(wizard.rules[each.ground])}. {verdict_label(each.verdict)}: {each.why}"
        for each in evaluated
    ]
    present = [index for index, each in enumerate(evaluated) if answers.of(each.ground) is not None]
    indexes = yield from choose_several(_("Which reasons apply?"), lines, chosen=present)
    confirmed: list[ChosenGround] = []
    for each in (evaluated[index] for index in indexes):
        chosen = yield from _confirming(wizard, each)
        if chosen is not None:
            confirmed.append(chosen)
            if precedents := wizard.precedents_in_words(each.ground):
                yield precedents
    wizard.change(chosen=tuple(confirmed))


def _confirming(wizard: LineWizard, evaluated: GroundEvaluation) -> Flow[ChosenGround | None]:
    """Ask what a reason needs: why it applies against the data, or that it is the person's own judgement."""
    chosen: ChosenGround | None = wizard.answers.of(evaluated.ground)
    if chosen is None:
        items = wizard.decisions.evidence_to_propose(wizard.context, evaluated.ground)
        chosen = ChosenGround(evaluated.ground.value, items)
    title = rule_title(wizard.rules[evaluated.ground])
    if evaluated.verdict is GroundVerdict.CONTRADICTED:
        question = _("{0}: the data contradict it. Why does this reason apply?").format(title)
        return dataclasses.replace(chosen, reason=(yield from line(question, default=chosen.reason)))
    if evaluated.verdict is GroundVerdict.UNKNOWN and not chosen.acknowledged:
        question = _("{0}: the data do not prove it. Choose it anyway, on your own judgement?").format(title)
        if not (yield from yes(question)):
            return None
        return dataclasses.replace(chosen, acknowledged=True)
    return chosen


def _explain(wizard: LineWizard) -> None:
    def asking() -> Flow[None]:
        chosen = wizard.answers.chosen
        if not chosen:
            raise WrongUsage(_("Select a reason first."))
        titles = [rule_title(wizard.rules[each.ground]) for each in chosen]
        each = chosen[(yield from choose(_("Your reason for which one?"), titles))]
        reason = yield from line(_("Why does this reason apply?"), default=each.reason, is_optional=True)
        wizard.change(chosen=wizard.answers.with_ground(dataclasses.replace(each, reason=reason)).chosen)

    wizard.session.talk.hold(asking)


def _correct_shop(wizard: LineWizard) -> None:
    def asking() -> Flow[None]:
        website = yield from read_line(
            _("The address of the licensed shop, as the partner account shows it:"),
            _shop_address,
            default=wizard.context.case.website,
        )
        source = yield from line(_("How do you know? For example: partner account, 12 May:"))
        wizard.decisions.records.correct_shop(wizard.thread_id, website, source)

    wizard.session.talk.hold(asking)
    wizard.refresh()
    wizard.say(_("Recorded. The reasons are evaluated again."))


def _shop_address(typed: str) -> str:
    if read_shop(typed) is None:
        raise WrongUsage(
            _("{0!r} is not the address of a shop. Write it like www.my-shop.com.").format(typed[:80])
        )
    return typed


def _declare_versions(wizard: LineWizard) -> None:
    def asking() -> Flow[None]:
        typed = yield from line(
            _(
                "Start date, lowest version, highest version, excluded versions, source. For example: "
                "2026-01-15 1.7.6 8.2 except 8.0.0,8.1 product page"
            )
        )
        wizard.decisions.records.declare_in_one_line(wizard.context.case.product, typed)

    wizard.session.talk.hold(asking)
    wizard.refresh()
    wizard.say(_("Recorded. The reasons are evaluated again."))


# --- evidence and alternatives ----------------------------------------------------------------------------


def _evidence(wizard: LineWizard) -> None:
    def asking() -> Flow[None]:
        for chosen in wizard.answers.chosen:
            yield from asking_evidence(wizard, chosen.ground)

    wizard.ask(asking)


def _alternatives(wizard: LineWizard) -> None:
    wizard.ask(partial(_choosing_alternatives, wizard))


def _choosing_alternatives(wizard: LineWizard) -> Flow[None]:
    """Ask which alternatives are offered; those that the facts suggest are marked."""
    rules = list(wizard.decisions.policy.alternatives.values())
    suggested = wizard.decisions.proposed(wizard.context, wizard.answers)
    lines = [rule_title(rule) + (_("  · suggested") if rule.id in suggested else "") for rule in rules]
    wanted = wizard.answers.alternatives or suggested
    present = [index for index, rule in enumerate(rules) if rule.id in wanted]
    indexes = yield from choose_several(
        _("Which alternatives do you offer with the rejection?"), lines, chosen=present
    )
    offered = tuple(rules[index].id for index in indexes)
    partial_answer = wizard.answers.partial
    if _PARTIAL in offered:
        partial_answer = yield from long_text(
            _("The partial answer, in the customer's language. It is added to the letter."), partial_answer
        )
    wizard.change(alternatives=offered, partial=partial_answer)


# --- review -----------------------------------------------------------------------------------------------


def _review(wizard: LineWizard) -> DecisionRow | None:
    """Say whether the rejection would hold, and ask whether to send it."""
    dry_run = wizard.decisions.dry_run(wizard.context, wizard.answers)
    wizard.say(_("Would this rejection hold?"))
    wizard.say(dry_run_summary(dry_run))
    for sentence in dry_run_sentences(dry_run, wizard.decisions.policy):
        wizard.say(sentence)
    say_approval(wizard)
    wizard.say_news()

    def asking() -> Flow[int]:
        ways = [
            _("send it: the rejection is recorded and the letter sent"),
            _("read the letter that will be sent"),
            _("write the evidence pack into a file"),
            _("not now; the answers are kept"),
        ]
        return (yield from choose(_("What do you do?"), ways))

    match wizard.ask(asking):
        case 0:
            return decide(wizard)
        case 1:
            wizard.say(wizard.answers.letter)
        case 2:
            _write_pack(wizard)
        case _:
            raise Cancelled
    return None


def _write_pack(wizard: LineWizard) -> None:
    def asking() -> Flow[Path]:
        path = yield from line(
            _("ZIP file to write, with all evidence of this thread:"),
            default=str(Path.cwd() / f"evidence-{wizard.thread_id}.zip"),
        )
        return wizard.session.desk.conversations.write_evidence_pack(
            wizard.thread_id, Path(path).expanduser()
        )

    wizard.say(_("Saved: {0}").format(wizard.session.talk.hold(asking)))


REJECTION_STEP_RUNS: Mapping[WizardStep, StepRun] = {
    WizardStep.ASKED: _request,
    WizardStep.GROUNDS: _reasons,
    WizardStep.EVIDENCE: _evidence,
    WizardStep.ALTERNATIVES: _alternatives,
    WizardStep.LETTER: letter_step,
    WizardStep.REVIEW: _review,
}
