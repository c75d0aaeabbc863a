"""The screen of all decisions, with filters by ground, product and outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from bizcare_tui.desk.decision_rows import DecisionRow, kind_in_words
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, current_language
from bizcare_tui.present import detail_labels
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.dialog_base import Dialog, ModalList
from bizcare_tui.ui.dialogs import DIALOG_CSS
from bizcare_tui.ui.input_dialogs import LineScreen

if TYPE_CHECKING:
    from bizcare_tui.desk.decisions import Decisions

_NO_FILTER = ""


class DecisionsScreen(Dialog[DecisionRow | None]):
    """List the decisions, newest first; g, p and o filter by the next ground, product or outcome.

    The result is the decision whose thread is to be opened, or None.
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
        "DecisionsScreen {" + DIALOG_CSS + "} DecisionsScreen > .box { max-width: 140; height: 95%; }"
        "DecisionsScreen OptionList { border: none; height: 1fr; }"
        "DecisionsScreen #detail { height: auto; max-height: 8; border-top: solid $surface-lighten-2; }"
    )

    def __init__(self, decisions: Decisions, rows: Sequence[DecisionRow]) -> None:
        super().__init__()
        self._decisions = decisions
        self._all = list(rows)
        self._shown: list[DecisionRow] = []
        self._active_filters = {"ground": _NO_FILTER, "product": _NO_FILTER, "outcome": _NO_FILTER}

    def compose(self) -> ComposeResult:
        """Show the filters, the list, and the decision under the cursor."""
        with Vertical(classes="box") as box:
            box.border_title = _("Decisions · Enter opens the thread · Esc closes")
            yield Static("", id="narrowed", markup=False)
            yield ModalList(compact=True, markup=False)
            yield Static("", id="detail", markup=False)

    def on_mount(self) -> None:
        """Show all decisions."""
        self._update_list()

    @property
    def selected(self) -> DecisionRow | None:
        """The decision under the cursor."""
        index = self.query_one(OptionList).highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def action_move(self, by: int) -> None:
        """Move the cursor to the next or previous decision."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_narrow(self, what: str) -> None:
        """Filter by the next ground, product or outcome that occurs; after the last, remove the filter."""
        values = sorted({value for row in self._all for value in _FILTER_VALUES[what](row) if value})
        choices = [_NO_FILTER, *values]
        current = self._active_filters[what]
        self._active_filters[what] = (
            choices[(choices.index(current) + 1) % len(choices)] if current in choices else _NO_FILTER
        )
        self._update_list()

    def on_option_list_option_highlighted(self) -> None:
        """Show the details of the decision under the cursor."""
        self._show_detail()

    def on_option_list_option_selected(self) -> None:
        """Close the screen with the decision under the cursor."""
        self.dismiss(self.selected)

    def action_withdraw(self) -> None:
        """Withdraw the decision under the cursor, with a reason; messages that were sent stay sent."""
        if self.selected is not None:
            self.ask(self._withdraw, self.selected)

    async def _withdraw(self, row: DecisionRow) -> None:
        withdrawn = await self.app.push_screen_wait(
            LineScreen(
                _("Undo decision {0}").format(row.id),
                _("Why? The reason is recorded. A letter that was sent stays sent."),
                accept=lambda reason: asyncio.to_thread(self._decisions.withdraw, row.id, reason),
                about=f"#{row.thread_id} {row.topic}",
            )
        )
        if withdrawn is None:
            return
        try:
            self._all = await asyncio.to_thread(self._decisions.list_decisions)
        except BizcareError as error:
            self.notify(str(error), title=_(error.title), severity="error", markup=False, timeout=10)
        self._update_list()

    def _update_list(self) -> None:
        self._shown = [
            row
            for row in self._all
            if all(
                not chosen or chosen in _FILTER_VALUES[what](row)
                for what, chosen in self._active_filters.items()
            )
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([self._line(row) for row in self._shown])
        if self._shown:
            options.highlighted = 0
        filters = [
            f"{key} {name}: {self._filter_label(what)}"
            for key, what, name in (
                ("g", "ground", _("reason")),
                ("p", "product", _("product")),
                ("o", "outcome", _("outcome")),
            )
        ]
        count = _("{0} of {1}").format(len(self._shown), len(self._all))
        self.query_one("#narrowed", Static).update(
            Content.styled("   ".join([*filters, count, _("w undo")]), "dim")
        )
        self._show_detail()

    def _show_detail(self) -> None:
        row = self.selected
        detail = self.query_one("#detail", Static)
        if row is None:
            detail.update(
                Content(_("No decisions yet. In a thread, x rejects the request and $ starts a refund."))
            )
            return
        outcome = detail_labels.decision_outcome_label(row.outcome)
        detail.update(
            Content("\n").join(
                [
                    Content(f"#{row.id}  {moment_in_words(row.at)}  {row.who}"),
                    Content(_("Thread {0}: {1}").format(row.thread_id, row.topic)),
                    Content(f"{kind_in_words(row.kind)}: {self._titles(row)}  ·  {outcome}"),
                ]
            )
        )

    def _titles(self, row: DecisionRow) -> str:
        return ", ".join(self._decisions.policy.titles(row.grounds, current_language()))

    def _filter_label(self, what: str) -> str:
        value = self._active_filters[what]
        if value == _NO_FILTER:
            return _("all")
        if what == "ground":
            return self._decisions.policy.titles([value], current_language())[0]
        return detail_labels.decision_outcome_label(value) if what == "outcome" else value

    def _line(self, row: DecisionRow) -> Content:
        text = "  ".join(
            (
                fit(f"#{row.id}", 5),
                fit(f"{row.at:%Y-%m-%d}", 10),
                fit(kind_in_words(row.kind), 10),
                fit(detail_labels.decision_outcome_label(row.outcome), 16),
                fit(self._titles(row), 26),
                row.product,
            )
        )
        return Content.styled(text, "" if row.is_last else "dim")


_FILTER_VALUES: dict[str, Callable[[DecisionRow], tuple[str, ...]]] = {
    "ground": lambda row: row.grounds,
    "product": lambda row: (row.product,),
    "outcome": lambda row: (row.outcome,),
}
