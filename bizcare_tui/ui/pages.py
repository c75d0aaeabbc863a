"""Pages that both wizards have, and what they are made of: evidence to take, the letter."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.content import Content

from bizcare_tui.domain.decisions.answers import Chosen, Item, Step
from bizcare_tui.domain.evidence.case import Evaluated, Evidence
from bizcare_tui.domain.language import language_name
from bizcare_tui.domain.policy import Proof, Rule, told
from bizcare_tui.domain.prose import sentence_around
from bizcare_tui.i18n import _, spoken
from bizcare_tui.ui import terms, words
from bizcare_tui.ui.asking import FindingsScreen
from bizcare_tui.ui.composer import DraftArea
from bizcare_tui.ui.wizard import Key, Page, Row

_EXCERPT = 90


def title(rule: Rule) -> str:
    """What a rule is called on the screen."""
    return told(rule.title, spoken())


def text(rule: Rule) -> str:
    """What a rule says, on the screen."""
    return told(rule.text, spoken())


def evidence_line(evidence: Evidence) -> Content:
    """A piece of evidence with its source and age."""
    source = evidence.source
    if evidence.at is not None:
        source += ", " + words.exact(evidence.at)
    return Content.assemble(("· ", ""), (" ".join(evidence.text.split()), "bold"), (f"  [{source}]", "dim"))


def evaluated_lines(evaluated: Evaluated) -> list[Content]:
    """The verdict of a ground: why, the facts with their sources, what would settle it."""
    lines = [
        Content.assemble((terms.verdict(evaluated.verdict), "bold"), (f"  {evaluated.why}", "")),
        *(evidence_line(each) for each in evaluated.evidence),
    ]
    if evaluated.settle:
        lines.append(Content.styled(_("What would settle it: {0}").format(evaluated.settle), "italic"))
    return lines


def item_line(item: Item) -> str:
    """A piece of evidence that was taken, in a line."""
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


class EvidencePage(Page):
    """Evidence for each chosen ground: what was found, to take or dismiss, and what the person adds."""

    keys: ClassVar[tuple[Key, ...]] = (
        ("q", "q", _("quote a message"), "quote"),
        ("t", "t", _("type a finding"), "type_finding"),
        ("f", "f", _("add a file"), "add_file"),
        ("d", "d", _("dismiss"), "dismiss"),
    )

    def rules(self) -> dict[str, Rule]:
        """The rules that grounds are chosen from."""
        return dict(self.decisions.policy.grounds)

    def offered(self, ground: str) -> list[Item]:
        """What was found for a ground, that is not dismissed."""
        found: list[Item] = []
        data = self.decisions.data_item(self.matter, ground)
        if data is not None:
            found.append(data)
        evaluated = self.matter.of(ground)
        for each in evaluated.evidence if evaluated else ():
            if each.message is not None:
                found.append(self._quotation(each))
        return list(dict.fromkeys(found))

    def _quotation(self, evidence: Evidence) -> Item:
        """A piece of a message as a quotation, with the sentence around it."""
        words_ = next((each for each in self.matter.case.messages if each.id == evidence.message), None)
        span = evidence.span
        if words_ is not None and span is not None:
            span = sentence_around(words_.text, span)
            return Item(Proof.MESSAGE, words_.text[slice(*span)], evidence.source, evidence.message, span)
        return Item(Proof.MESSAGE, evidence.text, evidence.source, evidence.message, span)

    def rows(self) -> Sequence[Row]:
        """The chosen grounds, under each what is taken and what is offered."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        for chosen in self.answers.chosen:
            yield Row(f"{chosen.ground}/", title(self.rules()[chosen.ground]))
            for number, item in enumerate(self._items(chosen)):
                taken = item in chosen.items
                dim = not taken and self._name(chosen.ground, item) in self.answers.dismissed
                yield Row(f"{chosen.ground}/{number}", item_line(item), taken, dim)

    def detail(self, row: Row | None) -> Content:
        """The piece under the cursor whole, or the ground's evaluation."""
        if row is None:
            return Content(_("No ground is chosen."))
        chosen, item = self._at(row)
        rule = self.rules()[chosen.ground]
        if item is not None:
            lines = [Content(item.text), Content.styled(f"[{item.source or item.proof}]", "dim")]
            if self._name(chosen.ground, item) in self.answers.dismissed:
                lines.append(Content.styled(_("dismissed; space takes it all the same"), "italic"))
            return Content("\n").join(lines)
        wanted = ", ".join(rule.evidence)
        lines = [Content(text(rule)), Content.styled(_("Evidence that counts: {0}").format(wanted), "dim")]
        evaluated = self.matter.of(chosen.ground)
        if evaluated is not None:
            lines += ["", *evaluated_lines(evaluated)]  # type: ignore[list-item]
        return Content("\n").join(lines)

    async def choose(self, row: Row) -> None:
        """Take a piece of evidence, or put it back; on a ground's own line, quote a message."""
        chosen, item = self._at(row)
        if item is None:
            await self.quote(row)
        elif item in chosen.items:
            self._put(chosen, tuple(each for each in chosen.items if each != item))
        else:
            self._put(chosen, (*chosen.items, item))

    async def quote(self, row: Row | None = None) -> None:
        """Quote a message: first which, then which of its lines."""
        if (chosen := self._here(row)) is None:
            return
        messages = self.matter.case.messages
        lines = [
            f"{words.exact(each.at)}  {words.author(each.author)}: {' '.join(each.text.split())[:_EXCERPT]}"
            for each in messages
        ]
        which = await self.wizard.ask_choice(_("Which message?"), lines, _("No message is known."))
        if which is None:
            return
        message = messages[which]
        spans = [span for span in _line_spans(message.text) if message.text[slice(*span)].strip()]
        offered = [_("(the whole message)"), *(message.text[slice(*span)].strip() for span in spans)]
        line = await self.wizard.ask_choice(_("Which words?"), offered)
        if line is None:
            return
        span = spans[line - 1] if line else (0, len(message.text))
        quotation = message.text[slice(*span)]
        self._add(chosen, Item(Proof.MESSAGE, quotation, f"message {message.id}", message.id, span))

    async def type_finding(self, row: Row | None = None) -> None:
        """Type what was found; it goes into the letter."""
        if (chosen := self._here(row)) is None:
            return
        asked = await self.wizard.ask_line(
            _("Your finding"),
            _("What you looked at and saw, in the customer's language: it goes into the letter."),
        )
        if asked:
            self._add(chosen, Item(Proof.FINDING, asked, _("finding")))

    async def add_file(self, row: Row | None = None) -> None:
        """Take a file as evidence; it is kept as it is now."""
        if (chosen := self._here(row)) is None:
            return
        path = await self.wizard.ask_line(_("A file as evidence"), _("Its path: a log, a screenshot."))
        if path:
            item = await self.wizard.call(self.decisions.records.file_item, path)
            if item is not None:
                self._add(chosen, item)

    async def dismiss(self, row: Row | None = None) -> None:
        """Note that a passage says nothing, or take that back."""
        chosen, item = self._at(row) if row else (None, None)
        if chosen is None or item is None:
            return
        name = self._name(chosen.ground, item)
        dismissed = self.answers.dismissed
        dismissed = (
            tuple(each for each in dismissed if each != name) if name in dismissed else (*dismissed, name)
        )
        kept = tuple(each for each in chosen.items if each != item)
        self.change(
            dismissed=dismissed,
            chosen=self.answers.with_ground(dataclasses.replace(chosen, items=kept)).chosen,
        )

    def _here(self, row: Row | None) -> Chosen | None:
        if row is None:
            self.wizard.notify(_("Choose a ground first."), timeout=4)
            return None
        return self._at(row)[0]

    def _at(self, row: Row) -> tuple[Chosen, Item | None]:
        ground, _slash, number = row.id.partition("/")
        chosen = self.answers.of(ground) or Chosen(ground)
        items = self._items(chosen)
        return chosen, items[int(number)] if number.isdecimal() and int(number) < len(items) else None

    def _items(self, chosen: Chosen) -> list[Item]:
        return list(dict.fromkeys((*self.offered(chosen.ground), *chosen.items)))

    def _add(self, chosen: Chosen, item: Item) -> None:
        self._put(self.answers.of(chosen.ground) or chosen, (*chosen.items, item))
        of_ground = [row for row in self.rows() if row.id.startswith(f"{chosen.ground}/")]
        self.wizard.go_to(of_ground[-1].id)

    def _put(self, chosen: Chosen, items: tuple[Item, ...]) -> None:
        self.change(chosen=self.answers.with_ground(dataclasses.replace(chosen, items=items)).chosen)

    def _name(self, ground: str, item: Item) -> str:
        return f"{ground}/{item.message}/{item.span}"


