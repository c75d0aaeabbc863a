"""Load the hand-written conversations from which the sandbox's threads are generated."""

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

CORPUS_LANGUAGES = ("es", "fr", "en", "it", "de", "pl")

_GAP = re.compile(r"(\d+)([mhd]?)")
_UNITS = {"": "minutes", "m": "minutes", "h": "hours", "d": "days"}
_IMMEDIATELY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CorpusMessage:
    """A message of a conversation: author, time after the previous message, and text with `$slots`."""

    author: str
    after: timedelta
    text: str

    @property
    def is_automatic(self) -> bool:
        """Whether it is an automatic reply: the seller's, within a minute of the previous message."""
        return self.author == "seller" and self.after <= _IMMEDIATELY


@dataclass(frozen=True, slots=True)
class CorpusConversation:
    """A hand-written conversation. `product` is a slug of the catalogue, empty for a notice."""

    id: str
    language: str
    case: str
    product: str
    versions: tuple[str, ...]
    topic: str
    cover: str
    bug: str
    lines: tuple[CorpusMessage, ...]

    @property
    def is_notice(self) -> bool:
        """Whether the Marketplace itself wrote it, without a customer."""
        return self.case == "notice"

    @property
    def is_presale(self) -> bool:
        """Whether it is a question before a purchase."""
        return self.case == "presale"


@dataclass(frozen=True, slots=True)
class CorpusLanguage:
    """The texts of one language: names, shops and conversations.

    `answers` and `notes` are the seller's replies, to a question or to a remark, at the end of a conversation
    that has no reply in the corpus.
    """

    code: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    shops: tuple[str, ...]
    countries: tuple[str, ...]
    conversations: tuple[CorpusConversation, ...]
    answers: tuple[str, ...]
    notes: tuple[str, ...]


def fill_slots(text: str, slots: Mapping[str, str]) -> str:
    """Return the text with its `$slots` filled in."""
    return Template(text).substitute(slots)


@cache
def load_corpus() -> dict[str, CorpusLanguage]:
    """Return the languages of the corpus by code, in the order of `CORPUS_LANGUAGES`."""
    replies = _read("answers.toml")
    return {code: _language(_read(f"corpus/{code}.toml"), replies[code]) for code in CORPUS_LANGUAGES}


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(*name.split("/")).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _language(rows: dict[str, Any], replies: dict[str, list[str]]) -> CorpusLanguage:
    code = rows["language"]
    return CorpusLanguage(
        code=code,
        first_names=tuple(rows["first_names"]),
        last_names=tuple(rows["last_names"]),
        shops=tuple(rows["shops"]),
        countries=tuple(rows["countries"]),
        conversations=tuple(_conversation(row, code) for row in rows["conversation"]),
        answers=tuple(text.strip() for text in replies["answers"]),
        notes=tuple(text.strip() for text in replies["notes"]),
    )


def _conversation(row: dict[str, Any], language: str) -> CorpusConversation:
    return CorpusConversation(
        id=row["id"],
        language=language,
        case=row["case"],
        product=row["product"],
        versions=tuple(row.get("versions", ())),
        topic=row["topic"].strip(),
        cover=row.get("cover", "any"),
        bug=row.get("bug", ""),
        lines=tuple(
            CorpusMessage(message["from"], _gap(message["after"]), message["text"].strip())
            for message in row["message"]
        ),
    )


def _gap(text: str) -> timedelta:
    match = _GAP.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a time like 40m, 5h or 3d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
