"""The three lines of the Business Care bar: chips, the purchase, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from bizcare_tui.domain.care_summary import CareSummary, CoverReason, ShopState, UnderWay, VersionState
from bizcare_tui.domain.clock import Status, marketplace_date
from bizcare_tui.domain.dates import day_in_words, near_day_in_words, near_moment_in_words, short_day_in_words
from bizcare_tui.domain.next_step import NextAction, NextStep, next_action
from bizcare_tui.domain.outbox import reply_state_label
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Cover
from bizcare_tui.hints import Hint, HintedText
from bizcare_tui.i18n import N_, _, format_number
from bizcare_tui.present import labels
from bizcare_tui.present.tones import Tone

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView


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


class PurchaseDetail(Enum):
    """How much of a purchase is said."""

    # The product with what describes it, the order with its day and its price.
    FULL = auto()
    # The product's name alone.
    NAME = auto()
    # The order's number alone too.
    NUMBER = auto()


def purchase_parts(conversation: ConversationView, detail: PurchaseDetail = PurchaseDetail.FULL) -> list[str]:
    """Return the shop, the product and the order of a thread; what is unknown is left out."""
    row, order = conversation.row, conversation.order
    is_full = detail is PurchaseDetail.FULL
    parts = [row.shop or row.customer, row.product if is_full else row.product.partition(" – ")[0]]
    if order is not None:
        details = [_("order #{0}").format(order.id)]
        if order.purchased_at is not None and detail is not PurchaseDetail.NUMBER:
            details.append(day_in_words(marketplace_date(order.purchased_at)))
        if order.amount is not None and detail is not PurchaseDetail.NUMBER:
            details.append(f"{format_number(order.amount, 2)} €")
        parts.append(", ".join(details))
    return [part for part in parts if part]


def next_sentence(summary: CareSummary, now: datetime) -> HintedText:
    """Return what to do next with a thread as one sentence that names the commands for it."""
    action = next_action(summary, now)
    sentence = _SENTENCES[action.step]
    text = _(sentence.late if action.is_late and sentence.late else sentence.text)
    if action.due is None and sentence.undated:
        text = _(sentence.undated)
    for name, value in _values(summary, action).items():
        text = text.replace(name, value)
    return HintedText(text + _fix_part(summary, action), sentence.hints)


# --- chips ------------------------------------------------------------------------------------------------


def _deadline_chip(summary: CareSummary, now: datetime) -> Chip:
    fact = {Owed.FIX: "fix", Owed.FOLLOW_UP: "follow_up", Owed.REFUND: "decision"}.get(
        summary.owed or Owed.FIRST_ANSWER, "first_answer"
    )
    if summary.snoozed_until is not None and summary.urgency is not Urgency.LATE:
        until = near_moment_in_words(summary.snoozed_until)
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
    return Tone(labels.due_style(summary.owed, summary.due, now).value)


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
        return [Chip(_(_TYPES[summary.request_type]), Tone.CALM, "kind")]
    if summary.proposed_type is not None:
        return [Chip(_("{0}?").format(_(_TYPES[summary.proposed_type])), Tone.OPEN, "kind")]
    return []


# One word each: the full labels are too long for a chip in most languages.
_TYPES = {
    RequestType.INSTALLATION: N_("installation"),
    RequestType.CONFIGURATION: N_("configuration"),
    RequestType.TECHNICAL: N_("technical"),
    RequestType.OTHER: N_("other"),
}


def _under_way_chips(summary: CareSummary) -> list[Chip]:
    names = {
        UnderWay.DRAFT: (_("draft"), "first_answer"),
        UnderWay.REJECTION: (_("rejection in progress"), "begun"),
        UnderWay.REFUND: (_("refund in progress"), "begun"),
    }
    found = [Chip(*_with_tone(names[each])) for each in summary.under_way]
    if summary.reply is not None:
        text = _("reply {0}").format(reply_state_label(summary.reply))
        found.append(Chip(text, Tone.OPEN, "first_answer"))
    fix = summary.fix
    if (
        fix is not None
        and not fix.is_expected
        and summary.owed is not Owed.FIX
        and fix.status is Status.PENDING
    ):
        day = short_day_in_words(marketplace_date(fix.due))
        found.append(Chip(_("fix by {0}").format(day), Tone.CALM, "fix"))
    return found


def _with_tone(named: tuple[str, str]) -> tuple[str, Tone, str]:
    return named[0], Tone.OPEN, named[1]


# --- the next step ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The untranslated sentence of a next step: before its deadline, after it, and without one.

    Numbers in it are its hints. {time} is the deadline, {day} the last day to submit a patch, and {price}
    what reactivating the cover costs.
    """

    text: str
    late: str = ""
    undated: str = ""
    hints: tuple[Hint, ...] = ()


