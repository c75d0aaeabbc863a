"""The pages of the rejection wizard: request, grounds, evidence, alternatives, letter, review."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Sequence
from datetime import date

from textual.content import Content

from bizcare_tui.desk.reactivation_cost import reactivation_in_words
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import ChosenGround, WizardStep
from bizcare_tui.domain.decisions.letters import alternative_text
from bizcare_tui.domain.evidence.evaluation_data import GroundEvaluation, GroundVerdict
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.threads import Author, Cover
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _
from bizcare_tui.present import detail_labels, labels
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.input_dialogs import FindingsScreen
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow
from bizcare_tui.ui.wizard.shared_pages import (
    EvidencePage,
    LetterPage,
    format_evaluation,
    format_evidence_item,
    rule_text,
    rule_title,
)

_VERSION_RANGE = re.compile(
    r"\s*(?P<since>\d{4}-\d\d-\d\d)\s+(?P<least>\S+)\s+(?P<most>\S+)"
    r"(?:\s+(?:except|excepto|sauf|tranne)\s+(?P<holes>[\dxX.*]+(?:[,;]\s*[\dxX.*]+)*))?\s*(?P<source>.*)"
)


class RejectionRequestPage(WizardPage):
    """The customer's request, and the deadlines for the answer."""

    step = WizardStep.ASKED
    title = N_("Request")

    def detail(self, row: WizardRow | None) -> Content:
        """Return the deadlines, the Business Care cover, then the messages of the thread."""
        case, cover = self.context.case, self.context.cover
        days = "" if cover.days_left is None else _(", days left: {0}").format(cover.days_left)
        lines = [Content.styled(case.topic, "bold")]
        for fact in self.wizard.facts:
            lines.append(
                Content.assemble(
                    (f"{fact.label}: ", "dim"), (fact.value or "?", "bold"), (f"  {fact.meaning}", "")
                )
            )
        lines.append(
            Content(_("Business Care now: {0}{1}").format(labels.cover_state_label(cover.state), days))
        )
        if cover.state is Cover.EXPIRED:
            lines.append(
                Content.styled(
                    _("Business Care has expired. Offer to reactivate it before you reject."), "bold"
                )
            )
        for each in case.messages:
            if each.author is not Author.MARKETPLACE:
                lines += [
                    Content(""),
                    Content.styled(f"{labels.author_label(each.author)}, {moment_in_words(each.at)}", "bold"),
                    Content(each.text),
                ]
        return Content("\n").join(lines)


