"""Request types, and how a request of each type can end."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bizcare_tui.i18n import _


class RequestType(StrEnum):
    """The type of a request; the help centre requires a seller to determine it first."""

    INSTALLATION = "installation"
    CONFIGURATION = "configuration"
    TECHNICAL = "technical"
    OTHER = "other"


def request_type_in_words(kind: RequestType | None) -> str:
    """Return the name of a request type; None is one that is not set."""
    return {
        RequestType.INSTALLATION: _("installation"),
        RequestType.CONFIGURATION: _("configuration"),
        RequestType.TECHNICAL: _("technical error"),
        RequestType.OTHER: _("other"),
        None: _("not set"),
    }[kind]


class RequestOutcome(StrEnum):
    """How a request can end."""

    ANSWER = "answer"
    FIX = "fix"
    REFUND = "refund"
    REFUSE = "refuse"
    NO_ANSWER = "no_answer"


# A technical error is fixed within 30 days, or the purchase is refunded. A request about installation or
# configuration is answered, or rejected on a ground. `None` is for an unknown type.
# Source: partner help centre, handling support requests.
POSSIBLE_OUTCOMES: Mapping[RequestType | None, tuple[RequestOutcome, ...]] = {
    RequestType.INSTALLATION: (RequestOutcome.ANSWER, RequestOutcome.REFUSE, RequestOutcome.REFUND),
    RequestType.CONFIGURATION: (RequestOutcome.ANSWER, RequestOutcome.REFUSE),
    RequestType.TECHNICAL: (
        RequestOutcome.ANSWER,
        RequestOutcome.FIX,
        RequestOutcome.REFUND,
        RequestOutcome.REFUSE,
    ),
    RequestType.OTHER: (
        RequestOutcome.ANSWER,
        RequestOutcome.REFUSE,
        RequestOutcome.REFUND,
        RequestOutcome.NO_ANSWER,
    ),
    None: tuple(RequestOutcome),
}
