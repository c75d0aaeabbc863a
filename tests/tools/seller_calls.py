"""Calls to a sandbox as any client makes them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bizcare_tui.sandbox.server import Sandbox


def call(sandbox: Sandbox, path: str, **query: object) -> dict[str, Any]:
    """The answer to a call with the key in a form."""
    address = f"{sandbox.url}{path}" + (f"?{urlencode(query)}" if query else "")
    form = urlencode({"api_key": sandbox.key}).encode()
    with urlopen(Request(address, data=form), timeout=30) as answer:
        payload: dict[str, Any] = json.load(answer)
    return payload


def thread_row(number: int, date_add: str = "2026-11-02 09:00:00", **fields: object) -> dict[str, Any]:
    """A thread as the wire has it."""
    row = {
        "id_community_thread": number,
        "topic": f"Topic {number}",
        "nb_messages": 0,
        "date_add": date_add,
    }
    return row | fields


def message_row(thread: int, text: str, date_add: str = "2026-11-02 09:00:00") -> dict[str, Any]:
    """A message as the wire has it."""
    return {"id_community_thread": thread, "message": text, "date_add": date_add}
