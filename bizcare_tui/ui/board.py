"""The board of defects: what falls due first, how far each is, whom it concerns, and its next step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static, TextArea

from bizcare_tui.desk.defects import Submission, left_today
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, marketplace_date
from bizcare_tui.domain.defects import Check, Defect, DefectState, Step, Taken
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, dated, ngettext
from bizcare_tui.ui import terms, words
from bizcare_tui.ui.actions import ASKING
from bizcare_tui.ui.asking import ChoiceScreen, LineScreen
from bizcare_tui.ui.dialogs import BOX
from bizcare_tui.ui.lines import fit

if TYPE_CHECKING:
    from bizcare_tui.desk.defects import Defects

_DUE, _STATE, _CUSTOMERS = 22, 12, 14


@dataclass(frozen=True, slots=True)
class Wish:
    """What the board is left for: a thread to open, or to lead to a refund; drafts that were written."""

    thread_id: int
    refund: bool = False
    drafts: tuple[int, ...] = ()


class BoardScreen(ModalScreen[Wish | None]):
    """The defects, by what falls due first, with the one under the cursor whole below.

    Args:
        defects: the desk's defects.
        now: the domain's clock.
        page: the address of a product's page of the partner account; None where the product is unknown.
        show_page: opens an address in the browser; whether there is one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,b", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("s", "step"),
        Binding("u", "take_back"),
        Binding("t", "tell"),
        Binding("o", "page"),
        Binding("dollar_sign", "refund"),
    ]
    DEFAULT_CSS = (
        "BoardScreen {" + BOX + "} BoardScreen > .box { width: 96%; max-width: 130; height: 96%; }"
        "BoardScreen OptionList { border: none; height: 1fr; }"
        "BoardScreen #detail { height: auto; max-height: 60%; border-top: solid $surface-lighten-2; }"
    )

    def __init__(
        self,
        defects: Defects,
        *,
        now: Callable[[], datetime],
        page: Callable[[int | None], str | None],
        show_page: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self._defects = defects
        self._now = now
        self._page = page
        self._show_page = show_page
        self._rows: list[Defect] = []

    def compose(self) -> ComposeResult:
        """The list, and the defect under the cursor below it."""
        with Vertical(classes="box") as box:
            box.border_title = _("Defects · Enter opens a request · Esc closes")
            yield OptionList(compact=True, markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", markup=False)

    def on_mount(self) -> None:
        """Read the defects."""
        self.query_one(OptionList).focus()
        self._read()

    @property
    def selected(self) -> Defect | None:
        """The defect under the cursor."""
        place = self.query_one(OptionList).highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    def action_move(self, by: int) -> None:
        """To the next or previous defect."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_option_list_option_highlighted(self) -> None:
        """Show the defect under the cursor whole."""
        self._say()

    @work(group=ASKING)
    async def on_option_list_option_selected(self) -> None:
        """Open one of its requests."""
        thread_id = await self._choose_request(_("Open which request?"))
        if thread_id is not None:
            self.dismiss(Wish(thread_id))

    @work(group=ASKING)
    async def action_refund(self) -> None:
        """Lead one of its requests to a refund: the error cannot be solved."""
        thread_id = await self._choose_request(_("Refund whose purchase?"))
        if thread_id is not None:
            self.dismiss(Wish(thread_id, refund=True))

    @work(group=ASKING)
    async def action_step(self) -> None:
        """Take the defect's next step."""
        defect = self.selected
        if defect is None:
            return
        steps = defect.next_steps()
        lines = [Content(terms.step(step)) for step in steps]
        place = await self.app.push_screen_wait(ChoiceScreen(_("What happened?"), lines))
        if place is None:
            return
        content = await self._content(defect, steps[place])
        if content is None or await self._do(self._defects.take, defect.id, steps[place], **content) is None:
            return
        await self._read_again()
        if steps[place] is Step.PUBLISHED:
            await self._tell(defect.id)

    @work
    async def action_take_back(self) -> None:
        """Take the last step back."""
        defect = self.selected
        if defect is None or not defect.taken:
            self.notify(_("No step was taken yet."), timeout=3)
            return
        if await self._do(self._defects.take_back, defect.taken[-1].id) is not None:
            self.notify(_("Taken back: {0}").format(terms.step(defect.taken[-1].step)), timeout=4)
            await self._read_again()

    @work(group=ASKING)
    async def action_tell(self) -> None:
        """Write the drafts that tell of the patch, and open the first."""
        if self.selected is not None:
            await self._tell(self.selected.id)

    @work
    async def action_page(self) -> None:
        """Open the product's page of the partner account."""
        address = self._page(self.selected.product_id) if self.selected else None
        if address is None:
            self.notify(_("The product is not known."), timeout=3)
        elif not await asyncio.to_thread(self._show_page, address):
            self.notify(_("No browser here. The page is {0}").format(address), markup=False, timeout=15)

    # --- within ------------------------------------------------------------------------------------

    async def _content(self, defect: Defect, step: Step) -> dict[str, Any] | None:
        """What belongs to a step, asked of the person; None when they left it."""
        match step:
            case Step.SUBMITTED:
                submission = await self._do(self._defects.submission, defect)
                if submission is None:
                    return None
                screen = SubmissionScreen(defect, submission, self._page(defect.product_id) or "")
                told: dict[str, Any] | None = await self.app.push_screen_wait(screen)
                return told
            case Step.BLOCKED:
                text = _("Why can it not go on?")
                reason = await self._line(
                    terms.step(step), text, _("not compatible with the latest PrestaShop")
                )
                return {"reason": reason} if reason else None
            case Step.RETURNED:
                reason = await self._line(terms.step(step), _("What did the review say?"))
                return {"reason": reason} if reason else None
            case Step.RENAMED:
                title = await self._line(
                    terms.step(step), _("What goes wrong, in a few words?"), defect.title
                )
                return {"title": title} if title else None
            case _:
                note = await self._line(terms.step(step), _("A note, if you like."), needed=False)
                return None if note is None else ({"note": note} if note else {})

    async def _tell(self, defect_id: int) -> None:
        threads = await self._do(self._defects.draft_letters, defect_id)
        if threads is None:
            return
        if not threads:
            self.notify(_("Every customer was told."), timeout=4)
            return
        self.dismiss(Wish(threads[0], drafts=tuple(threads)))

    async def _choose_request(self, title: str) -> int | None:
        defect = self.selected
        if defect is None or not defect.reports:
            self.notify(_("No request is about it any more."), timeout=3)
            return None
        if len(defect.reports) == 1:
            return defect.reports[0].thread_id
        lines = [Content(f"{each.thread_id}  {each.customer}  {each.topic}") for each in defect.reports]
        place = await self.app.push_screen_wait(ChoiceScreen(title, lines))
        return None if place is None else defect.reports[place].thread_id

    async def _line(self, title: str, text: str, value: str = "", *, needed: bool = True) -> str | None:
        told: str | None = await self.app.push_screen_wait(LineScreen(title, text, value, needed=needed))
        return told

    async def _do(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Call the desk away from the screen's loop; True for what gives nothing, None for a failure told."""
        try:
            found = await asyncio.to_thread(call, *arguments, **named)
        except BizcareError as error:
            self.notify(str(error), title=_(error.title), severity="error", markup=False, timeout=10)
            return None
        return True if found is None else found

    @work
    async def _read(self) -> None:
        await self._read_again()

    async def _read_again(self) -> None:
        rows = await self._do(self._defects.board)
        if rows is None:
            return
        options, selected = self.query_one(OptionList), self.selected
        self._rows = rows
        left = left_today(rows)
        self.query_one(".box").border_subtitle = ngettext(
            "{n} submission left today", "{n} submissions left today", left
        ).format(n=left)
        options.clear_options()
        options.add_options([self._line_of(row) for row in rows])
        ids = [row.id for row in rows]
        if rows:
            options.highlighted = ids.index(selected.id) if selected and selected.id in ids else 0
        self._say()

    def _line_of(self, defect: Defect) -> Content:
        urgency, due = self._due(defect)
        count = len(defect.reports)
        customers = ngettext("{n} customer", "{n} customers", count).format(n=count)
        state = terms.defect_state(defect.state) + (_(" BLOCKED") if defect.blocked else "")
        room = _STATE + (len(_(" BLOCKED")) if defect.blocked else 0)
        head = f"{fit(due, _DUE)} {fit(state, room)} {fit(customers, _CUSTOMERS)}"
        product = defect.product.partition(" – ")[0]
        return Content.assemble((head, "bold" if urgency else ""), f"{defect.title}  ", (product, "dim"))

    def _due(self, defect: Defect) -> tuple[bool, str]:
        """Whether something presses, and what falls due next in words."""
        clock, due, now = defect.clock, defect.next_due(), self._now()
        if clock is None:
            return False, _("nobody is waiting")
        if due is None:
            left = len(defect.untold)
            return bool(left), ngettext("{n} to tell", "{n} to tell", left).format(n=left) if left else _(
                "done"
            )
        if now > clock.due:
            return True, _("LATE {0}").format(words.span(now - clock.due))
        if isinstance(due, datetime):
            return False, _("due {0}").format(dated(due.astimezone(MARKETPLACE_ZONE), "%a %d %b %H:%M"))
        over = due < marketplace_date(now)
        text = _("SUBMIT, was {0}") if over else _("submit by {0}")
        return over, text.format(dated(due, "%a %d %b"))

    def _say(self) -> None:
        defect = self.selected
        detail = self.query_one("#detail Static", Static)
        if defect is None:
            detail.update(Content(_("No defect yet. In the inbox, f says that a request is about one.")))
            return
        detail.update(Content("\n").join(_detail(defect)))


class CheckList(OptionList):
    """Lines that are checked off by Space, each with its mark in letters."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select")]

    def __init__(self, lines: Mapping[Check, str]) -> None:
        super().__init__(compact=True, markup=False)
        self._texts = dict(lines)
        self.checked: set[Check] = set()

    def on_mount(self) -> None:
        """Show the lines."""
        self._show(0)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Check the line off, or take that back, and go to the next."""
        event.stop()
        self.checked ^= {list(self._texts)[event.option_index]}
        self._show(min(event.option_index + 1, len(self._texts) - 1))

    def _show(self, place: int) -> None:
        self.clear_options()
        self.add_options(
            Content(f"[{'x' if check in self.checked else ' '}] {text}")
            for check, text in self._texts.items()
        )
        self.highlighted = place


class SubmissionScreen(ModalScreen[dict[str, Any] | None]):
    """What is gone through before a patch is handed in. Its result is what was done, or None.

    Args:
        defect: what is mended.
        submission: the checks, the submissions left today, the numbers used.
        address: the product's page of the partner account; empty where it is not known.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", priority=True),
        Binding("ctrl+s", "keep", priority=True),
        Binding("ctrl+y", "copy", priority=True),
    ]
    DEFAULT_CSS = (
        "SubmissionScreen {" + BOX + "} SubmissionScreen > .box { max-width: 110; }"
        "SubmissionScreen TextArea { height: 4; }"
        "SubmissionScreen CheckList { border: none; height: auto; padding: 0; }"
    )

    def __init__(self, defect: Defect, submission: Submission, address: str) -> None:
        super().__init__()
        self._defect = defect
        self._submission = submission
        self._address = address

    def compose(self) -> ComposeResult:
        """The steps, in the order in which they are done."""
        used = ", ".join(self._submission.used[-5:]) or _("none known here")
        left = self._submission.left
        with Vertical(classes="box") as box:
            box.border_title = _("Hand in the patch · Tab next field · Esc leaves")
            lines = [
                _("{0}").format(self._defect.title),
                ngettext("{n} submission is left today", "{n} submissions are left today", left).format(
                    n=left
                ),
                _("Versions handed in before: {0}").format(used),
                _("Upload it there (Ctrl+Y copies it): {0}").format(self._address),
            ]
            yield Static(Content("\n".join(lines)), markup=False)
            yield Input(placeholder=_("version of the patch, like 2.4.1"), id="version", compact=True)
            yield Static(Content(_("The changelog, in English:")), markup=False)
            yield TextArea(id="changelog", soft_wrap=True, tab_behavior="focus")
            yield CheckList(self._submission.checks)
            yield Static(Content(_("Space checks a line · Ctrl+S  it is handed in")), markup=False)

    def on_mount(self) -> None:
        """The version can be typed at once."""
        self.query_one(Input).focus()

    def action_copy(self) -> None:
        """Copy the address of the page."""
        self.app.copy_to_clipboard(self._address)

    def action_keep(self) -> None:
        """Hand over what was done."""
        checked = self.query_one(CheckList).checked
        if left := [text for check, text in self._submission.checks.items() if check not in checked]:
            self.notify(_("Not checked yet: {0}").format(left[0]), markup=False, timeout=5)
            return
        self.dismiss(
            {
                "version": self.query_one(Input).value.strip(),
                "changelog": self.query_one(TextArea).text.strip(),
                "checks": [check.value for check in Check],
            }
        )


def _detail(defect: Defect) -> list[Content]:
    clock = defect.clock
    lines = [Content.styled(_("Defect {0}: {1}").format(defect.id, defect.title), "bold")]
    if clock is not None:
        lines.append(
            Content(
                _("fix due {0} · submit by {1} · reported {2}").format(
                    words.exact(clock.due), _day(clock.submit_by), words.exact(clock.start)
                )
            )
        )
    if defect.blocked:
        lines.append(Content.styled(_("blocked: {0}").format(defect.blocked), "bold"))
    if defect.versions:
        lines.append(Content(_("seen on PrestaShop {0}").format(", ".join(defect.versions))))
    if defect.version:
        lines.append(Content(_("patch {0}").format(defect.version)))
    lines += [_report_line(defect, place) for place in range(min(len(defect.reports), 8))]
    lines += [Content.styled(_step_line(step), "dim") for step in defect.taken[-6:]]
    keys = _("s next step   u step back   Enter open   o partner account   $ refund")
    if defect.state is DefectState.PUBLISHED:
        keys = _("t tell the customers   ") + keys
    return [*lines, Content.styled(keys, "bold")]


def _report_line(defect: Defect, place: int) -> Content:
    report = defect.reports[place]
    if report.ended:
        told = _("ended")
    elif report.told_at is not None:
        told = _("told {0}").format(words.exact(report.told_at)[4:])
    else:
        told = _("not told")
    return Content(f"  {report.thread_id}  {report.customer or '-'} · {report.topic} · {told}")


def _step_line(step: Taken) -> str:
    more = [str(step.content[key]) for key in ("version", "reason", "note", "title") if step.content.get(key)]
    return " · ".join(["  " + words.exact(step.at)[4:], terms.step(step.step), step.by, *more])


def _day(day: date) -> str:
    return dated(day, "%a %d %b %Y")
