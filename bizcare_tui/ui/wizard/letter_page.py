"""The page of the letter to the customer."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.language import language_name
from bizcare_tui.domain.policy import LETTER_LANGUAGES
from bizcare_tui.i18n import _
from bizcare_tui.present.rule_lines import letter_language_reason
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.findings import FindingsScreen
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow


class LetterPage(WizardPage):
    """The letter: composed from the answers, editable, and checked."""

    step = WizardStep.LETTER
    has_letter = True
    key_contexts: ClassVar[tuple[Context, ...]] = (Context.LETTER,)

    async def enter(self) -> None:
        """Compose the letter, unless the person has changed it."""
        answers = await self.wizard.call(self.decisions.letters.with_letter, self.context, self.answers)
        if answers is not None and answers != self.answers:
            self.view.set_answers(answers)

    def detail(self, row: WizardRow | None) -> Content:
        """Return the language of the letter and why, and whether the letter still follows the answers."""
        parts = [self._language_and_why()]
        if self.answers.letter_is_own:
            parts.append(_("You edited the letter. It no longer changes with your answers."))
        return Content.styled("\n".join(parts), "dim")

    async def compose_again(self, row: WizardRow | None = None) -> None:
        """Replace the text by a letter composed from the answers; Ctrl+Z brings the old text back."""
        composed = await self.wizard.call(self.decisions.letters.compose, self.context, self.answers)
        if composed is not None:
            self.view.replace_letter(composed)
            self.change(letter=composed, composed=composed)

    async def choose_language(self, row: WizardRow | None = None) -> None:
        """Choose the language of the letter; ask before a text that the person changed is replaced."""
        codes = ["", *LETTER_LANGUAGES]
        names = [_("the customer's language"), *(language_name(code) for code in LETTER_LANGUAGES)]
        choice = await self.ask_choice(_("In which language?"), names)
        if choice is None or codes[choice] == self.answers.language:
            return
        is_own = self.answers.letter_is_own
        if is_own:
            keeping = _("Keep my text; only what is composed again is in that language")
            replacing = _("Replace it by a new one (the field can undo that)")
            answer = await self.ask_choice(_("You changed the letter"), [keeping, replacing])
            if answer is None:
                return
            is_own = answer == 0
        self.change(language=codes[choice])
        if not is_own:
            await self.compose_again()

    def _language_and_why(self) -> str:
        text = letter_language_reason(self.answers.language, self.context.language)
        return self.view.fill(_("{0} {letter_language} changes it."), text)

    async def check(self, row: WizardRow | None = None) -> None:
        """Check the letter, and show the findings."""
        check_result = await self.wizard.call(self.decisions.letters.look_over, self.wizard.state)
        if check_result is not None:
            await self.view.ask_screen(
                FindingsScreen(
                    check_result.findings, check_result.notes, sending=False, about=self.wizard.about
                )
            )
