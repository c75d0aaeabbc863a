"""The rules by which sentences support a ground, from `policy/passages.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.language_data import InvalidLanguageFile, has_list
from bizcare_tui.domain.word_pattern import WordPattern

PASSAGE_FILE = Path(__file__).parent.parent.parent / "policy" / "passages.toml"

_PART = re.compile(r"\{~(?P<letters>\d{1,3})\}|\{(?P<words>\d)\}|\(!(?P<excluded>[\w.]+)\)|(?P<list>[\w.]+)")


@dataclass(frozen=True, slots=True)
class PassageRule:
    """How sentences support a ground.

    `patterns` find what supports it. Nothing supports it in a sentence with one of `unless`, nor behind one
    of `unless_before`. If `is_deniable`, a denial in the sentence counts; with `deniable_start`, only one in
    front of a match that begins with it.
    """

    patterns: tuple[WordPattern, ...]
    is_deniable: bool
    deniable_start: WordPattern | None
    unless: tuple[WordPattern, ...]
    unless_before: tuple[WordPattern, ...]


@cache
def passage_rules() -> Mapping[Ground, PassageRule]:
    """Return the shipped rules of the grounds that sentences can support."""
    return read_passage_rules(PASSAGE_FILE)


def read_passage_rules(file: Path) -> dict[Ground, PassageRule]:
    """Read the rules of a file.

    Raises:
        InvalidLanguageFile: the file names no ground, or a list that the language files do not have; the
            text names the file, the ground and the entry.
    """
    rules = tomllib.loads(file.read_text("utf-8"))
    return {
        ground: _rule(_checked(file, ground, rules[ground]), ground, f"{file.name}, {ground}")
        for ground in _known_grounds(file, rules)
    }


def _known_grounds(file: Path, rules: Iterable[str]) -> list[Ground]:
    for name in rules:
        if name not in list(Ground):
            raise InvalidLanguageFile(f"{file.name}: there is no reason {name!r}")
    return [ground for ground in Ground if ground in rules]


_KEYS: Mapping[str, type] = {"sentences": list, "deniable": str, "unless": list, "unless_before": list}


def _checked(file: Path, ground: Ground, rule: Mapping[str, Any]) -> Mapping[str, Any]:
    for key in rule.keys() | _KEYS.keys():
        if not isinstance(rule.get(key), _KEYS.get(key, type(None))):
            raise InvalidLanguageFile(f"{file.name}, {ground}.{key}: this is missing, unknown or of no use")
    return rule


def _rule(rule: Mapping[str, Any], ground: Ground, where: str) -> PassageRule:
    def patterns(sentences: Iterable[str]) -> tuple[WordPattern, ...]:
        return tuple(WordPattern(_template(each, ground, where)) for each in sentences)

    start = rule["deniable"]
    return PassageRule(
        patterns=patterns(rule["sentences"]),
        is_deniable=bool(start),
        deniable_start=None if start in ("", "all") else patterns([start])[0],
        unless=patterns(rule["unless"]),
        unless_before=patterns(rule["unless_before"]),
    )


def _template(sentence: str, ground: Ground, where: str) -> str:
    """Return the template of a sentence such as "somebody {~70} did {~70} code"."""
    template = ""
    is_joined = True  # nothing belongs between the parts before and after
    for part in sentence.split():
        found = _PART.fullmatch(part)
        if found is None:
            raise InvalidLanguageFile(f"{where}: {part!r} is neither a list nor a gap")
        if found["letters"]:
            template += rf"\b[^.!?\n]{{0,{found['letters']}}}?\b"
        elif found["words"]:
            template += rf" (?:\w+ ){{0,{found['words']}}}"
        elif found["excluded"]:
            template += rf"(?! {_list(found['excluded'], ground, where)})"
        else:
            template += ("" if is_joined else " ") + _list(part, ground, where)
        is_joined = not found["list"]
    return template


def _list(name: str, ground: Ground, where: str) -> str:
    full_name = name if "." in name else f"{ground}.{name}"
    if not has_list(full_name):
        raise InvalidLanguageFile(f"{where}: the language files have no list {full_name!r}")
    return f"%{full_name}%"
