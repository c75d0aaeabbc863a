"""Try a rejection before it is sent: what PrestaShop could object to it, and what would answer that.

Sources: partner help centre, when a request may be refused (only on one of six grounds, with evidence of it);
licence (test installations of the licensed shop); partner help centre, first answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bizcare_tui.domain.decisions.answers import ChosenGround, EvidenceItem, RejectionAnswers
from bizcare_tui.domain.evidence.evaluation_data import (
    EvaluationData,
    GroundEvaluation,
    GroundVerdict,
    ThreadMessage,
)
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Evaluation, Policy, Proof, localized, proof_in_words
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.text import beginning
from bizcare_tui.domain.threads import Author, Cover
from bizcare_tui.domain.versions import versions_named
from bizcare_tui.i18n import _, current_language


class ObjectionKind(StrEnum):
    """What an objection to a rejection is about."""

    NO_EVIDENCE = "no_evidence"
    CONTRADICTED = "contradicted"
    QUOTE_MISSING = "quote_missing"
    QUOTE_EDITED = "quote_edited"
    STAGING = "staging"
    VERSION_ASKED = "version_asked"
    COVER_ENDED = "cover_ended"
    OWN_WORDS = "own_words"
    UNKNOWN_AUTHOR = "unknown_author"
    NOT_PROVEN = "not_proven"
    NO_ALTERNATIVE = "no_alternative"
    LATE_ANSWER = "late_answer"
    COVER_ACTIVE = "cover_active"


# The objections that a rejection hardly survives; the others weaken it.
_SERIOUS = frozenset(
    {
        ObjectionKind.NO_EVIDENCE,
        ObjectionKind.CONTRADICTED,
        ObjectionKind.QUOTE_MISSING,
        ObjectionKind.QUOTE_EDITED,
        ObjectionKind.STAGING,
        ObjectionKind.VERSION_ASKED,
        ObjectionKind.COVER_ENDED,
    }
)


@dataclass(frozen=True, slots=True)
class Objection:
    """What PrestaShop could object: a sentence, and another one with what would answer it."""

    kind: ObjectionKind
    text: str
    answer: str

    @property
    def is_serious(self) -> bool:
        """Whether the rejection hardly survives it."""
        return self.kind in _SERIOUS


@dataclass(frozen=True, slots=True)
class ReasonDryRun:
    """A chosen reason as PrestaShop would see it: its verdict, its evidence, and the objections to it."""

    ground: Ground
    verdict: GroundVerdict
    items: tuple[EvidenceItem, ...]
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class RejectionDryRun:
    """A rejection as PrestaShop would see it: its reasons, and the objections to it as a whole."""

    reasons: tuple[ReasonDryRun, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def every_objection(self) -> tuple[Objection, ...]:
        """All objections, those to the whole last."""
        return (*(each for reason in self.reasons for each in reason.objections), *self.objections)

    @property
    def serious_count(self) -> int:
        """The number of objections that the rejection hardly survives."""
        return sum(each.is_serious for each in self.every_objection)


@dataclass(frozen=True, slots=True)
class RejectionFacts:
    """What a rejection is judged by.

    `evaluated` has the evaluation of each ground, and `cover` the Business Care now. `is_first_answer_late`
    says whether the request waits, or waited, for its first answer after the deadline. `earlier_texts` are
    the texts that messages had before they were edited, by the message's id.
    """

    case: EvaluationData
    evaluated: Mapping[Ground, GroundEvaluation]
    cover: Cover
    is_first_answer_late: bool = False
    earlier_texts: Mapping[int, Sequence[str]] = field(default_factory=dict)


def try_rejection(answers: RejectionAnswers, facts: RejectionFacts, policy: Policy) -> RejectionDryRun:
    """Return what a rejection rests on, and what could be objected to it, the gravest first."""
    reasons = tuple(
        _try_reason(chosen, answers, facts, policy)
        for chosen in answers.chosen
        if chosen.ground in policy.grounds
    )
    return RejectionDryRun(reasons, _gravest_first(_to_the_whole(answers, reasons, facts, policy)))


def _try_reason(
    chosen: ChosenGround, answers: RejectionAnswers, facts: RejectionFacts, policy: Policy
) -> ReasonDryRun:
    ground = Ground(chosen.ground)
    evaluated = facts.evaluated.get(ground)
    objections = [
        *_to_the_evidence(chosen, facts, policy),
        *_to_the_quotations(chosen, facts),
        *_to_the_verdict(chosen, evaluated, policy),
    ]
    verdict = evaluated.verdict if evaluated else GroundVerdict.UNKNOWN
    if ground is Ground.OTHER_SHOP and "staging" not in answers.alternatives:
        objections += _to_the_other_shop(chosen, facts)
    if ground is Ground.INCOMPATIBLE_VERSION:
        objections += _to_the_version(chosen, verdict, facts)
    return ReasonDryRun(ground, verdict, chosen.items, _gravest_first(objections))


def _to_the_evidence(chosen: ChosenGround, facts: RejectionFacts, policy: Policy) -> Iterator[Objection]:
    rule = policy.grounds[chosen.ground]
    accepted = [item for item in chosen.items if item.proof in rule.evidence and item.text.strip()]
    if not accepted:
        kinds = ", ".join(map(proof_in_words, rule.evidence))
        yield Objection(
            ObjectionKind.NO_EVIDENCE,
            _("Nothing proves this reason."),
            _("Add evidence of a kind that counts: {0}.").format(kinds),
        )
    elif all(_is_own_word(item, facts) for item in accepted):
        yield Objection(
            ObjectionKind.OWN_WORDS,
            _("The only evidence is your own words."),
            _("Quote the customer, or add a file: a log, a screenshot, the changed source file."),
        )


def _is_own_word(item: EvidenceItem, facts: RejectionFacts) -> bool:
    message = _message(item, facts)
    return item.proof is Proof.FINDING or (message is not None and message.author is Author.SELLER)


def _to_the_quotations(chosen: ChosenGround, facts: RejectionFacts) -> Iterator[Objection]:
    for item in chosen.quotations:
        message = _message(item, facts)
        if message is None or not _contains(message.text, item.text):
            yield _missing_quotation(item, facts)
        elif message.author is Author.UNKNOWN:
            yield Objection(
                ObjectionKind.UNKNOWN_AUTHOR,
                _("Nobody knows who wrote message {0}, which you quote.").format(message.id),
                _("Set its author in the conversation."),
            )


def _missing_quotation(item: EvidenceItem, facts: RejectionFacts) -> Objection:
    excerpt = _excerpt(item.text)
    if any(_contains(text, item.text) for text in facts.earlier_texts.get(item.message or 0, ())):
        return Objection(
            ObjectionKind.QUOTE_EDITED,
            _("The message was edited since; it no longer says “{0}”.").format(excerpt),
            _("The evidence pack has the text before the edit. Quote what the message says now, too."),
        )
    return Objection(
        ObjectionKind.QUOTE_MISSING,
        _("The thread does not say “{0}”.").format(excerpt),
        _("Quote the message again, word for word."),
    )


def _to_the_verdict(
    chosen: ChosenGround, evaluated: GroundEvaluation | None, policy: Policy
) -> Iterator[Objection]:
    if evaluated is None:
        return
    if evaluated.verdict is GroundVerdict.CONTRADICTED:
        yield Objection(
            ObjectionKind.CONTRADICTED,
            _("The data contradict it: {0}").format(evaluated.why),
            _("Prove the opposite with a quotation or a file, or remove the reason."),
        )
    is_from_data = policy.grounds[chosen.ground].evaluation is not Evaluation.PASSAGES
    if is_from_data and evaluated.verdict is GroundVerdict.UNKNOWN:
        yield Objection(
            ObjectionKind.NOT_PROVEN,
            _("The data do not prove it: {0}").format(evaluated.why),
            evaluated.settle,
        )


def _to_the_other_shop(chosen: ChosenGround, facts: RejectionFacts) -> Iterator[Objection]:
    licensed = read_shop(facts.case.website) if facts.case.website else None
    texts = [item.text for item in chosen.quotations] or [facts.case.topic, *_customer_texts(facts.case)]
    tests = [shop for text in texts for shop in shops_named(text) if shop.is_test]
    if not tests:
        return
    answer = _("Ask whose copy it is, or offer the alternative for test installations.")
    if licensed and (own := [shop for shop in tests if same_shop(shop, licensed)]):
        text = _("{0} is a test address of the licensed shop, which is covered.").format(own[0].host)
    else:
        text = _("{0} may be a test installation of the licensed shop, which is covered.").format(
            tests[0].host
        )
    yield Objection(ObjectionKind.STAGING, text, answer)


def _to_the_version(
    chosen: ChosenGround, verdict: GroundVerdict, facts: RejectionFacts
) -> Iterator[Objection]:
    texts = [item.text for item in chosen.quotations]
    if not texts and verdict is not GroundVerdict.SUPPORTED:
        texts = [facts.case.topic, *_customer_texts(facts.case)]
    named = [each for text in texts for each in versions_named(text)]
    if named and not any(each.in_use for each in named):
        yield Objection(
            ObjectionKind.VERSION_ASKED,
            _("PrestaShop {0} is only asked about or planned; nobody says that the shop runs it.").format(
                named[-1].version.text
            ),
            _("Ask which version the shop runs, or quote the message that says so."),
        )


def _to_the_whole(
    answers: RejectionAnswers, reasons: Sequence[ReasonDryRun], facts: RejectionFacts, policy: Policy
) -> Iterator[Objection]:
    if facts.cover is Cover.EXPIRED and "reactivate" not in answers.alternatives:
        yield Objection(
            ObjectionKind.COVER_ENDED,
            _("An ended Business Care is no reason by itself: the customer can reactivate it."),
            _("Offer to reactivate it."),
        )
    is_proven = any(each.verdict is GroundVerdict.SUPPORTED for each in reasons)
    if facts.cover is Cover.ACTIVE and not is_proven:
        yield Objection(
            ObjectionKind.COVER_ACTIVE,
            _("Business Care is active: support is owed unless a reason is proven."),
            _("Show why the reason applies to this request, and answer the part that is covered."),
        )
    if not answers.alternatives:
        yield Objection(
            ObjectionKind.NO_ALTERNATIVE,
            _("No alternative is offered."),
            _("Offer one: {0}.").format(_fitting_alternatives(reasons, facts, policy)),
        )
    if facts.is_first_answer_late:
        yield Objection(
            ObjectionKind.LATE_ANSWER,
            _("The first answer is late; PrestaShop counts that, whatever the reason."),
            _("Send it now, and say in the letter that you are sorry for the wait."),
        )


def _fitting_alternatives(reasons: Sequence[ReasonDryRun], facts: RejectionFacts, policy: Policy) -> str:
    """Return the titles of the alternatives that the reasons or the cover suggest, or else of all."""
    known = {facts.cover.value, *(each.ground.value for each in reasons)}
    rules = policy.alternatives.values()
    fitting = [rule for rule in rules if known.intersection(rule.when)] or list(rules)
    return ", ".join(localized(rule.title, current_language()) for rule in fitting)


def _customer_texts(case: EvaluationData) -> list[str]:
    return [message.own for message in case.messages if message.author is Author.CUSTOMER]


def _message(item: EvidenceItem, facts: RejectionFacts) -> ThreadMessage | None:
    if item.message is None:
        return None
    return next((each for each in facts.case.messages if each.id == item.message), None)


def _contains(text: str, quotation: str) -> bool:
    return " ".join(quotation.split()) in " ".join(text.split())


def _excerpt(text: str, length: int = 60) -> str:
    return beginning(" ".join(text.split()), length)


def _gravest_first(objections: Iterator[Objection] | Sequence[Objection]) -> tuple[Objection, ...]:
    return tuple(sorted(objections, key=lambda each: list(ObjectionKind).index(each.kind)))
