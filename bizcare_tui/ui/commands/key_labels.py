"""Keys as text for the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from bizcare_tui.ui.commands.command import Command, CommandGroup

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
    """Return the Markdown tables of keys for the guide, by group, with the names of the commands."""
    commands = list(commands)
    head = ("| keys | what they do | where | name |", "|---|---|---|---|")
    tables = (
        (f"## {group.value}\n", *head, *(_table_row(each) for each in commands if each.group is group))
        for group in CommandGroup
    )
    return "\n\n".join("\n".join(lines) for lines in tables if len(lines) > len(head) + 1)


def _table_row(command: Command[Any]) -> str:
    keys = f"`{key_labels(command).replace(' ', '` `')}`"
    where = command.context.value.replace("_", " ")
    return f"| {keys} | {command.help_text} | {where} | `{command.id}` |"
