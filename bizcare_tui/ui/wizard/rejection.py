"""The pages of the rejection wizard: request, grounds, evidence, alternatives, letter, review."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from bizcare_tui.desk.reactivation_cost import reactivation_in_words
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.decisions.letters import alternative_text
from bizcare_tui.domain.threads import Author, Cover
from bizcare_tui.i18n import _, labelled
from bizcare_tui.present import labels
from bizcare_tui.present.evidence_lines import DryRunLineKind, dry_run_lines
from bizcare_tui.present.rule_lines import rule_text, rule_title
from bizcare_tui.present.spoken_lines import spoken_cover
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.wizard.confirmation_page import ConfirmationPage
from bizcare_tui.ui.wizard.evidence_page import EvidencePage
from bizcare_tui.ui.wizard.letter_page import LetterPage
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow
from bizcare_tui.ui.wizard.rejection_grounds import RejectionGroundsPage

_LINE_STYLES = {
    DryRunLineKind.SUMMARY: "bold",
    DryRunLineKind.REASON: "bold",
    DryRunLineKind.SERIOUS: "bold $text-error",
    DryRunLineKind.DOUBT: "$text-warning",
}


class RejectionRequestPage(WizardPage):
    """The customer's request, and the deadlines for the answer."""

    step = WizardStep.ASKED

    def detail(self, row: WizardRow | None) -> Content:
        """Return the deadlines, the Business Care cover, then the messages of the thread."""
        case, cover = self.context.case, self.context.cover
        lines = [Content.styled(case.topic, "bold")]
        for fact in self.wizard.deadlines:
            lines.append(
                Content.assemble(
                    (labelled(fact.label), "dim"), (fact.value or "?", "bold"), (f"  {fact.meaning}", "")
                )
            )
        lines.append(Content(spoken_cover(cover.state, cover.days_left)))
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


class RejectionEvidencePage(EvidencePage):
    """Evidence for the grounds of a rejection."""

    step = WizardStep.EVIDENCE


class RejectionAlternativesPage(WizardPage):
    """The alternatives that can be offered with the rejection."""

    step = WizardStep.ALTERNATIVES
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

    def first_row(self) -> str:
        """Return the first offered alternative, else the first suggested one."""
        proposed = self.decisions.proposed(self.context, self.answers)
        return next(iter((*self.answers.alternatives, *proposed)), "")

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
        partial = await self.ask_line(
            _("Partial answer"),
            _("Write it in the customer's language. It is added to the letter."),
            self.answers.partial,
            needed=False,
        )
        if partial is not None:
            self.change(partial=partial)


class RejectionReviewPage(ConfirmationPage):
    """A review of all answers, and the exact message that will be sent."""

    step = WizardStep.REVIEW
    key_contexts = (Context.REVIEW,)

    def detail(self, row: WizardRow | None) -> Content:
        """Return whether the rejection would hold, the person's reasons, and the need for a second person."""
        lines = [Content.styled(_("Would this rejection hold?"), "bold"), *self._dry_run()]
        for chosen in self.answers.chosen:
            if chosen.reason:
                lines.append(Content(_("Your reason: {0}").format(chosen.reason)))
        return Content("\n").join([*lines, *self.approval_lines()])

    def aside(self) -> Content:
        """Return the message."""
        _gap, *lines = self.letter_lines(_("The message that will be sent:"))
        return Content("\n").join(lines)

    def _dry_run(self) -> list[Content]:
        dry_run = self.decisions.dry_run(self.context, self.answers)
        return [
            Content.styled(line.text, _LINE_STYLES.get(line.kind, ""))
            for line in dry_run_lines(dry_run, self.decisions.policy)
        ]

    async def write_pack(self, row: WizardRow | None = None) -> None:
        """Write the evidence pack of the thread into a file."""
        file = await self.ask_line(
            _("Evidence pack"),
            _("ZIP file to write, with all evidence of this thread:"),
            str(Path.cwd() / f"evidence-{self.wizard.state.thread_id}.zip"),
            accept=lambda path: asyncio.to_thread(self.wizard.write_pack, path),
        )
        if file is not None:
            self.view.notify(_("Saved: {0}").format(file))


REJECTION_PAGES: tuple[type[WizardPage], ...] = (
    RejectionRequestPage,
    RejectionGroundsPage,
    RejectionEvidencePage,
    RejectionAlternativesPage,
    LetterPage,
    RejectionReviewPage,
)
