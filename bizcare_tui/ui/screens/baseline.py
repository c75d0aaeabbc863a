"""The first-run dialog: from when deadlines count, and which signatures are the seller's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import Static

from bizcare_tui.desk.views import BaselineQuestion
from bizcare_tui.domain.counters import Counters, in_words
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.baseline_choices import MAX_SIGNATURES, baseline_choices, baseline_effect
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.key_hints import KeyHint
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, Dialog
from bizcare_tui.ui.widgets.wrapped_text import HangingText


@dataclass(frozen=True, slots=True)
class BaselineAnswer:
    """The answers of the baseline dialog.

    Args:
        baseline: from when deadlines count.
        signatures: the message endings that are the seller's signatures.
        mark_older_read: whether threads older than the baseline are marked as read.
    """

    baseline: datetime
    signatures: tuple[str, ...]
    mark_older_read: bool


class BaselineScreen(Dialog[BaselineAnswer | None]):
    """Ask from when deadlines count, and show for each choice how many requests would be late and due.

    Space selects the choice under the cursor, so that a person who goes on to the signatures keeps the one
    that was selected; on a choice, Enter selects it as well. Enter accepts all answers. On the first run,
    four days ago is selected.

    Args:
        offer: the present baseline, the requests to count, and the possible signatures.
        now: the present time.
    """

    CONTEXT: ClassVar[Context | None] = Context.BASELINE
    DEFAULT_CSS = "BaselineScreen {" + DIALOG_CSS + "}"

    def __init__(self, offer: BaselineQuestion, now: datetime) -> None:
        super().__init__()
        self._offer = offer
        self._now = now
        self._choices = baseline_choices(offer, now)
        self._signatures = offer.signatures[:MAX_SIGNATURES]
        self._chosen = 0
        self._older_read = True
        # Nothing is ticked at first, so that a person decides: a customer's ending that is accepted as a
        # signature makes the customer count as the seller.
        self._ticked: set[str] = set()
        self._cursor = 0
        self._lines = [Static(HangingText(text), markup=False) for text in self._texts()]

    def compose(self) -> ComposeResult:
        """Show the questions."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("From when do deadlines count?")
            yield from self._compose_lines()

    def _compose_lines(self) -> ComposeResult:
        """Compose the questions, with a widget for each line that can be chosen or ticked."""
        old = ngettext(
            "{n} thread is older than the current choice. The API does not report who answered it."
            " Older threads than your choice do not count in deadlines and statistics.",
            "{n} threads are older than the current choice. The API does not report who answered them."
            " Older threads than your choice do not count in deadlines and statistics.",
            self._offer.unscored,
        )
        yield Static(old.format(n=self._offer.unscored) + "\n", markup=False)
        yield from self._lines[: len(self._choices)]
        yield Static("")
        yield self._lines[len(self._choices)]
        if self._signatures:
            yield Static("\n" + _("Which of these signatures are yours?"), markup=False)
        yield from self._lines[len(self._choices) + 1 :]

    def key_hints(self) -> list[KeyHint]:
        """Return the hints of the dialog; both keys that move are one hint."""
        hints = [replace(each, label=_("later")) if _closes(each) else each for each in super().key_hints()]
        keys = f"{self.key_of('move_down')} {self.key_of('move_up')}"
        return [KeyHint(keys, _("move"), self.host.keymap.command("move_down", Context.BASELINE)), *hints]

    def move(self, by: int) -> None:
        """Move the cursor to the next or previous line."""
        self._cursor = (self._cursor + by) % len(self._lines)
        self._update()

    def tick(self) -> None:
        """Select the choice under the cursor, or tick or untick the line."""
        place = self._cursor - len(self._choices)
        if place < 0:
            self._chosen = self._cursor
        elif place == 0:
            self._older_read = not self._older_read
        else:
            self._ticked ^= {self._signatures[place - 1][0]}
        self._update()

    def accept(self) -> None:
        """Close the dialog with the answers; the choice under the cursor is one of them."""
        if self._cursor < len(self._choices):
            self._chosen = self._cursor
        ticked = tuple(text for text, _count in self._signatures if text in self._ticked)
        self.dismiss(BaselineAnswer(self._choices[self._chosen][1], ticked, self._older_read))

    def cursor_offset(self) -> Offset | None:
        """Return where the line under the cursor is on the screen."""
        return self._lines[self._cursor].region.offset

    def _update(self) -> None:
        for line, text in zip(self._lines, self._texts(), strict=True):
            line.update(HangingText(text))
        current = self._lines[self._cursor]
        self.call_after_refresh(current.scroll_visible, animate=False)

    def _texts(self) -> Iterator[Content]:
        """Yield the text of each line that can be chosen or ticked."""
        for number, (text, since) in enumerate(self._choices):
            effect = baseline_effect(self._offer, since, self._ticked, self._now)
            line = self._line(number, "(•)" if number == self._chosen else "( )", text)
            yield Content.assemble(line, "\n        ", (effect, "" if number == self._chosen else "dim"))
        place = len(self._choices)
        read = _("mark everything older as read, except threads that still need an answer")
        yield self._line(place, "[x]" if self._older_read else "[ ]", read)
        for number, (text, count) in enumerate(self._signatures, place + 1):
            shown = " ⏎ ".join(text.splitlines()) + f"  ×{count}"
            yield self._line(number, "[x]" if text in self._ticked else "[ ]", shown)

    def _line(self, place: int, box: str, text: str) -> Content:
        is_current = place == self._cursor
        return Content.styled(f"{'›' if is_current else ' '} {box} {text}", "bold" if is_current else "")


def _closes(hint: KeyHint) -> bool:
    return hint.command is not None and hint.command.id == "close"


def confirmation_of(answer: BaselineAnswer, counters: Counters, now: datetime) -> str:
    """Return one or two sentences that confirm the answer."""
    owed = in_words(counters, now) or _("nothing is due")
    text = _("Deadlines count from {0}: {1}.").format(moment_in_words(answer.baseline), owed)
    if answer.mark_older_read:
        text += " " + _("Everything older is marked as read, except threads that still need an answer.")
    return text
