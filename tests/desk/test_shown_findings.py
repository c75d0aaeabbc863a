"""Which findings were shown about a draft until it was queued."""

from __future__ import annotations

from bizcare_tui.desk.shown_findings import ShownFindings
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind

SLOT = ReplyFinding(ReplyFindingKind.UNFILLED_SLOT, FindingOutcome.BLOCK, "")
STRANGER = ReplyFinding(ReplyFindingKind.OTHER_CUSTOMER, FindingOutcome.WARN, "")
REPEATED = ReplyFinding(ReplyFindingKind.CANNED, FindingOutcome.NOTE, "")


def test_the_findings_of_all_checks_of_a_draft_are_shown_and_those_of_the_last_one_kept() -> None:
    shown = ShownFindings()
    shown.add(7, [SLOT, REPEATED])
    shown.add(7, [])
    shown.add(8, [STRANGER])
    assert shown.settle(7, [STRANGER]) == {
        "shown": ["other_customer", "unfilled_slot"],
        "kept": ["other_customer"],
    }
    assert shown.settle(7, [REPEATED]) == {}
    assert shown.settle(8, []) == {"shown": ["other_customer"], "kept": []}
