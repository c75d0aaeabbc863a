"""Keys as text for the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from bizcare_tui.ui.commands.command import Command

_KEY_LABELS = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "semicolon": ";",
    "dollar_sign": "$",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "underscore": "_",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "space": "Space",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def key_label(key: str) -> str:
    """Return a key as text for the person, such as "Ctrl+S" or "PgDn"."""
    *modifiers, last = key.split("+")
    label = _KEY_LABELS.get(last, last)
    if (modifiers and len(label) == 1) or re.fullmatch(r"f\d+", label):
        label = label.upper()
    return "+".join([*(each.capitalize() for each in modifiers), label])


def is_typed(key: str) -> bool:
    """Return whether a key types a character into a text field."""
    if len(key) == 1 or key in ("space", "slash"):
        return True
    try:
        return unicodedata.lookup(key.replace("_", " ")).isprintable()
    except KeyError:
        return False


def key_labels(command: Command[Any]) -> str:
    """Return the keys of a command as text for the person."""
    return " ".join(key_label(key) for key in command.keys)


def format_keys_table(commands: Iterable[Command[Any]]) -> str:
    """Return the Markdown table of keys for the guide, with the name of each command for a file of keys."""
    rows = [
        f"| `{key_labels(each).replace(' ', '` `')}` | {each.help_text}"
        f" | {each.context.value.replace('_', ' ')} | `{each.id}` |"
        for each in commands
    ]
    return "\n".join(("| keys | what they do | where | name |", "|---|---|---|---|", *rows))
