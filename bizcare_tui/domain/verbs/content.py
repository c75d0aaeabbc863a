"""What all verbs have in common: the typed content of an act, and what it changes."""

from __future__ import annotations

import dataclasses
import typing
from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage

# The longest text of a person in the sentence of an act.
MAX_SENTENCE_TEXT = 60


class Recompute(StrEnum):
    """What has to be computed again after a verb was used on a thread, or undone."""

    LABELS = "labels"
    """Only labels of its inbox row: no clock, state or indexed text depends on the verb."""
    STATE = "state"
    """Its state and clocks, but no message, name or indexed text."""
    EVERYTHING = "everything"


@dataclasses.dataclass(frozen=True, slots=True)
class VerbContent(ABC):
    """The content of an act: a verb with its values. Every verb is a subclass in a module of its own.

    The fields of a subclass are its content; each has a default, which counts when a stored content lacks
    the value or has one of another type. `verb` identifies the verb in the store and in JSON, `recomputes`
    says what depends on it, and `cause` names it in the history of a recomputation, by default as `verb`.
    """

    verb: ClassVar[str]
    recomputes: ClassVar[Recompute] = Recompute.EVERYTHING
    cause: ClassVar[str] = ""

    @abstractmethod
    def apply(self, state: Triage, act: Act) -> None:
        """Change the triage state of a thread by an act with this content."""

    @abstractmethod
    def sentence(self) -> str:
        """Return what was done, in a few words."""

    @property
    def mentions(self) -> tuple[str, ...]:
        """The logins of the persons that the content mentions."""
        return ()

    def values(self) -> dict[str, Any]:
        """Return the content as JSON values."""
        return {
            field.name: list(value) if isinstance(value := getattr(self, field.name), tuple) else value
            for field in dataclasses.fields(self)
        }

    @classmethod
    def read(cls, values: object) -> Self:
        """Return the content of JSON values; what is missing or of a wrong type has its default."""
        if not isinstance(values, Mapping):
            return cls()
        fitting = {
            name: tuple(values[name]) if types == (tuple,) else values[name]
            for name, types in _fields(cls).items()
            if name in values and _fits(values[name], types)
        }
        return cls(**fitting)


@cache
def _fields(content: type[VerbContent]) -> dict[str, tuple[type, ...]]:
    """Return the types of each field; `(tuple,)` for a list of texts."""
    found = {}
    hints = typing.get_type_hints(content)
    for field in dataclasses.fields(content):
        hint = hints[field.name]
        is_list = typing.get_origin(hint) is tuple
        found[field.name] = (tuple,) if is_list else typing.get_args(hint) or (hint,)
    return found


def _fits(value: object, types: tuple[type, ...]) -> bool:
    if types == (tuple,):
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if value is None:
        return NoneType in types
    # In Python, a boolean is an integer too.
    return type(value) in types
