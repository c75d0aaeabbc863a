"""What the Seller API wraps its rows in, and how it says that something went wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import ApiFailed, KeyRefused, NotTheApi, ShapeChanged
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.values import canonical, count, identity, sealed, text, whole
from bizcare_tui.marketplace.wire import Kind, Page, RowT, Unparsed, Unreadable

_EXCERPT = 120
_MOST_DIGITS = 400  # of a number; more would take the interpreter quadratic time

_ABOUT_THE_KEY = re.compile(
    r"api[ _-]?key|unauthori[sz]ed|not authori[sz]ed|forbidden|access denied|authentication", re.IGNORECASE
)
_WRAPPERS = ("data", "result", "results", "response", "items", "rows")


def decode(content: bytes) -> Any:
    """The JSON document of an answer.

    Raises:
        NotTheApi: it is a web page, cut off, or otherwise no JSON.
    """
    try:
        return json.loads(content, parse_int=_number)
    except (ValueError, RecursionError):
        pass
    beginning = safe_line(content[:2_000].decode("utf-8", "replace"), _EXCERPT)
    if not beginning:
        raise NotTheApi(_("The answer is empty."), _next_step())
    if beginning.startswith("<"):
        raise NotTheApi(_("A web page came instead of data: {0}").format(beginning), _next_step())
    if beginning.startswith(("{", "[")):
        raise NotTheApi(_("The answer is cut off or damaged."), _("Nothing was changed. Sync again later."))
    raise NotTheApi(_("The answer is not data: {0}").format(beginning), _next_step())


def read_page(document: object, kind: Kind[RowT], zone: ZoneInfo) -> Page[RowT]:
    """The rows of a document, in whatever known way they are wrapped, and what it tells of its pages.

    Raises:
        KeyRefused, ApiFailed: the document tells of a failure.
        NotTheApi: it is JSON, but nobody's list.
        ShapeChanged: there is no list of these rows in it.
    """
    wrapper, pager = _opened(document, kind, zone)
    rows: list[RowT] = []
    unparsed: list[Unparsed] = []
    for raw in _rows(wrapper, kind):
        try:
            rows.append(_row(raw, kind, zone))
        except Unreadable as problem:
            unparsed.append(Unparsed(canonical(sealed(raw)), str(problem)))
        except Exception as problem:  # whatever a row holds, the others of its page are not lost
            reason = _("It could not be read ({0}).").format(type(problem).__name__)
            unparsed.append(Unparsed(canonical(sealed(raw)), reason))
    total = count(pager.get("total"))
    return Page(
        rows=tuple(rows),
        unparsed=tuple(unparsed),
        current=count(pager.get("current_page")),
        last=_last_page(pager, total),
        total=total,
    )


def read_known_page(document: object, kind: Kind[RowT], zone: ZoneInfo) -> Page[RowT]:
    """What a document tells of its pages, and what its rows are known by: all of them were read before.

    Raises:
        As `read_page`.
    """
    wrapper, pager = _opened(document, kind, zone)
    ids = (identity(raw, *kind.numbers) for raw in _rows(wrapper, kind))
    total = count(pager.get("total"))
    return Page(
        rows=(),
        current=count(pager.get("current_page")),
        last=_last_page(pager, total),
        total=total,
        known_ids=tuple(number for number in ids if number is not None),
    )


def complain(document: object) -> None:
    """Raise what the document tells of a failure, if it does.

    Raises:
        KeyRefused, ApiFailed: it has a truthy `error`, or its `success` is false.
    """
    if not isinstance(document, dict):
        return
    error = document.get("error") or document.get("errors")
    if document.get("success") not in (False, "false", "0") and (not error or error in ("false", "0")):
        return
    told = _told(error) or _told(document.get("message"))
    if _ABOUT_THE_KEY.search(told):
        raise KeyRefused(_("The Marketplace refuses the key: {0}").format(told), key_step())
    raise ApiFailed(
        _("The Marketplace answers with an error: {0}").format(told or _("it does not say which.")),
        _("Nothing was changed. Try again later."),
    )


def key_step() -> str:
    """What to do about a refused key."""
    return _("Copy the key from the partner account, Settings, API, and enter it again.")


def _next_step() -> str:
    return _("Check the address of the Seller API; if it is right, the Marketplace may be down: try later.")


def _row(raw: object, kind: Kind[RowT], zone: ZoneInfo) -> RowT:
    if not isinstance(raw, Mapping):
        raise Unreadable(_("It is not a row."))
    return kind.parse(raw, zone)


def _opened(
    document: object, kind: Kind[Any], zone: ZoneInfo
) -> tuple[list[Any] | dict[str, Any], dict[str, Any]]:
    """What the rows are in, and what tells of the pages."""
    complain(document)
    wrapper = _wrapper(document, kind, zone)
    pager = wrapper if isinstance(wrapper, dict) else {}
    return wrapper, {**document, **pager} if isinstance(document, dict) else pager


def _wrapper(document: object, kind: Kind[Any], zone: ZoneInfo) -> list[Any] | dict[str, Any]:
    """The list of rows, or the object around it."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise NotTheApi(_("The answer is not from the Seller API."), _next_step())
    for name in (*kind.names, *_WRAPPERS):
        inner = document.get(name)
        if isinstance(inner, dict) and any(isinstance(inner.get(each), list | dict) for each in kind.names):
            return _wrapper(inner, kind, zone)
        if isinstance(inner, list | dict):
            return inner
    with suppress(Unreadable):
        kind.parse(document, zone)
        return [document]
    renamed: list[list[Any] | dict[str, Any]] = [each for each in document.values() if _is_list_of_rows(each)]
    if len(renamed) == 1:
        return renamed[0]
    names = safe_line(", ".join(map(str, document)), _EXCERPT) or _("nothing")
    raise ShapeChanged(
        _("The answer has no list of {0}; it has: {1}").format(kind.name, names),
        _("What is stored stays as it was. Look for a newer version of this program."),
    )


def _is_list_of_rows(value: object) -> bool:
    if isinstance(value, dict):
        value = value.get("data")
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _rows(wrapper: list[Any] | dict[str, Any], kind: Kind[Any]) -> Iterable[Any]:
    if isinstance(wrapper, list):
        return wrapper
    for name in _WRAPPERS:
        if isinstance(wrapper.get(name), list | dict):
            return _rows(wrapper[name], kind)
    numbered = [row for name, row in wrapper.items() if name.isdigit()]
    if numbered or not wrapper:
        return numbered
    lists = [value for value in wrapper.values() if _is_list_of_rows(value)]
    if len(lists) == 1:
        return _rows(lists[0], kind)
    if _has_pager(wrapper):
        raise ShapeChanged(
            _("The page of {0} has no rows in it.").format(kind.name),
            _("What is stored stays as it was. Look for a newer version of this program."),
        )
    return [wrapper]


def _has_pager(wrapper: Mapping[str, Any]) -> bool:
    return not {"current_page", "last_page", "per_page", "total"}.isdisjoint(wrapper)


def _last_page(pager: Mapping[str, Any], total: int | None) -> int | None:
    last = count(pager.get("last_page"))
    size = whole(pager.get("per_page"))
    if last is None and total is not None and size is not None and size > 0:
        return max(1, -(-total // size))
    return last


def _told(error: object) -> str:
    if isinstance(error, dict | list):
        error = canonical(sealed(error))
    return safe_line(text(error) or "", _EXCERPT)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits
