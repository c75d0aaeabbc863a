"""The pages of the refund wizard: grounds, windows, consequences, letter, guidance, confirmation."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.i18n import _
from bizcare_tui.present.evidence_lines import format_evidence_item
from bizcare_tui.present.rule_lines import rule_title
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.wizard.confirmation_page import ConfirmationPage
from bizcare_tui.ui.wizard.letter_page import LetterPage
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow
from bizcare_tui.ui.wizard.refund_conditions import RefundConsequencesPage, RefundWindowsPage
from bizcare_tui.ui.wizard.refund_grounds import RefundGroundsPage


class RefundLetterPage(LetterPage):
    """The letter of a refund: sent by the app, or pasted by the person at the "$" step."""

    key_contexts = (Context.REFUND_LETTER, Context.LETTER)

    def detail(self, row: WizardRow | None) -> Content:
        """Return the language of the letter, and how it is delivered."""
        delivery = (
            _("You paste this letter at the “$” step. The app then looks for it in the thread.")
            if self.answers.pasted
            else _("The app sends this letter; at the “$” step you paste a sentence about it.")
        )
        return Content("\n").join([super().detail(row), Content.styled(delivery, "dim")])

    async def send_or_paste(self, row: WizardRow | None = None) -> None:
        """Switch between sending the letter from the app and pasting it in the partner account."""
        self.change(pasted=not self.answers.pasted)


class RefundGuidancePage(WizardPage):
    """Instructions for agreeing to the refund in the partner account; the API has no call for it."""

    step = WizardStep.GUIDANCE
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
                Content(self.view.fill(_("Press {wizard_next} when you have done this."))),
            ]
        )

    async def open_page(self, row: WizardRow | None = None) -> None:
        """Open the thread's page in the browser."""
        await self.wizard.visit()

    async def copy_text(self, row: WizardRow | None = None) -> None:
        """Copy the text to paste."""
        self.view.copy_text(self._guidance()[1])

    async def copy_page(self, row: WizardRow | None = None) -> None:
        """Copy the page's address."""
        self.view.copy_text(self.wizard.web_page.url)

    async def write_file(self, row: WizardRow | None = None) -> None:
        """Write the text to paste into a file."""
        name = f"refund-{self.wizard.state.thread_id}.txt"
        file = await self.wizard.call(self.decisions.letters.write_text, name, self._guidance()[1])
        if file is not None:
            self.view.notify(_("Saved: {0}").format(file))

    def _guidance(self) -> tuple[str, str]:
        return self.decisions.letters.guidance(self.context, self.answers)


class RefundConfirmationPage(ConfirmationPage):
    """The seller confirms the step in the partner account; from then on each sync checks the orders."""

    step = WizardStep.CONFIRM
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
        heading = (
            _("The message that you pasted:") if self.answers.pasted else _("The message that will be sent:")
        )
        return Content("\n").join([*lines, *self.approval_lines(), *self.letter_lines(heading)])

    async def choose(self, row: WizardRow) -> None:
        """Confirm the step, or undo that."""
        self.change(done=not self.answers.done)

    async def add_note(self, row: WizardRow | None = None) -> None:
        """Ask what exactly was done."""
        note = await self.ask_line(
            _("What you did"), _("It is saved with the decision."), self.answers.done_how, needed=False
        )
        if note is not None:
            self.change(done_how=note)


REFUND_PAGES: tuple[type[WizardPage], ...] = (
    RefundGroundsPage,
    RefundWindowsPage,
    RefundConsequencesPage,
    RefundLetterPage,
    RefundGuidancePage,
    RefundConfirmationPage,
)
