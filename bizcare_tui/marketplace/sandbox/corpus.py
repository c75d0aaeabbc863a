"""The hand-written conversations that the sandbox's threads are made of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

LANGUAGES = ("es", "fr", "en", "it", "de", "pl")

_GAP = re.compile(r"(\d+)([mhd]?)")
_UNITS = {"": "minutes", "m": "minutes", "h": "hours", "d": "days"}
_AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A message of a conversation: who wrote it, how long after the one before, and its text with slots."""

    author: str
    after: timedelta
    text: str

    @property
    def is_automatic(self) -> bool:
        """An automatic reply: the seller's, at the very moment of the customer's message."""
        return self.author == "seller" and self.after <= _AT_ONCE


@dataclass(frozen=True, slots=True)
class Conversation:
    """A hand-written conversation. `product` is a slug of the catalogue, empty for a notice."""

    id: str
    language: str
    case: str
    product: str
    versions: tuple[str, ...]
    topic: str
    cover: str
    bug: str
    lines: tuple[Line, ...]

    @property
    def is_notice(self) -> bool:
        """Whether the Marketplace itself speaks, without a customer."""
        return self.case == "notice"

    @property
    def is_presale(self) -> bool:
        """Whether it is a question before a purchase."""
        return self.case == "presale"


@dataclass(frozen=True, slots=True)
class Language:
    """What is written in one language: people, shops and conversations.

    `answers` and `notes` are what the seller writes, to a question or to a remark, where a
    conversation is left open.
    """

    code: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    shops: tuple[str, ...]
    countries: tuple[str, ...]
    conversations: tuple[Conversation, ...]
    answers: tuple[str, ...]
    notes: tuple[str, ...]


def fill(text: str, slots: Mapping[str, str]) -> str:
    """The text with its `$slots` filled in."""
    return Template(text).substitute(slots)


@cache
def load_corpus() -> dict[str, Language]:
    """Every language of the corpus, by code, in the order of `LANGUAGES`."""
    holding = _read("answers.toml")
    return {code: _language(_read(f"corpus/{code}.toml"), holding[code]) for code in LANGUAGES}


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(*name.split("/")).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _language(rows: dict[str, Any], holding: dict[str, list[str]]) -> Language:
    code = rows["language"]
    return Language(
        code=code,
        first_names=tuple(rows["first_names"]),
        last_names=tuple(rows["last_names"]),
        shops=tuple(rows["shops"]),
        countries=tuple(rows["countries"]),
        conversations=tuple(_conversation(row, code) for row in rows["conversation"]),
        answers=tuple(text.strip() for text in holding["answers"]),
        notes=tuple(text.strip() for text in holding["notes"]),
    )


def _conversation(row: dict[str, Any], language: str) -> Conversation:
    return Conversation(
        id=row["id"],
        language=language,
        case=row["case"],
        product=row["product"],
        versions=tuple(row.get("versions", ())),
        topic=row["topic"].strip(),
        cover=row.get("cover", "any"),
        bug=row.get("bug", ""),
        lines=tuple(
            Line(message["from"], _gap(message["after"]), message["text"].strip())
            for message in row["message"]
        ),
    )


def _gap(text: str) -> timedelta:
    match = _GAP.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a time like 40m, 5h or 3d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
