"""The page of the evidence for the chosen grounds."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.content import Content

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import ChosenGround, EvidenceItem, dismissal_key
from bizcare_tui.domain.decisions.found_evidence import line_spans
from bizcare_tui.domain.policy import Proof, Rule, proof_in_words
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.present.cells import shorten
from bizcare_tui.present.evidence_lines import (
    EXCERPT_WIDTH,
    evidence_source,
    format_evidence_item,
    weighing_words,
)
from bizcare_tui.present.rule_lines import rule_text, rule_title
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.wizard.page import WizardPage, WizardRow
from bizcare_tui.ui.wizard.rule_texts import accepted_evidence, format_evaluation


class EvidencePage(WizardPage):
    """Evidence for each chosen ground: select or dismiss what was found, and add more."""

    key_contexts: ClassVar[tuple[Context, ...]] = (Context.EVIDENCE,)

    def rules(self) -> dict[str, Rule]:
        """Return the rules of the grounds that can be chosen, by their ids."""
        return dict(self.decisions.policy.grounds)

    def rows(self) -> Sequence[WizardRow]:
        """Return the chosen grounds, and under each its evidence, selected or not."""
        return list(self._rows())

    def _rows(self) -> Iterator[WizardRow]:
        for chosen in self.answers.chosen:
            yield WizardRow(f"{chosen.ground}/", rule_title(self.rules()[chosen.ground]))
            for number, item in enumerate(self._items_of_ground(chosen)):
                is_selected = item in chosen.items
                is_dismissed = (
                    not is_selected and dismissal_key(chosen.ground, item) in self.answers.dismissed
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
                Content.styled(f"[{evidence_source(item) or proof_in_words(item.proof)}]", "dim"),
            ]
            if weighing := weighing_words(chosen.ground, item):
                lines.append(Content.styled(weighing, "dim"))
            if dismissal_key(chosen.ground, item) in self.answers.dismissed:
                text = self.view.fill(_("Dismissed. {wizard_choose} uses it anyway."))
                lines.append(Content.styled(text, "italic"))
            return Content("\n").join(lines)
        lines = [Content(rule_text(rule)), accepted_evidence(rule)]
        evaluated = self.context.of(chosen.ground)
        if evaluated is not None:
            lines += [Content(""), *format_evaluation(evaluated)]
        return Content("\n").join(lines)

    def first_row(self) -> str:
        """Return the first selected piece of evidence, from which Enter goes on; else the first row."""
        return next((row.id for row in self.rows() if row.is_selected), "")

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
            f"{shorten(' '.join(each.text.split()), EXCERPT_WIDTH)}"
            for each in messages
        ]
        message_index = await self.ask_choice(
            _("Which message?"), lines, _("No message of this thread is stored.")
        )
        if message_index is None:
            return
        message = messages[message_index]
        spans = [span for span in line_spans(message.text) if message.text[slice(*span)].strip()]
        offered = [_("(the whole message)"), *(message.text[slice(*span)].strip() for span in spans)]
        line_index = await self.ask_choice(_("Which passage?"), offered)
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
        finding = await self.ask_line(
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
        item = await self.ask_line(
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
        key = dismissal_key(chosen.ground, item)
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
            self.view.notify(_("Select a reason first."))
            return None
        return self._ground_and_item(row)[0]

    def _ground_and_item(self, row: WizardRow) -> tuple[ChosenGround, EvidenceItem | None]:
        ground, _slash, number = row.id.partition("/")
        chosen = self.answers.of(ground) or ChosenGround(ground)
        items = self._items_of_ground(chosen)
        return chosen, items[int(number)] if number.isdecimal() and int(number) < len(items) else None

    def _items_of_ground(self, chosen: ChosenGround) -> list[EvidenceItem]:
        return list(
            dict.fromkeys((*self.decisions.evidence_found(self.context, chosen.ground), *chosen.items))
        )

    def _add_item(self, chosen: ChosenGround, item: EvidenceItem) -> None:
        self._set_items(self.answers.of(chosen.ground) or chosen, (*chosen.items, item))
        of_ground = [row for row in self.rows() if row.id.startswith(f"{chosen.ground}/")]
        self.view.select_row(of_ground[-1].id)

    def _set_items(self, chosen: ChosenGround, items: tuple[EvidenceItem, ...]) -> None:
        self.change(chosen=self.answers.with_ground(dataclasses.replace(chosen, items=items)).chosen)
