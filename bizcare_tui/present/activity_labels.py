"""Who works on a thread, its drafts, replies and tags, as labels that fit into a row of the inbox."""

# The first screen is painted with these functions before Textual is loaded: do not import Textual here.

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.outbox import NEEDS_A_PERSON, reply_state_label
from bizcare_tui.domain.thread_status import Owed, urgency_at
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import fit
from bizcare_tui.present.labels import deadline_label

_MAX_TAGS = 3
# A label that is cut to fewer cells says nothing.
_MIN_LABEL = 6
MORE = "[…] "
"""What is shown instead of labels that do not fit."""


def activity_text(row: InboxRow, now: datetime, company: str, room: int) -> str:
    """Return what is shown of the work on a thread and its tags, followed by a space; "" if nothing is.

    It takes at most `room` cells: the most important labels that fit, then "…" for the others. `company` is
    the label of the colleagues who read or write the thread.
    """
    labels = _labels(row, now, company)
    tags = [f"#{tag}" for tag in row.tags[:_MAX_TAGS]]
    if cell_len(every := _joined(labels, tags)) <= room:
        return every
    for count in range(len(labels) + len(tags) - 1, 0, -1):
        shown = _joined([*labels[:count], "…"] if count < len(labels) else labels,
                        [*tags[: count - len(labels)], "…"] if count >= len(labels) else [])  # fmt: skip
        if cell_len(shown) <= room:
            return shown
    if labels and room - cell_len(MORE) >= _MIN_LABEL:
        return f"[{fit(labels[0], room - 3)}] "
    return MORE if room >= cell_len(MORE) else ""


def _labels(row: InboxRow, now: datetime, company: str) -> list[str]:
    """Return the labels in brackets, the most important first: what needs a person, then who is at work."""
    reply = [_("reply {0}").format(reply_state_label(row.reply))] if row.reply is not None else []
    follow_up = []
    # The row's deadline is that of the obligation. Show here that the customer also waits for a reply.
    if row.follow_up is not None and row.is_obligation and row.owed is not Owed.FIRST_ANSWER:
        urgency = urgency_at(Owed.FOLLOW_UP, row.follow_up, now, is_obligation=False)
        follow_up = [deadline_label(urgency, Owed.FOLLOW_UP, row.follow_up, row.state, now)]
    is_urgent = row.reply in NEEDS_A_PERSON
    return [
        *(reply if is_urgent else ()),
        *([company] if company else ()),
        *follow_up,
        *([f"→{row.assignee}"] if row.assignee else ()),
        *([_("draft")] if row.has_draft else ()),
        *([_("snoozed")] if row.snoozed_until is not None else ()),
        *(() if is_urgent else reply),
    ]


def _joined(labels: Sequence[str], tags: Sequence[str]) -> str:
    """Return labels in brackets, then tags, with a space after each of both."""
    return (f"[{', '.join(labels)}] " if labels else "") + "".join(f"{tag} " for tag in tags)
