"""The pages of the refund wizard: grounds, windows, consequences, the letter, guidance, what was done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from textual.content import Content

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.answers import Chosen, Step
from bizcare_tui.domain.decisions.missing import goes_to_the_fix, is_late
from bizcare_tui.domain.policy import Rule
from bizcare_tui.domain.refunds import RefundWindows
from bizcare_tui.i18n import _, dated
from bizcare_tui.ui.pages import EvidencePage, LetterPage, item_line, text, title
from bizcare_tui.ui.rejection import send
from bizcare_tui.ui.wizard import Page, Row


class RefundGroundsPage(EvidencePage):
    """The grounds of a refund with their evidence, and whether the problem is singular."""

    step = Step.GROUNDS
    title = _("the grounds")
    keys = (("y", "y", _("singular or not"), "say_singular"), *EvidencePage.keys)

    def rules(self) -> dict[str, Rule]:
        """The grounds of refunds."""
        return dict(self.decisions.policy.refunds)

    def rows(self) -> Sequence[Row]:
        """The four grounds, under each what is taken for it; then the question of singularity."""
        rows: list[Row] = []
        for rule in self.rules().values():
            chosen = self.answers.of(rule.id)
            rows.append(Row(f"{rule.id}/", title(rule), chosen is not None))
            if chosen is not None:
                rows += [
                    Row(f"{rule.id}/{number}", "    " + item_line(item), True)
                    for number, item in enumerate(chosen.items)
                ]
        if self._asks_singular():
            said = {True: _("yes"), False: _("no"), None: _("not said yet: y")}[self.answers.singular]
            rows.append(Row("singular", _("Is the problem of this shop alone? {0}").format(said)))
        return rows

    def detail(self, row: Row | None) -> Content:
        """The rule under the cursor, its evidence, or why a technical error goes to the fix."""
        if row is None:
            return Content("")
        if row.id == "singular":
            said = (
                goes_to_the_fix()
                if self.answers.singular is False
                else _("A problem that no other shop has.")
            )
            return Content(said)
        chosen, item = self._at(row)
        if item is not None:
            return Content(f"{item.text}\n[{item.source or item.proof}]")
        rule = self.rules()[chosen.ground]
        lines = [Content(text(rule)), Content.styled(rule.source, "dim")]
        lines.append(Content.styled(_("Evidence that counts: {0}").format(", ".join(rule.evidence)), "dim"))
        return Content("\n").join(lines)

    async def choose(self, row: Row) -> None:
        """Choose a ground, take a piece of evidence off, or say whether it is singular."""
        if row.id == "singular":
            await self.say_singular()
            return
        chosen, item = self._at(row)
        if item is not None:
            await super().choose(row)
        elif self.answers.of(chosen.ground) is not None:
            self.change(chosen=self.answers.without_ground(chosen.ground).chosen)
        else:
            self.change(chosen=self.answers.with_ground(Chosen(chosen.ground)).chosen)
            if self.rules()[chosen.ground].singular and self.answers.singular is None:
                await self.say_singular()

    async def say_singular(self, row: Row | None = None) -> None:
        """Say whether the problem is of this shop alone; if not, it is to be fixed for all."""
        answer = await self.wizard.ask_choice(
            _("Is the problem of this shop alone?"),
            [
                _("Yes: no other customer has it, and it cannot be resolved"),
                _("No: others have it too, it is an error of the product"),
            ],
        )
        if answer is not None:
            self.change(singular=answer == 0)
            if answer == 1:
                self.wizard.notify(goes_to_the_fix(), timeout=12)

    def _here(self, row: Row | None) -> Chosen | None:
        return super()._here(None if row is not None and row.id == "singular" else row)

    def _asks_singular(self) -> bool:
        return any(self.rules()[each.ground].singular for each in self.answers.chosen)


class WindowsPage(Page):
    """The windows of the refund, the order, the amount and what was refunded before."""

    step = Step.WINDOWS
    title = _("windows and order")
    keys = (("e", "e", _("why outside the windows"), "why_late"),)

    def detail(self, row: Row | None) -> Content:
        """What the orders and the policy say."""
        purchase, policy = self.matter.purchase, self.decisions.policy
        today = marketplace_date(self.wizard.now())
        lines = [Content(_("Order {0}").format(purchase.order_id or _("not named")))]
        if purchase.purchased is not None:
            lines.append(Content(_("Bought on {0}").format(dated(purchase.purchased, "%d %b %Y"))))
        amount = _("not known") if purchase.amount is None else f"{purchase.amount} €"
        lines.append(Content(_("Amount {0}, quantity {1}").format(amount, purchase.quantity or "?")))
        lines.append(Content(_("Refunded before: {0}").format(purchase.refunded)))
        if purchase.refunded and purchase.quantity and purchase.refunded >= purchase.quantity:
            lines.append(Content.styled(_("All of it is refunded already."), "bold"))
        for name, until, open_ in _limits(purchase.windows, today):
            rule = policy.windows[name]
            said = _("not known") if until is None else dated(until, "%d %b %Y")
            state = "" if until is None else (_("open") if open_ else _("OVER"))
            lines += [
                Content(""),
                Content.assemble((f"{title(rule)}: ", "dim"), (f"{said}  {state}", "bold")),
                Content(text(rule)),
                Content.styled(rule.source, "dim"),
            ]
        if is_late(purchase.windows, today):
            lines.append(
                Content(_("Your reason: {0}").format(self.answers.late_reason or _("(e gives one)")))
            )
        return Content("\n").join(lines)

    async def why_late(self, row: Row | None = None) -> None:
        """Say why the refund is agreed to outside the windows."""
        asked = await self.wizard.ask_line(
            _("Outside the windows"),
            _("Why do you agree all the same?"),
            self.answers.late_reason,
            needed=False,
        )
        if asked is not None:
            self.change(late_reason=asked)


class ConsequencesPage(Page):
    """What the refund brings with it, to be acknowledged."""

    step = Step.CONSEQUENCES
    title = _("consequences")

    def rows(self) -> Sequence[Row]:
        """The end of the Business Care, and whether the sale was paid out."""
        paid = self.answers.paid_out
        return [
            Row("care", _("I know: the Business Care ends with the refund"), self.answers.care_ends),
            Row("not_paid", _("The sale was not paid out to me yet"), paid is False),
            Row("paid", _("The sale was paid out to me already"), paid is True),
        ]

    def detail(self, row: Row | None) -> Content:
        """What each of them means."""
        policy = self.decisions.policy
        if row is None or row.id == "care":
            return Content(text(policy.covers["term"]) + "\n" + policy.covers["term"].source)
        rule = policy.windows["payout_hold"]
        lines = [Content(text(rule)), Content.styled(rule.source, "dim")]
        due = self.matter.purchase.payout_on
        if due is not None:
            today = marketplace_date(self.wizard.now())
            said = _("Reckoned: paid out since {0}.") if due <= today else _("Reckoned: not before {0}.")
            lines.append(Content.styled(said.format(dated(due, "%d %b %Y")), "bold"))
        return Content("\n").join(lines)

    async def choose(self, row: Row) -> None:
        """Acknowledge, or say how the payout stands."""
        if row.id == "care":
            self.change(care_ends=not self.answers.care_ends)
        else:
            self.change(paid_out=row.id == "paid")


class RefundLetterPage(LetterPage):
    """The letter of a refund: sent from here, or pasted at the "$" step."""

    keys = (*LetterPage.keys, ("f8", "F8", _("send or paste"), "send_or_paste"))

    def detail(self, row: Row | None) -> Content:
        """How the letter goes, besides its language."""
        goes = (
            _("It is pasted at the “$” step, and looked for in the thread.")
            if self.answers.pasted
            else _("It is sent from here; at the “$” step a sentence is pasted that points to it.")
        )
        return Content("\n").join([super().detail(row), Content.styled(goes, "dim")])

    async def send_or_paste(self, row: Row | None = None) -> None:
        """Have the letter sent from here, or pasted in the partner account."""
        self.change(pasted=not self.answers.pasted)


class GuidancePage(Page):
    """How the refund is agreed to in the partner account: the API has no such call."""

    step = Step.GUIDANCE
    title = _("the “$” step")
    keys = (
        ("o", "o", _("open the page"), "open_page"),
        ("y", "y", _("copy the text"), "copy_text"),
        ("p", "p", _("copy the address"), "copy_page"),
        ("f", "f", _("text into a file"), "write_file"),
    )

    def detail(self, row: Row | None) -> Content:
        """The page, the reason to pick, the text to paste."""
        reason, paste = self._guidance()
        return Content("\n").join(
            [
                Content(_("The Seller API cannot refund: you do this step in the partner account.")),
                Content(""),
                Content.assemble(
                    ("1  ", "bold"), _("Open the thread's page: "), (self.wizard.page_url, "bold")
                ),
                Content.assemble(("2  ", "bold"), _("Right of the message field, click the “$”.")),
                Content.assemble(("3  ", "bold"), _("Pick the reason: "), (reason, "bold")),
                Content.assemble(("4  ", "bold"), _("Paste this text and send it:")),
                Content(""),
                Content(paste),
                Content(""),
                Content(_("PrestaShop then tells the customer and carries the refund out.")),
                Content(_("Ctrl+N goes on when it is done.")),
            ]
        )

    async def open_page(self, row: Row | None = None) -> None:
        """Open the page in the browser."""
        from bizcare_tui.ui.web import open_page

        if not await asyncio.to_thread(open_page, self.wizard.page_url):
            self.wizard.notify(
                _("No browser here. The page is {0}").format(self.wizard.page_url), markup=False, timeout=15
            )

    async def copy_text(self, row: Row | None = None) -> None:
        """Copy the text."""
        self.wizard.app.copy_to_clipboard(self._guidance()[1])

    async def copy_page(self, row: Row | None = None) -> None:
        """Copy the page's address."""
        self.wizard.app.copy_to_clipboard(self.wizard.page_url)

    async def write_file(self, row: Row | None = None) -> None:
        """Write the text into a file of the person's own."""
        name = f"refund-{self.wizard.underway.thread_id}.txt"
        file = await self.wizard.call(self.decisions.write_text, name, self._guidance()[1])
        if file is not None:
            self.wizard.notify(_("Written: {0}").format(file), markup=False, timeout=12)

    def _guidance(self) -> tuple[str, str]:
        return self.decisions.guidance(self.matter, self.answers, self.wizard.underway.thread_id)