_REPLY, _OUTBOX, _BOARD = Hint("reply"), Hint("outbox"), Hint("board", "defects")
_REFUND = Hint("refund")

_SENTENCES: dict[NextStep, _Sentence] = {
    NextStep.CHECK_REPLY: _Sentence(
        N_("your reply could not be sent as it is: look at it in the outbox ({0})"), hints=(_OUTBOX,)
    ),
    NextStep.AWAIT_REPLY: _Sentence(N_("your reply is on its way ({0})"), hints=(_OUTBOX,)),
    NextStep.SET_AUTHOR: _Sentence(
        N_("a later message may be your answer: set its author ({0})"), hints=(Hint("author"),)
    ),
    NextStep.CONTINUE_REJECTION: _Sentence(N_("continue the rejection ({0})"), hints=(Hint("reject"),)),
    NextStep.CONTINUE_REFUND: _Sentence(N_("continue the refund ({0})"), hints=(_REFUND,)),
    NextStep.CHASE_REFUND: _Sentence(
        N_("ask PrestaShop for the refund, which was expected by {time} ({0})"),
        undated=N_("ask PrestaShop for the refund ({0})"),
        hints=(Hint("web", "page"),),
    ),
    NextStep.AWAIT_REFUND: _Sentence(N_("PrestaShop carries out the refund; the orders are watched")),
    NextStep.READ_NOTICE: _Sentence(
        N_("read the notice of the Marketplace, then close it ({0})"), hints=(Hint("done"),)
    ),
    NextStep.FINISH_DRAFT: _Sentence(
        N_("finish your draft before {time} ({0})"),
        late=N_("finish your draft now ({0}); an answer was due {time}"),
        undated=N_("finish your draft ({0})"),
        hints=(_REPLY,),
    ),
    NextStep.ASK_FACTS: _Sentence(
        N_("ask for the missing facts before {time} ({0}, then {1})"),
        late=N_("ask for the missing facts now ({0}, then {1}); an answer was due {time}"),
        hints=(_REPLY, Hint("questions", "snippets")),
    ),
    NextStep.OFFER_REACTIVATION: _Sentence(
        N_("answer before {time} ({0}), and offer to reactivate Business Care, {price}"),
        late=N_("answer now ({0}), due {time}, and offer to reactivate Business Care, {price}"),
        hints=(_REPLY,),
    ),
    NextStep.ANSWER: _Sentence(
        N_("answer before {time} ({0})"),
        late=N_("answer now ({0}); first answer was due {time}"),
        hints=(_REPLY,),
    ),
    NextStep.PUBLISH_OR_REFUND: _Sentence(
        N_("publish the patch ({0}), or refund ({1})"),
        late=N_("publish the patch now ({0}), or refund ({1}); the fix was due {time}"),
        hints=(_BOARD, _REFUND),
    ),
    NextStep.LINK_DEFECT: _Sentence(
        N_("set its defect ({0}) and submit a patch by {day}; the fix is due {time}"), hints=(Hint("fix"),)
    ),
    NextStep.SUBMIT_FIX: _Sentence(
        N_("submit the patch by {day} ({0}); the fix is due {time}"), hints=(_BOARD,)
    ),
    NextStep.REPLY_AGAIN: _Sentence(
        N_("reply before {time} ({0}), our own goal"),
        late=N_("reply now ({0}); our own goal was {time}"),
        hints=(_REPLY,),
    ),
    NextStep.AWAIT_CUSTOMER: _Sentence(N_("wait for the customer")),
    NextStep.NOTHING: _Sentence(N_("nothing is due here")),
}


def _values(summary: CareSummary, action: NextAction) -> dict[str, str]:
    """Return the texts of the placeholders of a sentence."""
    price = _("for its price in the shop")
    if summary.reactivation is not None:
        price = _("about {0} €").format(format_number(summary.reactivation, 2))
    return {
        "{time}": near_moment_in_words(action.due) if action.due is not None else "",
        "{day}": near_day_in_words(summary.fix.submit_by) if summary.fix is not None else "",
        "{price}": price,
    }


def _fix_part(summary: CareSummary, action: NextAction) -> str:
    if not action.needs_fix or summary.fix is None:
        return ""
    due = short_day_in_words(marketplace_date(summary.fix.due))
    text = _("then a fix by {0}, submit by {1}")
    return " · " + text.format(due, short_day_in_words(summary.fix.submit_by))
