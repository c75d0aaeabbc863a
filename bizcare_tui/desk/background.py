"""Long work in a process of its own: it takes no time from the screen, and can be stopped anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from bizcare_tui.desk.views import SyncProgress
from bizcare_tui.i18n import _
from bizcare_tui.now import now


class BackgroundRun:
    """A command of ours under way, which tells its progress as JSON lines.

    Args:
        command: its name and arguments.
        on_progress: called from a thread of its own, at last with a finished progress.
        environment: variables for the process besides those of this one.
    """

    def __init__(
        self,
        command: Sequence[str],
        on_progress: Callable[[SyncProgress], None],
        environment: Mapping[str, str | None],
    ) -> None:
        self._command = command
        self._on_progress = on_progress
        self._stopped = False
        # -P: no module of the folder one stands in is taken for ours.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, in words of our own
            [sys.executable, "-P", "-m", "bizcare_tui", *command, "--progress-json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(environment),
            text=True,
            encoding="utf-8",
        )
        self._thread = threading.Thread(target=self._follow, name=command[0], daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it; what was stored stays, and the next one goes on from there."""
        self._stopped = True
        self._process.terminate()

    def _follow(self) -> None:
        assert self._process.stdout is not None
        problem = ""
        with self._process.stdout as lines:
            for line in lines:
                try:
                    told = json.loads(line)
                except ValueError:
                    continue
                if "problem" in told:
                    problem = str(told["problem"])
                elif "step" in told:
                    self._on_progress(SyncProgress(told["step"], told["done"], told["total"]))
        code = self._process.wait()
        if self._stopped:
            problem = _("stopped")
        elif code and not problem:
            problem = _("this ended unexpectedly; to see why, run: bizcare {0}").format(
                " ".join(self._command)
            )
        self._on_progress(SyncProgress("", 0, None, finished=True, problem=problem))


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    variables = dict(os.environ)
    if "BIZCARE_NOW" in variables:
        variables["BIZCARE_NOW"] = now().isoformat()
    for name, value in changes.items():
        variables.pop(name, None)
        if value is not None:
            variables[name] = value
    return variables
