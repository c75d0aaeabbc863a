"""The last page of a wizard: a review of the answers, from which the decision is made."""

from __future__ import annotations

from textual.content import Content

from bizcare_tui.i18n import _, labelled
from bizcare_tui.present.detail_labels import wizard_step_label
from bizcare_tui.ui.screens.findings import FindingsScreen
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow


class ConfirmationPage(WizardPage):
    """Shows what will be decided, and decides it."""

    def approval_lines(self) -> list[Content]:
        """Return who prepared the decision, and whether a second person must send it."""
        lines: list[Content] = []
        if self.answers.ready_by:
            lines.append(Content(_("Prepared by {0}.").format(self.answers.ready_by)))
        if self.decisions.second_person.is_needed(self.answers):
            lines.append(Content.styled(_("A second person must send this."), "bold"))
        return lines

    def letter_lines(self, heading: str) -> list[Content]:
        """Return the letter beneath a heading."""
        return [Content(""), Content.styled(heading, "bold"), Content(self.answers.letter)]

    async def send(self, row: WizardRow | None = None) -> None:
        """Record the decision and queue its letter, which closes the wizard.

        If an answer is missing, notify the person and stop. If the check of the letter finds something, ask
        for a reason to send it anyway. If a second person has to send the letter, leave it to them.
        """
        missing = self.decisions.missing(self.context, self.answers)
        if missing:
            step, text = missing[0]
            self.view.notify(text if step is self.step else labelled(wizard_step_label(step), text))
            return
        override = await self._check_letter()
        if override is None:
            return
        if self.decisions.second_person.is_needed(self.answers):
            await self._hand_over(override)
        # Wait for a save in progress: it must not come after the decision, which ends the wizard.
        elif await self.wizard.saver.save():
            decision = await self.wizard.call(self.decisions.decide, self.wizard.state, override)
            if decision is not None:
                self.view.dismiss(decision)

    async def _check_letter(self) -> str | None:
        """Return the reason to send the letter although the check objects; None to not send it."""
        check_result = await self.wizard.call(self.decisions.letters.look_over, self.wizard.state)
        if check_result is None:
            return None
        if not check_result.findings:
            return str(self.answers.override)
        return await self.view.ask_screen(
            FindingsScreen(check_result.findings, check_result.notes, sending=True, about=self.wizard.about)
        )

    async def _hand_over(self, override: str) -> None:
        """Save the answers for a second person, who sends the letter."""
        self.change(override=override)
        if not await self.wizard.saver.save():
            return
        state = await self.wizard.call(self.decisions.wizards.hand_over, self.wizard.state)
        if state is not None:
            self.view.notify(_("Saved for a second person, who opens it with the same key and sends it."))
            self.view.dismiss(None)
