"""Runs the program as users of the system who share a group and its folder; this needs root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PYTHON = {
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONPATH": os.pathsep.join((str(ROOT), sysconfig.get_path("purelib"))),
}
GROUP = 64_700
ANA, BOB, CAROL = 64_701, 64_702, 64_703  # numbers: the users need no name


@lru_cache(maxsize=1)
def _interpreter() -> str:
    """A Python of this version that other users can run, as root's own may lie in a folder of root's."""
    for program in (sys.executable, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"):
        with suppress(OSError):
            done = subprocess.run(
                [program, "-c", "import bizcare_tui.cli.main, sqlmodel"],
                user=ANA, group=GROUP, extra_groups=[], env=_PYTHON, cwd="/",
                capture_output=True, check=False,
            )  # fmt: skip
            if done.returncode == 0:
                return program
    pytest.skip("no Python here can be run by other users")


@dataclass
class Group:
    """A folder of a group, 2770, and a home for each member."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def home(self, uid: int) -> Path:
        """The member's own folder."""
        home = self.folder.parent / f"home-{uid}"
        if not home.exists():
            home.mkdir(mode=0o700)
            os.chown(home, uid, GROUP)
        return home

    def run(
        self, uid: int, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of bizcare as a member, with the store in the group's folder."""
        home = self.home(uid)
        return subprocess.run(
            [_interpreter(), "-m", "bizcare_tui", *arguments],
            user=uid, group=GROUP, extra_groups=[], umask=0o022, cwd=home,
            env={
                "PATH": os.environ["PATH"],
                "LC_ALL": "C.UTF-8",
                "HOME": str(home),
                "BIZCARE_HOME": str(home / "bizcare"),
                "BIZCARE_DATABASE_URL": f"sqlite:///{self.folder}/bizcare.db",
                **_PYTHON,
                **self.environment,
                **(environment or {}),
            },
            capture_output=True, text=True, timeout=180, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def group() -> Iterator[Group]:
    """A group and its folder; skipped where the tests may not act as other users."""
    if os.geteuid():
        pytest.skip("only root can act as other users")
    above = Path(tempfile.mkdtemp(prefix="bizcare-group-"))
    try:
        above.chmod(0o755)
        folder = above / "desk"
        folder.mkdir()
        os.chown(folder, 0, GROUP)
        folder.chmod(0o2770)
        yield Group(folder)
    finally:
        shutil.rmtree(above, ignore_errors=True)
