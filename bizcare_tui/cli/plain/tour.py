"""The tour in the line mode: one step at a time, each completed by the word that it explains."""

from __future__ import annotations

from collections.abc import Callable

from bizcare_tui.i18n import N_, _

# The text of each step, in English, and the commands that complete it.
TOUR_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_(
            "All data here is made up, so you can try anything. The most urgent threads come first: LATE"
            " and due are Business Care obligations, our own goals come below them. Type “more” to read"
            " the next ones."
        ),
        ("more",),
    ),
    (N_("Type 1, or “open 1”, to open the first thread of the list."), ("open",)),
    (
        N_(
            "What is urgent comes first: the deadline, the Business Care cover, the shop, the time and the"
            " next step; then the last message. Type “bar” to read all facts."
        ),
        ("bar",),
    ),
    (
        N_(
            "Type “reply” to write a reply, line by line; a line with only a dot ends it, and it is checked"
            " before it is sent. “undo” undoes that, and .later keeps it as a draft."
        ),
        ("reply",),
    ),
    (
        N_(
            "Type “reject” to reject a request for one of six reasons, question by question and with"
            " evidence. “cancel” leaves it; your answers are kept."
        ),
        ("reject",),
    ),
    (
        N_(
            "Type “list” with words or a query to search, such as list is:late, list product:carousel or"
            " list due:<4h."
        ),
        ("list", "filter"),
    ),
    (
        N_(
            "Type “help” for all words, “help” and a word to find one, “quit” to end. This is the end of the"
            " tour."
        ),
        ("help",),
    ),
)


class LineTour:
    """Says the steps. The tour is off until `begin` is called.

    Args:
        say: prints a text.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._step: int | None = None

    def begin(self) -> None:
        """Say the first step."""
        self._step = 0
        self._say_step()

    def did(self, command: str) -> None:
        """Say the next step if the present one is completed by this command."""
        if self._step is not None and command in TOUR_STEPS[self._step][1]:
            self.next_step()

    def next_step(self) -> None:
        """Say the next step; after the last one, end the tour."""
        if self._step is None:
            self._say(_("The tour is off. “tour” begins it."))
        elif self._step + 1 < len(TOUR_STEPS):
            self._step += 1
            self._say_step()
        else:
            self.end()

    def end(self) -> None:
        """End the tour."""
        if self._step is not None:
            self._step = None
            self._say(_("The tour has ended. “tour” begins it again."))

    def _say_step(self) -> None:
        assert self._step is not None
        progress = _("Tour {0}/{1}").format(self._step + 1, len(TOUR_STEPS))
        end = "" if self._step else " " + _("“tour next” skips a step, “tour end” ends the tour.")
        self._say(f"{progress}: {_(TOUR_STEPS[self._step][0])}{end}")
