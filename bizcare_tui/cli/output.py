"""How commands print: data on stdout, narration on stderr."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timedelta
from typing import Any

from bizcare_tui.i18n import _, number


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object on a line of its own; no letter is lost, whatever the encoding."""
    print(json.dumps(value, ensure_ascii=(sys.stdout.encoding or "").casefold() not in ("utf-8", "utf8")))


def narrate(text: str, *, end: str = "\n") -> None:
    """Say something to the person, apart from the data."""
    print(text, file=sys.stderr, end=end, flush=True)


class TableProgress:
    """Tells on a terminal which table is being copied, and how far that is; nothing elsewhere."""

    _SECONDS = 0.1

    def __init__(self) -> None:
        self._told_at = 0.0
        self._shows = sys.stderr.isatty()

    def __call__(self, table: str, done: int, total: int) -> None:
        """A table is so far."""
        if self._shows and time.monotonic() - self._told_at >= self._SECONDS:
            self._told_at = time.monotonic()
            of = f" / {number(total)}" if total else ""
            narrate(f"\r\x1b[K{table} {number(done)}{of}", end="")

    def end(self) -> None:
        """Clear the line: what was done is told next."""
        if self._told_at:
            narrate("\r\x1b[K", end="")


def in_words(span: timedelta) -> str:
    """A span of time, in its two largest units: "2 d 3 h", "45 min"."""
    minutes = int(abs(span.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("{0} d {1} h").format(days, hours)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def deadline_in_words(line: dict[str, Any], now: datetime) -> str:
    """The urgency of a line of the inbox, in words."""
    if line["refund"]:
        since = datetime.fromisoformat(line["refund"]["expected_by"])
        return _("NO REFUND {0}").format(in_words(now - since))
    answer = line["first_answer"]
    due = datetime.fromisoformat(answer["due"])
    match answer["status"]:
        case "late":
            text = _("LATE {0}") if answer["obligation"] else _("target passed {0}")
            return text.format(in_words(now - due))
        case "pending":
            text = _("due in {0}") if answer["obligation"] else _("target in {0}")
            return text.format(in_words(due - now))
        case _ if line["follow_up"]:
            return _("follow-up")
        case _:
            return state_in_words(line["state"])


def state_in_words(state: str) -> str:
    """Whose turn it is in a thread."""
    words = {
        "new": _("new"),
        "open": _("open"),
        "waiting": _("waiting"),
        "refunding": _("refunding"),
        "closed": _("closed"),
    }
    return words[state]


def qualification_in_words(qualification: str) -> str:
    """What kind of thread it is, in a word."""
    words = {
        "aftersale": _("aftersale"),
        "presale": _("pre-sale"),
        "notice": _("notice"),
        "unknown": _("not known"),
    }
    return words[qualification]
