"""The verbs of a person on a thread, one in each module; a new module is a new verb."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeGuard

from bizcare_tui.domain.verbs.content import Recompute, VerbContent

if TYPE_CHECKING:
    from bizcare_tui.domain.triage import Act, Triage


@dataclass(frozen=True, slots=True)
class UnknownVerb(VerbContent):
    """A verb that this version does not know: a newer version, or another program, recorded it."""

    verb: ClassVar[str] = ""

    def apply(self, state: Triage, act: Act) -> None:
        """Change nothing."""

    def sentence(self) -> str:
        """Return nothing."""
        return ""


def read_content(verb: object, values: object) -> VerbContent:
    """Return the content of an act as it is stored or exported.

    Args:
        verb: the id of the verb.
        values: its JSON values; what is missing or of a wrong type has its default.
    """
    return VERBS.get(str(verb), UnknownVerb).read(values)


def parse_content(verb: object, text: str) -> VerbContent:
    """Return the content of an act from stored JSON; text that is not JSON counts as empty."""
    try:
        return read_content(verb, json.loads(text))
    except ValueError:
        return read_content(verb, {})


class _VerbsById(Mapping[str, type[VerbContent]]):
    """The verbs by id, which is the name of the verb's module; it is imported when the verb is looked up."""

    def __getitem__(self, verb: str) -> type[VerbContent]:
        if verb not in _module_names():
            raise KeyError(verb)
        return _import_verb(verb)

    def __iter__(self) -> Iterator[str]:
        return iter(_module_names())

    def __len__(self) -> int:
        return len(_module_names())


@cache
def _module_names() -> tuple[str, ...]:
    names = {file.stem for file in Path(__file__).parent.glob("[!_]*.py")}
    return tuple(sorted(names - {"content"}))


@cache
def _import_verb(name: str) -> type[VerbContent]:
    module = importlib.import_module(f"{__name__}.{name}")
    return next(value for value in vars(module).values() if _is_verb_of(value, module.__name__))


def _is_verb_of(value: object, module: str) -> TypeGuard[type[VerbContent]]:
    return isinstance(value, type) and issubclass(value, VerbContent) and value.__module__ == module


VERBS: Mapping[str, type[VerbContent]] = _VerbsById()
"""The verbs by id. Each is imported when it is needed: opening a thread needs those of its acts."""

__all__ = ["VERBS", "Recompute", "UnknownVerb", "VerbContent", "parse_content", "read_content"]