class ConfirmPage(Page):
    """What the seller did in the partner account; from then on the orders are watched."""

    step = Step.CONFIRM
    title = _("what you did")
    keys = (
        ("e", "e", _("note what exactly"), "note"),
        ("ctrl+s", "Ctrl+S", _("decide"), "send"),
    )

    def rows(self) -> Sequence[Row]:
        """The one thing to confirm."""
        return [Row("done", _("I did the “$” step, picked the reason and sent it"), self.answers.done)]

    def detail(self, row: Row | None) -> Content:
        """What happens then, and the message as it goes."""
        lines = [
            Content(_("Then the thread is “refunding”: every sync looks for the refund in the orders.")),
            Content(
                _("Seen there, it is closed and its Business Care ended; not seen in time, it warns you.")
            ),
        ]
        if self.answers.done_how:
            lines.append(Content(_("Your note: {0}").format(self.answers.done_how)))
        for chosen in self.answers.chosen:
            lines += [
                Content.styled(title(self.decisions.policy.refunds[chosen.ground]), "bold"),
                *(Content("  " + item_line(item)) for item in chosen.items),
            ]
        if self.answers.ready_by:
            lines.append(Content(_("Prepared by {0}.").format(self.answers.ready_by)))
        if self.decisions.needs_second(self.answers):
            lines.append(Content.styled(_("A second person has to send this."), "bold"))
        how = _("The message, pasted by you:") if self.answers.pasted else _("The message as it goes:")
        lines += [Content(""), Content.styled(how, "bold"), Content(self.answers.letter)]
        return Content("\n").join(lines)

    async def choose(self, row: Row) -> None:
        """Confirm it, or take that back."""
        self.change(done=not self.answers.done)

    async def note(self, row: Row | None = None) -> None:
        """Note what exactly was done."""
        asked = await self.wizard.ask_line(
            _("What you did"), _("Kept with the decision."), self.answers.done_how, needed=False
        )
        if asked is not None:
            self.change(done_how=asked)

    async def send(self, row: Row | None = None) -> None:
        """Freeze the decision, send the letter or look for it, and watch the orders."""
        await send(self)


PAGES: tuple[type[Page], ...] = (
    RefundGroundsPage,
    WindowsPage,
    ConsequencesPage,
    RefundLetterPage,
    GuidancePage,
    ConfirmPage,
)


def _limits(windows: RefundWindows | None, today: date) -> tuple[tuple[str, date | None, bool], ...]:
    """The two windows of a refund by their rules: the last day of each, and whether it is open."""
    if windows is None:
        return (("refund_claim", None, False), ("refund_accept", None, False))
    return (
        ("refund_claim", windows.claim_until, windows.can_claim(today)),
        ("refund_accept", windows.accept_until, windows.can_accept(today)),
    )
