"""The pages of the rejection wizard: what is asked, grounds, evidence, alternatives, the letter, review."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date

from textual.content import Content

from bizcare_tui.domain.decisions.answers import Chosen, Step
from bizcare_tui.domain.evidence.case import Evaluated, Verdict
from bizcare_tui.domain.policy import Ground, told
from bizcare_tui.domain.threads import Author, Cover
from bizcare_tui.i18n import _
from bizcare_tui.ui import terms, words
from bizcare_tui.ui.asking import FindingsScreen
from bizcare_tui.ui.pages import EvidencePage, LetterPage, evaluated_lines, item_line, text, title
from bizcare_tui.ui.wizard import Page, Row

_RANGE = re.compile(r"\s*(\d{4}-\d\d-\d\d)\s+(\S+)\s+(\S+)\s*(.*)")


class AskedPage(Page):
    """What is asked, and by when it has to be answered."""

    step = Step.ASKED
    title = _("what is asked")

    def detail(self, row: Row | None) -> Content:
        """The deadlines and the cover, then what the customer wrote."""
        case, cover = self.matter.case, self.matter.cover
        days = "" if cover.days_left is None else _(", days left {0}").format(cover.days_left)
        lines = [Content.styled(case.topic, "bold")]
        for fact in self.wizard.facts:
            lines.append(
                Content.assemble(
                    (f"{fact.label}: ", "dim"), (fact.value or "?", "bold"), (f"  {fact.meaning}", "")
                )
            )
        lines.append(Content(_("Business Care now: {0}{1}").format(words.cover_state(cover.state), days)))
        if cover.state is Cover.EXPIRED:
            lines.append(Content.styled(_("Expired: offer to reactivate it before you refuse."), "bold"))
        for each in case.messages:
            if each.author is not Author.MARKETPLACE:
                lines += [
                    Content(""),
                    Content.styled(f"{words.author(each.author)}, {words.exact(each.at)}", "bold"),
                    Content(each.text),
                ]
        return Content("\n").join(lines)


class GroundsPage(Page):
    """The six grounds with their verdicts; the evidence of the one under the cursor."""

    step = Step.GROUNDS
    title = _("the grounds")
    keys = (
        ("e", "e", _("reason"), "reason"),
        ("w", "w", _("licensed shop"), "shop"),
        ("v", "v", _("declared versions"), "versions"),
    )

    def rows(self) -> Sequence[Row]:
        """The grounds in the order of the help centre."""
        return [
            Row(
                each.ground.value,
                f"{terms.verdict(each.verdict):<12} {title(self.decisions.policy.grounds[each.ground])}",
                self.answers.of(each.ground) is not None,
            )
            for each in self.matter.evaluated
        ]

    def detail(self, row: Row | None) -> Content:
        """The rule, its verdict with the facts, and what the person said of it."""
        evaluated = self.matter.of(row.id) if row else None
        if evaluated is None:
            return Content("")
        rule = self.decisions.policy.grounds[evaluated.ground]
        lines = [Content(text(rule)), Content.styled(rule.source, "dim"), *evaluated_lines(evaluated)]
        chosen = self.answers.of(evaluated.ground)
        if chosen is not None and chosen.reason:
            lines.append(Content(_("Your reason: {0}").format(chosen.reason)))
        if chosen is not None and chosen.acknowledged:
            lines.append(Content(_("You acknowledged that the data cannot tell.")))
        return Content("\n").join(lines)

    async def choose(self, row: Row) -> None:
        """Choose a ground: against the data with a reason, without them with an acknowledgement."""
        evaluated = self.matter.of(row.id)
        if evaluated is None:
            return
        if self.answers.of(row.id) is not None:
            self.change(chosen=self.answers.without_ground(row.id).chosen)
            return
        chosen = await self._judged(evaluated, Chosen(row.id))
        if chosen is None:
            return
        data = self.decisions.data_item(self.matter, row.id)
        if data is not None:
            chosen = dataclasses.replace(chosen, items=(data,))
        self.change(chosen=self.answers.with_ground(chosen).chosen)

    async def reason(self, row: Row | None = None) -> None:
        """Give or change the reason for a chosen ground."""
        chosen = self.answers.of(row.id) if row else None
        if chosen is None:
            self.wizard.notify(_("Choose the ground first: Space."), timeout=4)
            return
        asked = await self.wizard.ask_line(
            _("Your reason"), _("Why does it hold?"), chosen.reason, needed=False
        )
        if asked is not None:
            self.change(chosen=self.answers.with_ground(dataclasses.replace(chosen, reason=asked)).chosen)

    async def shop(self, row: Row | None = None) -> None:
        """Correct the licensed shop, with the source."""
        case = self.matter.case
        website = await self.wizard.ask_line(
            _("The licensed shop"), _("Its address, as the partner account tells it."), case.website
        )
        if not website:
            return
        source = await self.wizard.ask_line(
            _("How is it known?"), _("Its source, like: partner account, 12 May.")
        )
        if source:
            await self.wizard.call(
                self.decisions.records.correct_shop, self.wizard.underway.thread_id, website, source
            )
            await self.wizard.refresh_matter()

    async def versions(self, row: Row | None = None) -> None:
        """Record the versions that were declared compatible from a day on."""
        asked = await self.wizard.ask_line(
            _("Versions declared compatible"),
            _("From when, lowest, highest, source, like: 2026-01-15 1.7.6 8.2 product page"),
        )
        if asked is None:
            return
        found = _RANGE.fullmatch(asked)
        try:
            since = date.fromisoformat(found[1]) if found else None
        except ValueError:
            since = None
        if found is None or since is None:
            self.wizard.notify(_("That could not be read: date, lowest, highest, source."), timeout=8)
            return
        await self.wizard.call(
            lambda: self.decisions.records.declare(
                self.matter.case.product, since=since, least=found[2], most=found[3], source=found[4]
            )
        )
        await self.wizard.refresh_matter()

    async def _judged(self, evaluated: Evaluated, chosen: Chosen) -> Chosen | None:
        name = title(self.decisions.policy.grounds[evaluated.ground])
        if evaluated.verdict is Verdict.CONTRADICTED:
            reason = await self.wizard.ask_line(
                _("The data speak against it"), f"{name}. {evaluated.why} " + _("Why does it hold?")
            )
            return dataclasses.replace(chosen, reason=reason) if reason else None
        if evaluated.verdict is Verdict.UNKNOWN:
            answer = await self.wizard.ask_choice(
                _("The data cannot tell"),
                [_("Leave it"), _("I know that, and it is my judgement")],
            )
            return dataclasses.replace(chosen, acknowledged=True) if answer == 1 else None
        return chosen


class RejectionEvidencePage(EvidencePage):
    """Evidence for the grounds of a rejection."""

    step = Step.EVIDENCE
    title = _("the evidence")


class AlternativesPage(Page):
    """What can be offered in place of a plain refusal."""

    step = Step.ALTERNATIVES
    title = _("alternatives")
    keys = (("e", "e", _("write the partial answer"), "write_partial"),)

    def rows(self) -> Sequence[Row]:
        """The alternatives; those that the facts propose say so."""
        proposed = self.decisions.proposed(self.matter, self.answers)
        return [
            Row(
                rule.id,
                title(rule) + (_("  · proposed") if rule.id in proposed else ""),
                rule.id in self.answers.alternatives,
            )
            for rule in self.decisions.policy.alternatives.values()
        ]

    def detail(self, row: Row | None) -> Content:
        """What it is, where it comes from, and what the letter would say."""
        if row is None:
            return Content("")
        rule = self.decisions.policy.alternatives[row.id]
        lines = [Content(text(rule)), Content.styled(rule.source, "dim")]
        if rule.share is not None and self.matter.price is not None:
            amount = self.matter.price * rule.share
            lines.append(Content(_("Here: the price of the Business Care plus {0:.2f} €.").format(amount)))
        if row.id == "partial_answer" and self.answers.partial:
            lines += [Content(""), Content(self.answers.partial)]
        lines += [Content(""), Content.styled(told(rule.letter, self.matter.language), "italic")]
        return Content("\n").join(lines)

    async def choose(self, row: Row) -> None:
        """Offer it, or no longer."""
        offered = self.answers.alternatives
        if row.id in offered:
            self.change(alternatives=tuple(each for each in offered if each != row.id))
            return
        self.change(alternatives=(*offered, row.id))
        if row.id == "partial_answer" and not self.answers.partial:
            await self.write_partial()

    async def write_partial(self, row: Row | None = None) -> None:
        """Write the partial answer."""
        asked = await self.wizard.ask_line(
            _("A partial answer"),
            _("In the customer's language: it goes into the letter."),
            self.answers.partial,
            needed=False,
        )
        if asked is not None:
            self.change(partial=asked)


class ReviewPage(Page):
    """Everything once more, and the exact message that goes."""

    step = Step.REVIEW
    title = _("review")
    keys = (("ctrl+s", "Ctrl+S", _("send it"), "send"),)

    def detail(self, row: Row | None) -> Content:
        """The grounds with their evidence, the second person, the message."""
        lines: list[Content] = []
        for chosen in self.answers.chosen:
            evaluated = self.matter.of(Ground(chosen.ground))
            verdict = terms.verdict(evaluated.verdict) if evaluated else ""
            name = title(self.decisions.policy.grounds[chosen.ground])
            lines.append(Content.styled(f"{name} ({verdict})", "bold"))
            if chosen.reason:
                lines.append(Content("  " + _("Your reason: {0}").format(chosen.reason)))
            lines += [Content("  " + item_line(item)) for item in chosen.items]
        if self.answers.ready_by:
            lines.append(Content(_("Prepared by {0}.").format(self.answers.ready_by)))
        if self.decisions.needs_second(self.answers):
            lines.append(Content.styled(_("A second person has to send this."), "bold"))
        lines += [
            Content(""),
            Content.styled(_("The message as it goes:"), "bold"),
            Content(self.answers.letter),
        ]
        return Content("\n").join(lines)

    async def send(self, row: Row | None = None) -> None:
        """Send it through the check and the outbox; where it takes a second person, leave it to them."""
        await send(self)


async def send(page: Page) -> None:
    """Decide: what is missing is said, what the check finds is answered, then it is frozen and queued."""
    wizard = page.wizard
    missing = page.decisions.missing(page.matter, page.answers)
    if missing:
        wizard.notify(f"{missing[0][0]}: {missing[0][1]}", markup=False, timeout=8)
        return
    looked = await wizard.call(page.decisions.look_over, wizard.underway)
    if looked is None:
        return
    override = page.answers.override
    if looked.findings:
        reason = await wizard.app.push_screen_wait(
            FindingsScreen(looked.findings, looked.notes, sending=True)
        )
        if reason is None:
            return
        override = reason
    if page.decisions.needs_second(page.answers):
        page.change(override=override)
        if await wizard.saved():
            given = await wizard.call(page.decisions.give_to_second, wizard.underway)
            if given is not None:
                wizard.notify(_("Kept for a second person: they open it with the same key, and send it."))
                wizard.dismiss(None)
        return
    # What is being saved must not come after the decision, which ends the wizard.
    if not await wizard.saved():
        return
    row = await wizard.call(page.decisions.decide, wizard.underway, override)
    if row is not None:
        wizard.dismiss(row)


PAGES: tuple[type[Page], ...] = (
    AskedPage,
    GroundsPage,
    RejectionEvidencePage,
    AlternativesPage,
    LetterPage,
    ReviewPage,
)
