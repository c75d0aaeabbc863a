"""How the sandbox misbehaves on request, for those who write or test a client."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from random import Random
from threading import Lock

from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _

_RULE = re.compile(r"([a-z0-9-]+)=(#?)([0-9.]+)(?::([0-9.]+)(ms|s|m))?", re.IGNORECASE)
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}


class Kind(StrEnum):
    """A way to misbehave; only `late`, `close-after`, `truncated` and `drift` still do what was asked."""

    CLOSE_BEFORE = "close-before"
    CLOSE_AFTER = "close-after"
    LATE = "late"
    TOO_MANY = "429"
    FAILURE = "500"
    HTML = "html"
    TRUNCATED = "truncated"
    ERROR = "error"
    DRIFT = "drift"


_DEFAULT_SECONDS = {Kind.LATE: 2.0, Kind.TOO_MANY: 1.0}


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour; `seconds` is how late the answer comes, or how long a 429 asks to wait."""

    kind: Kind
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """When a fault strikes: at one call, counted from 1, or else with a probability."""

    fault: Fault
    probability: float = 0.0
    call: int | None = None


class Faults:
    """The misbehaviours of a sandbox, drawn call by call from a seed."""

    def __init__(self, rules: Sequence[Rule] = (), seed: int = 0) -> None:
        self._rules = tuple(rules)
        self._rng = Random(seed)  # noqa: S311 - chance without secrets
        self._calls = 0
        self._lock = Lock()

    @classmethod
    def parse(cls, spec: str, seed: int = 0) -> Faults:
        """The faults of `500=0.1,late=0.05:3s,close-after=#2`: a probability, or the number of one call.

        Raises:
            WrongUsage: a word is not such a fault.
        """
        return cls([_rule(word.strip()) for word in spec.split(",") if word.strip()], seed)

    def next(self) -> Fault | None:
        """What befalls the next call: the first rule that strikes, or nothing."""
        with self._lock:
            self._calls += 1
            struck = [rule for rule in self._rules if self._strikes(rule)]
        return struck[0].fault if struck else None

    def _strikes(self, rule: Rule) -> bool:
        if rule.call is not None:
            return rule.call == self._calls
        return self._rng.random() < rule.probability


def _rule(word: str) -> Rule:
    match = _RULE.fullmatch(word)
    name = word.partition("=")[0].strip().casefold()
    if name not in [*Kind]:
        raise WrongUsage(_("{name!r} is not a fault that the sandbox knows.").format(name=name), _known(name))
    if match is None:
        raise _unreadable(word)
    kind = Kind(name)
    _equals, by_number, amount, length, unit = match.groups()
    if length and kind not in _DEFAULT_SECONDS:
        raise WrongUsage(
            _("The fault {word!r} takes no time.").format(word=word),
            _("Only late and 429 do, as in late=0.1:3s."),
        )
    fault = Fault(kind, _DEFAULT_SECONDS.get(kind, 0.0))
    try:
        if length:
            fault = Fault(kind, float(length) * _SECONDS[unit.casefold()])
        if by_number:
            return Rule(fault, call=_at_least_one(amount))
        return Rule(fault, probability=_share(amount))
    except ValueError:
        raise _unreadable(word) from None


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _share(text: str) -> float:
    share = float(text)
    if share > 1:
        raise ValueError(text)
    return share


def _known(name: str) -> str:
    close = get_close_matches(name, [*Kind], n=1)
    meant = _("Did you mean {name}?").format(name=close[0]) + " " if close else ""
    return meant + _("It knows: {names}.").format(names=", ".join(Kind))


def _unreadable(word: str) -> WrongUsage:
    return WrongUsage(
        _("The fault {word!r} cannot be read.").format(word=word),
        _("Write a probability from 0 to 1, or the number of a call: 500=0.1, 500=#3, late=0.1:3s."),
    )
