"""The lines of the board."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import near_day_in_words, near_moment_in_words
from bizcare_tui.domain.defects import Defect
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import detail_labels
from bizcare_tui.present.cells import fit
from bizcare_tui.present.labels import late_label

_GAP = "  "


def board_lines(defects: Sequence[Defect], now: datetime, noticed: Container[int]) -> list[Content]:
    """Return the lines of the board: deadline, state, customers, title and product of each defect.

    The columns are as wide as what is in them. `noticed` has the defects for which there is a notice from
    PrestaShop.
    """
    cells = [_cells(each, now, has_verdict=each.id in noticed) for each in defects]
    widths = [max(map(cell_len, column)) for column in zip(*(head for _urgent, head in cells), strict=True)]
    return [
        _line(defect, is_urgent, [fit(cell, width) for cell, width in zip(head, widths, strict=True)])
        for defect, (is_urgent, head) in zip(defects, cells, strict=True)
    ]


def _line(defect: Defect, is_urgent: bool, head: Sequence[str]) -> Content:
    product = defect.product.partition(" – ")[0]
    return Content.assemble(
        (_GAP.join(head) + _GAP, "bold" if is_urgent else ""), defect.title + _GAP, (product, "dim")
    )


def _cells(defect: Defect, now: datetime, *, has_verdict: bool) -> tuple[bool, tuple[str, ...]]:
    """Return whether a defect is urgent, and its deadline, state and number of customers as text."""
    is_urgent, due = _urgency_and_due(defect, now)
    count = len(defect.reports)
    customers = ngettext("{n} customer", "{n} customers", count).format(n=count)
    mark = _(" BLOCKED") if defect.blocked else ""
    if has_verdict:
        mark = _(" NOTICE")
    return is_urgent, (due, detail_labels.defect_state_label(defect.state) + mark, customers)


def _urgency_and_due(defect: Defect, now: datetime) -> tuple[bool, str]:
    """Return whether the defect is urgent, and its next deadline as text."""
    clock, due = defect.clock, defect.next_due()
    if clock is None:
        return False, _("nobody is waiting")
    if due is None:
        left = len(defect.to_inform)
        return bool(left), ngettext("{n} to inform", "{n} to inform", left).format(n=left) if left else _(
            "done"
        )
    if now > clock.due:
        return True, late_label(now - clock.due)
    if isinstance(due, datetime):
        return False, _("due {0}").format(near_moment_in_words(due))
    is_past = due < marketplace_date(now)
    text = _("SUBMIT (was {0})") if is_past else _("submit by {0}")
    return is_past, text.format(near_day_in_words(due))