class RejectionGroundsPage(WizardPage):
    """The six grounds with their verdicts, and the evidence of the ground under the cursor."""

    step = WizardStep.GROUNDS
    title = N_("Reasons")
    key_contexts = (Context.REJECTION_REASONS,)

    def rows(self) -> Sequence[WizardRow]:
        """Return the grounds, in the order of PrestaShop's help centre."""
        return [
            WizardRow(
                each.ground.value,
                f"{detail_labels.verdict_label(each.verdict):<14} "
                f"{rule_title(self.decisions.policy.grounds[each.ground])}",
                self.answers.of(each.ground) is not None,
            )
            for each in self.context.evaluated
        ]

    def detail(self, row: WizardRow | None) -> Content:
        """Return the rule, its verdict with the facts, and the person's reason or acknowledgement."""
        evaluated = self.context.of(row.id) if row else None
        if evaluated is None:
            return Content("")
        rule = self.decisions.policy.grounds[evaluated.ground]
        lines = [Content(rule_text(rule)), Content.styled(rule.source, "dim"), *format_evaluation(evaluated)]
        chosen = self.answers.of(evaluated.ground)
        if chosen is not None and chosen.reason:
            lines.append(Content(_("Your reason: {0}").format(chosen.reason)))
        if chosen is not None and chosen.acknowledged:
            lines.append(Content(_("You chose this reason on your own judgement. The data do not prove it.")))
        return Content("\n").join(lines)

    async def choose(self, row: WizardRow) -> None:
        """Choose or drop a ground.

        A ground that the data contradict needs a reason; one that the data cannot decide needs an
        acknowledgement.
        """
        evaluated = self.context.of(row.id)
        if evaluated is None:
            return
        if self.answers.of(row.id) is not None:
            self.change(chosen=self.answers.without_ground(row.id).chosen)
            return
        chosen = await self._confirm_verdict(evaluated, ChosenGround(row.id))
        if chosen is None:
            return
        data = self.decisions.evidence_from_data(self.context, row.id)
        if data is not None:
            chosen = dataclasses.replace(chosen, items=(data,))
        self.change(chosen=self.answers.with_ground(chosen).chosen)

    async def enter_reason(self, row: WizardRow | None = None) -> None:
        """Enter or change the reason for a chosen ground."""
        chosen = self.answers.of(row.id) if row else None
        if chosen is None:
            text = _("Select the reason first, with {wizard_choose}.")
            self.wizard.notify(self.wizard.fill(text), timeout=4)
            return
        reason = await self.wizard.ask_line(
            _("Your reason"), _("Why does this reason apply?"), chosen.reason, needed=False
        )
        if reason is not None:
            self.change(chosen=self.answers.with_ground(dataclasses.replace(chosen, reason=reason)).chosen)

    async def correct_shop(self, row: WizardRow | None = None) -> None:
        """Correct the address of the licensed shop, with its source."""
        case = self.context.case
        website = await self.wizard.ask_line(
            _("Licensed shop"),
            _("Its address as shown in the partner account."),
            case.website,
            accept=_require_shop_address,
        )
        if not website:
            return

        async def correct(source: str) -> bool:
            await asyncio.to_thread(
                self.decisions.records.correct_shop, self.wizard.state.thread_id, website, source
            )
            return True

        if await self.wizard.ask_line(
            _("How do you know?"), _("The source, for example: partner account, 12 May."), accept=correct
        ):
            await self.wizard.refresh_context()

    async def declare_versions(self, row: WizardRow | None = None) -> None:
        """Record which PrestaShop versions were declared compatible from a day on."""

        async def declare(line: str) -> bool:
            match = _VERSION_RANGE.fullmatch(line)
            if match is None:
                raise WrongUsage(_("Enter the date, the lowest version, the highest version and the source."))
            try:
                since = date.fromisoformat(match["since"])
            except ValueError:
                raise WrongUsage(_("{0} is not a date.").format(match["since"])) from None
            product = self.context.case.product
            await asyncio.to_thread(
                lambda: self.decisions.records.declare(
                    product,
                    since=since,
                    least=match["least"],
                    most=match["most"],
                    holes=match["holes"] or "",
                    source=match["source"],
                )
            )
            return True

        if await self.wizard.ask_line(
            _("Versions declared compatible"),
            _(
                "Start date, lowest version, highest version, excluded versions, source. For example: "
                "2026-01-15 1.7.6 8.2 except 8.0.0,8.1 product page"
            ),
            accept=declare,
        ):
            await self.wizard.refresh_context()

    async def _confirm_verdict(
        self, evaluated: GroundEvaluation, chosen: ChosenGround
    ) -> ChosenGround | None:
        ground_title = rule_title(self.decisions.policy.grounds[evaluated.ground])
        if evaluated.verdict is GroundVerdict.CONTRADICTED:
            reason = await self.wizard.ask_line(
                _("The data contradict it"),
                f"{ground_title}. {evaluated.why} " + _("Why does this reason apply?"),
            )
            return dataclasses.replace(chosen, reason=reason) if reason else None
        if evaluated.verdict is GroundVerdict.UNKNOWN:
            answer = await self.wizard.ask_choice(
                _("The data do not prove it"),
                [_("Cancel"), _("Choose it anyway, on my own judgement")],
            )
            return dataclasses.replace(chosen, acknowledged=True) if answer == 1 else None
        return chosen


class RejectionEvidencePage(EvidencePage):
    """Evidence for the grounds of a rejection."""

    step = WizardStep.EVIDENCE
    title = N_("Evidence")


class RejectionAlternativesPage(WizardPage):
    """The alternatives that can be offered with the rejection."""

    step = WizardStep.ALTERNATIVES
    title = N_("Alternatives")
    key_contexts = (Context.ALTERNATIVES,)

    def rows(self) -> Sequence[WizardRow]:
        """Return the alternatives; those that the facts suggest are marked as proposed."""
        proposed = self.decisions.proposed(self.context, self.answers)
        return [
            WizardRow(
                rule.id,
                rule_title(rule) + (_("  · suggested") if rule.id in proposed else ""),
                rule.id in self.answers.alternatives,
            )
            for rule in self.decisions.policy.alternatives.values()
        ]

    def detail(self, row: WizardRow | None) -> Content:
        """Return the alternative under the cursor: its rule, the source, and its text in the letter."""
        if row is None:
            return Content("")
        rule = self.decisions.policy.alternatives[row.id]
        lines = [Content(rule_text(rule)), Content.styled(rule.source, "dim")]
        if rule.share is not None:
            lines.append(
                Content(_("Cost in this case: {0}").format(reactivation_in_words(self.context.price)))
            )
        if row.id == "partial_answer" and self.answers.partial:
            lines += [Content(""), Content(self.answers.partial)]
        lines += [Content(""), Content.styled(self._preview_in_letter(row.id), "italic")]
        return Content("\n").join(lines)

    def _preview_in_letter(self, name: str) -> str:
        facts = self.decisions.contexts.build_letter_facts(self.context, self.answers)
        return alternative_text(name, self.decisions.policy, facts, partial=self.answers.partial or "…")

    async def choose(self, row: WizardRow) -> None:
        """Offer the alternative, or undo that."""
        offered = self.answers.alternatives
        if row.id in offered:
            self.change(alternatives=tuple(each for each in offered if each != row.id))
            return
        self.change(alternatives=(*offered, row.id))
        if row.id == "partial_answer" and not self.answers.partial:
            await self.write_partial()

    async def write_partial(self, row: WizardRow | None = None) -> None:
        """Write the partial answer."""
        partial = await self.wizard.ask_line(
            _("Partial answer"),
            _("Write it in the customer's language. It is added to the letter."),
            self.answers.partial,
            needed=False,
        )
        if partial is not None:
            self.change(partial=partial)


