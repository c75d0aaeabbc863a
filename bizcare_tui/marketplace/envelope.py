"""Unwrap the rows of a Seller API answer, and recognize the errors that it reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import ApiFailed, ApiFormatChanged, KeyRejected, NotSellerApi
from bizcare_tui.hints import Hint, HintedText
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.json_documents import DamagedRow, has_invalid_utf8, parse_json
from bizcare_tui.marketplace.row_values import (
    canonical_json,
    parse_count,
    parse_id,
    parse_int,
    parse_text,
    strip_credentials,
)
from bizcare_tui.marketplace.wire import ApiRowKind, RowPage, RowT, UnparsedRow, UnreadableRow

_EXCERPT_LENGTH = 120

_ABOUT_THE_KEY = re.compile(
    r"api[ _-]?key|unauthori[sz]ed|not authori[sz]ed|forbidden|access denied|authentication", re.IGNORECASE
)
_WRAPPERS = ("data", "result", "results", "response", "items", "rows")


def parse_answer(content: bytes) -> Any:
    """Return the JSON document of an answer; damage within a row loses only that row (see `documents`).

    Raises:
        NotTheApi: the answer is a web page, cut off, or otherwise not JSON.
    """
    try:
        return parse_json(content)
    except ValueError:
        pass
    beginning = safe_line(content[:2_000].decode("utf-8", "replace"), _EXCERPT_LENGTH)
    if not beginning:
        raise NotSellerApi(_("The answer is empty."), _next_step())
    if beginning.startswith("<"):
        raise NotSellerApi(_("The answer is a web page instead of data: {0}").format(beginning), _next_step())
    if beginning.startswith(("{", "[")):
        raise NotSellerApi(
            _("The answer is cut off or damaged."), _("Nothing was changed. Sync again later.")
        )
    raise NotSellerApi(_("The answer is not the expected data: {0}").format(beginning), _next_step())


def read_page(document: object, kind: ApiRowKind[RowT], zone: ZoneInfo) -> RowPage[RowT]:
    """Return the rows of a document, in any of the known wrappings, with its paging information.

    Raises:
        KeyRefused, ApiFailed: the document reports an error.
        NotTheApi: the document is JSON, but neither an object nor a list.
        ShapeChanged: the document has no list of rows of this kind.
    """
    wrapper, pager = _wrapper_and_pager(document, kind, zone)
    rows: list[RowT] = []
    unparsed: list[UnparsedRow] = []
    for raw in _rows(wrapper, kind):
        try:
            rows.append(_row(raw, kind, zone))
        except UnreadableRow as problem:
            unparsed.append(UnparsedRow(canonical_json(strip_credentials(raw)), str(problem)))
        except Exception as problem:  # an unexpected row must not lose the others of its page
            reason = _("The row could not be read ({0}).").format(type(problem).__name__)
            unparsed.append(UnparsedRow(canonical_json(strip_credentials(raw)), reason))
    total = parse_count(pager.get("total"))
    return RowPage(
        rows=tuple(rows),
        unparsed=tuple(unparsed),
        current=parse_count(pager.get("current_page")),
        last=_last_page(pager, total),
        total=total,
    )


def read_unchanged_page(document: object, kind: ApiRowKind[RowT], zone: ZoneInfo) -> RowPage[RowT]:
    """Return the paging information and the row ids of a document whose rows were parsed before.

    Raises:
        As `read_page`.
    """
    wrapper, pager = _wrapper_and_pager(document, kind, zone)
    ids = (parse_id(raw, *kind.numbers) for raw in _rows(wrapper, kind))
    total = parse_count(pager.get("total"))
    return RowPage(
        rows=(),
        current=parse_count(pager.get("current_page")),
        last=_last_page(pager, total),
        total=total,
        known_ids=tuple(number for number in ids if number is not None),
    )


def raise_reported_error(document: object) -> None:
    """Raise the error that a document reports, if any.

    Raises:
        KeyRefused, ApiFailed: the document has a truthy `error`, or its `success` is false.
    """
    if not isinstance(document, dict):
        return
    error = document.get("error") or document.get("errors")
    if document.get("success") not in (False, "false", "0") and not has_error(document):
        return
    message = _excerpt(error) or _excerpt(document.get("message"))
    if _ABOUT_THE_KEY.search(message):
        raise KeyRejected(_("The Marketplace rejects the key: {0}").format(message), refused_key_step())
    raise ApiFailed(
        _("The Marketplace answers with an error: {0}").format(message or _("no details are given.")),
        _("Nothing was changed. Try again later."),
    )


def has_error(document: object) -> bool:
    """Return whether a document has a truthy `error`."""
    if not isinstance(document, dict):
        return False
    error = document.get("error") or document.get("errors")
    return bool(error) and error not in ("false", "0")


def refused_key_step() -> HintedText:
    """Return the next step for a person whose key was refused."""
    return HintedText(
        _("Copy the key from the partner account (Settings, API) and enter it again: {0}."), (Hint("key"),)
    )


def _next_step() -> str:
    return _(
        "Check the address of the Seller API. If it is correct, the Marketplace may be down; try again later."
    )


def _row(raw: object, kind: ApiRowKind[RowT], zone: ZoneInfo) -> RowT:
    if not isinstance(raw, Mapping):
        raise UnreadableRow(_("This is not a row."))
    if isinstance(raw, DamagedRow):
        raise UnreadableRow(_("The answer is damaged: it is not JSON."))
    if has_invalid_utf8(raw):
        raise UnreadableRow(_("It contains bytes that are not UTF-8 text."))
    return kind.parse(raw, zone)


def _wrapper_and_pager(
    document: object, kind: ApiRowKind[Any], zone: ZoneInfo
) -> tuple[list[Any] | dict[str, Any], dict[str, Any]]:
    """Return the list or object that contains the rows, and the object with the paging fields."""
    raise_reported_error(document)
    wrapper = _wrapper(document, kind, zone)
    pager = wrapper if isinstance(wrapper, dict) else {}
    return wrapper, {**document, **pager} if isinstance(document, dict) else pager


def _wrapper(document: object, kind: ApiRowKind[Any], zone: ZoneInfo) -> list[Any] | dict[str, Any]:
    """Return the list of rows, or the object around it."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise NotSellerApi(_("The answer is not from the Seller API."), _next_step())
    for name in (*kind.names, *_WRAPPERS):
        inner = document.get(name)
        if isinstance(inner, dict) and any(isinstance(inner.get(each), list | dict) for each in kind.names):
            return _wrapper(inner, kind, zone)
        if isinstance(inner, list | dict):
            return inner
    with suppress(UnreadableRow):
        kind.parse(document, zone)
        return [document]
    renamed: list[list[Any] | dict[str, Any]] = [each for each in document.values() if _is_list_of_rows(each)]
    if len(renamed) == 1:
        return renamed[0]
    names = safe_line(", ".join(map(str, document)), _EXCERPT_LENGTH) or _("nothing")
    raise ApiFormatChanged(
        _("The answer has no list of {0}, but: {1}").format(kind.name, names),
        _("The stored data are unchanged. Check for a newer version of this program."),
    )


def _is_list_of_rows(value: object) -> bool:
    if isinstance(value, dict):
        value = value.get("data")
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _rows(wrapper: list[Any] | dict[str, Any], kind: ApiRowKind[Any]) -> Iterable[Any]:
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
        raise ApiFormatChanged(
            _("The page of {0} contains no rows.").format(kind.name),
            _("The stored data are unchanged. Check for a newer version of this program."),
        )
    return [wrapper]


def _has_pager(wrapper: Mapping[str, Any]) -> bool:
    return not {"current_page", "last_page", "per_page", "total"}.isdisjoint(wrapper)


def _last_page(pager: Mapping[str, Any], total: int | None) -> int | None:
    last = parse_count(pager.get("last_page"))
    size = parse_int(pager.get("per_page"))
    if last is None and total is not None and size is not None and size > 0:
        return max(1, -(-total // size))
    return last


def _excerpt(error: object) -> str:
    if isinstance(error, dict | list):
        error = canonical_json(strip_credentials(error))
    return safe_line(parse_text(error) or "", _EXCERPT_LENGTH)
