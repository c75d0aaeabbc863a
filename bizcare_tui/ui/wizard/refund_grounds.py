"""The page of the grounds for a refund."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from bizcare_tui.domain.decisions.answers import ChosenGround, WizardStep
from bizcare_tui.domain.decisions.missing_answers import explain_fix_instead
from bizcare_tui.domain.policy import Rule, proof_in_words
from bizcare_tui.i18n import _
from bizcare_tui.present.evidence_lines import evidence_source, format_evidence_item
from bizcare_tui.present.rule_lines import (
    rule_text,
    rule_title,
    singular_answer,
    singular_contradiction,
)
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.wizard.evidence_page import EvidencePage
from bizcare_tui.ui.wizard.page import WizardRow
from bizcare_tui.ui.wizard.precedents import open_precedents, precedent_contents
from bizcare_tui.ui.wizard.rule_texts import accepted_evidence


class RefundGroundsPage(EvidencePage):
    """The grounds of a refund with their evidence, and whether only this shop has the problem."""

    step = WizardStep.GROUNDS
    key_contexts = (Context.REFUND_REASONS, Context.EVIDENCE)

    def rules(self) -> dict[str, Rule]:
        """Return the rules of the refund grounds, by their ids."""
        return dict(self.decisions.policy.refunds)

    def rows(self) -> Sequence[WizardRow]:
        """Return the four grounds with their evidence, then whether only this shop is affected."""
        rows: list[WizardRow] = []
        for rule in self.rules().values():
            chosen = self.answers.of(rule.id)
            rows.append(WizardRow(f"{rule.id}/", rule_title(rule), chosen is not None))
            if chosen is not None:
                rows += [
                    WizardRow(
                        f"{rule.id}/{number}", "    " + format_evidence_item(item), item in chosen.items
                    )
                    for number, item in enumerate(self._items_of_ground(chosen))
                ]
        if self._must_ask_singular():
            singular = self.answers.singular
            rows += [
                WizardRow("singular", _("Does only this shop have the problem?")),
                WizardRow("singular/yes", singular_answer(True), singular is True, is_exclusive=True),
                WizardRow("singular/no", singular_answer(False), singular is False, is_exclusive=True),
            ]
        return rows

    def detail(self, row: WizardRow | None) -> Content:
        """Return the rule or evidence under the cursor, or why a technical error has to be fixed instead."""
        if row is None:
            return Content("")
        if _is_about_singular(row):
            is_no = row.id == "singular/no"
            lines = [
                Content(
                    explain_fix_instead() if is_no else _("Answer yes if no other shop has this problem.")
                )
            ]
            if contradiction := singular_contradiction(self.context):
                lines.append(Content.styled(contradiction, "bold"))
            return Content("\n").join(lines)
        chosen, item = self._ground_and_item(row)
        if item is not None:
            return Content(f"{item.text}\n[{evidence_source(item) or proof_in_words(item.proof)}]")
        rule = self.rules()[chosen.ground]
        lines = [Content(rule_text(rule)), Content.styled(rule.source, "dim"), accepted_evidence(rule)]
        return Content("\n").join([*lines, *precedent_contents(self, chosen.ground)])

    async def choose(self, row: WizardRow) -> None:
        """Choose or drop a ground, deselect evidence, or ask whether only this shop has the problem."""
        if row.id == "singular":
            await self.ask_singular()
            return
        if _is_about_singular(row):
            await self._answer_singular(row.id == "singular/yes")
            return
        chosen, item = self._ground_and_item(row)
        if item is not None:
            await super().choose(row)
        elif self.answers.of(chosen.ground) is not None:
            self.change(chosen=self.answers.without_ground(chosen.ground).chosen)
        else:
            items = self.decisions.evidence_to_propose(self.context, chosen.ground)
            self.change(chosen=self.answers.with_ground(ChosenGround(chosen.ground, items)).chosen)
            if self.rules()[chosen.ground].singular and self.answers.singular is None:
                await self.ask_singular()

    async def show_precedents(self, row: WizardRow | None = None) -> None:
        """Show the earlier decisions on the ground under the cursor that are like this request."""
        await open_precedents(self, row)

    async def ask_singular(self, row: WizardRow | None = None) -> None:
        """Ask whether only this shop has the problem. If others have it too, it has to be fixed for all."""
        answer = await self.ask_choice(
            _("Does only this shop have the problem?"),
            [singular_answer(True), singular_answer(False)],
        )
        if answer is not None:
            await self._answer_singular(answer == 0)

    async def _answer_singular(self, is_singular: bool) -> None:
        """Record the answer; one that contradicts what is known needs the person's own judgement."""
        contradiction = singular_contradiction(self.context)
        if is_singular and contradiction:
            choice = await self.ask_choice(
                contradiction, [_("Cancel"), _("Choose it anyway, on my own judgement")]
            )
            if choice != 1:
                return
        self.change(singular=is_singular)
        if not is_singular:
            self.view.notify(explain_fix_instead())

    def _chosen_or_warn(self, row: WizardRow | None) -> ChosenGround | None:
        return super()._chosen_or_warn(None if row is not None and _is_about_singular(row) else row)

    def _must_ask_singular(self) -> bool:
        return any(self.rules()[each.ground].singular for each in self.answers.chosen)


def _is_about_singular(row: WizardRow) -> bool:
    return row.id.partition("/")[0] == "singular"