class RejectionReviewPage(WizardPage):
    """A review of all answers, and the exact message that will be sent."""

    step = WizardStep.REVIEW
    title = N_("Review")
    key_contexts = (Context.REVIEW,)

    def detail(self, row: WizardRow | None) -> Content:
        """Return the grounds with their evidence, the need for a second person, and the message."""
        lines: list[Content] = []
        for chosen in self.answers.chosen:
            evaluated = self.context.of(Ground(chosen.ground))
            verdict = detail_labels.verdict_label(evaluated.verdict) if evaluated else ""
            name = rule_title(self.decisions.policy.grounds[chosen.ground])
            lines.append(Content.styled(f"{name} ({verdict})", "bold"))
            if chosen.reason:
                lines.append(Content("  " + _("Your reason: {0}").format(chosen.reason)))
            lines += [Content("  " + format_evidence_item(item)) for item in chosen.items]
        if self.answers.ready_by:
            lines.append(Content(_("Prepared by {0}.").format(self.answers.ready_by)))
        if self.decisions.second_person.is_needed(self.answers):
            lines.append(Content.styled(_("A second person must send this."), "bold"))
        lines += [
            Content(""),
            Content.styled(_("The message that will be sent:"), "bold"),
            Content(self.answers.letter),
        ]
        return Content("\n").join(lines)

    async def send(self, row: WizardRow | None = None) -> None:
        """Check the letter and queue it; if a second person has to send it, leave it to them."""
        await finish_decision(self)


async def finish_decision(page: WizardPage) -> None:
    """Finish the wizard: record the decision and queue its letter.

    If an answer is missing, notify the person and stop. If the check of the letter finds something, ask for
    a reason to send it anyway. If a second person has to send the letter, save the answers for them instead.
    """
    wizard = page.wizard
    missing = page.decisions.missing(page.context, page.answers)
    if missing:
        wizard.notify(f"{missing[0][0]}: {missing[0][1]}", markup=False, timeout=8)
        return
    check_result = await wizard.call(page.decisions.letters.look_over, wizard.state)
    if check_result is None:
        return
    override = page.answers.override
    if check_result.findings:
        reason = await wizard.app.push_screen_wait(
            FindingsScreen(check_result.findings, check_result.notes, sending=True)
        )
        if reason is None:
            return
        override = reason
    if page.decisions.second_person.is_needed(page.answers):
        page.change(override=override)
        if await wizard.saved():
            is_saved_for_second = await wizard.call(page.decisions.wizards.hand_over, wizard.state)
            if is_saved_for_second is not None:
                wizard.notify(_("Saved for a second person, who opens it with the same key and sends it."))
                wizard.dismiss(None)
        return
    # Wait for a save in progress: it must not come after the decision, which ends the wizard.
    if not await wizard.saved():
        return
    row = await wizard.call(page.decisions.decide, wizard.state, override)
    if row is not None:
        wizard.dismiss(row)


REJECTION_PAGES: tuple[type[WizardPage], ...] = (
    RejectionRequestPage,
    RejectionGroundsPage,
    RejectionEvidencePage,
    RejectionAlternativesPage,
    LetterPage,
    RejectionReviewPage,
)


async def _require_shop_address(line: str) -> str:
    """Return the address.

    Raises:
        WrongUsage: it cannot be the address of a shop.
    """
    if read_shop(line) is None:
        raise WrongUsage(_("{0!r} is not the address of a shop. Write it like www.my-shop.com.").format(line))
    return line
