"""What a seller must see of a thread at a glance: deadline, cover, shop, version, type, work in progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Cover, Outcome, Qualification, State


class CoverReason(StrEnum):
    """Why a purchase has no Business Care now."""

    PRESALE = "presale"
    NOTICE = "notice"
    FREE = "free"
    REFUNDED = "refunded"
    CARE_REFUNDED = "care_refunded"
    NOT_RECORDED = "not_recorded"


class ShopState(StrEnum):
    """Whether a thread is about the shop that the licence is for."""

    SAME = "same"
    OTHER = "other"
    UNCLEAR = "unclear"


class VersionState(StrEnum):
    """Whether the PrestaShop version in use was declared compatible on the day of the purchase."""

    COMPATIBLE = "compatible"
    INCOMPATIBLE = "incompatible"
    UNCLEAR = "unclear"


class UnderWay(StrEnum):
    """Work that somebody has begun on a thread and not finished."""

    DRAFT = "draft"
    REJECTION = "rejection"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class FixSummary:
    """The fix that a thread waits for; `submit_by` is the last day to submit its patch.

    `is_expected` is true when nobody has called the request a technical error yet, but its text suggests it.
    """

    due: datetime
    submit_by: date
    status: Status
    defect: int | None = None
    is_expected: bool = False


@dataclass(frozen=True, slots=True)
class CareSummary:
    """The state of a thread as the Business Care bar shows it. Instants are aware and in UTC.

    `due` and `owed` are the next deadline, `urgency` what it means now. `first_due` is the deadline of the
    first answer, `answered_at` when it was answered. `may_be_answered` is true when a later message of an
    unknown author may be the seller's answer. `cover_reason` says why there is no cover. `version` is empty
    when unknown; `is_version_written` is true when the customer wrote it and the API reported none.
    `reactivation` is what reactivating the cover costs about, in euro. `is_missing_facts` is true when the
    customer has to be asked for facts before a technical request can be answered. `refund_expected_by` is set
    after a refund was agreed to.
    """

    state: State
    qualification: Qualification
    urgency: Urgency | None = None
    owed: Owed | None = None
    due: datetime | None = None
    outcome: Outcome | None = None
    first_answer: Status = Status.NONE
    first_due: datetime | None = None
    answered_at: datetime | None = None
    is_obligation: bool = True
    may_be_answered: bool = False
    snoozed_until: datetime | None = None
    cover: Cover = Cover.UNKNOWN
    days_left: int | None = None
    cover_reason: CoverReason | None = None
    reactivation: Decimal | None = None
    shop: ShopState = ShopState.UNCLEAR
    version: str = ""
    version_state: VersionState = VersionState.UNCLEAR
    is_version_written: bool = False
    request_type: RequestType | None = None
    proposed_type: RequestType | None = None
    is_missing_facts: bool = False
    fix: FixSummary | None = None
    under_way: tuple[UnderWay, ...] = ()
    reply: ReplyState | None = None
    refund_expected_by: datetime | None = None

    @property
    def is_technical(self) -> bool:
        """Whether the request is a technical error, as a person set it or as its text suggests."""
        return (self.request_type or self.proposed_type) is RequestType.TECHNICAL

    @property
    def is_covered(self) -> bool:
        """Whether Business Care is active; the Marketplace reports the last day as zero days left."""
        return self.cover is Cover.ACTIVE
