"""What was decided: the decisions by ground, product and outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from bizcare_tui.desk.decided import DecisionRow
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui import terms, words
from bizcare_tui.ui.actions import ASKING
from bizcare_tui.ui.asking import LineScreen
from bizcare_tui.ui.dialogs import BOX
from bizcare_tui.ui.lines import fit

if TYPE_CHECKING:
    from bizcare_tui.desk.decisions import Decisions

_EVERYTHING = ""


class DecisionsScreen(ModalScreen[DecisionRow | None]):
    """The decisions, newest first; g, p and o go through grounds, products and outcomes.

    Its result is the decision whose thread is to be opened, or None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,D", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("g", "narrow('ground')"),
        Binding("p", "narrow('product')"),
        Binding("o", "narrow('outcome')"),
        Binding("w", "withdraw"),
    ]
    DEFAULT_CSS = (
        "DecisionsScreen {" + BOX + "} DecisionsScreen > .box { max-width: 140; height: 95%; }"
        "DecisionsScreen OptionList { border: none; height: 1fr; }"
        "DecisionsScreen #detail { height: auto; max-height: 8; border-top: solid $surface-lighten-2; }"
    )

    def __init__(self, decisions: Decisions, rows: Sequence[DecisionRow]) -> None:
        super().__init__()
        self._decisions = decisions
        self._all = list(rows)
        self._shown: list[DecisionRow] = []
        self._narrowed = {"ground": _EVERYTHING, "product": _EVERYTHING, "outcome": _EVERYTHING}

    def compose(self) -> ComposeResult:
        """The list, what it is narrowed to, the decision under the cursor."""
        with Vertical(classes="box") as box:
            box.border_title = _("Decisions · Enter opens the thread · Esc closes")
            yield Static("", id="narrowed", markup=False)
            yield OptionList(compact=True, markup=False)
            yield Static("", id="detail", markup=False)

    def on_mount(self) -> None:
        """Show them all."""
        self._show()
        self.query_one(OptionList).focus()

    @property
    def selected(self) -> DecisionRow | None:
        """The decision under the cursor."""
        place = self.query_one(OptionList).highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None

    def action_move(self, by: int) -> None:
        """To the next or previous decision."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_narrow(self, what: str) -> None:
        """To the next ground, product or outcome there is, then to all again."""
        values = sorted({value for row in self._all for value in _VALUES[what](row) if value})
        ring = [_EVERYTHING, *values]
        here = self._narrowed[what]
        self._narrowed[what] = ring[(ring.index(here) + 1) % len(ring)] if here in ring else _EVERYTHING
        self._show()

    def on_option_list_option_highlighted(self) -> None:
        """Tell of the decision under the cursor."""
        self._tell()

    def on_option_list_option_selected(self) -> None:
        """Open its thread."""
        self.dismiss(self.selected)

    @work(group=ASKING)
    async def action_withdraw(self) -> None:
        """Take the decision under the cursor back, with a reason; what was sent stays sent."""
        row = self.selected
        if row is None:
            return
        reason = await self.app.push_screen_wait(
            LineScreen(
                _("Take decision {0} back").format(row.id), _("Why? It is kept; what was sent stays sent.")
            )
        )
        if not reason:
            return
        try:
            await asyncio.to_thread(self._decisions.withdraw, row.id, reason)
            self._all = await asyncio.to_thread(self._decisions.made)
        except BizcareError as error:
            self.notify(str(error), title=_(error.title), severity="error", markup=False, timeout=10)
        self._show()

    def _show(self) -> None:
        self._shown = [
            row
            for row in self._all
            if all(not wanted or wanted in _VALUES[what](row) for what, wanted in self._narrowed.items())
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([_line(row) for row in self._shown])
        if self._shown:
            options.highlighted = 0
        narrowed = [
            f"{key} {name}: {self._narrowed[what] or _('all')}"
            for key, what, name in (
                ("g", "ground", _("ground")),
                ("p", "product", _("product")),
                ("o", "outcome", _("outcome")),
            )
        ]
        count = _("{0} of {1}").format(len(self._shown), len(self._all))
        self.query_one("#narrowed", Static).update(
            Content.styled("   ".join([*narrowed, count, _("w takes one back")]), "dim")
        )
        self._tell()

    def _tell(self) -> None:
        row = self.selected
        detail = self.query_one("#detail", Static)
        if row is None:
            detail.update(Content(_("Nothing was decided so far: x refuses, $ refunds.")))
            return
        detail.update(
            Content("\n").join(
                [
                    Content(f"#{row.id}  {words.exact(row.at)}  {row.who}"),
                    Content(_("Thread {0}: {1}").format(row.thread_id, row.topic)),
                    Content(
                        f"{row.kind}: {', '.join(row.grounds)}  ·  {terms.decision_outcome(row.outcome)}"
                    ),
                ]
            )
        )


_VALUES: dict[str, Callable[[DecisionRow], tuple[str, ...]]] = {
    "ground": lambda row: row.grounds,
    "product": lambda row: (row.product,),
    "outcome": lambda row: (row.outcome,),
}


def _line(row: DecisionRow) -> Content:
    text = "  ".join(
        (
            fit(f"#{row.id}", 5),
            fit(f"{row.at:%Y-%m-%d}", 10),
            fit(row.kind, 10),
            fit(terms.decision_outcome(row.outcome), 16),
            fit(", ".join(row.grounds), 26),
            row.product,
        )
    )
    return Content.styled(text, "" if row.is_last else "dim")
