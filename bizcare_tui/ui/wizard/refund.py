"""The pages of the refund wizard: grounds, windows, consequences, letter, guidance, confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import day_in_words
from bizcare_tui.domain.decisions.answers import ChosenGround, WizardStep
from bizcare_tui.domain.decisions.missing_answers import (
    explain_fix_instead,
    explain_no_payout_yet,
    is_refund_window_over,
)
from bizcare_tui.domain.policy import Rule, proof_in_words
from bizcare_tui.domain.refunds import RefundWindows
from bizcare_tui.i18n import N_, _, format_number
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow
from bizcare_tui.ui.wizard.rejection import finish_decision
from bizcare_tui.ui.wizard.shared_pages import (
    EvidencePage,
    LetterPage,
    format_evidence_item,
    rule_text,
    rule_title,
)


class RefundGroundsPage(EvidencePage):
    """The grounds of a refund with their evidence, and whether only this shop has the problem."""

    step = WizardStep.GROUNDS
    title = N_("Reasons")
    key_contexts = (Context.REFUND_REASONS, Context.EVIDENCE)

    def rules(self) -> dict[str, Rule]:
        """Return the rules of the refund grounds, by their ids."""
        return dict(self.decisions.policy.refunds)

    def rows(self) -> Sequence[WizardRow]:
        """Return the four grounds with their selected evidence, then whether only this shop is affected."""
        rows: list[WizardRow] = []
        for rule in self.rules().values():
            chosen = self.answers.of(rule.id)
            rows.append(WizardRow(f"{rule.id}/", rule_title(rule), chosen is not None))
            if chosen is not None:
                rows += [
                    WizardRow(f"{rule.id}/{number}", "    " + format_evidence_item(item), True)
                    for number, item in enumerate(chosen.items)
                ]
        if self._must_ask_singular():
            unanswered = self.wizard.fill(_("not answered yet ({refund_singular})"))
            answer = {True: _("yes"), False: _("no"), None: unanswered}[self.answers.singular]
            rows.append(WizardRow("singular", _("Does only this shop have the problem? {0}").format(answer)))
        return rows

    def detail(self, row: WizardRow | None) -> Content:
        """Return the rule or evidence under the cursor, or why a technical error has to be fixed instead."""
        if row is None:
            return Content("")
        if row.id == "singular":
            explanation = (
                explain_fix_instead()
                if self.answers.singular is False
                else _("Answer yes if no other shop has this problem.")
            )
            return Content(explanation)
        chosen, item = self._ground_and_item(row)
        if item is not None:
            return Content(f"{item.text}\n[{item.source or proof_in_words(item.proof)}]")
        rule = self.rules()[chosen.ground]
        lines = [Content(rule_text(rule)), Content.styled(rule.source, "dim")]
        accepted = ", ".join(map(proof_in_words, rule.evidence))
        lines.append(Content.styled(_("Accepted evidence: {0}").format(accepted), "dim"))
        return Content("\n").join(lines)

    async def choose(self, row: WizardRow) -> None:
        """Choose or drop a ground, deselect evidence, or ask whether only this shop has the problem."""
        if row.id == "singular":
            await self.ask_singular()
            return
        chosen, item = self._ground_and_item(row)
        if item is not None:
            await super().choose(row)
        elif self.answers.of(chosen.ground) is not None:
            self.change(chosen=self.answers.without_ground(chosen.ground).chosen)
        else:
            self.change(chosen=self.answers.with_ground(ChosenGround(chosen.ground)).chosen)
            if self.rules()[chosen.ground].singular and self.answers.singular is None:
                await self.ask_singular()

    async def ask_singular(self, row: WizardRow | None = None) -> None:
        """Ask whether only this shop has the problem. If others have it too, it has to be fixed for all."""
        answer = await self.wizard.ask_choice(
            _("Does only this shop have the problem?"),
            [
                _("Yes, only this shop, and it cannot be fixed"),
                _("No, other shops have it too: it is a technical error of the product"),
            ],
        )
        if answer is not None:
            self.change(singular=answer == 0)
            if answer == 1:
                self.wizard.notify(explain_fix_instead(), timeout=12)

    def _chosen_or_warn(self, row: WizardRow | None) -> ChosenGround | None:
        return super()._chosen_or_warn(None if row is not None and row.id == "singular" else row)

    def _must_ask_singular(self) -> bool:
        return any(self.rules()[each.ground].singular for each in self.answers.chosen)


class RefundWindowsPage(WizardPage):
    """The time windows of the refund, the order, its amount and what was refunded before."""

    step = WizardStep.WINDOWS
    title = N_("Refund windows and order")
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
        for name, limit, open_ in _window_states(purchase.windows, today):
            rule = policy.windows[name]
            last_day = _("not known") if limit is None else day_in_words(limit)
            openness = "" if limit is None else (_("still open") if open_ else _("over"))
            lines += [
                Content(""),
                Content.assemble((f"{rule_title(rule)}: ", "dim"), (f"{last_day}  {openness}", "bold")),
                Content(rule_text(rule)),
                Content.styled(rule.source, "dim"),
            ]
        if is_refund_window_over(purchase.windows, today):
            reason = self.answers.late_reason or self.wizard.fill(_("(press {refund_late} to enter one)"))
            lines.append(Content(_("Your reason: {0}").format(reason)))
        return Content("\n").join(lines)

    async def explain_late_refund(self, row: WizardRow | None = None) -> None:
        """Ask why the refund is agreed to outside the windows."""
        reason = await self.wizard.ask_line(
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
    title = N_("Consequences")

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
                dim=bool(self._payout_objection()),
                is_exclusive=True,
            ),
        ]

    def detail(self, row: WizardRow | None) -> Content:
        """Return the rule behind the row under the cursor."""
        policy = self.decisions.policy
        if row is None or row.id == "care":
            return Content(rule_text(policy.covers["term"]) + "\n" + policy.covers["term"].source)
        rule = policy.windows["payout_hold"]
        lines = [Content(rule_text(rule)), Content.styled(rule.source, "dim")]
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
            self.change(care_ends=not self.answers.care_ends)
        elif row.id == "paid" and (objection := self._payout_objection()):
            self.wizard.notify(objection, markup=False, timeout=8)
        else:
            self.change(paid_out=row.id == "paid")

    def _payout_objection(self) -> str:
        """Return why the sale cannot have been paid out yet; empty if it can."""
        return explain_no_payout_yet(self.context.purchase.payout_on, marketplace_date(self.wizard.now()))


class RefundLetterPage(LetterPage):
    """The letter of a refund: sent by the app, or pasted by the person at the "$" step."""

    key_contexts = (Context.REFUND_LETTER, Context.LETTER)

    def detail(self, row: WizardRow | None) -> Content:
        """Return the language of the letter, and how it is delivered."""
        delivery = (
            _("You paste this letter at the “$” step. The app then looks for it in the thread.")
            if self.answers.pasted
            else _("The app sends this letter. At the “$” step you paste a sentence that refers to it.")
        )
        return Content("\n").join([super().detail(row), Content.styled(delivery, "dim")])

    async def send_or_paste(self, row: WizardRow | None = None) -> None:
        """Switch between sending the letter from the app and pasting it in the partner account."""
        self.change(pasted=not self.answers.pasted)


class RefundGuidancePage(WizardPage):
    """Instructions for agreeing to the refund in the partner account; the API has no call for it."""

    step = WizardStep.GUIDANCE
    title = N_("The “$” step")
    key_contexts = (Context.REFUND_STEP,)

    def detail(self, row: WizardRow | None) -> Content:
        """Return the page to open, the reason to pick and the text to paste."""
        reason, text_to_paste = self._guidance()
        return Content("\n").join(
            [
                Content(_("The Seller API cannot make refunds. Do this step in the partner account.")),
                Content(""),
                Content.assemble(
                    ("1  ", "bold"),
                    _("Open the thread's page: "),
                    (self.wizard.web_page.url, "bold"),
                    ("" if self.wizard.web_page.confirmed else _("  (unverified address)"), "dim"),
                ),
                Content.assemble(("2  ", "bold"), _("Click the “$” to the right of the message field.")),
                Content.assemble(("3  ", "bold"), _("Pick the reason: "), (reason, "bold")),
                Content.assemble(("4  ", "bold"), _("Paste this text and send it:")),
                Content(""),
                Content(text_to_paste),
                Content(""),
                Content(_("PrestaShop then informs the customer and pays the refund.")),
                Content(self.wizard.fill(_("Press {wizard_next} when you have done this."))),
            ]
        )

    async def open_page(self, row: WizardRow | None = None) -> None:
        """Open the thread's page in the browser."""
        await self.wizard.visit()

    async def copy_text(self, row: WizardRow | None = None) -> None:
        """Copy the text to paste."""
        self.wizard.app.copy_to_clipboard(self._guidance()[1])

    async def copy_page(self, row: WizardRow | None = None) -> None:
        """Copy the page's address."""
        self.wizard.app.copy_to_clipboard(self.wizard.web_page.url)

    async def write_file(self, row: WizardRow | None = None) -> None:
        """Write the text to paste into a file."""
        name = f"refund-{self.wizard.state.thread_id}.txt"
        file = await self.wizard.call(self.decisions.letters.write_text, name, self._guidance()[1])
        if file is not None:
            self.wizard.notify(_("Saved: {0}").format(file), markup=False, timeout=12)

    def _guidance(self) -> tuple[str, str]:
        return self.decisions.letters.guidance(self.context, self.answers)


