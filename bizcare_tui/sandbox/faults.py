"""Faults that the sandbox produces on request, for testing clients."""

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


class FaultKind(StrEnum):
    """The kinds of faults; only with `late`, `close-after`, `truncated` and `drift` is the call executed."""

    CLOSE_BEFORE = "close-before"
    CLOSE_AFTER = "close-after"
    LATE = "late"
    TOO_MANY = "429"
    FAILURE = "500"
    HTML = "html"
    TRUNCATED = "truncated"
    ERROR = "error"
    DRIFT = "drift"


_DEFAULT_SECONDS = {FaultKind.LATE: 2.0, FaultKind.TOO_MANY: 1.0}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault; `seconds` is the delay of the answer, or how long a 429 asks to wait."""

    kind: FaultKind
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FaultRule:
    """When a fault happens: at one call, counted from 1, or else with a probability."""

    fault: Fault
    probability: float = 0.0
    call: int | None = None


class Faults:
    """The faults of a sandbox, chosen for each call with random numbers from a seed."""

    def __init__(self, rules: Sequence[FaultRule] = (), seed: int = 0) -> None:
        self._rules = tuple(rules)
        self._rng = Random(seed)  # noqa: S311 - chance without secrets
        self._calls = 0
        self._lock = Lock()

    @classmethod
    def parse(cls, spec: str, seed: int = 0) -> Faults:
        """Parse faults like `500=0.1,late=0.05:3s,close-after=#2`: each with a probability or a call number.

        Raises:
            WrongUsage: a fault is unknown or invalid.
        """
        return cls([_rule(word.strip()) for word in spec.split(",") if word.strip()], seed)

    def next(self) -> Fault | None:
        """Count a call and return its fault: that of the first rule that applies, or None."""
        with self._lock:
            self._calls += 1
            applicable = [rule for rule in self._rules if self._applies(rule)]
        return applicable[0].fault if applicable else None

    def _applies(self, rule: FaultRule) -> bool:
        if rule.call is not None:
            return rule.call == self._calls
        return self._rng.random() < rule.probability


def _rule(word: str) -> FaultRule:
    match = _RULE.fullmatch(word)
    name = word.partition("=")[0].strip().casefold()
    if name not in [*FaultKind]:
        raise WrongUsage(_("The sandbox has no fault {name!r}.").format(name=name), _hint(name))
    if match is None:
        raise _unreadable(word)
    kind = FaultKind(name)
    _equals, by_number, amount, length, unit = match.groups()
    if length and kind not in _DEFAULT_SECONDS:
        raise WrongUsage(
            _("The fault {word!r} does not accept a time.").format(word=word),
            _("Only late and 429 accept a time, as in late=0.1:3s."),
        )
    fault = Fault(kind, _DEFAULT_SECONDS.get(kind, 0.0))
    try:
        if length:
            fault = Fault(kind, float(length) * _SECONDS[unit.casefold()])
        if by_number:
            return FaultRule(fault, call=_at_least_one(amount))
        return FaultRule(fault, probability=_probability(amount))
    except ValueError:
        raise _unreadable(word) from None


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _probability(text: str) -> float:
    probability = float(text)
    if probability > 1:
        raise ValueError(text)
    return probability


def _hint(name: str) -> str:
    close = get_close_matches(name, [*FaultKind], n=1)
    suggestion = _("Did you mean {name}?").format(name=close[0]) + " " if close else ""
    return suggestion + _("Known faults: {names}.").format(names=", ".join(FaultKind))


def _unreadable(word: str) -> WrongUsage:
    return WrongUsage(
        _("The fault {word!r} cannot be read.").format(word=word),
        _("Write a probability from 0 to 1, or the number of a call: 500=0.1, 500=#3, late=0.1:3s."),
    )
