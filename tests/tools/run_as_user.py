"""Runs functions as other users of the system; this needs root."""

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
"""The number of a group whose only members are the processes started here."""


def other_users(count: int) -> Sequence[str]:
    """Return the names of this many users besides root; skip the test where there are fewer."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    names = [each.pw_name for each in pwd.getpwall() if 0 < each.pw_uid < 60_000]
    if len(names) < count:
        pytest.skip("the system has too few users")
    return names[:count]


def as_user(name: str, do: Callable[[], Any], environment: dict[str, str]) -> Any:
    """Run a function in a process of this user and the group, and return its result, passed as JSON.

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
            outcome = {"result": do()}
        except BaseException:
            outcome = {"failed": traceback.format_exc()}
        try:
            with os.fdopen(writing, "w", encoding="utf-8") as stream:
                json.dump(outcome, stream)
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        outcome = json.load(stream)
    os.waitpid(process, 0)
    assert "failed" not in outcome, outcome["failed"]
    return outcome["result"]


def shared_folder(folder: Path) -> Path:
    """Make a folder that the group shares."""
    folder.mkdir()
    os.chown(folder, 0, GROUP)
    folder.chmod(0o2770)
    return folder


def own_folder(folder: Path, name: str) -> Path:
    """Make a folder for one user alone."""
    folder.mkdir(mode=0o700)
    os.chown(folder, pwd.getpwnam(name).pw_uid, GROUP)
    return folder
