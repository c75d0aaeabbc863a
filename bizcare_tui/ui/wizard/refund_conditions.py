"""The pages of the conditions of a refund: its time windows, and its consequences."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import day_in_words
from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.decisions.missing_answers import explain_no_payout_yet, is_refund_window_over
from bizcare_tui.i18n import _, format_number
from bizcare_tui.present.rule_lines import rule_text, rule_title, window_in_words, window_states
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.tones import window_style
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow


class RefundWindowsPage(WizardPage):
    """The time windows of the refund, the order, its amount and what was refunded before."""

    step = WizardStep.WINDOWS
    key_contexts = (Context.REFUND_WINDOWS,)

    def detail(self, row: WizardRow | None) -> Content:
        """Return what the orders and the policy say."""
        purchase, policy = self.context.purchase, self.decisions.policy
        today = marketplace_date(self.wizard.now())
        lines = [Content(_("Order {0}").format(purchase.order_id or _("not reported")))]
        if purchase.purchased is not None:
            lines.append(Content(_("Bought on {0}").format(day_in_words(purchase.purchased))))
        amount = _("not known") if purchase.amount is None else f"{format_number(purchase.amount, 2)} €"
        lines.append(Content(_("Amount {0}, quantity {1}").format(amount, purchase.quantity or "?")))
        lines.append(Content(_("Refunded before: {0}").format(purchase.refunded)))
        if purchase.is_refunded:
            lines.append(Content.styled(_("The whole order has already been refunded."), "bold"))
        for name, limit, open_ in window_states(purchase.windows, today):
            rule = policy.windows[name]
            last_day, openness = window_in_words(limit, is_open=open_)
            lines += [
                Content(""),
                Content.assemble(
                    (f"{rule_title(rule)} ", "dim"),
                    (last_day, "bold"),
                    (f"  {openness}", window_style(is_open=open_)),
                ),
                Content(rule_text(rule)),
                Content.styled(rule.source, "dim"),
            ]
        if is_refund_window_over(purchase.windows, today):
            reason = self.answers.late_reason or self.view.fill(_("(press {refund_late} to enter one)"))
            lines.append(Content(_("Your reason: {0}").format(reason)))
        return Content("\n").join(lines)

    async def explain_late_refund(self, row: WizardRow | None = None) -> None:
        """Ask why the refund is agreed to outside the windows."""
        reason = await self.ask_line(
            _("Outside the refund windows"),
            _("Why do you agree to the refund anyway?"),
            self.answers.late_reason,
            needed=False,
        )
        if reason is not None:
            self.change(late_reason=reason)


class RefundConsequencesPage(WizardPage):
    """The consequences of the refund, to be acknowledged."""

    step = WizardStep.CONSEQUENCES

    def rows(self) -> Sequence[WizardRow]:
        """Return the rows: the Business Care ends; the sale was paid out or not."""
        paid = self.answers.paid_out
        return [
            WizardRow(
                "care",
                _("I know that the refund ends Business Care and refunds it too"),
                self.answers.care_ends,
            ),
            WizardRow(
                "not_paid", _("The sale has not been paid out to me yet"), paid is False, is_exclusive=True
            ),
            WizardRow(
                "paid",
                _("The sale has already been paid out to me"),
                paid is True,
                is_exclusive=True,
                objection=self._payout_objection(),
            ),
        ]

    def detail(self, row: WizardRow | None) -> Content:
        """Return the rule behind the row under the cursor."""
        policy = self.decisions.policy
        if row is None or row.id == "care":
            return Content(rule_text(policy.covers["term"]) + "\n" + policy.covers["term"].source)
        rule = policy.windows["payout_hold"]
        lines = [Content(rule_text(rule)), Content.styled(rule.source, "dim")]
        if row.objection:
            lines.insert(0, Content.styled(_("Not possible: {0}").format(row.objection), "bold"))
        due = self.context.purchase.payout_on
        if due is not None:
            today = marketplace_date(self.wizard.now())
            sentence = (
                _("Calculated payout date: {0}, already passed.")
                if due <= today
                else _("Calculated payout date: {0} at the earliest.")
            )
            lines.append(Content.styled(sentence.format(day_in_words(due)), "bold"))
        return Content("\n").join(lines)

    async def choose(self, row: WizardRow) -> None:
        """Acknowledge the end of the Business Care, or answer whether the sale was paid out."""
        if row.id == "care":
            self.change(care_ends=not self.answers.care_ends, paid_out=self._known_payout())
        elif row.objection:
            self.view.notify(row.objection)
        else:
            self.change(paid_out=row.id == "paid")

    def _known_payout(self) -> bool | None:
        """Return the answer about the payout; one that cannot be otherwise needs no question."""
        return False if self._payout_objection() else self.answers.paid_out

    def _payout_objection(self) -> str:
        """Return why the sale cannot have been paid out yet; empty if it can."""
        return explain_no_payout_yet(self.context.purchase.payout_on, marketplace_date(self.wizard.now()))
