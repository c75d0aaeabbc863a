"""The board of defects: deadlines, states, affected customers and next steps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from bizcare_tui.desk.defects import submissions_left_today
from bizcare_tui.desk.partner_pages import PageKind
from bizcare_tui.domain.branches import Branches
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, marketplace_date
from bizcare_tui.domain.defects import Defect, DefectStepKind, RecordedStep
from bizcare_tui.domain.durations import format_duration
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, format_date, ngettext
from bizcare_tui.present import detail_labels
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.defect_detail import branch_line, defect_title, step_line
from bizcare_tui.ui.defect_detail import defect_detail_lines as detail_lines
from bizcare_tui.ui.dialog_base import Dialog, ModalList
from bizcare_tui.ui.dialogs import DIALOG_CSS
from bizcare_tui.ui.input_dialogs import ChoiceScreen, LineScreen
from bizcare_tui.ui.submission_form import SubmissionScreen

if TYPE_CHECKING:
    from bizcare_tui.desk.defects import Defects
    from bizcare_tui.desk.partner_pages import PageLink, PartnerPages

_DUE_WIDTH, _STATE_WIDTH, _CUSTOMERS_WIDTH = 22, 12, 14


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


class DefectBoardScreen(Dialog[BoardResult | None]):
    """List the defects, next deadline first, and show the one under the cursor in full below the list.

    Args:
        defects: the use cases of defects.
        now: returns the present time.
        pages: the pages of the partner account.
        visit: opens a page of the partner account.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,b", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("s", "step"),
        Binding("u", "take_back"),
        Binding("t", "tell"),
        Binding("y", "accept"),
        Binding("o", "page"),
        Binding("v", "validation"),
        Binding("dollar_sign", "refund"),
    ]
    DEFAULT_CSS = (
        "DefectBoardScreen {"
        + DIALOG_CSS
        + "} DefectBoardScreen > .box { width: 96%; max-width: 130; height: 96%; }"
        "DefectBoardScreen OptionList { border: none; height: 1fr; }"
        "DefectBoardScreen #detail { height: auto; max-height: 60%; border-top: solid $surface-lighten-2; }"
    )

    def __init__(
        self,
        defects: Defects,
        *,
        now: Callable[[], datetime],
        pages: PartnerPages,
        visit: Callable[[PageLink], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._defects = defects
        self._now = now
        self._pages = pages
        self._visit = visit
        self._rows: list[Defect] = []
        self._verdicts: list[ProposedStep] = []

    def compose(self) -> ComposeResult:
        """Show the list, and the defect under the cursor below it."""
        with Vertical(classes="box") as box:
            box.border_title = _("Defects · Enter opens a request · Esc closes")
            yield ModalList(compact=True, markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", markup=False)

    def on_mount(self) -> None:
        """Read the defects."""
        self._read()

    @property
    def selected(self) -> Defect | None:
        """The defect under the cursor."""
        index = self.query_one(OptionList).highlighted
        return self._rows[index] if index is not None and index < len(self._rows) else None

    def action_move(self, by: int) -> None:
        """Move the cursor to the next or previous defect."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_option_list_option_highlighted(self) -> None:
        """Show the defect under the cursor in full."""
        self._show_detail()

    def on_option_list_option_selected(self) -> None:
        """Open a request of the selected defect."""
        self.ask(self._open_request)

    async def _open_request(self) -> None:
        thread_id = await self._choose_request(_("Open which request?"))
        if thread_id is not None:
            self.dismiss(BoardResult(thread_id))

    def action_refund(self) -> None:
        """Start the refund of a request of the selected defect, as the error cannot be fixed."""
        self.ask(self._refund)

    async def _refund(self) -> None:
        thread_id = await self._choose_request(_("Refund which customer?"))
        if thread_id is not None:
            self.dismiss(BoardResult(thread_id, refund=True))

    def action_step(self) -> None:
        """Record the next step of the selected defect."""
        if self.selected is not None:
            self.ask(self._choose_step, self.selected)

    async def _choose_step(self, defect: Defect) -> None:
        branches = await self._choose_branches(defect)
        if branches is None:
            return
        steps = defect.next_steps(branches)
        lines = [Content(detail_labels.defect_step_label(step)) for step in steps]
        choice = await self.app.push_screen_wait(
            ChoiceScreen(_("What happened?"), lines, about=defect_title(defect))
        )
        if choice is None or await self._record(defect, steps[choice], branches) is None:
            return
        await self._read_again()
        if steps[choice] is DefectStepKind.PUBLISHED:
            await self._draft_letters(defect.id)

    def action_take_back(self) -> None:
        """Undo the last step of the selected defect."""
        if self.selected is not None and self.selected.taken:
            self.ask(self._undo_step, self.selected)
        else:
            self.notify(_("No step has been recorded yet."), timeout=3)

    async def _undo_step(self, defect: Defect) -> None:
        last = _last_steps(defect)
        choice: int | None = 0
        if len(last) > 1:
            lines = [Content(step_line(step)) for step in last]
            choice = await self.app.push_screen_wait(
                ChoiceScreen(_("Undo which step?"), lines, about=defect_title(defect))
            )
        if choice is not None and await self._call_desk(self._defects.take_back, last[choice].id) is not None:
            self.notify(
                _("Undone: {0}").format(detail_labels.defect_step_label(last[choice].step)), timeout=4
            )
            await self._read_again()

    def action_accept(self) -> None:
        """Record the step that a notice from PrestaShop proposes for the selected defect."""
        if self.selected is not None:
            self.ask(self._accept, self.selected)

    async def _accept(self, defect: Defect) -> None:
        proposed = [each for each in self._verdicts if each.defect_id == defect.id]
        if not proposed:
            self.notify(_("No notice from PrestaShop suggests a step for it."), timeout=4)
            return
        choice: int | None = 0
        if len(proposed) > 1:
            lines = [
                Content(f"{each.name}: {detail_labels.defect_step_label(each.step)}") for each in proposed
            ]
            choice = await self.app.push_screen_wait(
                ChoiceScreen(_("Record which notice?"), lines, about=defect_title(defect))
            )
        if choice is None or await self._call_desk(self._defects.accept, proposed[choice]) is None:
            return
        await self._read_again()
        if proposed[choice].step is DefectStepKind.PUBLISHED:
            await self._draft_letters(defect.id)

    def action_tell(self) -> None:
        """Write drafts that inform the customers of the patch, and open the first one."""
        if self.selected is not None:
            self.ask(self._draft_letters, self.selected.id)

    def action_page(self) -> None:
        """Open the page of the product in the partner account."""
        product = self.selected.product_id if self.selected else None
        if product is None:
            self.notify(_("The product is unknown."), timeout=3)
        else:
            self.ask(self._open_page, PageKind.PRODUCT, product)

    def action_validation(self) -> None:
        """Open the page of submissions under review in the partner account."""
        self.ask(self._open_page, PageKind.VALIDATION)

    async def _open_page(self, kind: PageKind, number: int | None = None) -> None:
        link = await self._call_desk(self._pages.link, kind, number)
        if link is not None:
            await self._visit(link)

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
        choice = await self.app.push_screen_wait(
            ChoiceScreen(_("Which branch?"), lines, about=defect_title(defect))
        )
        if choice is None:
            return None
        return (defect.lines[choice],) if choice < len(defect.lines) else defect.lines

    async def _record(self, defect: Defect, step: DefectStepKind, branches: Branches) -> int | None:
        """Ask for the details of a step and record it; return its id, or None if the person cancels."""
        branch_names = ", ".join(branches)

        async def take(branch: str = branch_names, **content: Any) -> int:
            return await asyncio.to_thread(self._defects.take, defect.id, step, branch=branch, **content)

        about = defect_title(defect)
        screen: Screen[int | None]
        match step:
            case DefectStepKind.SUBMITTED:
                submission = await self._call_desk(self._defects.submission, defect)
                if submission is None:
                    return None
                product = defect.product_id
                address = "" if product is None else self._pages.address(PageKind.PRODUCT, product)
                screen = SubmissionScreen(defect, branch_names, submission, address, take)
            case DefectStepKind.BLOCKED:
                screen = LineScreen(
                    detail_labels.defect_step_label(step),
                    _("Why is it blocked?"),
                    _("not compatible with the latest PrestaShop"),
                    accept=lambda line: take(reason=line),
                    about=about,
                )
            case DefectStepKind.RETURNED:
                screen = LineScreen(
                    detail_labels.defect_step_label(step),
                    _("What did PrestaShop write?"),
                    accept=lambda line: take(reason=line),
                    about=about,
                )
            case DefectStepKind.BRANCH:
                thread_id = await self._choose_request(_("Which customer's request?"))
                if thread_id is None:
                    return None
                screen = LineScreen(
                    detail_labels.defect_step_label(step),
                    _("Which PrestaShop branch does the customer use? For example: 8"),
                    next((each.line for each in defect.reports if each.thread_id == thread_id), ""),
                    accept=lambda line: take(branch=line, thread=thread_id),
                    about=about,
                )
            case DefectStepKind.RENAMED:
                screen = LineScreen(
                    detail_labels.defect_step_label(step),
                    _("What goes wrong, in a few words?"),
                    defect.title,
                    accept=lambda line: take(title=line),
                    about=about,
                )
            case _:
                screen = LineScreen(
                    detail_labels.defect_step_label(step),
                    _("Note (optional)."),
                    needed=False,
                    accept=lambda line: take(**({"note": line} if line else {})),
                    about=about,
                )
        return await self.app.push_screen_wait(screen)

    async def _draft_letters(self, defect_id: int) -> None:
        threads = await self._call_desk(self._defects.draft_letters, defect_id)
        if threads is None:
            return
        if not threads:
            self.notify(_("Every customer who can install the patch has been informed."), timeout=4)
            return
        self.dismiss(BoardResult(threads[0], drafts=tuple(threads)))

    async def _choose_request(self, title: str) -> int | None:
        defect = self.selected
        if defect is None or not defect.reports:
            self.notify(_("No request belongs to this defect any more."), timeout=3)
            return None
        if len(defect.reports) == 1:
            return defect.reports[0].thread_id
        lines = [Content(f"{each.thread_id}  {each.customer}  {each.topic}") for each in defect.reports]
        choice = await self.app.push_screen_wait(ChoiceScreen(title, lines, about=defect_title(defect)))
        return None if choice is None else defect.reports[choice].thread_id

    async def _call_desk(self, call: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """Call a desk function in a thread; return its result, or True if it is None.

        On an error, show a notification and return None.
        """
        try:
            result = await asyncio.to_thread(call, *arguments, **keywords)
        except BizcareError as error:
            self.notify(str(error), title=_(error.title), severity="error", markup=False, timeout=10)
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
        options, selected = self.query_one(OptionList), self.selected
        self._verdicts = verdicts if isinstance(verdicts, list) else []
        self._rows = rows
        left = submissions_left_today(rows)
        self.query_one(".box").border_subtitle = ngettext(
            "{n} submission left today", "{n} submissions left today", left
        ).format(n=left)
        options.clear_options()
        options.add_options([self._line_of(row) for row in rows])
        ids = [row.id for row in rows]
        if rows:
            options.highlighted = ids.index(selected.id) if selected and selected.id in ids else 0
        self._show_detail()

    def _line_of(self, defect: Defect) -> Content:
        urgency, due = self._urgency_and_due(defect)
        count = len(defect.reports)
        customers = ngettext("{n} customer", "{n} customers", count).format(n=count)
        mark = _(" BLOCKED") if defect.blocked else ""
        if any(each.defect_id == defect.id for each in self._verdicts):
            mark = _(" NOTICE")
        state = detail_labels.defect_state_label(defect.state) + mark
        room = _STATE_WIDTH + len(mark)
        head = f"{fit(due, _DUE_WIDTH)} {fit(state, room)} {fit(customers, _CUSTOMERS_WIDTH)}"
        product = defect.product.partition(" – ")[0]
        return Content.assemble((head, "bold" if urgency else ""), f"{defect.title}  ", (product, "dim"))

    def _urgency_and_due(self, defect: Defect) -> tuple[bool, str]:
        """Return whether the defect is urgent, and its next deadline as text."""
        clock, due, now = defect.clock, defect.next_due(), self._now()
        if clock is None:
            return False, _("nobody is waiting")
        if due is None:
            left = len(defect.to_inform)
            return bool(left), ngettext("{n} to inform", "{n} to inform", left).format(n=left) if left else _(
                "done"
            )
        if now > clock.due:
            return True, _("LATE {0}").format(format_duration(now - clock.due))
        if isinstance(due, datetime):
            return False, _("due {0}").format(format_date(due.astimezone(MARKETPLACE_ZONE), "%a %d %b %H:%M"))
        is_past = due < marketplace_date(now)
        text = _("SUBMIT (was {0})") if is_past else _("submit by {0}")
        return is_past, text.format(format_date(due, "%a %d %b"))

    def _show_detail(self) -> None:
        defect = self.selected
        detail = self.query_one("#detail Static", Static)
        if defect is None:
            detail.update(Content(_("No defect yet. In the inbox, f links a request to one.")))
            return
        verdicts = [each for each in self._verdicts if each.defect_id == defect.id]
        detail.update(Content("\n").join(detail_lines(defect, verdicts)))


def _last_steps(defect: Defect) -> list[RecordedStep]:
    """Return the last step of each branch, newest first."""
    last_by_branch = {}
    for line in defect.lines or ("",):
        for step in defect.taken:
            if not step.branches or line in step.branches:
                last_by_branch[line] = step
    last = {step.id: step for step in last_by_branch.values()}
    return sorted(last.values(), key=lambda step: -step.id) or [defect.taken[-1]]
