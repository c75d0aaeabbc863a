"""Facts about what people decided and noted on a thread: request type, notes, decisions, tags and links."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.decision_rows import REJECTION, decision_row, kind_in_words, outcome_in_words
from bizcare_tui.desk.request_type import proposed_kind
from bizcare_tui.desk.views import CareFact, MessageView
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.no_answer_reasons import reason_in_words
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.request_types import POSSIBLE_OUTCOMES, RequestOutcome, request_type_in_words
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Outcome, State
from bizcare_tui.domain.triage import Triage
from bizcare_tui.i18n import N_, _, current_language
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.thread_records import DecisionRecord, OpenWizardRecord

# Outcomes that say by themselves whether a request was rejected or a purchase refunded.
_SAY_THE_KIND = frozenset({"rejected", "refunded", "refunding"})
_MAX_NOTE_LENGTH = 2_000


def request_type_fact(record: InboxEntryRecord, topic: str, messages: Sequence[MessageView]) -> CareFact:
    """Return the request's type, set or proposed, with the ways to close such a request."""
    kind = record.kind
    ways_out = _("possible answers: {0}").format(
        ", ".join(_(_WAY_OUT_NAMES[way]) for way in POSSIBLE_OUTCOMES[kind])
    )
    label = _("Request type")
    if kind is not None:
        return CareFact("kind", label, request_type_in_words(kind), ways_out, _("set here"), None, ("kind",))
    proposed = proposed_kind(topic, messages)
    if proposed is None:
        return CareFact("kind", label, None, ways_out, _("not set"), None, ("kind",))
    value = _("{0}?").format(request_type_in_words(proposed))
    meaning = _("suggested; ") + ways_out
    return CareFact("kind", label, value, meaning, _("its text"), None, ("accept_kind", "kind"))


_WAY_OUT_NAMES = {
    RequestOutcome.ANSWER: N_("answer"),
    RequestOutcome.FIX: N_("fix"),
    RequestOutcome.REFUND: N_("refund"),
    RequestOutcome.REFUSE: N_("reject"),
    RequestOutcome.NO_ANSWER: N_("no answer needed"),
}


def note_facts(triage: Triage) -> list[CareFact]:
    """Return the internal notes, the newest first. They are never sent."""
    return [
        CareFact(
            "note",
            _("NOTE, not sent"),
            safe_line(note.text, _MAX_NOTE_LENGTH),
            "",
            _("{who}, {when}").format(who=safe_line(note.by), when=moment_in_words(note.at)),
            None,
        )
        for note in reversed(triage.notes)
    ]


def closed_facts(state: State, triage: Triage) -> list[CareFact]:
    """Return why the thread was closed without an answer; nothing if it is open or was closed otherwise."""
    closed = triage.closed
    if state is not State.CLOSED or closed is None or closed.outcome is not Outcome.NO_ANSWER_NEEDED:
        return []
    source = _("{who}, {when}").format(who=safe_line(closed.by), when=moment_in_words(closed.at))
    reason = reason_in_words(safe_line(closed.reason, _MAX_NOTE_LENGTH))
    return [CareFact("closed", _("No answer needed"), reason, "", source, None, ("done",))]


def organising_facts(triage: Triage) -> list[CareFact]:
    """Return who has the thread, its tags and its links to other threads."""
    facts = []
    if triage.assignee:
        login = safe_line(triage.assignee)
        facts.append(CareFact("assignee", _("Assigned to"), login, "", _("set here"), None, ("assign",)))
    if triage.tags:
        tags = " ".join(f"#{tag}" for tag in triage.tags)
        facts.append(CareFact("tags", _("Tags"), tags, "", _("set here"), None))
    if triage.links:
        links = ", ".join(map(str, triage.links))
        facts.append(CareFact("links", _("Linked to"), links, "", _("set here"), None, ("filter",)))
    return facts


def decision_facts(
    decisions: Sequence[DecisionRecord], open_wizards: Sequence[OpenWizardRecord], policy: Policy
) -> list[CareFact]:
    """Return the last decision, and the wizards that somebody has begun."""
    facts = []
    if decisions:
        decision = decision_row(decisions[0])
        grounds = ", ".join(policy.titles(decision.grounds, current_language()))
        meaning = f"{grounds}; {decision.who}, {moment_in_words(decision.at)}"
        if decision.outcome == "overdue":
            meaning = _("not in the orders yet: ask PrestaShop; {0}").format(meaning)
        kind, outcome = kind_in_words(decision.kind), outcome_in_words(decision.outcome)
        value = outcome if decision.outcome in _SAY_THE_KIND else f"{kind}, {outcome}"
        if not outcome or decision.outcome == decision.kind:
            value = kind
        facts.append(CareFact("decision", _("Decision"), value, meaning, _("decided here"), None))
    for wizard in open_wizards:
        meaning = _("started; last saved by {0}, {1}").format(
            safe_line(wizard.login), moment_in_words(wizard.saved_at)
        )
        value = kind_in_words(wizard.kind)
        action = ("reject",) if wizard.kind == REJECTION else ("refund",)
        facts.append(CareFact("begun", _("In progress"), value, meaning, _("decided here"), None, action))
    return facts
