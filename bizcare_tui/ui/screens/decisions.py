"""The screen of all decisions, with filters by ground, product and outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.decision_rows import WITHDRAWAL, DecisionRow, kind_in_words
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import day_in_words, moment_in_words
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, current_language, labelled
from bizcare_tui.present import detail_labels
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.input_dialogs import LineScreen
from bizcare_tui.ui.screens.list_screen import LIST_CSS, ListScreen
from bizcare_tui.ui.tones import decision_style
from bizcare_tui.ui.widgets.wrapped_text import WrappedParts

if TYPE_CHECKING:
    from bizcare_tui.desk.decisions import Decisions

_NO_FILTER = ""


class DecisionsScreen(ListScreen[DecisionRow | None, DecisionRow]):
    """List the decisions, newest first; g, p and o filter by the next ground, product or outcome.

    The result is the decision whose thread is to be opened, or None.
    """

    CONTEXT: ClassVar[Context | None] = Context.DECISIONS
    HAS_DETAIL: ClassVar[bool] = True
    OPENED_BY: ClassVar[tuple[str, ...]] = ("decisions",)
    DEFAULT_CSS = (
        "DecisionsScreen {"
        + DIALOG_CSS
        + "} DecisionsScreen > .box { width: 96%; max-width: 140; height: 100%; }"
        f"DecisionsScreen {{ {LIST_CSS} }}"
    )

    def __init__(self, decisions: Decisions, rows: Sequence[DecisionRow]) -> None:
        super().__init__()
        self._decisions = decisions
        self._all = list(rows)
        self._active_filters = {"ground": _NO_FILTER, "product": _NO_FILTER, "outcome": _NO_FILTER}

    def compose(self) -> ComposeResult:
        """Show the filters, the list, and the decision under the cursor."""
        with Vertical(classes="box") as box:
            box.border_title = _("Decisions")
            yield Static("", id="narrowed", markup=False)
            yield ModalList(compact=True, markup=False)
            yield Static("", id="detail", markup=False)

    def on_mount(self) -> None:
        """Show all decisions."""
        self._update_list()

    def line_of(self, row: DecisionRow) -> Content:
        """Return the line of a decision: its columns are as wide as what is in them."""
        columns = zip(*map(_head, self._all), strict=True)
        *lead, outcome = map(fit, _head(row), [max(map(cell_len, each)) for each in columns])
        style = "" if row.is_last else "dim"
        return Content.assemble(
            ("  ".join([*lead, ""]), style),
            (outcome, decision_style(row.outcome) if row.is_last else "dim"),
            (f"  {self._titles(row)} · {row.topic}", style),
        )

    def empty_text(self) -> str:
        """Return what the list is for, or that the filters leave nothing."""
        if self._all:
            return _("No decision matches these filters.")
        return self.fill(
            _(
                "Nothing has been decided yet. In a conversation, {reject} rejects a request and {refund}"
                " refunds it; the decisions are listed here with their evidence."
            )
        )

    def handle_chosen(self, row: DecisionRow) -> None:
        """Close the screen with the decision."""
        self.dismiss(row)

    def why_not_narrow(self, what: str) -> str:
        """Return why there is nothing to filter by; "" if there is."""
        return "" if self._values(what) else _("There is nothing to filter by.")

    def narrow(self, what: str) -> None:
        """Filter by the next ground, product or outcome that occurs; after the last, remove the filter."""
        choices = [_NO_FILTER, *self._values(what)]
        current = self._active_filters[what]
        self._active_filters[what] = (
            choices[(choices.index(current) + 1) % len(choices)] if current in choices else _NO_FILTER
        )
        self._update_list()

    def _values(self, what: str) -> list[str]:
        """Return the grounds, products or outcomes that occur."""
        return sorted({value for row in self._all for value in _FILTER_VALUES[what](row) if value})

    def why_not_withdraw(self) -> str:
        """Return why the decision under the cursor cannot be withdrawn; "" if it can."""
        row = self.selected
        if row is None:
            return self.why_no_row()
        if not row.is_last:
            return _("Decision {0} is not the last one of its thread.").format(row.id)
        return _("This has already been undone.") if row.kind == WITHDRAWAL else ""

    def withdraw(self) -> None:
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
            self.fail(error)
        self._update_list()

    def _update_list(self) -> None:
        shown = [
            row
            for row in self._all
            if all(
                not chosen or chosen in _FILTER_VALUES[what](row)
                for what, chosen in self._active_filters.items()
            )
        ]
        self.show_rows(shown, at=0)
        filters = [
            f"{self.key_of(f'decisions_{command}')} {labelled(name, self._filter_label(what))}"
            for command, what, name in (
                ("reason", "ground", _("reason")),
                ("product", "product", _("product")),
                ("outcome", "outcome", _("outcome")),
            )
        ]
        count = _("{0} of {1}").format(len(shown), len(self._all))
        self.query_one("#narrowed", Static).update(
            WrappedParts([Content.styled(part, "dim") for part in (*filters, count)])
        )

    def show_detail(self, row: DecisionRow | None) -> None:
        """Show the decision under the cursor in full."""
        detail = self.query_one("#detail", Static)
        if row is None:
            detail.update(
                Content(
                    _("No decisions yet: {0} rejects, {1} refunds.").format(
                        self.key_of("reject"), self.key_of("refund")
                    )
                )
            )
            return
        outcome = detail_labels.decision_outcome_label(row.outcome)
        detail.update(
            Content("\n").join(
                [
                    Content(f"#{row.id}  {moment_in_words(row.at)}  {row.who}"),
                    Content(_("Thread {0}: {1}").format(row.thread_id, row.topic) + f" · {row.product}"),
                    Content(f"{labelled(kind_in_words(row.kind), self._titles(row))}  ·  {outcome}"),
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

    def filter_text_of(self, row: DecisionRow) -> str:
        """Return all that the list and the text below it say of a decision."""
        return f"{self.line_of(row).plain} {row.product} {row.who}"


def _head(row: DecisionRow) -> tuple[str, str, str, str]:
    """Return number, day, kind and outcome of a decision; "undoes a decision" says the kind by itself."""
    kind = "" if row.kind == WITHDRAWAL else kind_in_words(row.kind)
    outcome = detail_labels.decision_outcome_label(row.outcome)
    return f"#{row.id}", day_in_words(marketplace_date(row.at)), kind, outcome


_FILTER_VALUES: dict[str, Callable[[DecisionRow], tuple[str, ...]]] = {
    "ground": lambda row: row.grounds,
    "product": lambda row: (row.product,),
    "outcome": lambda row: (row.outcome,),
}
