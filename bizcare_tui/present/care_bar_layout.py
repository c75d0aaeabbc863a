"""The lines of the Business Care bar in the columns there are: what does not fit is left out whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from bizcare_tui.hints import Hint
from bizcare_tui.i18n import _
from bizcare_tui.present.care_lines import (
    Chip,
    PurchaseDetail,
    chips,
    next_sentence,
    purchase_parts,
)
from bizcare_tui.present.cells import fit, wrap

if TYPE_CHECKING:
    from bizcare_tui.desk.views import CareFact, ConversationView
    from bizcare_tui.domain.care_summary import CareSummary

# The facts that are shown below the three lines, the most important first: what the chips do not say.
_REMARKS = ("verdict", "note", "decision", "snoozed", "long_weekend", "holidays")
# However narrow the bar is, it has these chips: the deadline and the cover.
_ALWAYS = 2


@dataclass(frozen=True, slots=True)
class PlacedChip:
    """A chip in the first line of the bar; `start` is its first column, `text` what is painted there."""

    chip: Chip
    start: int
    text: str

    @property
    def end(self) -> int:
        """The column after the last one."""
        return self.start + cell_len(self.text)


@dataclass(frozen=True, slots=True)
class Remark:
    """A fact below the three lines of the bar; `others` is the number of those that are not shown."""

    label: str
    text: str
    fact: str
    others: int = 0


def place_chips(all_chips: Sequence[Chip], presence: str, width: int) -> tuple[list[PlacedChip], str]:
    """Return the chips that fit into a line, and who is present if there is room for it at the right.

    Chips are left out from the end. Who is present comes before all chips but the deadline and the cover.
    """
    first = all_chips[:_ALWAYS]
    shown = presence if presence and _end(first, 0) + cell_len(presence) + 2 <= width else ""
    room = width - (cell_len(shown) + 2 if shown else 0)
    gap = 1 if _end(all_chips, 1) <= room else 0
    placed: list[PlacedChip] = []
    for chip in all_chips:
        start = placed[-1].end + gap if placed else 0
        each = PlacedChip(chip, start, f" {chip.text} ")
        if each.end > room:
            break
        placed.append(each)
    if not placed and all_chips:
        placed = [PlacedChip(all_chips[0], 0, fit(f" {all_chips[0].text} ", room).rstrip())]
    return placed, shown


def _end(some: Sequence[Chip], gap: int) -> int:
    return sum(cell_len(chip.text) + 2 for chip in some) + gap * max(len(some) - 1, 0)


def fit_parts(parts: Sequence[str], separator: str, width: int) -> str:
    """Return as many of the first parts as fit; the first one is cut if even it is too long."""
    text = parts[0] if parts else ""
    for part in parts[1:]:
        longer = f"{text}{separator}{part}"
        if cell_len(longer) > width:
            break
        text = longer
    return text if cell_len(text) <= width else fit(text, width).rstrip()


def purchase_line(conversation: ConversationView, width: int) -> str:
    """Return the shop, the product and the order as far as there is room."""
    for detail in PurchaseDetail:
        parts = purchase_parts(conversation, detail)
        if cell_len(" · ".join(parts)) <= width:
            break
    return fit_parts(parts, " · ", width)


def next_lines(
    summary: CareSummary, now: datetime, name_of: Callable[[Hint], str], width: int, most: int
) -> list[str]:
    """Return what to do next in at most so many lines.

    Where there is no room for all of it, what follows later and since when it is due are left out.
    """
    text = _labelled(next_sentence(summary, now).render(name_of))
    step = text.split(" · ")[0]
    for shorter in (text, step, step.split("; ")[0]):
        lines = list(wrap(shorter, width))
        if len(lines) <= most:
            return lines
    return [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), width).rstrip()]


def remark(facts: Sequence[CareFact], *, skip: int = 0) -> Remark | None:
    """Return the most important fact that the chips do not say, after `skip` others; None without one."""
    found = [fact for key in _REMARKS for fact in facts if fact.key == key and fact.value]
    if skip >= len(found):
        return None
    fact = found[skip]
    text = " · ".join(part for part in (fact.value, fact.meaning) if part)
    return Remark(fact.label, text, fact.key, len(found) - skip - 1)


def summary_lines(conversation: ConversationView, now: datetime) -> list[str]:
    """Return the chips, the purchase and the next step as lines of text, for commands and `--plain`."""
    summary = conversation.summary
    lines = [
        "   ".join(chip.text for chip in chips(summary, now)),
        " · ".join(purchase_parts(conversation)),
        _labelled(str(next_sentence(summary, now))),
    ]
    return [line for line in lines if line]


def _labelled(sentence: str) -> str:
    return _("Next: {0}").format(sentence)
