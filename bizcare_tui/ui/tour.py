"""The tour of the demo: a line or two at a time, each done with the key it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

# What is told, and the action with which the next step comes.
STEPS: tuple[tuple[str, str], ...] = (
    (
        _(
            "Everything here is made up: try what you like. What presses most is first; LATE and due are"
            " obligations of Business Care. j goes down."
        ),
        "move_down",
    ),
    (_("Enter opens the thread under the cursor."), "open"),
    (
        _("The bar over the messages says until when, and what Business Care covers. i shows every fact."),
        "bar",
    ),
    (
        _("r writes a reply. Ctrl+S sends it through a check, and u takes it back. Esc keeps the draft."),
        "reply",
    ),
    (_("x refuses a request on one of six grounds, led step by step, each with its evidence."), "reject"),
    (_("/ looks for words, or for what a query says: is:late, product:carousel, due:<4h."), "filter"),
    (_("? names every key, Ctrl+P finds an action by its words, q leaves. That is the tour."), "help"),
)


class Tour:
    """Tells its steps under the panes; off until it is begun."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._step: int | None = None

    def begin(self) -> None:
        """Tell the first step."""
        self._step = 0
        self._tell()

    def did(self, action_id: str) -> None:
        """Go on where this is what the step asks for."""
        if self._step is not None and STEPS[self._step][1] == action_id:
            self.do_tour_next()

    def do_tour_next(self) -> None:
        """Tell the next step; after the last one it is over."""
        if self._step is not None:
            self._step = self._step + 1 if self._step + 1 < len(STEPS) else None
            self._tell()

    def do_tour_end(self) -> None:
        """End it."""
        self._step = None
        self._tell()

    def _tell(self) -> None:
        if self._step is None:
            self._app.panes.say_tour("")
            return
        place = _("Tour {0}/{1}").format(self._step + 1, len(STEPS))
        self._app.panes.say_tour(f"{place} · {STEPS[self._step][0]}  " + _("[F2 next, F10 ends]"))
