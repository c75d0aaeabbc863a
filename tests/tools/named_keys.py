"""Finds the names of keys in texts."""

from __future__ import annotations

import re

# Keys that a sentence can only mean as keys, and single keys where a sentence speaks of keys.
NAMED_KEY = re.compile(
    r"\b(?:Ctrl|Alt|Shift)\+\w|\b(?:Esc|Tab|Space|Home|PgUp|PgDn|F\d+)\b|\bEnter\b(?! [a-z])"
)
SINGLE_KEY = re.compile(
    r"\b[Pp]ress (?!Enter|a )\S{1,2}(?=[ .,;)]|$)"  # "press z", "Press K to …"
    r"|\((?:press )?[A-Za-z/?$]\)"  # "(o)"
    r"|(?:^|[.;:,·(] ?)[A-Za-z/?$] (?:undoes|adds|starts|wakes|enters|says|sets|opens|shows)\b"
)
# Keys by the names that translations have for them.
TRANSLATED_KEY = re.compile(r"\b(?:Échap|Entrée|Intro|Invio|Mayús|Maj)\b")


def keys_named(text: str) -> list[str]:
    """Return the names of keys in a text, in any language of the interface."""
    patterns = (NAMED_KEY, SINGLE_KEY, TRANSLATED_KEY)
    return [found[0] for pattern in patterns for found in pattern.finditer(text)]
