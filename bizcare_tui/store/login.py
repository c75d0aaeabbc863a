"""Who sits at the desk, as the operating system knows them."""

from __future__ import annotations

import os
import pwd


def login_name() -> str:
    """The name of the operating system's user; its number where it has no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
