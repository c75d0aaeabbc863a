"""What the check of a reply finds, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can be wrong with a reply."""

    CANNED = "canned"
    INSUFFICIENT = "insufficient"
    UNFILLED_SLOT = "unfilled_slot"
    WRONG_LANGUAGE = "wrong_language"
    OTHER_CUSTOMER = "other_customer"
    AUTO_REPLY = "auto_reply"
    OFF_PLATFORM = "off_platform"
    CREDENTIALS = "credentials"


class Outcome(StrEnum):
    """What a finding means for sending, gravest first."""

    BLOCK = "block"
    OVERRIDE = "override"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in a draft.

    `why` is a sentence for the seller, with what to do; `span` is the start and end in the draft,
    None where it is about the whole. `twin` is the text that a canned draft repeats, and `share`
    how much of the draft that is, from 0 to 1.
    """

    kind: Kind
    outcome: Outcome
    why: str
    span: tuple[int, int] | None = None
    twin: str = ""
    share: float | None = None
