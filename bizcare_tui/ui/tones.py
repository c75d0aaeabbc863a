"""The tones in which states are painted. A text says the same, so that colour is never the only sign."""

from __future__ import annotations

from collections.abc import Mapping

from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.replies.reply_findings import FindingOutcome
from bizcare_tui.present.tones import Tone

# The style of each tone in a `Content`; `$tone-…` are colours of the theme.
TONE_STYLES: Mapping[Tone, str] = {
    Tone.LATE: "bold reverse $tone-late",
    Tone.SOON: "bold $tone-soon",
    Tone.TODAY: "bold $tone-today",
    Tone.OWED: "bold",
    Tone.GOOD: "$tone-good",
    Tone.BAD: "bold $tone-bad",
    Tone.OPEN: "$tone-open",
    Tone.CALM: "$tone-quiet",
}

_VERDICTS = {
    GroundVerdict.SUPPORTED: Tone.GOOD,
    GroundVerdict.CONTRADICTED: Tone.BAD,
    GroundVerdict.UNKNOWN: Tone.OPEN,
}
_FINDINGS = {
    FindingOutcome.BLOCK: Tone.BAD,
    FindingOutcome.OVERRIDE: Tone.SOON,
    FindingOutcome.WARN: Tone.OPEN,
    FindingOutcome.NOTE: Tone.CALM,
}
_REPLIES = {
    ReplyState.QUEUED: Tone.OPEN,
    ReplyState.HELD: Tone.SOON,
    ReplyState.SENDING: Tone.OPEN,
    ReplyState.UNCONFIRMED: Tone.OPEN,
    ReplyState.UNKNOWN: Tone.BAD,
    ReplyState.CONFIRMED: Tone.GOOD,
    ReplyState.FAILED: Tone.BAD,
    ReplyState.DISCARDED: Tone.CALM,
}
_DECISIONS = {"refunded": Tone.GOOD, "overdue": Tone.LATE, "refunding": Tone.OPEN, "rejected": Tone.OWED}


def verdict_style(verdict: GroundVerdict) -> str:
    """Return the style of the data's verdict on a ground."""
    return TONE_STYLES[_VERDICTS[verdict]]


def finding_style(outcome: FindingOutcome) -> str:
    """Return the style of a finding of the reply check: STOP, WHY?, NOTE."""
    return TONE_STYLES[_FINDINGS[outcome]]


def reply_style(state: ReplyState) -> str:
    """Return the style of the state of a reply in the outbox."""
    return TONE_STYLES[_REPLIES[state]]


def decision_style(outcome: str) -> str:
    """Return the style of the outcome of a decision, such as that of a refund."""
    try:
        return TONE_STYLES[_DECISIONS.get(outcome) or _REPLIES[ReplyState(outcome)]]
    except ValueError:
        return TONE_STYLES[Tone.CALM]


def window_style(*, is_open: bool) -> str:
    """Return the style of a window in which a refund can be asked for."""
    return TONE_STYLES[Tone.GOOD if is_open else Tone.BAD]