class RefundConfirmationPage(WizardPage):
    """The seller confirms the step in the partner account; from then on each sync checks the orders."""

    step = WizardStep.CONFIRM
    title = N_("Confirmation")
    key_contexts = (Context.REFUND_CONFIRMATION,)

    def rows(self) -> Sequence[WizardRow]:
        """Return the single row to confirm."""
        return [
            WizardRow(
                "done",
                _("I completed the “$” step: I picked the reason and sent the text"),
                self.answers.done,
            )
        ]

    def detail(self, row: WizardRow | None) -> Content:
        """Return what happens next, and the message as it will be sent."""
        lines = [
            Content(
                _(
                    "The thread then has the state “refunding”, and every "
                    "sync looks for the refund in the orders."
                )
            ),
            Content(
                _(
                    "When the refund appears, the thread is closed and its Business Care "
                    "ends. If it does not appear in time, you are warned."
                )
            ),
        ]
        if self.answers.done_how:
            lines.append(Content(_("Your note: {0}").format(self.answers.done_how)))
        for chosen in self.answers.chosen:
            lines += [
                Content.styled(rule_title(self.decisions.policy.refunds[chosen.ground]), "bold"),
                *(Content("  " + format_evidence_item(item)) for item in chosen.items),
            ]
        if self.answers.ready_by:
            lines.append(Content(_("Prepared by {0}.").format(self.answers.ready_by)))
        if self.decisions.second_person.is_needed(self.answers):
            lines.append(Content.styled(_("A second person must send this."), "bold"))
        heading = (
            _("The message that you pasted:") if self.answers.pasted else _("The message that will be sent:")
        )
        lines += [Content(""), Content.styled(heading, "bold"), Content(self.answers.letter)]
        return Content("\n").join(lines)

    async def choose(self, row: WizardRow) -> None:
        """Confirm the step, or undo that."""
        self.change(done=not self.answers.done)

    async def add_note(self, row: WizardRow | None = None) -> None:
        """Ask what exactly was done."""
        note = await self.wizard.ask_line(
            _("What you did"), _("It is saved with the decision."), self.answers.done_how, needed=False
        )
        if note is not None:
            self.change(done_how=note)

    async def send(self, row: WizardRow | None = None) -> None:
        """Record the decision, send the letter or look for the pasted one, and watch the orders."""
        await finish_decision(self)


REFUND_PAGES: tuple[type[WizardPage], ...] = (
    RefundGroundsPage,
    RefundWindowsPage,
    RefundConsequencesPage,
    RefundLetterPage,
    RefundGuidancePage,
    RefundConfirmationPage,
)


def _window_states(windows: RefundWindows | None, today: date) -> tuple[tuple[str, date | None, bool], ...]:
    """Return the two windows of a refund: its rule's id, its last day or None, whether it is open."""
    if windows is None:
        return (("refund_claim", None, False), ("refund_accept", None, False))
    return (
        ("refund_claim", windows.claim_until, windows.can_claim(today)),
        ("refund_accept", windows.accept_until, windows.can_accept(today)),
    )
