"""Load the current policy: the shipped rules, with the changes of the seller's own file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from bizcare_tui.config import read_toml, suggest_key
from bizcare_tui.domain.policy import LETTER_LANGUAGES, POLICY_LANGUAGES, Evaluation, Policy, Proof, Rule
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

SHIPPED_POLICY_FOLDER = Path(__file__).parent.parent / "policy"
_FILES = ("cover.toml", "grounds.toml", "refunds.toml", "times.toml", "letters.toml", "information.toml")

_TRANSLATED_KEYS = ("title", "text", "letter", "letter_plain", "reason")
# The texts that customers read: they are in the customers' languages too.
_LETTER_KEYS = ("letter", "letter_plain")
# The keys that name the source of a rule: `cites` names a shipped source, the others describe one.
_CITATION_KEYS = ("cites", "source", "part", "address", "article", "read")
_COMMON_KEYS = ("title", "text", *_CITATION_KEYS, "version", "valid_from")
_ALLOWED_KEYS: Mapping[str, tuple[str, ...]] = {
    "cover": (*_COMMON_KEYS, "months"),
    "ground": (*_COMMON_KEYS, "letter", "letter_plain", "evidence", "evaluation"),
    "refund": (*_COMMON_KEYS, "letter", "evidence", "reason", "singular"),
    "clock": (*_COMMON_KEYS, "business_days", "calendar_days"),
    "window": (*_COMMON_KEYS, "months", "days"),
    "alternative": ("title", "text", *_CITATION_KEYS, "letter", "letter_plain", "when", "share"),
    "information": _COMMON_KEYS,
}
# The keys that decide how a deadline is calculated or a ground evaluated: the own file cannot change them.
_FIXED_KEYS = ("business_days", "calendar_days", "evaluation")
_LENGTH_KEYS = ("months", "days")


def load_policy(own: Path) -> Policy:
    """Return the shipped rules, changed by the seller's own file when it exists.

    The file has the same tables as the shipped policy files, but only the keys that it changes:
    `[ground.other_shop]`, then `evidence = ["finding"]`; `[window.refund_claim]`, then `months = 1`.

    Args:
        own: the path of the seller's own file.

    Raises:
        BadSettings: the file cannot be used; the sentence names the file, the line, and the key, and for an
            unknown key the nearest known one.
    """
    text, values = read_toml(own)
    if not values:
        return _shipped_policy()
    return _build_policy(_OwnPolicyFile(own, text).merge(_shipped_tables(), values), own)


@cache
def _shipped_policy() -> Policy:
    """Return the shipped rules."""
    return _build_policy(_shipped_tables(), None)


@cache
def _shipped_tables() -> dict[str, Any]:
    """Return the tables of the shipped policy files, merged."""
    tables: dict[str, Any] = {}
    for name in _FILES:
        for kind, rules in read_toml(SHIPPED_POLICY_FOLDER / name)[1].items():
            tables.setdefault(kind, {}).update(rules)
    return tables


@cache
def _shipped_sources() -> dict[str, Any]:
    """Return the shipped sources by the names that rules cite."""
    sources: dict[str, Any] = read_toml(SHIPPED_POLICY_FOLDER / "sources.toml")[1]["source"]
    return sources


class _OwnPolicyFile:
    """The seller's own policy file, merged into the shipped tables; every key is checked."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._text = text

    def merge(self, shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        """Return the shipped tables with the values of the own file in them."""
        merged = dict(shipped)
        for kind, rules in own.items():
            self._require_known(kind, shipped, (kind,))
            merged[kind] = dict(shipped[kind])
            for name, rule in self._require_table(rules, (kind,)).items():
                self._require_known(name, shipped[kind], (kind, name))
                if kind == "frame":
                    merged[kind][name] = self._merge_frame(shipped[kind][name], rule, (kind, name))
                else:
                    merged[kind][name] = self._merge_rule(shipped[kind][name], rule, (kind, name))
        return merged

    def _merge_frame(self, shipped: Any, own: Any, path: tuple[str, ...]) -> dict[str, Any]:
        merged = dict(shipped)
        for part, texts in self._require_table(own, path).items():
            self._require_known(part, shipped, (*path, part))
            translations = self._translations(texts, (*path, part), LETTER_LANGUAGES)
            merged[part] = {**shipped[part], **translations}
        return merged

    def _merge_rule(self, shipped: Any, own: Any, path: tuple[str, ...]) -> dict[str, Any]:
        merged = {**shipped, "own": str(self._file)}
        for key, value in self._require_table(own, path).items():
            where = (*path, key)
            self._require_known(key, _ALLOWED_KEYS[path[0]], where)
            if key in _FIXED_KEYS:
                raise self._error(where, _("{0} is built in and cannot be changed here.").format(key))
            if key in _TRANSLATED_KEYS:
                languages = LETTER_LANGUAGES if key in _LETTER_KEYS else POLICY_LANGUAGES
                merged[key] = {**shipped.get(key, {}), **self._translations(value, where, languages)}
                continue
            if problem := _value_problem(key, value, shipped.get(key)):
                raise self._error(where, problem)
            merged[key] = value
        return merged

    def _translations(self, value: Any, path: tuple[str, ...], languages: tuple[str, ...]) -> dict[str, str]:
        for language, text in self._require_table(value, path).items():
            self._require_known(language, languages, (*path, language))
            if not isinstance(text, str) or not text.strip():
                raise self._error((*path, language), _("{0} must be a text.").format(language))
        return dict(value)

    def _require_table(self, value: Any, path: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._error(path, _("{0} must be a table.").format(".".join(path)))
        return value

    def _require_known(self, key: str, among: Any, path: tuple[str, ...]) -> None:
        if key not in among:
            above = ".".join(path[:-1]) or _("a policy file")
            raise self._error(path, _("{0} has no {1!r}.").format(above, key), suggest_key(key, among))

    def _error(self, path: tuple[str, ...], reason: str, next_step: str = "") -> BadSettings:
        where = _("{0}, line {1}, {2}: ").format(self._file, _line_number(self._text, path), ".".join(path))
        return BadSettings(where + reason, next_step)


def _value_problem(key: str, value: Any, shipped: Any) -> str:
    """Return what is wrong with the value of a key, or "" when it is valid."""
    if key == "evidence":
        return _evidence_problem(value, shipped)
    if key == "cites" and value not in _shipped_sources():
        return suggest_key(str(value), _shipped_sources())
    if key in _LENGTH_KEYS and shipped is None:
        return _("this window is not counted in {0}.").format(key)
    is_valid, expected = {
        "months": (_is_number(value, 24), _("a whole number from 0 to 24")),
        "days": (_is_number(value, 366), _("a whole number from 0 to 366")),
        "valid_from": (type(value) is date, _("a date, like 2026-03-01")),
        "read": (type(value) is date, _("a date, like 2026-03-01")),
        "address": (_is_address(value), _("an https address")),
        "singular": (isinstance(value, bool), _("true or false")),
        "share": (_is_share(value), _('a text with a number from 0 to 1, like "0.95"')),
    }.get(key, (isinstance(value, str) and bool(value.strip()), _("a text")))
    return "" if is_valid else _("{0} must be {1}.").format(key, expected)


def _evidence_problem(value: Any, shipped: Any) -> str:
    known = [str(proof) for proof in Proof]
    if not isinstance(value, list) or not value or not set(map(str, value)) <= set(known):
        return _("evidence must be a list of: {0}.").format(", ".join(known))
    if "data" in value and "data" not in shipped:
        return _("no stored data prove this reason.")
    return ""


def _is_address(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https://[^\s/@]+(?:/\S*)?", value) is not None


def _is_number(value: object, maximum: int) -> bool:
    return type(value) is int and 0 <= value <= maximum


def _is_share(value: object) -> bool:
    try:
        return isinstance(value, str) and 0 <= Decimal(value) <= 1
    except InvalidOperation:
        return False


def _line_number(text: str, path: tuple[str, ...]) -> int:
    """Return the line number where a TOML text sets the key at this path, or its nearest table."""
    table: tuple[str, ...] = ()
    best_depth, best_line = 0, 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            current = table
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            current = (*table, *(part.strip("\"'") for part in key[1].split(".")))
        else:
            continue
        depth = len(current) if current == path[: len(current)] else 0
        if current[: len(path)] == path:
            depth = len(path)
        if depth > best_depth:
            best_depth, best_line = depth, number
    return best_line


def _build_policy(tables: Mapping[str, Any], own: Path | None) -> Policy:
    kinds = {
        kind: {name: _read_rule(name, rule) for name, rule in tables[kind].items()} for kind in _ALLOWED_KEYS
    }
    frames = {
        letter: {
            part: {key: _clean_text(text) for key, text in texts.items()} for part, texts in parts.items()
        }
        for letter, parts in tables["frame"].items()
    }
    return Policy(
        covers=kinds["cover"],
        grounds=kinds["ground"],
        refunds=kinds["refund"],
        clocks=kinds["clock"],
        windows=kinds["window"],
        alternatives=kinds["alternative"],
        information=kinds["information"],
        frames=frames,
    )


def _read_rule(name: str, rule: Mapping[str, Any]) -> Rule:
    values = _with_source(rule)
    for key in _TRANSLATED_KEYS:
        if key in values:
            values[key] = {language: _clean_text(text) for language, text in values[key].items()}
    for key in ("part", "address", "article", "version", "own"):
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


def _with_source(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule's values with the title, address, article and date of its source.

    The source is the shipped one that the rule cites; values that the rule itself has win.
    """
    values = {key: value for key, value in rule.items() if key not in ("cites", "source")}
    cited = dict(_shipped_sources()[rule["cites"]])
    titles = cited.pop("title")
    if "source" in rule:
        titles = dict.fromkeys(POLICY_LANGUAGES, safe_line(rule["source"]))
    return {**cited, "source_title": titles, **values}


def _clean_text(text: str) -> str:
    return own_text(text).strip("\n")
