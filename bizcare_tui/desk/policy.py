"""The policy in force: the rules that come along, and what the seller's own file says differently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from bizcare_tui.config import nearest, read_toml
from bizcare_tui.domain.policy import POLICY_LANGUAGES, Evaluation, Policy, Proof, Rule
from bizcare_tui.domain.text import safe_line, safe_text
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

SHIPPED = Path(__file__).parent.parent / "policy"
_FILES = ("cover.toml", "grounds.toml", "refunds.toml", "times.toml", "letters.toml")

_TOLD = ("title", "text", "letter", "reason")
_COMMON = ("title", "text", "source", "version", "valid_from")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "cover": (*_COMMON, "months"),
    "ground": (*_COMMON, "letter", "evidence", "evaluation"),
    "refund": (*_COMMON, "letter", "evidence", "reason", "singular"),
    "clock": (*_COMMON, "business_days", "calendar_days"),
    "window": (*_COMMON, "months", "days"),
    "alternative": ("title", "text", "source", "letter", "when", "share"),
}
# What decides how a deadline is reckoned, or a ground evaluated, is built in.
_BUILT_IN = ("business_days", "calendar_days", "evaluation")
_MOST = ("months", "days")


def load_policy(own: Path) -> Policy:
    """The rules that come along, corrected by the file `own`, if it is there.

    The file has the tables of the policy's own files, as far as it changes them:
    `[ground.other_shop]`, then `evidence = ["finding"]`; `[window.refund_claim]`, then `months = 1`.

    Raises:
        BadSettings: it cannot be read; the sentence names file, line, and the key or the nearest one.
    """
    text, values = read_toml(own)
    shipped = _shipped()
    return _policy(_Own(own, text).over(shipped, values) if values else shipped, own if values else None)


@cache
def _shipped() -> dict[str, Any]:
    """The tables that come along."""
    tables: dict[str, Any] = {}
    for name in _FILES:
        for kind, rules in read_toml(SHIPPED / name)[1].items():
            tables.setdefault(kind, {}).update(rules)
    return tables


class _Own:
    """A file of the seller's own, laid over what comes along, every key of it checked."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._text = text

    def over(self, shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        """The shipped tables with the values of one's own in them."""
        merged = dict(shipped)
        for kind, rules in own.items():
            self._known(kind, shipped, (kind,))
            merged[kind] = dict(shipped[kind])
            for name, rule in self._table(rules, (kind,)).items():
                self._known(name, shipped[kind], (kind, name))
                if kind == "frame":
                    merged[kind][name] = self._frame(shipped[kind][name], rule, (kind, name))
                else:
                    merged[kind][name] = self._rule(shipped[kind][name], rule, (kind, name))
        return merged

    def _frame(self, shipped: Any, own: Any, path: tuple[str, ...]) -> dict[str, Any]:
        merged = dict(shipped)
        for part, texts in self._table(own, path).items():
            self._known(part, shipped, (*path, part))
            merged[part] = {**shipped[part], **self._told(texts, (*path, part))}
        return merged

    def _rule(self, shipped: Any, own: Any, path: tuple[str, ...]) -> dict[str, Any]:
        merged = {**shipped, "own": str(self._file)}
        for key, value in self._table(own, path).items():
            where = (*path, key)
            self._known(key, _KEYS[path[0]], where)
            if key in _BUILT_IN:
                raise self._refused(where, _("{0} is built in and cannot be changed here.").format(key))
            if key in _TOLD:
                merged[key] = {**shipped.get(key, {}), **self._told(value, where)}
                continue
            if problem := _problem(key, value, shipped.get(key)):
                raise self._refused(where, problem)
            merged[key] = value
        return merged

    def _told(self, value: Any, path: tuple[str, ...]) -> dict[str, str]:
        for language, text in self._table(value, path).items():
            self._known(language, POLICY_LANGUAGES, (*path, language))
            if not isinstance(text, str) or not text.strip():
                raise self._refused((*path, language), _("{0} must be a text.").format(language))
        return dict(value)

    def _table(self, value: Any, path: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._refused(path, _("{0} must be a table.").format(".".join(path)))
        return value

    def _known(self, key: str, among: Any, path: tuple[str, ...]) -> None:
        if key not in among:
            above = ".".join(path[:-1]) or _("a policy")
            raise self._refused(path, _("{0} has no {1!r}.").format(above, key), nearest(key, among))

    def _refused(self, path: tuple[str, ...], why: str, next_step: str = "") -> BadSettings:
        where = _("{0}, line {1}, {2}: ").format(self._file, _line(self._text, path), ".".join(path))
        return BadSettings(where + why, next_step)


def _problem(key: str, value: Any, shipped: Any) -> str:
    """What is wrong with the value of a key; empty when nothing is."""
    if key == "evidence":
        return _evidence_problem(value, shipped)
    if key in _MOST and shipped is None:
        return _("this window is not reckoned in {0}.").format(key)
    fits, wanted = {
        "months": (_is_number(value, 24), _("a whole number from 0 to 24")),
        "days": (_is_number(value, 366), _("a whole number from 0 to 366")),
        "valid_from": (type(value) is date, _("a date, like 2026-03-01")),
        "singular": (isinstance(value, bool), _("true or false")),
        "share": (_is_share(value), _('a text with a number from 0 to 1, like "0.95"')),
    }.get(key, (isinstance(value, str) and bool(value.strip()), _("a text")))
    return "" if fits else _("{0} must be {1}.").format(key, wanted)


def _evidence_problem(value: Any, shipped: Any) -> str:
    known = [str(proof) for proof in Proof]
    if not isinstance(value, list) or not value or not set(map(str, value)) <= set(known):
        return _("evidence must be a list of: {0}.").format(", ".join(known))
    if "data" in value and "data" not in shipped:
        return _("no stored data proves this ground.")
    return ""


def _is_number(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_share(value: Any) -> bool:
    try:
        return isinstance(value, str) and 0 <= Decimal(value) <= 1
    except InvalidOperation:
        return False


def _line(text: str, path: tuple[str, ...]) -> int:
    """The line in which a TOML text sets the key at this path, or the nearest one above it."""
    table: tuple[str, ...] = ()
    best, best_line = 0, 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            here = table
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            here = (*table, *(part.strip("\"'") for part in key[1].split(".")))
        else:
            continue
        depth = len(here) if here == path[: len(here)] else 0
        if here[: len(path)] == path:
            depth = len(path)
        if depth > best:
            best, best_line = depth, number
    return best_line


def _policy(tables: Mapping[str, Any], own: Path | None) -> Policy:
    kinds = {kind: {name: _read(name, rule) for name, rule in tables[kind].items()} for kind in _KEYS}
    frames = {
        letter: {part: {key: _tidy(text) for key, text in texts.items()} for part, texts in parts.items()}
        for letter, parts in tables["frame"].items()
    }
    return Policy(
        covers=kinds["cover"],
        grounds=kinds["ground"],
        refunds=kinds["refund"],
        clocks=kinds["clock"],
        windows=kinds["window"],
        alternatives=kinds["alternative"],
        frames=frames,
    )


def _read(name: str, rule: Mapping[str, Any]) -> Rule:
    values: dict[str, Any] = dict(rule)
    for key in _TOLD:
        if key in values:
            values[key] = {language: _tidy(text) for language, text in values[key].items()}
    for key in ("source", "version", "own"):
        if key in values:
            values[key] = safe_line(values[key])
    if "evidence" in values:
        values["evidence"] = tuple(Proof(proof) for proof in values["evidence"])
    if "evaluation" in values:
        values["evaluation"] = Evaluation(values["evaluation"])
    if "when" in values:
        values["when"] = tuple(part.strip() for part in values["when"].split(","))
    if "share" in values:
        values["share"] = Decimal(values["share"])
    return Rule(id=name, **values)


def _tidy(text: str) -> str:
    return safe_text(text).strip("\n")
