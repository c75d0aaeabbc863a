"""The verbs of a person on a thread, one in each module; a new module is a new verb."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
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


def _find_verbs() -> Mapping[str, type[VerbContent]]:
    """Return the verbs of all modules of this package, by id."""
    found: dict[str, type[VerbContent]] = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if _is_verb(value) and value.__module__ == module.name:
                found[value.verb] = value
    return found


def _is_verb(value: object) -> TypeGuard[type[VerbContent]]:
    return isinstance(value, type) and issubclass(value, VerbContent) and value is not VerbContent


VERBS = _find_verbs()
"""The verbs by id."""

__all__ = ["VERBS", "Recompute", "UnknownVerb", "VerbContent", "parse_content", "read_content"]
