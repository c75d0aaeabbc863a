"""The login name of the current operating system user."""

from __future__ import annotations

import os
import pwd


def login_name() -> str:
    """Return the name of the current operating system user; the user number when there is no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
