"""What is going on in the demo when it starts: new messages, notes, snoozed threads, replies on their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bizcare_tui.demo.staff import LAST_VISIT, Person, Staff
from bizcare_tui.desk.decision_rows import REJECTION
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.decisions.answers import ChosenGround, RejectionAnswers, WizardStep
from bizcare_tui.domain.defects import DefectState
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.no_answer_reasons import NoAnswerReason
from bizcare_tui.domain.outbox import Transition
from bizcare_tui.domain.snooze import parse_snooze_time
from bizcare_tui.domain.verbs.assign import Assign
from bizcare_tui.domain.verbs.content import VerbContent
from bizcare_tui.domain.verbs.link import Link
from bizcare_tui.domain.verbs.no_answer import NoAnswer
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.domain.verbs.snooze import Snooze
from bizcare_tui.domain.verbs.tag import ChangeTags
from bizcare_tui.i18n import N_, _
from bizcare_tui.sandbox.market import Market
from bizcare_tui.store import acts, stale_threads
from bizcare_tui.store.outbox import get_reply
from bizcare_tui.store.presence import PresenceStore
from bizcare_tui.store.reads.team import read_last_ids
from bizcare_tui.store.reply_transitions import apply_transition

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Session


OVERRIDE = "I know this shop."


@dataclass(frozen=True, slots=True)
class StoppedReply:
    """A reply of the person that did not leave the outbox, by the transition `way`.

    `error` is why, and `news` a message that the customer wrote meanwhile.
    """

    conversation: str
    text: str
    way: Transition
    error: str
    news: str = ""


REPLIES = (
    StoppedReply(
        "en-seolantern-freelancer-edit",
        "Hi,\n\nzero URLs means that the sitemap was written while the catalogue could not be read."
        " Please open SeoLantern > Diagnostics, press \"Compare files\" and paste the result here. It shows"
        " whether a file of the module differs from the one we ship.\n\nNordlys Modules",
        Transition.REFUSED,
        N_("The answer is cut off or damaged."),
    ),
    StoppedReply(
        "es-ground-agencia-cartrule",
        "Hola:\n\nEl mensaje «no combina» lo escribe PrestaShop cuando otra regla de carrito excluye"
        " los vales. Mira en Catálogo > Descuentos si alguna regla tiene marcada la opción de no"
        " combinarse, y dime cuál es.\n\nNordlys Modules",
        Transition.HOLD,
        N_("New messages in the thread since the reply was started: {0}. Read them first."),
        "Añado un dato: ayer la agencia subió un cambio en el carrito. ¿Puede tener que ver?",
    ),
)  # fmt: skip
# The request that a colleague begins to reject.
_BEGUN = "en-honeypoints-trade-pricing"
_DRAFT = (
    "fr-technical-filtre-taille",
    "Bonjour,\n\nLe filtre Taille reste vide quand l'attribut n'est pas indexé. Ouvrez FinderPro > Index,"
    " cochez l'attribut « Taille », puis ",
)


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """What a person does with threads, `hours` before now; `content` makes the act."""

    by: Person
    hours: float
    conversations: tuple[str, ...]
    content: Callable[[Staff], VerbContent]


def _snoozed(hours: float, until: str, *conversations: str) -> PlannedAct:
    def content(staff: Staff) -> VerbContent:
        return Snooze(int(parse_snooze_time(until, staff.now).timestamp()))

    return PlannedAct(Person.OWN, hours, conversations, content)


_MENTION = "@{0} Apple changed the domain file last week, see the merchant account. Can you take this one?"
_NOTE = "The freelancer's edits are in the file comparison that they sent in spring."
_LINKED = ("de-truevoice-neue-domain", "es-moved-domain-marca")
_LINKING = PlannedAct(Person.SECOND, 15, _LINKED, lambda _staff: Link())
ACTS = (
    PlannedAct(
        Person.OWN,
        30,
        ("fr-technical-filtre-taille", "en-seolantern-freelancer-edit"),
        lambda staff: Assign(staff.own_login),
    ),
    PlannedAct(
        Person.LEAD,
        16,
        ("it-search-accenti", "fr-technical-avis-doubles"),
        lambda staff: Assign(staff.lead),
    ),
    PlannedAct(
        Person.SECOND,
        16,
        ("pl-notice-wynik-jakosci", "fr-notice-score"),
        lambda _staff: NoAnswer(NoAnswerReason.AUTOMATIC),
    ),
    PlannedAct(
        Person.SECOND,
        16,
        ("en-presale-dark-mode",),
        lambda _staff: NoAnswer("bought another theme meanwhile"),
    ),
    PlannedAct(
        Person.LEAD,
        15,
        ("en-checkout-boxing-day", "en-labels-white-page"),
        lambda _staff: ChangeTags(("black-friday",)),
    ),
    _snoozed(25, "mon 8:00", "es-configuration-gls-contra-reembolso", "de-nudge-doi"),
    _snoozed(25, "2d", "fr-configuration-mondial-relay"),
    _snoozed(25, "1w", "pl-honeypoints-progi"),
    PlannedAct(Person.SECOND, 5, ("en-seolantern-freelancer-edit",), lambda _staff: AddNote(_NOTE)),
    PlannedAct(
        Person.SECOND,
        5,
        ("en-seolantern-freelancer-edit",),
        lambda _staff: ChangeTags(("sitemap",)),
    ),
    PlannedAct(
        Person.LEAD,
        4,
        ("de-cardbridge-applepay",),
        lambda staff: AddNote(_MENTION.format(staff.own_login)),
    ),
)


def record_today(staff: Staff, desk: Desk, arrived: int) -> None:
    """Record the last visit of the person, and what people did since then.

    Args:
        staff: the people.
        desk: the desk of the person.
        arrived: how many messages arrived since then; they are the last ones that were stored.
    """
    account_id = desk.session.account_id()
    at = int((staff.now - LAST_VISIT).timestamp())
    history, message = read_last_ids(desk.session.reader)
    visits = PresenceStore(desk.session.small_writes(), account_id, staff.own_login, "demo")
    visits.record_visit(history, message - arrived, at)
    with desk.session.store().transaction() as session:
        for planned in ACTS:
            content = planned.content(staff)
            contents = dict.fromkeys(staff.ids(*planned.conversations), content)
            _record(staff, session, account_id, planned, contents)
        one, two = staff.ids(*_LINKED)
        _record(staff, session, account_id, _LINKING, {one: Link(two), two: Link(one)})
        stale_threads.mark_stale(session, account_id, staff.ids(*NAMED))
    desk.session.recompute("demo")


def _record(
    staff: Staff, session: Session, account_id: int, planned: PlannedAct, contents: Mapping[int, VerbContent]
) -> None:
    with staff.acting(staff.login_of(planned.by), staff.now - timedelta(hours=planned.hours)) as moment:
        acts.record_acts(session, account_id, [*contents.items()], now=moment)


def stop_replies(staff: Staff, desk: Desk, market: Market) -> None:
    """Queue the replies of the person that do not leave the outbox, as the sender would leave them there."""
    for planned in REPLIES:
        if (thread := staff.thread(planned.conversation)) is None:
            continue
        with staff.acting(staff.own_login, staff.now - timedelta(hours=1)):
            queued = desk.replies.queue(thread.id, planned.text, override=OVERRIDE)
        with (
            staff.acting(staff.own_login, staff.now) as moment,
            desk.session.store().transaction() as session,
        ):
            reply = get_reply(session, desk.session.account_id(), queued.id)
            if planned.way is Transition.REFUSED:
                apply_transition(session, reply, Transition.BEGIN, moment, changes={"attempts": 1})
            apply_transition(session, reply, planned.way, moment, error=_(planned.error).format(1))
        if planned.news:
            market.add_message(thread.id, planned.news, at=staff.now - timedelta(minutes=25))


def write_drafts(staff: Staff, desk: Desk) -> None:
    """Write the drafts of the person: one half done, and the letters about a patch that was published."""
    conversation, text = _DRAFT
    if (thread := staff.thread(conversation)) is not None:
        base = desk.replies.draft(thread.id).base_message_id
        desk.replies.save_draft(thread.id, ReplyDraft(text, base_message_id=base))
    for defect in desk.defects.board():
        if defect.state is DefectState.PUBLISHED:
            desk.defects.draft_letters(defect.id)


def begin_rejection(staff: Staff, desk: Desk) -> None:
    """Let a colleague begin the rejection of a request, without deciding it."""
    thread = staff.thread(_BEGUN)
    if thread is None:
        return
    with staff.acting(staff.second, staff.now - timedelta(hours=2)):
        wizard = desk.decisions.wizards.begin(thread.id, REJECTION)
        chosen = ChosenGround(Ground.INCOMPATIBLE_DEVELOPMENTS, acknowledged=True)
        desk.decisions.wizards.save(wizard, RejectionAnswers(step=WizardStep.EVIDENCE, chosen=(chosen,)))


NAMED = {each for planned in ACTS for each in planned.conversations} | {_BEGUN, _DRAFT[0], *_LINKED}
"""The conversations of the corpus that this module needs."""
