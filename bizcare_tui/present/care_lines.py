"""The three lines of the Business Care bar: chips, the purchase, and the next step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizcare_tui.desk.views import ConversationView
from bizcare_tui.domain.care_summary import CareSummary, CoverReason, ShopState, UnderWay, VersionState
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status
from bizcare_tui.domain.next_step import NextAction, NextStep, next_action
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Cover
from bizcare_tui.hints import Hint, HintedText
from bizcare_tui.i18n import N_, _, format_date, format_number
from bizcare_tui.present import labels
from bizcare_tui.present.labels import DUE_SOON, FIX_DUE_SOON

_DAY = "%a %d %b"
_SHORT_DAY = "%d %b"


class Tone(StrEnum):
    """How loudly a chip is shown; its text says the same without colour."""

    LATE = "late"
    SOON = "soon"
    OWED = "owed"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Chip:
    """A short statement about a thread; `fact` is the key of the fact that explains it."""

    text: str
    tone: Tone
    fact: str


def chips(summary: CareSummary, now: datetime) -> list[Chip]:
    """Return the chips of a thread, the most important first."""
    return [
        _deadline_chip(summary, now),
        _cover_chip(summary),
        _shop_chip(summary),
        _version_chip(summary),
        *_type_chips(summary),
        *_under_way_chips(summary),
    ]


def purchase_line(conversation: ConversationView) -> str:
    """Return the shop, the product and the order of a thread in one line; what is unknown is left out."""
    row, order = conversation.row, conversation.order
    parts = [row.shop or row.customer, row.product]
    if order is not None:
        details = [_("order #{0}").format(order.id)]
        if order.purchased_at is not None:
            details.append(format_date(order.purchased_at.astimezone(MARKETPLACE_ZONE), "%d %b %Y"))
        if order.amount is not None:
            details.append(f"{format_number(order.amount, 2)} €")
        parts.append(", ".join(details))
    return " · ".join(part for part in parts if part)


def next_sentence(summary: CareSummary, now: datetime) -> HintedText:
    """Return what to do next with a thread as one sentence that names the command for it."""
    action = next_action(summary, now)
    text, *hints = _SENTENCES[action.step](summary, action)
    return HintedText(text + _fix_part(summary, action), tuple(map(Hint, hints)))


# --- chips ------------------------------------------------------------------------------------------------


def _deadline_chip(summary: CareSummary, now: datetime) -> Chip:
    fact = {Owed.FIX: "fix", Owed.FOLLOW_UP: "follow_up", Owed.REFUND: "decision"}.get(
        summary.owed or Owed.FIRST_ANSWER, "first_answer"
    )
    if summary.snoozed_until is not None and summary.urgency is not Urgency.LATE:
        until = format_date(summary.snoozed_until.astimezone(MARKETPLACE_ZONE), "%a %d %b %H:%M")
        return Chip(_("snoozed until {0}").format(until), Tone.CALM, "snoozed")
    if summary.urgency is None and summary.first_answer is Status.MET:
        return Chip(_("answered"), Tone.GOOD, fact)
    if summary.urgency is None and summary.first_answer is Status.MISSED:
        return Chip(_("answered late"), Tone.CALM, fact)
    text = labels.deadline_label(summary.urgency, summary.owed, summary.due, summary.state, now)
    return Chip(text, _deadline_tone(summary, now), fact)


def _deadline_tone(summary: CareSummary, now: datetime) -> Tone:
    if summary.urgency is Urgency.LATE:
        return Tone.LATE
    if summary.urgency is not Urgency.DUE or summary.due is None:
        return Tone.CALM
    soon = FIX_DUE_SOON if summary.owed is Owed.FIX else DUE_SOON
    return Tone.SOON if summary.due - now <= soon else Tone.OWED


def _cover_chip(summary: CareSummary) -> Chip:
    days = summary.days_left or 0
    if summary.cover_reason is CoverReason.REFUNDED:
        return Chip(_("COVER ENDED: refunded"), Tone.BAD, "cover")
    if summary.cover is Cover.ACTIVE:
        return Chip(_("COVERED {0} d").format(days), Tone.GOOD, "cover")
    if summary.cover is Cover.EXPIRED:
        return Chip(_("COVER ENDED {0} d ago").format(-days), Tone.BAD, "cover")
    if summary.cover is Cover.NONE:
        reason = _(_NO_COVER[summary.cover_reason or CoverReason.NOT_RECORDED])
        return Chip(_("NO COVER: {0}").format(reason), Tone.BAD, "cover")
    return Chip(_("COVER ?"), Tone.OPEN, "cover")


_NO_COVER = {
    CoverReason.PRESALE: N_("pre-sale"),
    CoverReason.NOTICE: N_("notice"),
    CoverReason.FREE: N_("free product"),
    CoverReason.REFUNDED: N_("refunded"),
    CoverReason.CARE_REFUNDED: N_("refunded"),
    CoverReason.NOT_RECORDED: N_("none recorded"),
}


def _shop_chip(summary: CareSummary) -> Chip:
    text, tone = {
        ShopState.SAME: (_("SHOP ✓"), Tone.GOOD),
        ShopState.OTHER: (_("SHOP ✗ another shop"), Tone.BAD),
        ShopState.UNCLEAR: (_("SHOP ?"), Tone.OPEN),
    }[summary.shop]
    return Chip(text, tone, "shop" if summary.shop is ShopState.SAME else "other_shops")


def _version_chip(summary: CareSummary) -> Chip:
    if not summary.version:
        return Chip(_("PS ?"), Tone.OPEN, "prestashop")
    mark, tone = {
        VersionState.COMPATIBLE: ("✓", Tone.GOOD),
        VersionState.INCOMPATIBLE: ("✗", Tone.BAD),
        VersionState.UNCLEAR: ("?", Tone.OPEN),
    }[summary.version_state]
    written = " " + _("(as written)") if summary.is_version_written else ""
    return Chip(f"PS {summary.version}{written} {mark}", tone, "prestashop")


def _type_chips(summary: CareSummary) -> list[Chip]:
    if summary.request_type is not None:
        return [Chip(labels.kind_label(summary.request_type), Tone.CALM, "kind")]
    if summary.proposed_type is not None:
        return [Chip(_("{0}?").format(labels.kind_label(summary.proposed_type)), Tone.OPEN, "kind")]
    return []


def _under_way_chips(summary: CareSummary) -> list[Chip]:
    names = {
        UnderWay.DRAFT: (_("draft"), "first_answer"),
        UnderWay.REJECTION: (_("rejection in progress"), "begun"),
        UnderWay.REFUND: (_("refund in progress"), "begun"),
    }
    found = [Chip(*_with_tone(names[each])) for each in summary.under_way]
    if summary.reply is not None:
        text = _("reply {0}").format(labels.reply_state_label(summary.reply))
        found.append(Chip(text, Tone.OPEN, "first_answer"))
    fix = summary.fix
    if (
        fix is not None
        and not fix.is_expected
        and summary.owed is not Owed.FIX
        and fix.status is Status.PENDING
    ):
        day = format_date(fix.due.astimezone(MARKETPLACE_ZONE), _SHORT_DAY)
        found.append(Chip(_("fix by {0}").format(day), Tone.CALM, "fix"))
    return found


def _with_tone(named: tuple[str, str]) -> tuple[str, Tone, str]:
    return named[0], Tone.OPEN, named[1]


# --- the next step ----------------------------------------------------------------------------------------

# Each returns the sentence, and the ids of the commands that it names.
_Sentence = Callable[[CareSummary, NextAction], tuple[str, ...]]


def _before(action: NextAction) -> str:
    if action.due is None:
        return ""
    return format_date(action.due.astimezone(MARKETPLACE_ZONE), "%a %d %b %H:%M")


def _answer(summary: CareSummary, action: NextAction) -> tuple[str, ...]:
    if action.is_late:
        if summary.is_obligation:
            return _("answer now ({{0}}); first answer was due {0}").format(_before(action)), "reply"
        return _("answer now ({{0}}); our own goal was {0}").format(_before(action)), "reply"
    return _("answer before {0} ({{0}})").format(_before(action)), "reply"


def _finish_draft(_summary: CareSummary, action: NextAction) -> tuple[str, ...]:
    if action.due is None:
        return _("finish your draft ({0})"), "reply"
    if action.is_late:
        return _("finish your draft now ({{0}}); it was due {0}").format(_before(action)), "reply"
    return _("finish your draft before {0} ({{0}})").format(_before(action)), "reply"


def _ask_facts(_summary: CareSummary, action: NextAction) -> tuple[str, ...]:
    if action.is_late:
        return (
            _("ask now for what is missing ({{0}}, then {{1}}); an answer was due {0}").format(
                _before(action)
            ),
            "reply",
            "questions",
        )
    return (
        _("ask for what is missing before {0} ({{0}}, then {{1}})").format(_before(action)),
        "reply",
        "questions",
    )


def _offer_reactivation(summary: CareSummary, action: NextAction) -> tuple[str, ...]:
    sum_ = (
        _("about {0} €").format(format_number(summary.reactivation, 2))
        if summary.reactivation is not None
        else _("its price is in the shop")
    )
    text = _("answer before {0} ({{0}}) and offer to reactivate Business Care, {1}")
    if action.is_late:
        text = _("answer now ({{0}}), due {0}, and offer to reactivate Business Care, {1}")
    return text.format(_before(action), sum_), "reply"


def _submit_fix(summary: CareSummary, action: NextAction) -> tuple[str, ...]:
    day = format_date(summary.fix.submit_by, _DAY) if summary.fix is not None else ""
    return _("submit the patch by {0}; the fix is due {1} ({{0}})").format(day, _before(action)), "board"


def _link_defect(summary: CareSummary, action: NextAction) -> tuple[str, ...]:
    day = format_date(summary.fix.submit_by, _DAY) if summary.fix is not None else ""
    return (
        _("set its defect ({{0}}); submit a patch by {0}, the fix is due {1}").format(day, _before(action)),
        "fix",
    )


def _chase_refund(_summary: CareSummary, action: NextAction) -> tuple[str, ...]:
    return _("ask PrestaShop for the refund, expected by {0} ({{0}})").format(_before(action)), "page"


def _fixed(text: str, *hints: str) -> _Sentence:
    return lambda _summary, _action: (_(text), *hints)


_SENTENCES: dict[NextStep, _Sentence] = {
    NextStep.CHECK_REPLY: _fixed(N_("your reply needs you: look at the outbox ({0})"), "outbox"),
    NextStep.AWAIT_REPLY: _fixed(N_("your reply is on its way ({0})"), "outbox"),
    NextStep.SET_AUTHOR: _fixed(
        N_("a message after it may be your answer: say who wrote it ({0})"), "author"
    ),
    NextStep.CONTINUE_REJECTION: _fixed(N_("continue the rejection ({0})"), "reject"),
    NextStep.CONTINUE_REFUND: _fixed(N_("continue the refund ({0})"), "refund"),
    NextStep.CHASE_REFUND: _chase_refund,
    NextStep.AWAIT_REFUND: _fixed(N_("nothing: PrestaShop carries out the refund; the orders are watched")),
    NextStep.READ_NOTICE: _fixed(N_("read the notice of the Marketplace, then close it ({0})"), "done"),
    NextStep.FINISH_DRAFT: _finish_draft,
    NextStep.ASK_FACTS: _ask_facts,
    NextStep.OFFER_REACTIVATION: _offer_reactivation,
    NextStep.ANSWER: _answer,
    NextStep.PUBLISH_OR_REFUND: _fixed(
        N_("the fix is late: publish the patch now ({0}), or refund ({1})"), "board", "refund"
    ),
    NextStep.LINK_DEFECT: _link_defect,
    NextStep.SUBMIT_FIX: _submit_fix,
    NextStep.REPLY_AGAIN: _answer,
    NextStep.AWAIT_CUSTOMER: _fixed(N_("wait for the customer")),
    NextStep.NOTHING: _fixed(N_("nothing is due here")),
}


def _fix_part(summary: CareSummary, action: NextAction) -> str:
    if not action.needs_fix or summary.fix is None:
        return ""
    due = format_date(summary.fix.due.astimezone(MARKETPLACE_ZONE), _SHORT_DAY)
    text = _("then a fix by {0}, submit by {1}")
    return " · " + text.format(due, format_date(summary.fix.submit_by, _SHORT_DAY))
