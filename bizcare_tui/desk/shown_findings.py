"""Remember which findings of the reply check were shown about a draft, until it is queued."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind


class ShownFindings:
    """The kinds of findings that this program has shown about the drafts of threads.

    Notes do not count, because they ask for no change.
    """

    def __init__(self) -> None:
        self._kinds: dict[int, set[ReplyFindingKind]] = {}

    def add(self, thread_id: int, findings: Sequence[ReplyFinding]) -> None:
        """Remember the findings of a check."""
        if kinds := _kinds(findings):
            self._kinds[thread_id] = self._kinds.get(thread_id, set()) | kinds

    def settle(self, thread_id: int, findings: Sequence[ReplyFinding]) -> dict[str, list[str]]:
        """Return the kinds shown about a draft and those that it kept, and forget them; empty without any.

        Args:
            thread_id: the thread.
            findings: the findings of the check of the text that is queued.
        """
        kept = _kinds(findings)
        shown = self._kinds.pop(thread_id, set()) | kept
        return {"shown": sorted(shown), "kept": sorted(kept)} if shown else {}


def _kinds(findings: Sequence[ReplyFinding]) -> set[ReplyFindingKind]:
    return {finding.kind for finding in findings if finding.outcome is not FindingOutcome.NOTE}
