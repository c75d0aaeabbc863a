"""A person's answers in the wizard of a rejection or refund: plain values that can be stored and resumed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar

from bizcare_tui.domain.policy import Proof


class WizardStep(StrEnum):
    """A step of a wizard."""

    ASKED = "asked"
    GROUNDS = "grounds"
    EVIDENCE = "evidence"
    ALTERNATIVES = "alternatives"
    WINDOWS = "windows"
    CONSEQUENCES = "consequences"
    LETTER = "letter"
    REVIEW = "review"
    GUIDANCE = "guidance"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A piece of evidence that a person accepted for a ground.

    `text` is a quotation, a typed text or a recorded value, and `source` where it comes from. For a
    quotation, `message` is the message's id and `span` start and end in it. For an attached file, `file` is
    its digest, and `text` its name.
    """

    proof: Proof
    text: str
    source: str = ""
    message: int | None = None
    span: tuple[int, int] | None = None
    file: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Return an item restored from its stored values."""
        span = values.get("span")
        return cls(
            Proof(values["proof"]),
            str(values["text"]),
            str(values.get("source", "")),
            values.get("message"),
            (int(span[0]), int(span[1])) if span else None,
            str(values.get("file", "")),
        )


def dismissal_key(ground: str, item: EvidenceItem) -> str:
    """Return by what a passage is remembered that a person dismissed as evidence for a ground."""
    return f"{ground}/{item.message}/{item.span}"


@dataclass(frozen=True, slots=True)
class ChosenGround:
    """A ground that a person chose, with its evidence.

    `reason` says why the ground applies although the data contradict it. `acknowledged` is true if the
    person confirmed to decide on their own judgement, because the data neither prove nor contradict it.
    """

    ground: str
    items: tuple[EvidenceItem, ...] = ()
    reason: str = ""
    acknowledged: bool = False

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Return a chosen ground restored from its stored values."""
        return cls(
            str(values["ground"]),
            tuple(EvidenceItem.read(item) for item in values.get("items", ())),
            str(values.get("reason", "")),
            bool(values.get("acknowledged", False)),
        )

    @property
    def findings(self) -> tuple[str, ...]:
        """The texts in which the person described their own findings."""
        return tuple(item.text for item in self.items if item.proof is Proof.FINDING)

    @property
    def quotations(self) -> tuple[EvidenceItem, ...]:
        """The items that quote a message."""
        return tuple(item for item in self.items if item.proof is Proof.MESSAGE)


@dataclass(frozen=True, slots=True)
class DecisionAnswers:
    """The answers that both wizards share: the step reached, the grounds, the letter and its release.

    `letter` is the current text, and `composed` the text last composed from the answers. While they are
    equal, the letter is composed again when the answers change. `override` is the reason for sending a
    letter that the check objects to. `language` is the language that the person chose for the letter, empty
    for the customer's. `ready_by` is the login of the person who handed the decision over to a
    second person; `authors` are the logins of those who answered, the most recent one last.
    """

    step: WizardStep
    chosen: tuple[ChosenGround, ...] = ()
    dismissed: tuple[str, ...] = ()
    letter: str = ""
    composed: str = ""
    override: str = ""
    ready_by: str = ""
    authors: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    language: str = ""

    def of(self, ground: str) -> ChosenGround | None:
        """Return the answers about a ground, or None if it is not chosen."""
        return next((each for each in self.chosen if each.ground == ground), None)

    def with_ground(self, chosen: ChosenGround) -> Self:
        """Return these answers with a ground replaced, or added at the end if it was not chosen."""
        if self.of(chosen.ground) is None:
            return dataclasses.replace(self, chosen=(*self.chosen, chosen))
        kept = tuple(chosen if each.ground == chosen.ground else each for each in self.chosen)
        return dataclasses.replace(self, chosen=kept)

    def without_ground(self, ground: str) -> Self:
        """Return these answers without a ground."""
        return dataclasses.replace(self, chosen=tuple(each for each in self.chosen if each.ground != ground))

    def values(self) -> dict[str, Any]:
        """Return the answers as plain values that can be stored as JSON."""
        return dataclasses.asdict(self)

    @property
    def letter_is_own(self) -> bool:
        """Whether a person edited the composed letter."""
        return self.letter != self.composed


