"""Run a bizcare command in a background process, so that the screen stays responsive.

This is the only place that starts this program. The process writes its progress as messages, one JSON object
a line; `message_line` and `read_message` are both ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from bizcare_tui.desk.views import SyncProgress
from bizcare_tui.i18n import _
from bizcare_tui.now import now

PROGRESS_OPTION = "--progress-json"
"""The hidden option with which a command writes these messages."""


class BackgroundCommand(Enum):
    """A command that can run in the background; the value is its name and arguments."""

    SYNC = ("sync",)
    SEND_OUTBOX = ("outbox", "send")


@dataclass(frozen=True, slots=True)
class StepMessage:
    """What the process does now. `total` is None when unknown."""

    step: str
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ProblemMessage:
    """Why the process ends early, in a sentence."""

    problem: str


BackgroundMessage = StepMessage | ProblemMessage


def message_line(message: BackgroundMessage) -> str:
    """Return the line of a message, in ASCII, so that it can be read whatever encoding the process uses."""
    match message:
        case StepMessage(step, done, total):
            fields: dict[str, object] = {"step": step, "done": done, "total": total}
        case ProblemMessage(problem):
            fields = {"problem": problem}
    return json.dumps(fields)


def read_message(line: str) -> BackgroundMessage | None:
    """Return the message of a line; None when the line is another one."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    if isinstance(problem := fields.get("problem"), str):
        return ProblemMessage(problem)
    match fields:
        case {"step": str(step), "done": int(done), "total": int() | None as total}:
            return StepMessage(step, done, total)
    return None


class BackgroundRun:
    """A command that runs in a background process. It can be stopped at any time.

    Args:
        command: the command.
        on_progress: called from a separate thread; the last call has `finished` set.
        environment: variables to set for the process, or to remove where the value is None.
    """

    def __init__(
        self,
        command: BackgroundCommand,
        on_progress: Callable[[SyncProgress], None],
        environment: Mapping[str, str | None],
    ) -> None:
        self._command = command
        self._on_progress = on_progress
        self._stopped = False
        # -P: modules in the current folder must not shadow ours.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-P", "-m", "bizcare_tui", *command.value, PROGRESS_OPTION],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(environment),
            text=True,
            encoding="utf-8",
        )
        self._thread = threading.Thread(target=self._read_progress, name=command.name, daemon=True)
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
                match read_message(line):
                    case ProblemMessage(reason):
                        problem = reason
                    case StepMessage(step, done, total):
                        self._on_progress(SyncProgress(step, done, total))
        code = self._process.wait()
        if self._stopped:
            problem = _("stopped")
        elif code and not problem:
            problem = _("this ended unexpectedly. To see the cause, run: bizcare {0}").format(
                " ".join(self._command.value)
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
