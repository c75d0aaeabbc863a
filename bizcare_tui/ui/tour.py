"""The tour of the demo: one short step at a time, completed by the key that it explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_, _

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace

# The text of each step, in English, and the id of the command that completes it.
TOUR_STEPS: tuple[tuple[str, str], ...] = (
    (
        N_(
            "Everything here is made up: try what you like. What presses most is first: LATE and due are"
            " obligations of Business Care, our own goals come below them. j goes down."
        ),
        "move_down",
    ),
    (N_("Enter opens the thread under the cursor."), "open"),
    (
        N_("The bar over the messages says until when, and what Business Care covers. i shows every fact."),
        "bar",
    ),
    (
        N_("r writes a reply. Ctrl+S sends it through a check, and u undoes it. Esc keeps the draft."),
        "reply",
    ),
    (N_("x rejects a request for one of six reasons, step by step, each with its evidence."), "reject"),
    (N_("/ looks for words, or for what a query says: is:late, product:carousel, due:<4h."), "filter"),
    (N_("? names every key, Ctrl+P finds an action by its words, q leaves. That is the tour."), "help"),
)


class Tour:
    """Shows the steps under the panes. The tour is off until `begin` is called."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._step: int | None = None

    def begin(self) -> None:
        """Show the first step."""
        self._step = 0
        self._show_step()

    def did(self, command_id: str) -> None:
        """Show the next step if the present one is completed by this command."""
        if self._step is not None and TOUR_STEPS[self._step][1] == command_id:
            self.next_step()

    def next_step(self) -> None:
        """Show the next step; after the last one, end the tour."""
        if self._step is not None:
            self._step = self._step + 1 if self._step + 1 < len(TOUR_STEPS) else None
            self._show_step()

    def end(self) -> None:
        """End the tour."""
        self._step = None
        self._show_step()

    def _show_step(self) -> None:
        if self._step is None:
            self._workspace.panes.set_tour_text("")
            return
        progress = _("Tour {0}/{1}").format(self._step + 1, len(TOUR_STEPS))
        self._workspace.panes.set_tour_text(
            f"{progress} · {_(TOUR_STEPS[self._step][0])}  " + _("[F2 next, F10 ends]")
        )
