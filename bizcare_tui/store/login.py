"""The login name of the current operating system user."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

# The colleagues as whom this process acts; the last one counts.
_colleagues: list[str] = []


def login_name() -> str:
    """Return the name of the current operating system user; the user number when there is no name."""
    if _colleagues:
        return _colleagues[-1]
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


@contextmanager
def acting_as(login: str) -> Iterator[None]:
    """Within this context, let this process act as a made-up colleague; only the demo does."""
    _colleagues.append(login)
    try:
        yield
    finally:
        _colleagues.pop()
