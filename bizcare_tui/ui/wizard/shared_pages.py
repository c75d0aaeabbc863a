"""Pages that the rejection and the refund wizard share: choose evidence, write the letter."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.content import Content

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import ChosenGround, EvidenceItem, WizardStep
from bizcare_tui.domain.evidence.evaluation_data import Evidence, GroundEvaluation
from bizcare_tui.domain.language import language_name
from bizcare_tui.domain.policy import Proof, Rule, localized, proof_in_words
from bizcare_tui.domain.prose import sentence_around
from bizcare_tui.i18n import N_, _, current_language
from bizcare_tui.present import detail_labels, labels
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.input_dialogs import FindingsScreen
from bizcare_tui.ui.widgets.composer import DraftArea
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow

# Length at which the excerpt of a message or of evidence is cut, in characters.
_EXCERPT = 90


def rule_title(rule: Rule) -> str:
    """Return the title of a rule in the language of the interface."""
    return localized(rule.title, current_language())


def rule_text(rule: Rule) -> str:
    """Return the text of a rule in the language of the interface."""
    return localized(rule.text, current_language())


def format_evidence(evidence: Evidence) -> Content:
    """Return a piece of evidence with its source and time."""
    source = evidence.source
    if evidence.at is not None:
        source += ", " + moment_in_words(evidence.at)
    return Content.assemble(("· ", ""), (" ".join(evidence.text.split()), "bold"), (f"  [{source}]", "dim"))


def format_evaluation(evaluated: GroundEvaluation) -> list[Content]:
    """Return the verdict on a ground: its reason, the facts with their sources, and what would prove it."""
    lines = [
        Content.assemble(
            (detail_labels.verdict_label(evaluated.verdict), "bold"), (f"  {evaluated.why}", "")
        ),
        *(format_evidence(each) for each in evaluated.evidence),
    ]
    if evaluated.settle:
        lines.append(Content.styled(_("What would prove it: {0}").format(evaluated.settle), "italic"))
    return lines


def format_evidence_item(item: EvidenceItem) -> str:
    """Return a selected piece of evidence as one line."""
    kinds = {
        Proof.DATA: _("data"),
        Proof.MESSAGE: _("quoted"),
        Proof.ATTACHMENT: _("file"),
        Proof.FINDING: _("finding"),
    }
    excerpt = " ".join(item.text.split())
    if len(excerpt) > _EXCERPT:
        excerpt = excerpt[: _EXCERPT - 1] + "…"
    return f"{kinds[item.proof]}: {excerpt}"


class EvidencePage(WizardPage):
    """Evidence for each chosen ground: select or dismiss what was found, and add more."""

    key_contexts: ClassVar[tuple[Context, ...]] = (Context.EVIDENCE,)

    def rules(self) -> dict[str, Rule]:
        """Return the rules of the grounds that can be chosen, by their ids."""
        return dict(self.decisions.policy.grounds)

    def offered(self, ground: str) -> list[EvidenceItem]:
        """Return the evidence found for a ground: the item from the data, then quotations from messages."""
        items: list[EvidenceItem] = []
        data = self.decisions.evidence_from_data(self.context, ground)
        if data is not None:
            items.append(data)
        evaluated = self.context.of(ground)
        for each in evaluated.evidence if evaluated else ():
            if each.message is not None:
                items.append(self._quotation(each))
        return list(dict.fromkeys(items))

    def _quotation(self, evidence: Evidence) -> EvidenceItem:
        """Return the sentence around a piece of evidence, as a quotation from its message."""
        message = next((each for each in self.context.case.messages if each.id == evidence.message), None)
        span = evidence.span
        if message is not None and span is not None:
            span = sentence_around(message.text, span)
            return EvidenceItem(
                Proof.MESSAGE, message.text[slice(*span)], evidence.source, evidence.message, span
            )
        return EvidenceItem(Proof.MESSAGE, evidence.text, evidence.source, evidence.message, span)

    def rows(self) -> Sequence[WizardRow]:
        """Return the chosen grounds, and under each its evidence, selected or not."""
        return list(self._rows())

    def _rows(self) -> Iterator[WizardRow]:
        for chosen in self.answers.chosen:
            yield WizardRow(f"{chosen.ground}/", rule_title(self.rules()[chosen.ground]))
            for number, item in enumerate(self._items_of_ground(chosen)):
                is_selected = item in chosen.items
                is_dismissed = (
                    not is_selected and self._dismissal_key(chosen.ground, item) in self.answers.dismissed
                )
                yield WizardRow(
                    f"{chosen.ground}/{number}", format_evidence_item(item), is_selected, is_dismissed
                )

    def detail(self, row: WizardRow | None) -> Content:
        """Return the full text of the evidence under the cursor, or the ground's evaluation."""
        if row is None:
            return Content(_("No reason is selected."))
        chosen, item = self._ground_and_item(row)
        rule = self.rules()[chosen.ground]
        if item is not None:
            lines = [
                Content(item.text),
                Content.styled(f"[{item.source or proof_in_words(item.proof)}]", "dim"),
            ]
            if self._dismissal_key(chosen.ground, item) in self.answers.dismissed:
                text = self.wizard.fill(_("Dismissed. {wizard_choose} uses it anyway."))
                lines.append(Content.styled(text, "italic"))
            return Content("\n").join(lines)
        accepted = ", ".join(map(proof_in_words, rule.evidence))
        lines = [
            Content(rule_text(rule)),
            Content.styled(_("Accepted evidence: {0}").format(accepted), "dim"),
        ]
        evaluated = self.context.of(chosen.ground)
        if evaluated is not None:
            lines += ["", *format_evaluation(evaluated)]  # type: ignore[list-item]
        return Content("\n").join(lines)

    async def choose(self, row: WizardRow) -> None:
        """Select or deselect a piece of evidence; on the row of a ground, quote a message."""
        chosen, item = self._ground_and_item(row)
        if item is None:
            await self.quote(row)
        elif item in chosen.items:
            self._set_items(chosen, tuple(each for each in chosen.items if each != item))
        else:
            self._set_items(chosen, (*chosen.items, item))

    async def quote(self, row: WizardRow | None = None) -> None:
        """Quote a message: ask for the message, then for one of its lines or the whole text."""
        if (chosen := self._chosen_or_warn(row)) is None:
            return
        messages = self.context.case.messages
        lines = [
            f"{moment_in_words(each.at)}  {labels.author_label(each.author)}: "
            f"{' '.join(each.text.split())[:_EXCERPT]}"
            for each in messages
        ]
        message_index = await self.wizard.ask_choice(
            _("Which message?"), lines, _("No message of this thread is stored.")
        )
        if message_index is None:
            return
        message = messages[message_index]
        spans = [span for span in _line_spans(message.text) if message.text[slice(*span)].strip()]
        offered = [_("(the whole message)"), *(message.text[slice(*span)].strip() for span in spans)]
        line_index = await self.wizard.ask_choice(_("Which passage?"), offered)
        if line_index is None:
            return
        span = spans[line_index - 1] if line_index else (0, len(message.text))
        quotation = message.text[slice(*span)]
        self._add_item(
            chosen, EvidenceItem(Proof.MESSAGE, quotation, f"message {message.id}", message.id, span)
        )

    async def type_finding(self, row: WizardRow | None = None) -> None:
        """Type a finding of the person's own; it goes into the letter."""
        if (chosen := self._chosen_or_warn(row)) is None:
            return
        finding = await self.wizard.ask_line(
            _("Your finding"),
            _(
                "Describe what you examined and what you found, in the "
                "customer's language. It is added to the letter."
            ),
        )
        if finding:
            self._add_item(chosen, EvidenceItem(Proof.FINDING, finding, _("finding")))

    async def add_file(self, row: WizardRow | None = None) -> None:
        """Add a file as evidence; its present content is stored."""
        if (chosen := self._chosen_or_warn(row)) is None:
            return
        item = await self.wizard.ask_line(
            _("A file as evidence"),
            _("Path of the file, for example a log or a screenshot."),
            accept=lambda path: asyncio.to_thread(self.decisions.records.store_evidence_file, path),
        )
        if item is not None:
            self._add_item(chosen, item)

    async def dismiss(self, row: WizardRow | None = None) -> None:
        """Dismiss a passage as no evidence, or undo that."""
        chosen, item = self._ground_and_item(row) if row else (None, None)
        if chosen is None or item is None:
            return
        key = self._dismissal_key(chosen.ground, item)
        dismissed = self.answers.dismissed
        dismissed = (
            tuple(each for each in dismissed if each != key) if key in dismissed else (*dismissed, key)
        )
        kept = tuple(each for each in chosen.items if each != item)
        self.change(
            dismissed=dismissed,
            chosen=self.answers.with_ground(dataclasses.replace(chosen, items=kept)).chosen,
        )

    def _chosen_or_warn(self, row: WizardRow | None) -> ChosenGround | None:
        if row is None:
            self.wizard.notify(_("Select a reason first."), timeout=4)
            return None
        return self._ground_and_item(row)[0]

    def _ground_and_item(self, row: WizardRow) -> tuple[ChosenGround, EvidenceItem | None]:
        ground, _slash, number = row.id.partition("/")
        chosen = self.answers.of(ground) or ChosenGround(ground)
        items = self._items_of_ground(chosen)
        return chosen, items[int(number)] if number.isdecimal() and int(number) < len(items) else None

    def _items_of_ground(self, chosen: ChosenGround) -> list[EvidenceItem]:
        return list(dict.fromkeys((*self.offered(chosen.ground), *chosen.items)))

    def _add_item(self, chosen: ChosenGround, item: EvidenceItem) -> None:
        self._set_items(self.answers.of(chosen.ground) or chosen, (*chosen.items, item))
        of_ground = [row for row in self.rows() if row.id.startswith(f"{chosen.ground}/")]
        self.wizard.select_row(of_ground[-1].id)

    def _set_items(self, chosen: ChosenGround, items: tuple[EvidenceItem, ...]) -> None:
        self.change(chosen=self.answers.with_ground(dataclasses.replace(chosen, items=items)).chosen)

    def _dismissal_key(self, ground: str, item: EvidenceItem) -> str:
        return f"{ground}/{item.message}/{item.span}"


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
            self.wizard.set_answers(answers)

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
            area = self.wizard.query_one(DraftArea)
            area.history.checkpoint()
            area.replace(composed, area.document.start, area.document.end)
            self.change(letter=composed, composed=composed)

    async def check(self, row: WizardRow | None = None) -> None:
        """Check the letter, and show the findings."""
        check_result = await self.wizard.call(self.decisions.letters.look_over, self.wizard.state)
        if check_result is not None:
            await self.wizard.app.push_screen_wait(
                FindingsScreen(check_result.findings, check_result.notes, sending=False)
            )


def _line_spans(text_: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text_.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\n"))
        start += len(line)
