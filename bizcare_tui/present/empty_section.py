"""What the inbox says where it shows no thread: what the section is for, and what comes next."""

from __future__ import annotations

from datetime import datetime

from bizcare_tui.desk.inbox import InboxRow, Section
from bizcare_tui.desk.sections import TO_DO_QUERY
from bizcare_tui.domain.next_deadline import late_in_words, next_in_words
from bizcare_tui.domain.thread_status import Urgency
from bizcare_tui.i18n import N_, _

# The threads of which the first one comes next.
NEXT_QUERY = "is:due -is:missed"
_PURPOSES = {
    "": N_("There is no thread yet. Requests come here with the next sync."),
    TO_DO_QUERY: N_("Nothing waits for you. Requests come here when they need an answer, a fix or a refund."),
    "is:waiting": N_("No customer's answer is awaited. Threads come here when you have answered them."),
    "is:presale": N_("There is no pre-sale question. To answer one in time is a goal of your own."),
    "is:notice": N_("The Marketplace has sent no notice. Notices need no answer."),
    "is:fix": N_("No fix is owed. Threads come here when they are linked to a defect."),
    "is:snoozed": N_("Nothing is snoozed. {snooze} hides a thread for a time, or until its customer writes."),
    "assigned:me": N_("No thread is yours. {claim} takes one."),
    "assigned:none -is:closed": N_("Every open thread is assigned to somebody."),
}


def purpose_of(section: Section) -> str:
    """Return what a section without threads is for, with placeholders for the keys of commands."""
    purpose = _PURPOSES.get(section.query)
    return _(purpose) if purpose else _("No thread is in this section now.")


def next_line(section: Section, next_row: InboxRow | None, now: datetime) -> str:
    """Return what comes next, such as "Next: Mon 00:08, TrueVoice · No stars"; may be empty.

    Args:
        section: the section that is shown, without threads.
        next_row: the first thread of `NEXT_QUERY`, None if there is none.
        now: the present time.
    """
    if next_row is None or next_row.due is None:
        return _("Nothing is due.") if section.query == TO_DO_QUERY else ""
    in_words = late_in_words if next_row.urgency(now) is Urgency.LATE else next_in_words
    return in_words(next_row.due, next_row.product.partition(" – ")[0], next_row.topic, now)
