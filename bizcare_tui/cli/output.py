"""How commands print: data on stdout, narration on stderr."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Any


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object on a line of its own; no letter is lost, whatever the encoding."""
    print(json.dumps(value, ensure_ascii=(sys.stdout.encoding or "").casefold() not in ("utf-8", "utf8")))


def narrate(text: str, *, end: str = "\n") -> None:
    """Say something to the person, apart from the data."""
    print(text, file=sys.stderr, end=end, flush=True)


def in_words(span: timedelta) -> str:
    """A span of time, in its two largest units: "2 d 3 h", "45 min"."""
    minutes = int(abs(span.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def deadline_in_words(line: dict[str, Any], now: datetime) -> str:
    """The urgency of a line of the inbox, in words."""
    if line["refund"]:
        return "NO REFUND " + in_words(now - datetime.fromisoformat(line["refund"]["expected_by"]))
    answer = line["first_answer"]
    due = datetime.fromisoformat(answer["due"])
    match answer["status"]:
        case "late":
            word = "LATE" if answer["obligation"] else "target passed"
            return f"{word} {in_words(now - due)}"
        case "pending":
            return f"{'due' if answer['obligation'] else 'target'} in {in_words(due - now)}"
        case _ if line["follow_up"]:
            return "follow-up"
        case _:
            return str(line["state"])
