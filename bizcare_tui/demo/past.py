"""What the demo's people did in the past: authors, request types, closed threads, and defects with steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bizcare_tui.demo.staff import Staff, ids_of, working_time
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.submissions import Check
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.verbs.author import SetAuthor
from bizcare_tui.domain.verbs.content import VerbContent
from bizcare_tui.domain.verbs.done import Done
from bizcare_tui.domain.verbs.fix import AttachDefect
from bizcare_tui.domain.verbs.kind import SetKind
from bizcare_tui.sandbox.catalogue import load_catalogue
from bizcare_tui.store import acts, defects
from bizcare_tui.store.reads.hot_thread import read_messages

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Session
    from bizcare_tui.store.reads.reader import StoreReader

# The colleague who went through the authors of messages did so this long ago; what is newer is still open.
_AUTHORS_SWEPT = timedelta(days=14)
# What was reported since then can still be fixed within its 30 days.
_FIX_IN_TIME = timedelta(days=27)
# Threads in which nobody has written for so long are closed, once a week.
_CLOSED_AFTER = timedelta(days=30)
_TYPES = {
    RequestType.TECHNICAL: ("technical",),
    RequestType.CONFIGURATION: ("configuration", "staging"),
    RequestType.INSTALLATION: ("installation",),
    RequestType.OTHER: ("question", "presale"),
}


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step of a defect, `days` before now."""

    kind: DefectStepKind
    days: float
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PastDefect:
    """A defect that customers reported in the conversations of a `bug`; `product` is a catalogue slug."""

    bug: str
    title: str
    product: str
    steps: tuple[PastStep, ...]


def _submitted(days: float, version: str, changelog: str) -> PastStep:
    content = {"version": version, "changelog": changelog, "checks": [each.value for each in Check]}
    return PastStep(DefectStepKind.SUBMITTED, days, content)


DEFECTS = (
    # Its earliest request is up to 55 days old, and was fixed within its 30 days.
    PastDefect(
        "feeds-duplicate-gtin",
        "The feed repeats the GTIN of the parent on every size",
        "feeds",
        (
            PastStep(DefectStepKind.REPRODUCED, 33, {"note": "Combinations without a GTIN of their own."}),
            PastStep(DefectStepKind.FIXED, 31, {}),
            _submitted(30, "3.8.2", "Fixed: combinations no longer inherit the GTIN of their product."),
            PastStep(DefectStepKind.PUBLISHED, 26, {}),
        ),
    ),
    PastDefect(
        "checkout-address-loop",
        "Guests who ship to another address return to the address step",
        "checkout",
        (
            PastStep(DefectStepKind.REPRODUCED, 15, {}),
            PastStep(DefectStepKind.FIXED, 12, {}),
            _submitted(9, "5.2.4", "Fixed: guests with a second address can continue to delivery."),
        ),
    ),
    PastDefect(
        "invoice-vat-rounding",
        "The invoice differs from the order by one cent",
        "invoices",
        (
            PastStep(DefectStepKind.REPRODUCED, 13, {"note": "Mixed VAT rates, rounding per line."}),
            PastStep(DefectStepKind.FIXED, 11, {}),
            _submitted(10, "3.4.1", "Fixed: VAT is rounded as PrestaShop rounds it in the order."),
            PastStep(DefectStepKind.RETURNED, 3, {"reason": "The ZIP contains a .git folder."}),
        ),
    ),
    PastDefect(
        "parcel-label-500",
        "Printing more than twenty labels ends in an error 500",
        "shipping",
        (PastStep(DefectStepKind.REPRODUCED, 2, {"note": "The PDF library runs out of memory."}),),
    ),
)


def record_the_past(staff: Staff, reader: StoreReader, session: Session, account_id: int) -> None:
    """Record in one transaction what the demo's people did; what follows from it has to be derived then."""
    _set_authors(staff, reader, session, account_id)
    _set_types(staff, session, account_id)
    _close_old_threads(staff, session, account_id)
    for defect in DEFECTS:
        _record_defect(staff, session, account_id, defect)


def _record(
    staff: Staff,
    session: Session,
    account_id: int,
    pairs: Sequence[tuple[int, VerbContent]],
    *,
    by: str,
    at: datetime,
) -> None:
    with staff.acting(by, at) as moment:
        acts.record_acts(session, account_id, pairs, now=moment)


def _set_authors(staff: Staff, reader: StoreReader, session: Session, account_id: int) -> None:
    """Say of older messages that a customer wrote them; the API reports no author."""
    at = staff.now - _AUTHORS_SWEPT
    per_thread = [
        [
            (thread.id, SetAuthor(stored.id, "customer"))
            for author, stored in zip(authors, read_messages(reader, thread.id), strict=False)
            if author == "customer" and stored.author is Author.UNKNOWN
        ]
        for thread in staff.all_threads()
        if thread.last_at < at and (authors := staff.authors(thread.id)).count("customer") > 1
    ]
    # A thread has one act in each batch.
    for batch in zip_longest(*per_thread):
        pairs = [each for each in batch if each is not None]
        _record(staff, session, account_id, pairs, by=staff.second, at=working_time(at))


def _set_types(staff: Staff, session: Session, account_id: int) -> None:
    """Set the request types; old technical errors are left out, because their fixes would be late now."""
    recent = staff.now - _FIX_IN_TIME
    for kind, cases in _TYPES.items():
        threads = [
            each
            for each in staff.past_threads()
            if each.case in cases and (kind is not RequestType.TECHNICAL or each.started_at > recent)
        ]
        pairs = [(thread_id, SetKind(kind.value)) for thread_id in ids_of(threads)]
        _record(staff, session, account_id, pairs, by=staff.second, at=staff.now - timedelta(days=3))


def _close_old_threads(staff: Staff, session: Session, account_id: int) -> None:
    by_friday: defaultdict[datetime, list[tuple[int, VerbContent]]] = defaultdict(list)
    for thread in staff.past_threads():
        friday = _friday_after(thread.last_at + _CLOSED_AFTER)
        if friday < staff.now and thread.case != "notice" and staff.authors(thread.id)[-1] == "seller":
            by_friday[friday].append((thread.id, Done()))
    for place, friday in enumerate(sorted(by_friday)):
        by = (staff.lead, staff.second)[place % 2]
        _record(staff, session, account_id, by_friday[friday], by=by, at=friday)


def _friday_after(moment: datetime) -> datetime:
    day = moment + timedelta(days=(4 - moment.weekday()) % 7)
    return day.replace(hour=16, minute=30, second=0)


def _record_defect(staff: Staff, session: Session, account_id: int, planned: PastDefect) -> None:
    is_published = planned.steps[-1].kind is DefectStepKind.PUBLISHED
    threads = [
        each
        for each in staff.past_threads()
        # A fix is due 30 days after the first request.
        if each.bug == planned.bug and (is_published or each.started_at > staff.now - _FIX_IN_TIME)
    ]
    if not threads:
        return
    first = staff.now - timedelta(days=planned.steps[0].days)
    product = load_catalogue()[planned.product].id_product
    with staff.acting(staff.second, working_time(first - timedelta(days=1))) as moment:
        defect = defects.open_defect(session, account_id, planned.title, product, moment)
        attached: list[tuple[int, VerbContent]] = [
            (each, AttachDefect(defect.id)) for each in ids_of(threads)
        ]
        acts.record_acts(session, account_id, attached, now=moment)
    for step in planned.steps:
        with staff.acting(staff.second, working_time(staff.now - timedelta(days=step.days))) as moment:
            defects.record_step(session, defect, step.kind, step.content, now=moment)