class LetterPage(Page):
    """The letter, composed from the answers, to be changed as the person likes, and checked."""

    step = Step.LETTER
    title = _("the letter")
    has_letter = True
    keys: ClassVar[tuple[Key, ...]] = (
        ("ctrl+l", "Ctrl+L", _("compose it anew"), "compose_anew"),
        ("f7", "F7", _("check"), "check"),
    )

    async def enter(self) -> None:
        """Compose the letter, unless the person changed it."""
        answers = await self.wizard.call(
            self.decisions.with_letter, self.matter, self.answers, self.wizard.underway.thread_id
        )
        if answers is not None and answers != self.answers:
            self.wizard.set_answers(answers)

    def detail(self, row: Row | None) -> Content:
        """In which language, and whether the letter still follows the answers."""
        told_as = self.matter.language
        language = language_name(told_as) if told_as else _("in a language that is unsure; English is taken")
        parts = [_("The customer writes: {0}.").format(language)]
        if self.answers.letter_is_own:
            parts.append(_("You changed it: it no longer follows the answers."))
        return Content.styled(" ".join(parts), "dim")

    async def compose_anew(self, row: Row | None = None) -> None:
        """Put the letter as the answers make it in place of the text; Ctrl+Z brings that back."""
        composed = await self.wizard.call(
            self.decisions.compose, self.matter, self.answers, self.wizard.underway.thread_id
        )
        if composed is not None:
            area = self.wizard.query_one(DraftArea)
            area.history.checkpoint()
            area.replace(composed, area.document.start, area.document.end)
            self.change(letter=composed, composed=composed)

    async def check(self, row: Row | None = None) -> None:
        """What stands against the letter."""
        looked = await self.wizard.call(self.decisions.look_over, self.wizard.underway)
        if looked is not None:
            await self.wizard.app.push_screen_wait(
                FindingsScreen(looked.findings, looked.notes, sending=False)
            )


def _line_spans(text_: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text_.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\n"))
        start += len(line)
