"""The tour of the demo: one short step at a time, completed by the key that it explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_, _

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace

# The text of each step, in English, with the commands it names, and the id of the command that completes it.
TOUR_STEPS: tuple[tuple[str, str], ...] = (
    (
        N_(
            "All data here is made up, so you can try anything. The most urgent threads come first:"
            " LATE and due are Business Care obligations, our own goals come below them. Press {move_down}"
            " to move down."
        ),
        "move_down",
    ),
    (N_("Press {open} to open the thread under the cursor."), "open"),
    (
        N_(
            "The bar above the messages shows the deadline and the Business Care cover. Press {bar}"
            " to see all facts."
        ),
        "bar",
    ),
    (
        N_(
            "Press {reply} to write a reply. {send} checks and sends it, {undo} undoes it, {back} keeps"
            " the draft."
        ),
        "reply",
    ),
    (
        N_("Press {reject} to reject a request for one of six reasons, step by step and with evidence."),
        "reject",
    ),
    (
        N_(
            "Press {filter} to search for words or with a query, such as is:late, product:carousel or"
            " due:<4h."
        ),
        "filter",
    ),
    (
        N_(
            "Press {help} for all keys, {palette} to find an action, {quit} to quit. This is the end of the"
            " tour."
        ),
        "help",
    ),
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
        keymap = self._workspace.keymap
        progress = _("Tour {0}/{1}").format(self._step + 1, len(TOUR_STEPS))
        step = keymap.fill(_(TOUR_STEPS[self._step][0]), back=keymap.field_key("back"))
        keys = keymap.fill(_("[{tour_next} next, {tour_end} ends]"))
        # The keys come first, where no line ends between a key and its word.
        self._workspace.panes.set_tour_text(f"{progress} {keys} · {step}")
