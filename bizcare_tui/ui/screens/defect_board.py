"""The board of defects: deadlines, states, affected customers and next steps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from bizcare_tui.desk.defects import submissions_left_today
from bizcare_tui.desk.partner_pages import PageKind
from bizcare_tui.domain.branches import Branches
from bizcare_tui.domain.defects import Defect, DefectStepKind
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import detail_labels
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.defect_detail import branch_line, defect_title, step_line
from bizcare_tui.ui.screens.defect_detail import defect_detail_lines as detail_lines
from bizcare_tui.ui.screens.defect_step_forms import branch_form, last_steps, step_form
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import LIST_CSS, ListScreen
from bizcare_tui.ui.screens.submission_form import SubmissionScreen
from bizcare_tui.ui.widgets.defect_line import board_lines
from bizcare_tui.ui.widgets.wrapped_text import HangingText

if TYPE_CHECKING:
    from bizcare_tui.desk.defects import Defects
    from bizcare_tui.desk.partner_pages import PageLink, PartnerPages


@dataclass(frozen=True, slots=True)
class BoardResult:
    """What to do after the board closes.

    Args:
        thread_id: the thread to open.
        refund: whether to start the refund of that thread.
        drafts: the threads for which drafts were written.
    """

    thread_id: int
    refund: bool = False
    drafts: tuple[int, ...] = ()


class DefectBoardScreen(ListScreen[BoardResult | None, Defect]):
    """List the defects, next deadline first, and show the one under the cursor in full below the list.

    Args:
        defects: the use cases of defects.
        now: returns the present time.
        pages: the pages of the partner account.
        visit: opens a page of the partner account that is about a defect with this title, or about none.
    """

    CONTEXT: ClassVar[Context | None] = Context.BOARD
    HAS_DETAIL: ClassVar[bool] = True
    OPENED_BY: ClassVar[tuple[str, ...]] = ("board",)
    DEFAULT_CSS = (
        "DefectBoardScreen {"
        + DIALOG_CSS
        + "} DefectBoardScreen > .box { width: 96%; max-width: 130; height: 100%; }"
        f"DefectBoardScreen {{ {LIST_CSS} }}"
    )

    def __init__(
        self,
        defects: Defects,
        *,
        now: Callable[[], datetime],
        pages: PartnerPages,
        visit: Callable[[PageLink, str], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._defects = defects
        self._now = now
        self._pages = pages
        self._visit = visit
        self._verdicts: list[ProposedStep] = []
        # The line of each defect by its number: their columns depend on all of them.
        self._lines: dict[int, Content] = {}

    def compose(self) -> ComposeResult:
        """Show the list, and the defect under the cursor below it."""
        with Vertical(classes="box") as box:
            box.border_title = _("Defects")
            yield ModalList(compact=True, markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", id="about", markup=False)
                yield Static("", id="keys-here", markup=False)

    def on_mount(self) -> None:
        """Read the defects."""
        self._read()

    def line_of(self, row: Defect) -> Content:
        """Return the line of a defect."""
        return self._lines[row.id]

    def _verdicts_on(self, defect: Defect) -> list[ProposedStep]:
        """Return the steps that notices of PrestaShop propose for a defect."""
        return [each for each in self._verdicts if each.defect_id == defect.id]

    def empty_text(self) -> str:
        """Return what the board is for."""
        return self.fill(
            _(
                "No defect yet. In the inbox, {fix} links a request to one; here are then its deadline, the"
                " steps of its patch and the customers to inform."
            )
        )

    def id_of(self, row: Defect) -> int:
        """Return the number of a defect."""
        return row.id

    def why_not(self, row: Defect) -> str:
        """Return that a defect has no request; "" if it has one."""
        return "" if row.reports else _("No request belongs to this defect any more.")

    def handle_chosen(self, row: Defect) -> None:
        """Open a request of the defect."""
        self.ask(self._open_request)

    def show_detail(self, row: Defect | None) -> None:
        """Show the defect under the cursor in full."""
        detail, keys = self.query_one("#about", Static), self.query_one("#keys-here", Static)
        if row is None:
            detail.update("")
            keys.update("")
            return
        verdicts = self._verdicts_on(row)
        accept = self.key_of("board_record")
        detail.update(HangingText(Content("\n").join(detail_lines(row, verdicts, accept))))
        keys.update(self.keys_of(Context.BOARD))

    async def _open_request(self) -> None:
        thread_id = await self._choose_request(_("Open which request?"))
        if thread_id is not None:
            self.dismiss(BoardResult(thread_id))

    def start_refund(self) -> None:
        """Start the refund of a request of the selected defect, as the error cannot be fixed."""
        self.ask(self._refund)

    async def _refund(self) -> None:
        thread_id = await self._choose_request(_("Refund which customer?"))
        if thread_id is not None:
            self.dismiss(BoardResult(thread_id, refund=True))

    def record_step(self) -> None:
        """Record the next step of the selected defect."""
        if self.selected is not None:
            self.ask(self._choose_step, self.selected)

    async def _choose_step(self, defect: Defect) -> None:
        branches = await self._choose_branches(defect)
        if branches is None:
            return
        steps = defect.next_steps(branches)
        lines = [Content(detail_labels.defect_step_label(step)) for step in steps]
        choice = await self._choose(defect, _("What happened?"), lines)
        if choice is None or await self._record(defect, steps[choice], branches) is None:
            return
        await self._read_again()
        if steps[choice] is DefectStepKind.PUBLISHED:
            await self._draft_letters(defect.id)

    def why_not_undo(self) -> str:
        """Return why the selected defect has no step to undo; "" if it has one."""
        if self.selected is None:
            return self.why_no_row()
        return "" if self.selected.steps else _("No step has been recorded yet.")

    def undo_step(self) -> None:
        """Undo the last step of the selected defect."""
        if self.selected is not None:
            self.ask(self._undo_step, self.selected)

    async def _undo_step(self, defect: Defect) -> None:
        last = last_steps(defect)
        choice: int | None = 0
        if len(last) > 1:
            lines = [Content(step_line(step)) for step in last]
            choice = await self._choose(defect, _("Undo which step?"), lines)
        if choice is not None and await self._call_desk(self._defects.undo_step, last[choice].id) is not None:
            self.notify(_("Undone: {0}").format(detail_labels.defect_step_label(last[choice].step)))
            await self._read_again()

    def why_not_accept(self) -> str:
        """Return why no notice proposes a step for the selected defect; "" if one does."""
        if self.selected is None:
            return self.why_no_row()
        is_proposed = bool(self._verdicts_on(self.selected))
        return "" if is_proposed else _("No notice from PrestaShop suggests a step for it.")

    def accept_verdict(self) -> None:
        """Record the step that a notice from PrestaShop proposes for the selected defect."""
        if self.selected is not None:
            self.ask(self._accept, self.selected, self._verdicts_on(self.selected))

    async def _accept(self, defect: Defect, proposed: Sequence[ProposedStep]) -> None:
        choice: int | None = 0
        if len(proposed) > 1:
            lines = [
                Content(f"{each.name}: {detail_labels.defect_step_label(each.step)}") for each in proposed
            ]
            choice = await self._choose(defect, _("Record which notice?"), lines)
        if choice is None or await self._call_desk(self._defects.accept, proposed[choice]) is None:
            return
        await self._read_again()
        if proposed[choice].step is DefectStepKind.PUBLISHED:
            await self._draft_letters(defect.id)

    def why_not_draft(self) -> str:
        """Return why no customer of the selected defect is to be informed; "" if one is."""
        if self.selected is None:
            return self.why_no_row()
        if self.selected.to_inform:
            return ""
        if self.selected.untold:
            return _("The patch is not available to the customers yet.")
        return _("Every customer who can install the patch has been informed.")

    def draft_letters(self) -> None:
        """Write drafts that inform the customers of the patch, and open the first one."""
        if self.selected is not None:
            self.ask(self._draft_letters, self.selected.id)

    def why_not_open_product(self) -> str:
        """Return why the selected defect has no page of a product; "" if it has one."""
        if self.selected is None:
            return self.why_no_row()
        return "" if self.selected.product_id is not None else _("The product is unknown.")

    def open_product_page(self) -> None:
        """Open the page of the product in the partner account."""
        if self.selected is not None:
            self.ask(self._open_page, PageKind.PRODUCT, self.selected.product_id, defect_title(self.selected))

    def open_validation_page(self) -> None:
        """Open the page of submissions under review in the partner account."""
        self.ask(self._open_page, PageKind.VALIDATION)

    async def _open_page(self, kind: PageKind, number: int | None = None, about: str = "") -> None:
        link = await self._call_desk(self._pages.link, kind, number)
        if link is not None:
            await self._visit(link, about)

    # --- internals ---------------------------------------------------------------------------------

    async def _choose_branches(self, defect: Defect) -> Branches | None:
        """Return the branches of a step; ask if there are several. None if the person cancels."""
        if len(defect.lines) < 2:
            return defect.lines
        lines = [branch_line(branch) for branch in defect.branches]
        if any(
            step not in (DefectStepKind.BRANCH, DefectStepKind.RENAMED)
            for step in defect.next_steps(defect.lines)
        ):
            lines.append(Content(_("  all of them")))
        choice = await self._choose(defect, _("Which branch?"), lines)
        if choice is None:
            return None
        return (defect.lines[choice],) if choice < len(defect.lines) else defect.lines

    async def _record(self, defect: Defect, step: DefectStepKind, branches: Branches) -> int | None:
        """Ask for the details of a step and record it; return its id, or None if the person cancels."""
        branch_names = ", ".join(branches)

        async def record(branch: str = branch_names, **content: Any) -> int:
            return await asyncio.to_thread(
                self._defects.record_step, defect.id, step, branch=branch, **content
            )

        screen: Screen[int | None]
        match step:
            case DefectStepKind.SUBMITTED:
                submission = await self._call_desk(self._defects.submission, defect)
                if submission is None:
                    return None
                product = defect.product_id
                address = "" if product is None else self._pages.address(PageKind.PRODUCT, product)
                screen = SubmissionScreen(defect, branch_names, submission, address, record)
            case DefectStepKind.BRANCH:
                thread_id = await self._choose_request(_("Which customer's request?"))
                if thread_id is None:
                    return None
                screen = branch_form(defect, thread_id, record)
            case _:
                screen = step_form(defect, step, record)
        return await self.app.push_screen_wait(screen)

    async def _draft_letters(self, defect_id: int) -> None:
        threads = await self._call_desk(self._defects.draft_letters, defect_id)
        if threads is None:
            return
        if not threads:
            self.notify(_("Every customer who can install the patch has been informed."))
            return
        self.dismiss(BoardResult(threads[0], drafts=tuple(threads)))

    async def _choose_request(self, title: str) -> int | None:
        defect = self.selected
        if defect is None or not defect.reports:
            self.notify(_("No request belongs to this defect any more."))
            return None
        if len(defect.reports) == 1:
            return defect.reports[0].thread_id
        lines = [Content(f"{each.thread_id}  {each.customer}  {each.topic}") for each in defect.reports]
        choice = await self._choose(defect, title, lines)
        return None if choice is None else defect.reports[choice].thread_id

    async def _choose(self, defect: Defect, title: str, lines: list[Content]) -> int | None:
        return await self.app.push_screen_wait(ChoiceScreen(title, lines, about=defect_title(defect)))

    async def _call_desk(self, call: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """Call a desk function in a thread; return its result, or True if it is None.

        On an error, show a notification and return None.
        """
        try:
            result = await asyncio.to_thread(call, *arguments, **keywords)
        except BizcareError as error:
            self.fail(error)
            return None
        return True if result is None else result

    @work
    async def _read(self) -> None:
        await self._read_again()

    async def _read_again(self) -> None:
        rows = await self._call_desk(self._defects.board)
        if rows is None:
            return
        verdicts = await self._call_desk(self._defects.verdicts, rows)
        self._verdicts = verdicts if isinstance(verdicts, list) else []
        left = submissions_left_today(rows)
        self.query_one(".box").border_subtitle = ngettext(
            "{n} submission left today", "{n} submissions left today", left
        ).format(n=left)
        lines = board_lines(rows, self._now(), {each.defect_id for each in self._verdicts})
        self._lines = {row.id: line for row, line in zip(rows, lines, strict=True)}
        self.show_rows(rows)
