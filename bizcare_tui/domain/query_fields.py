"""The fields of the query language, with the values that each has and what they mean.

The parser, the completions, the choices of commands and the guide's table are made from these definitions.
The store compiles each to SQL in `store/query_compiler.py` and `store/query_conditions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple

from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.language_data import language_codes
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.threads import Cover, Outcome, State


class ValueType(Enum):
    """What the value of a field is."""

    CHOICE = auto()
    """One of the field's values."""
    WORDS = auto()
    """Words to search in one part of a thread."""
    PERSON = auto()
    """A login, `me`, or what the field's values name."""
    NAME = auto()
    """The beginning of a name."""
    NUMBER = auto()
    DUE = auto()
    """A duration from now, or a day, month or year, or a range of these."""
    DAYS = auto()
    """A day, month or year, or a range of these."""
    VERSION = auto()

    @property
    def is_ordered(self) -> bool:
        """Whether a value may follow `<` or `>`."""
        return self in (ValueType.NUMBER, ValueType.DUE, ValueType.DAYS, ValueType.VERSION)


class QueryValue(NamedTuple):
    """A value of a field.

    Args:
        name: the value as it is typed.
        about: which threads it finds, in English, for the guide.
        follows_clock: whether the threads that it finds change with time alone.
    """

    name: str
    about: str = ""
    follows_clock: bool = False


class QueryField(NamedTuple):
    """A field of the query language.

    Args:
        name: the field as it is typed before the colon.
        about: what it compares, in English, for the guide.
        type: what its value is.
        values: the values that are known beforehand.
        example: how to write it, for error messages and the guide.
        follows_clock: whether the threads that any value finds change with time alone.
    """

    name: str
    about: str
    type: ValueType
    values: tuple[QueryValue, ...] = ()
    example: str = ""
    follows_clock: bool = False

    @property
    def examples(self) -> str:
        """How to write it."""
        if self.example:
            return self.example
        return f"{self.name}:{self.values[0].name if self.values else '12'}"


def _values(members: Iterable[str], *others: str) -> tuple[QueryValue, ...]:
    return tuple(QueryValue(name) for name in (*members, *others))


_IS = (
    QueryValue("answered", "the first answer was given"),
    QueryValue("aftersale", "the Marketplace calls it after-sale"),
    QueryValue("closed", "closed"),
    QueryValue("done", "closed"),
    QueryValue("draft", "you have a draft for it"),
    QueryValue("due", "an answer, a fix or a refund is owed, or a goal of our own", follows_clock=True),
    QueryValue("fix", "a fix is owed"),
    QueryValue("goal", "a goal of our own, no obligation"),
    QueryValue("late", "an obligation is past its deadline", follows_clock=True),
    QueryValue("missed", "a goal of our own was missed", follows_clock=True),
    QueryValue("new", "not answered yet"),
    QueryValue("notice", "a notice of the Marketplace, no customer's"),
    QueryValue("obligation", "Business Care requires an answer"),
    QueryValue("mentioned", "a note mentions you, and you have not opened it since"),
    QueryValue("open", "our turn"),
    QueryValue("presale", "the Marketplace calls it pre-sale"),
    QueryValue("refunding", "a refund was agreed to and not seen in the orders yet"),
    QueryValue("snoozed", "snoozed now", follows_clock=True),
    QueryValue("todo", "something is owed, or it is our turn; not closed, not snoozed", follows_clock=True),
    QueryValue("unread", "something in it is unread by you"),
    QueryValue("waiting", "the customer's turn"),
)
_HAS = (
    QueryValue("attachment", "a message has an attachment"),
    QueryValue("decision", "a rejection or refund was decided"),
    QueryValue("defect", "it is attached to a defect"),
    QueryValue("draft", "you have a draft for it"),
    QueryValue("link", "it is linked with another thread"),
    QueryValue("note", "it has a note"),
    QueryValue("problem", "a reply was held, failed or may not have arrived"),
    QueryValue("reply", "a reply is on its way"),
    QueryValue("tag", "it has a tag"),
    QueryValue("unknown", "a running deadline depends on who wrote a message"),
)

QUERY_FIELDS = (
    QueryField("is", "what is so", ValueType.CHOICE, _IS, "is:answered"),
    QueryField("has", "what it has", ValueType.CHOICE, _HAS),
    QueryField("state", "whose turn it is", ValueType.CHOICE, _values(State)),
    QueryField("outcome", "how it ended", ValueType.CHOICE, _values(Outcome)),
    QueryField("care", "its Business Care", ValueType.CHOICE, _values(Cover)),
    QueryField("kind", "the request type", ValueType.CHOICE, _values(RequestType, "none")),
    QueryField("lang", "the customer's language", ValueType.CHOICE, _values(language_codes(), "none")),
    QueryField("ground", "a reason that it was rejected for", ValueType.CHOICE, _values(Ground)),
    QueryField("product", "words of the product's name", ValueType.WORDS, example="product:costa"),
    QueryField("shop", "words of the shop's address", ValueType.WORDS, example="shop:costa"),
    QueryField("from", "words of the customer's name", ValueType.WORDS, example="from:costa"),
    QueryField("note", "words of notes", ValueType.WORDS, example="note:costa"),
    QueryField("topic", "words of the topic", ValueType.WORDS, example="topic:costa"),
    QueryField(
        "assigned",
        "who has it: a login, `me`, `none` or `any`",
        ValueType.PERSON,
        (QueryValue("none"), QueryValue("any")),
        "assigned:costa",
    ),
    QueryField("mention", "whom a note mentions: a login or `me`", ValueType.PERSON, example="mention:costa"),
    QueryField("tag", "the beginning of a tag", ValueType.NAME, example="tag:costa"),
    QueryField("id", "the thread's number", ValueType.NUMBER),
    QueryField("order", "the order's number", ValueType.NUMBER),
    QueryField("defect", "the defect's number", ValueType.NUMBER),
    QueryField("messages", "how many messages it has", ValueType.NUMBER),
    QueryField(
        "due",
        "when something falls due: within a time from now, or on days",
        ValueType.DUE,
        example="due:<4h, due:<2d, due:2026-11-30",
        follows_clock=True,
    ),
    QueryField(
        "date",
        "when it began",
        ValueType.DAYS,
        example="date:2026-11, date:2026-01..2026-03, date:>2026-06-30",
    ),
    QueryField(
        "fix",
        "when the fix of its defect falls due or fell due",
        ValueType.DAYS,
        example="fix:2026-11-30, fix:2026-11-30..2026-12-06",
    ),
    QueryField("version", "the PrestaShop version", ValueType.VERSION, example="version:8.1, version:<1.7.8"),
)
FIELDS_BY_NAME = {field.name: field for field in QUERY_FIELDS}


def fields_of(type_: ValueType) -> tuple[str, ...]:
    """Return the names of the fields whose values are of this type."""
    return tuple(field.name for field in QUERY_FIELDS if field.type is type_)


FIELDS = tuple(FIELDS_BY_NAME)
CHOICES = {
    name: tuple(value.name for value in FIELDS_BY_NAME[name].values) for name in fields_of(ValueType.CHOICE)
}
"""The values of the fields that accept only these."""
WORDED = fields_of(ValueType.WORDS)


def follows_clock(field: str, value: object) -> bool:
    """Return whether the threads that a term finds change with time alone."""
    definition = FIELDS_BY_NAME[field]
    return definition.follows_clock or any(
        each.follows_clock for each in definition.values if each.name == value
    )
