"""Run a bizcare command in a background process, so that the screen stays responsive."""

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
    """A running bizcare command that reports its progress as JSON lines. It can be stopped at any time.

    Args:
        command: the name and arguments of the command.
        on_progress: called from a separate thread; the last call has `finished` set.
        environment: variables to set for the process, or to remove where the value is None.
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
        # -P: modules in the current folder must not shadow ours.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-P", "-m", "bizcare_tui", *command, "--progress-json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(environment),
            text=True,
            encoding="utf-8",
        )
        self._thread = threading.Thread(target=self._read_progress, name=command[0], daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the process. What it stored stays; the next run continues from there."""
        self._stopped = True
        self._process.terminate()

    def _read_progress(self) -> None:
        assert self._process.stdout is not None
        problem = ""
        with self._process.stdout as lines:
            for line in lines:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if "problem" in event:
                    problem = str(event["problem"])
                elif "step" in event:
                    self._on_progress(SyncProgress(event["step"], event["done"], event["total"]))
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
