"""Read an account from a JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _
from bizcare_tui.sandbox.given_account import thread_id_of
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import THREAD_IDS, ApiRow, Quirks

_LISTS = ("threads", "messages", "products", "sales")


def read_market(path: Path, quirks: Quirks | None = None) -> Market:
    """Return the account in a file with the lists `threads`, `messages`, `products` and `sales` of API rows.

    The rows are served unchanged; a missing list is empty.

    Raises:
        BadSettings: the file cannot be read, or its content is invalid.
    """
    content = _content(path)
    unknown = sorted(set(content) - set(_LISTS))
    if unknown:
        raise _wrong(path, unknown[0], _("is not one of {names}").format(names=", ".join(_LISTS)))
    lists = {name: _rows(path, name, content.get(name, [])) for name in _LISTS}
    for name in ("threads", "messages"):
        for index, row in enumerate(lists[name]):
            if thread_id_of(row) is None:
                needed = _("needs the thread's number under {names}").format(names=_(" or ").join(THREAD_IDS))
                raise _wrong(path, f"{name}[{index}]", needed)
    return Market.given(**lists, quirks=quirks)


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise BadSettings(
            _("The data file {path} cannot be read: {reason}.").format(path=path, reason=error.strerror),
            _("Check the name and the permissions of the file."),
        ) from None
    except UnicodeDecodeError:
        raise BadSettings(
            _("The data file {path} is not UTF-8 text.").format(path=path), _("Save it as UTF-8.")
        ) from None
    except json.JSONDecodeError as error:
        raise _wrong(path, _("line {number}").format(number=error.lineno), error.msg) from None
    if not isinstance(content, dict):
        raise _wrong(path, _("the whole file"), _("is not an object"))
    return content


def _rows(path: Path, name: str, rows: object) -> list[ApiRow]:
    if not isinstance(rows, list):
        raise _wrong(path, name, _("is not a list"))
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            raise _wrong(path, f"{name}[{index}]", _("is not an object"))
    return rows


def _wrong(path: Path, place: str, what: str) -> BadSettings:
    return BadSettings(
        _("In the data file {path}, {place}: {what}.").format(path=path, place=place, what=what),
        _('It should look like {"threads": [...], "messages": [...], "products": [...], "sales": [...]}.'),
    )