@dataclass(frozen=True, slots=True)
class RejectionAnswers(DecisionAnswers):
    """The answers for a rejection; `partial` is the partial answer offered as an alternative."""

    step: WizardStep = WizardStep.ASKED
    alternatives: tuple[str, ...] = ()
    partial: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Return the answers restored from their stored values."""
        return cls(
            **_common(values),
            alternatives=tuple(map(str, values.get("alternatives", ()))),
            partial=str(values.get("partial", "")),
        )


@dataclass(frozen=True, slots=True)
class RefundAnswers(DecisionAnswers):
    """The answers for a refund.

    `singular`: whether only this shop has the problem. `late_reason`: why the seller agrees although the
    refund windows are over. `care_ends`: the person knows that the Business Care ends. `paid_out`: whether
    the sale was already paid out. `pasted`: the letter is pasted in the "$" step instead of sent through the
    outbox. `quantity`: how many licences are refunded (None: all that are not yet refunded).
    `refunded_before`: how many were refunded before the request. `done`: the "$" step was done;
    `done_how`: what exactly was done.
    """

    step: WizardStep = WizardStep.GROUNDS
    singular: bool | None = None
    late_reason: str = ""
    care_ends: bool = False
    paid_out: bool | None = None
    pasted: bool = False
    quantity: int | None = None
    refunded_before: int | None = None
    done: bool = False
    done_how: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Return the answers restored from their stored values."""
        refund_values = {
            name: values[name]
            for name in (
                "singular", "late_reason", "care_ends", "paid_out", "pasted", "quantity", "refunded_before",
                "done", "done_how",
            )
            if name in values
        }  # fmt: skip
        return cls(**_common(values), **refund_values)


REJECTION_STEPS = (
    WizardStep.ASKED,
    WizardStep.GROUNDS,
    WizardStep.EVIDENCE,
    WizardStep.ALTERNATIVES,
    WizardStep.LETTER,
    WizardStep.REVIEW,
)
REFUND_STEPS = (
    WizardStep.GROUNDS,
    WizardStep.WINDOWS,
    WizardStep.CONSEQUENCES,
    WizardStep.LETTER,
    WizardStep.GUIDANCE,
    WizardStep.CONFIRM,
)

AnswersT = TypeVar("AnswersT", bound=DecisionAnswers)


def merge_answers(base: AnswersT, own: AnswersT, other: AnswersT) -> AnswersT:
    """Return a three-way merge of two changed versions of the same answers.

    A field that only one person changed gets that person's value. If both changed it, the value of `own`
    wins, except for the letter, of which both texts are kept.
    """
    values: dict[str, Any] = {}
    for each in dataclasses.fields(base):
        base_value, own_value, other_value = (getattr(answers, each.name) for answers in (base, own, other))
        if own_value == base_value:
            values[each.name] = other_value
        elif each.name == "letter" and other_value not in (base_value, own_value):
            values[each.name] = f"{other_value}\n\n{own_value}"
        else:
            values[each.name] = own_value
    return type(base)(**values)


def has_new_answers(answers: DecisionAnswers, before: DecisionAnswers) -> bool:
    """Return whether a person answered something since `before`.

    Moving to another step, or a letter composed again from the answers, does not count.
    """
    return decision_content(answers) != decision_content(before) or answers.ready_by != before.ready_by


def decision_content(answers: AnswersT) -> AnswersT:
    """Return the answers without what is not part of the decision: the step, a composed letter, the authors.

    The "$" step of a refund is not part of the decision either, because the second person may do it.
    """
    changes: dict[str, Any] = {
        "step": WizardStep.ASKED,
        "letter": answers.letter if answers.letter_is_own else "",
        "composed": "",
        "ready_by": "",
        "authors": (),
    }
    if isinstance(answers, RefundAnswers):
        changes |= {"done": False, "done_how": "", "refunded_before": None}
    return dataclasses.replace(answers, **changes)


def _common(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "step": WizardStep(values["step"]),
        "chosen": tuple(ChosenGround.read(each) for each in values.get("chosen", ())),
        "dismissed": _texts(values.get("dismissed", ())),
        "letter": str(values.get("letter", "")),
        "composed": str(values.get("composed", "")),
        "override": str(values.get("override", "")),
        "ready_by": str(values.get("ready_by", "")),
        "authors": _texts(values.get("authors", ())),
        "language": str(values.get("language", "")),
    }


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(map(str, values))
