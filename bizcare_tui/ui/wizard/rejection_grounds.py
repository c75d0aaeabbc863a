"""The page of the six grounds for a rejection."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence

from textual.content import Content

from bizcare_tui.domain.decisions.answers import ChosenGround, WizardStep
from bizcare_tui.domain.decisions.found_evidence import quotations_found
from bizcare_tui.domain.evidence.evaluation_data import GroundEvaluation, GroundVerdict
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.present import detail_labels
from bizcare_tui.present.rule_lines import rule_text, rule_title
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.tones import verdict_style
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow
from bizcare_tui.ui.wizard.precedents import open_precedents, precedent_contents
from bizcare_tui.ui.wizard.rule_texts import format_evaluation


class RejectionGroundsPage(WizardPage):
    """The six grounds with their verdicts, and the evidence of the ground under the cursor."""

    step = WizardStep.GROUNDS
    key_contexts = (Context.REJECTION_REASONS,)

    def rows(self) -> Sequence[WizardRow]:
        """Return the grounds, in the order of PrestaShop's help centre."""
        return [
            WizardRow(
                each.ground.value,
                rule_title(self.decisions.policy.grounds[each.ground]),
                self.answers.of(each.ground) is not None,
                lead=f"{detail_labels.verdict_label(each.verdict):<14}  ",
                lead_style=verdict_style(each.verdict),
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
        return Content("\n").join([*lines, *precedent_contents(self, evaluated.ground)])

    def first_row(self) -> str:
        """Return the ground that the data prove, else the first one with passages; "" once one is chosen."""
        if self.answers.chosen:
            return ""
        evaluated = self.context.evaluated
        proven = [each for each in evaluated if each.verdict is GroundVerdict.SUPPORTED]
        possible = [
            each
            for each in evaluated
            if each.verdict is GroundVerdict.UNKNOWN and quotations_found(each, self.context.case.messages)
        ]
        return next((each.ground.value for each in (*proven, *possible)), "")

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
        items = self.decisions.evidence_to_propose(self.context, row.id)
        chosen = dataclasses.replace(chosen, items=items)
        self.change(chosen=self.answers.with_ground(chosen).chosen)

    async def show_precedents(self, row: WizardRow | None = None) -> None:
        """Show the earlier decisions on the ground under the cursor that are like this request."""
        await open_precedents(self, row)

    async def enter_reason(self, row: WizardRow | None = None) -> None:
        """Enter or change the reason for a chosen ground."""
        chosen = self.answers.of(row.id) if row else None
        if chosen is None:
            text = _("Select the reason first, with {wizard_choose}.")
            self.view.notify(self.view.fill(text))
            return
        reason = await self.ask_line(
            _("Your reason"), _("Why does this reason apply?"), chosen.reason, needed=False
        )
        if reason is not None:
            self.change(chosen=self.answers.with_ground(dataclasses.replace(chosen, reason=reason)).chosen)

    async def correct_shop(self, row: WizardRow | None = None) -> None:
        """Correct the address of the licensed shop, with its source."""
        case = self.context.case
        website = await self.ask_line(
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

        if await self.ask_line(
            _("How do you know?"), _("The source, for example: partner account, 12 May."), accept=correct
        ):
            await self.refresh_context()

    async def declare_versions(self, row: WizardRow | None = None) -> None:
        """Record which PrestaShop versions were declared compatible from a day on."""

        async def declare(line: str) -> bool:
            product = self.context.case.product
            await asyncio.to_thread(self.decisions.records.declare_in_one_line, product, line)
            return True

        if await self.ask_line(
            _("Versions declared compatible"),
            _(
                "Start date, lowest version, highest version, excluded versions, source. For example: "
                "2026-01-15 1.7.6 8.2 except 8.0.0,8.1 product page"
            ),
            accept=declare,
        ):
            await self.refresh_context()

    async def _confirm_verdict(
        self, evaluated: GroundEvaluation, chosen: ChosenGround
    ) -> ChosenGround | None:
        ground_title = rule_title(self.decisions.policy.grounds[evaluated.ground])
        if evaluated.verdict is GroundVerdict.CONTRADICTED:
            reason = await self.ask_line(
                _("The data contradict it"),
                f"{ground_title}. {evaluated.why} " + _("Why does this reason apply?"),
            )
            return dataclasses.replace(chosen, reason=reason) if reason else None
        if evaluated.verdict is GroundVerdict.UNKNOWN:
            answer = await self.ask_choice(
                _("The data do not prove it"),
                [_("Cancel"), _("Choose it anyway, on my own judgement")],
            )
            return dataclasses.replace(chosen, acknowledged=True) if answer == 1 else None
        return chosen


async def _require_shop_address(line: str) -> str:
    """Return the address.

    Raises:
        WrongUsage: it cannot be the address of a shop.
    """
    if read_shop(line) is None:
        raise WrongUsage(_("{0!r} is not the address of a shop. Write it like www.my-shop.com.").format(line))
    return line
