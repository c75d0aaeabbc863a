"""Other users of the system, as whom a test does something; it takes root to become one."""

from __future__ import annotations

import json
import os
import pwd
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

GROUP = 64_123
"""The number of a group that nobody is in but those who act here."""


def other_users(count: int) -> Sequence[str]:
    """The names of so many users of the system besides root; skips the test where there are not so many."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    names = [each.pw_name for each in pwd.getpwall() if 0 < each.pw_uid < 60_000]
    if len(names) < count:
        pytest.skip("the system has too few users")
    return names[:count]


def as_user(name: str, do: Callable[[], Any], environment: dict[str, str]) -> Any:
    """What a function returns (as JSON) in a process of this user and the group, with this environment too.

    Raises:
        AssertionError: it failed; with its traceback.
    """
    user = pwd.getpwnam(name)
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # The threads of this process, of which a fork has none, serve the sandbox alone.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            os.setgroups([])
            os.setgid(GROUP)
            os.setuid(user.pw_uid)
            os.umask(0o007)
            os.environ.update(environment)
            os.chdir("/")
            told = {"result": do()}
        except BaseException:
            told = {"failed": traceback.format_exc()}
        try:
            with os.fdopen(writing, "w", encoding="utf-8") as stream:
                json.dump(told, stream)
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        told = json.load(stream)
    os.waitpid(process, 0)
    assert "failed" not in told, told["failed"]
    return told["result"]


def shared_folder(folder: Path) -> Path:
    """A folder that the group shares."""
    folder.mkdir()
    os.chown(folder, 0, GROUP)
    folder.chmod(0o2770)
    return folder


def own_folder(folder: Path, name: str) -> Path:
    """A folder of one user alone."""
    folder.mkdir(mode=0o700)
    os.chown(folder, pwd.getpwnam(name).pw_uid, GROUP)
    return folder
