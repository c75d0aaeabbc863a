"""What a person has answered so far on the way to a decision: plain values that can be stored and resumed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar

from bizcare_tui.domain.policy import Proof


class Step(StrEnum):
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
class Item:
    """A piece of evidence that a person took for a ground.

    `text` is what is quoted, typed or told by data; `source` where it comes from; `message` and `span`
    where a quotation stands; `file` the digest of an attached file, whose name is the text.
    """

    proof: Proof
    text: str
    source: str = ""
    message: int | None = None
    span: tuple[int, int] | None = None
    file: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """An item out of its stored values."""
        span = values.get("span")
        return cls(
            Proof(values["proof"]),
            str(values["text"]),
            str(values.get("source", "")),
            values.get("message"),
            (int(span[0]), int(span[1])) if span else None,
            str(values.get("file", "")),
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """A ground that a person chose, with its evidence.

    `reason` is why it holds against what the data say, `acknowledged` that they cannot tell.
    """

    ground: str
    items: tuple[Item, ...] = ()
    reason: str = ""
    acknowledged: bool = False

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """A chosen ground out of its stored values."""
        return cls(
            str(values["ground"]),
            tuple(Item.read(item) for item in values.get("items", ())),
            str(values.get("reason", "")),
            bool(values.get("acknowledged", False)),
        )

    @property
    def findings(self) -> tuple[str, ...]:
        """What the person typed of their own finding."""
        return tuple(item.text for item in self.items if item.proof is Proof.FINDING)

    @property
    def quotations(self) -> tuple[Item, ...]:
        """The messages quoted."""
        return tuple(item for item in self.items if item.proof is Proof.MESSAGE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What both wizards ask: the step reached, the grounds, the letter and whether it may go.

    `letter` is the text as it stands, `composed` what was last composed from the answers: where both
    agree, it follows them. `override` is the reason for a letter that the check doubts. `ready_by` is
    who gave it to a second person.
    """

    step: Step
    chosen: tuple[Chosen, ...] = ()
    dismissed: tuple[str, ...] = ()
    letter: str = ""
    composed: str = ""
    override: str = ""
    ready_by: str = ""

    def of(self, ground: str) -> Chosen | None:
        """What was answered for a ground, None where it is not chosen."""
        return next((each for each in self.chosen if each.ground == ground), None)

    def with_ground(self, chosen: Chosen) -> Self:
        """These answers with a ground answered so, in its place or at the end."""
        if self.of(chosen.ground) is None:
            return dataclasses.replace(self, chosen=(*self.chosen, chosen))
        kept = tuple(chosen if each.ground == chosen.ground else each for each in self.chosen)
        return dataclasses.replace(self, chosen=kept)

    def without_ground(self, ground: str) -> Self:
        """These answers with a ground taken back."""
        return dataclasses.replace(self, chosen=tuple(each for each in self.chosen if each.ground != ground))

    def values(self) -> dict[str, Any]:
        """The answers as plain values."""
        return dataclasses.asdict(self)

    @property
    def letter_is_own(self) -> bool:
        """Whether a person changed the letter that was composed."""
        return self.letter != self.composed


@dataclass(frozen=True, slots=True)
class Rejection(Answers):
    """The answers on the way to a rejection; `partial` is the partial answer offered in its place."""

    step: Step = Step.ASKED
    alternatives: tuple[str, ...] = ()
    partial: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """The answers out of their stored values."""
        return cls(
            **_common(values),
            alternatives=tuple(map(str, values.get("alternatives", ()))),
            partial=str(values.get("partial", "")),
        )


@dataclass(frozen=True, slots=True)
class Refund(Answers):
    """The answers on the way to a refund.

    `singular` says whether the problem is of this shop alone; `late_reason` why it is agreed to outside
    the windows; `care_ends` that this is known; `paid_out` whether the sale was paid out already;
    `pasted` that the letter goes with the "$" step instead of through the outbox; `refunded_before` how
    many were refunded when the wizard was begun; `done` that the "$" step was done, `done_how` what exactly.
    """

    step: Step = Step.GROUNDS
    singular: bool | None = None
    late_reason: str = ""
    care_ends: bool = False
    paid_out: bool | None = None
    pasted: bool = False
    refunded_before: int | None = None
    done: bool = False
    done_how: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """The answers out of their stored values."""
        own = {
            name: values[name]
            for name in (
                "singular", "late_reason", "care_ends", "paid_out", "pasted", "refunded_before",
                "done", "done_how",
            )
            if name in values
        }  # fmt: skip
        return cls(**_common(values), **own)


REJECTION_STEPS = (
    Step.ASKED,
    Step.GROUNDS,
    Step.EVIDENCE,
    Step.ALTERNATIVES,
    Step.LETTER,
    Step.REVIEW,
)
REFUND_STEPS = (
    Step.GROUNDS,
    Step.WINDOWS,
    Step.CONSEQUENCES,
    Step.LETTER,
    Step.GUIDANCE,
    Step.CONFIRM,
)

T = TypeVar("T", bound=Answers)


def merged(base: T, mine: T, theirs: T) -> T:
    """Two changes of the same answers made one: what only one changed is as they have it.

    Where both changed a field it is mine, save the letter, of which both texts are kept.
    """
    values: dict[str, Any] = {}
    for each in dataclasses.fields(base):
        first, own, other = (getattr(answers, each.name) for answers in (base, mine, theirs))
        if own == first:
            values[each.name] = other
        elif each.name == "letter" and other not in (first, own):
            values[each.name] = f"{other}\n\n{own}"
        else:
            values[each.name] = own
    return type(base)(**values)


def _common(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "step": Step(values["step"]),
        "chosen": tuple(Chosen.read(each) for each in values.get("chosen", ())),
        "dismissed": _texts(values.get("dismissed", ())),
        "letter": str(values.get("letter", "")),
        "composed": str(values.get("composed", "")),
        "override": str(values.get("override", "")),
        "ready_by": str(values.get("ready_by", "")),
    }


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(map(str, values))
