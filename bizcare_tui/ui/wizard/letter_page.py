"""The page of the letter to the customer."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.language import language_name
from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.input_dialogs import FindingsScreen
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow


class LetterPage(WizardPage):
    """The letter: composed from the answers, editable, and checked."""

    step = WizardStep.LETTER
    title = N_("Letter")
    has_letter = True
    key_contexts: ClassVar[tuple[Context, ...]] = (Context.LETTER,)

    async def enter(self) -> None:
        """Compose the letter, unless the person has changed it."""
        answers = await self.wizard.call(self.decisions.letters.with_letter, self.context, self.answers)
        if answers is not None and answers != self.answers:
            self.view.set_answers(answers)

    def detail(self, row: WizardRow | None) -> Content:
        """Return the customer's language, and whether the letter still follows the answers."""
        language_code = self.context.language
        language = (
            language_name(language_code) if language_code else _("not certain; the letter is in English")
        )
        parts = [_("The customer's language: {0}.").format(language)]
        if self.answers.letter_is_own:
            parts.append(_("You edited the letter. It no longer changes with your answers."))
        return Content.styled(" ".join(parts), "dim")

    async def compose_again(self, row: WizardRow | None = None) -> None:
        """Replace the text by a letter composed from the answers; Ctrl+Z brings the old text back."""
        composed = await self.wizard.call(self.decisions.letters.compose, self.context, self.answers)
        if composed is not None:
            self.view.replace_letter(composed)
            self.change(letter=composed, composed=composed)

    async def check(self, row: WizardRow | None = None) -> None:
        """Check the letter, and show the findings."""
        check_result = await self.wizard.call(self.decisions.letters.look_over, self.wizard.state)
        if check_result is not None:
            await self.view.ask_screen(
                FindingsScreen(check_result.findings, check_result.notes, sending=False)
            )
