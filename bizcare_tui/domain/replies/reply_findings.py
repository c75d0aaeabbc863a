"""The results of the check of a reply, and how serious they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReplyFindingKind(StrEnum):
    """The kinds of problems of a reply."""

    CANNED = "canned"
    INSUFFICIENT = "insufficient"
    UNFILLED_SLOT = "unfilled_slot"
    WRONG_LANGUAGE = "wrong_language"
    OTHER_CUSTOMER = "other_customer"
    AUTO_REPLY = "auto_reply"
    OFF_PLATFORM = "off_platform"
    CREDENTIALS = "credentials"


class FindingOutcome(StrEnum):
    """The effect of a finding on sending the reply, most serious first."""

    BLOCK = "block"
    OVERRIDE = "override"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ReplyFinding:
    """A problem found in a draft.

    `why` is a sentence for the seller that says what to do. `span` is the start and end in the draft, or
    None if the finding is about the whole draft. `twin` is the earlier text that a canned draft repeats,
    and `share` the repeated part of the draft, from 0 to 1.
    """

    kind: ReplyFindingKind
    outcome: FindingOutcome
    why: str
    span: tuple[int, int] | None = None
    twin: str = ""
    share: float | None = None
