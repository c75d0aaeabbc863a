"""Build the environment of programs that bizcare starts, without keys and passwords."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from bizcare_tui.store.database_url import redact_url

# Match by name, so that a secret variable added later is covered too. PGPASSWORD is read by libpq.
_SECRET = re.compile(r"BIZCARE_\w*(?:KEY|PASSWORD|SECRET|TOKEN)\w*|PGPASSWORD", re.IGNORECASE)


def child_environment() -> dict[str, str]:
    """Return the environment variables for a hook, a notifier, an editor or a browser.

    Keys and passwords are left out. Passwords are removed from addresses; an address that cannot be parsed
    reliably is left out. A program that calls `bizcare` still finds the store.
    """
    return without_secrets(os.environ)


def without_secrets(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without secrets, as described in `child_environment`."""
    kept = {}
    for name, value in variables.items():
        if _SECRET.fullmatch(name):
            continue
        safe_value = redact_url(value) if name.upper().startswith("BIZCARE_") else value
        if safe_value is not None:
            kept[name] = safe_value
    return kept
