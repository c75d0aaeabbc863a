"""What a request asks for, and which clocks and ways out that leaves."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a request asks for: the first question that the help centre has a seller ask."""

    INSTALLATION = "installation"
    CONFIGURATION = "configuration"
    TECHNICAL = "technical"
    OTHER = "other"


class WayOut(StrEnum):
    """How a request can come to its end."""

    ANSWER = "answer"
    FIX = "fix"
    REFUND = "refund"
    REFUSE = "refuse"
    NO_ANSWER = "no_answer"


# An error of the product is mended within 30 days, or the purchase is refunded; what is installed or set
# up is answered, or refused on a ground. Source: partner help centre, handling support requests.
WAYS_OUT: Mapping[Kind | None, tuple[WayOut, ...]] = {
    Kind.INSTALLATION: (WayOut.ANSWER, WayOut.REFUSE, WayOut.REFUND),
    Kind.CONFIGURATION: (WayOut.ANSWER, WayOut.REFUSE),
    Kind.TECHNICAL: (WayOut.ANSWER, WayOut.FIX, WayOut.REFUND, WayOut.REFUSE),
    Kind.OTHER: (WayOut.ANSWER, WayOut.REFUSE, WayOut.REFUND, WayOut.NO_ANSWER),
    None: tuple(WayOut),
}
