"""Whole processes: their time and memory, measured in turn, and what a read imports."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkouts import Checkout, first_thread

# What a read has no use for.
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "httpx", "textual")
# What every Python process takes.
NOTHING = "pass"
# `due` ends with 3 if something is late.
_ENDINGS = (0, 3)
_PEAK_SECONDS = 0.005
_IMPORTED = f"""
import io, sys
from contextlib import redirect_stdout
from bizcare_tui.cli.main import main
with redirect_stdout(io.StringIO()):
    try:
        main(sys.argv[1:])
    except SystemExit:
        pass
print(*sorted(set({HEAVY!r}) & set(sys.modules)))
"""


@dataclass(frozen=True, slots=True)
class Process:
    """How a process is started."""

    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process took: milliseconds, those of a processor, and at most so many MB if that was watched."""

    time: float
    processor: float
    peak: float = 0.0
    output: bytes = b""


def bizcare(checkout: Checkout, home: Path, *arguments: str) -> Process:
    """Return the process of a command."""
    return Process(checkout.command(*arguments), checkout.environment(home))


def python(checkout: Checkout, code: str, *arguments: str) -> Process:
    """Return a process of the same Python that runs some code."""
    return Process([str(checkout.python), "-c", code, *arguments], checkout.environment(None))


def reads(home: Path) -> tuple[tuple[str, ...], ...]:
    """Return the commands that print what the inbox has."""
    return ("list",), ("show", str(first_thread(home))), ("due",)


def run(process: Process) -> Usage:
    """Run a process, and return what it took."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(
        process.command, env=dict(process.environment), capture_output=True, check=False
    )  # fmt: skip
    seconds = time.perf_counter() - began
    assert ended.returncode in _ENDINGS, ended.stderr.decode()
    return Usage(seconds * 1000, _processor_milliseconds(before), output=ended.stdout)


def run_watched(process: Process) -> Usage:
    """Run a process, and look at its memory every few milliseconds.

    What the system keeps of a process that has ended counts the memory of the one that started it.
    """
    before, began, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0.0
    with subprocess.Popen(
        process.command, env=dict(process.environment), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        while running.poll() is None:
            peak = max(peak, _peak(running.pid))
            time.sleep(_PEAK_SECONDS)
        assert running.stdout is not None
        output = running.stdout.read()
    seconds = time.perf_counter() - began
    assert running.returncode in _ENDINGS, output.decode()
    return Usage(seconds * 1000, _processor_milliseconds(before), peak, output)


def run_in_turn(processes: Sequence[Process], runs: int) -> list[list[Usage]]:
    """Run each process so often, one after the other; return what each took."""
    usages: list[list[Usage]] = [[] for _ in processes]
    for _ in range(runs):
        for usage, process in zip(usages, processes, strict=True):
            usage.append(run(process))
    return usages


def times(usages: Sequence[Usage]) -> list[float]:
    """Return the milliseconds of each."""
    return [each.time for each in usages]


def processor_times(usages: Sequence[Usage]) -> list[float]:
    """Return the milliseconds of a processor of each."""
    return [each.processor for each in usages]


def heavy_imports(checkout: Checkout, home: Path, *arguments: str) -> list[str]:
    """Return what a command imports of `HEAVY`."""
    process = Process([str(checkout.python), "-c", _IMPORTED, *arguments], checkout.environment(home))
    return run(process).output.decode().split()


def _processor_milliseconds(before: resource.struct_rusage) -> float:
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def _peak(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line[:6] == "VmHWM:"), 0.0)
