"""The line of a defect on the board."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import near_day_in_words, near_moment_in_words
from bizcare_tui.domain.defects import Defect
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import detail_labels
from bizcare_tui.present.cells import fit
from bizcare_tui.present.labels import late_label

_DUE_WIDTH, _STATE_WIDTH, _CUSTOMERS_WIDTH = 22, 12, 14


def board_line(defect: Defect, now: datetime, *, has_verdict: bool) -> Content:
    """Return the line of a defect on the board: deadline, state, customers, title and product."""
    urgency, due = _urgency_and_due(defect, now)
    count = len(defect.reports)
    customers = ngettext("{n} customer", "{n} customers", count).format(n=count)
    mark = _(" BLOCKED") if defect.blocked else ""
    if has_verdict:
        mark = _(" NOTICE")
    state = detail_labels.defect_state_label(defect.state) + mark
    room = _STATE_WIDTH + len(mark)
    head = f"{fit(due, _DUE_WIDTH)} {fit(state, room)} {fit(customers, _CUSTOMERS_WIDTH)}"
    product = defect.product.partition(" – ")[0]
    return Content.assemble((head, "bold" if urgency else ""), f"{defect.title}  ", (product, "dim"))


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
