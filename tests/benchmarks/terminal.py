"""A real terminal's side of a pty: starts a program, answers its queries, counts what it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

# What terminals are asked, and what this one says: synchronised output yes, in-band resize no.
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y"}

# A program that waits uses less of a processor.
_IDLE_SHARE = 0.05


class Terminal:
    """A program in a terminal of this size. Use it in a `with` statement."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 120, lines: int = 40
    ) -> None:
        self.output = b""
        self.started = time.perf_counter()
        ready, go = os.pipe()
        self.process, self._terminal = pty.fork()
        if self.process == 0:
            os.close(go)
            os.read(ready, 1)  # until the size is set
            os.execvpe(command[0], list(command), dict(environment))
        os.close(ready)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.started = time.perf_counter()
        os.write(go, b"x")
        os.close(go)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._terminal)

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._terminal, keys)

    def until(self, text: bytes, timeout: float = 60) -> float:
        """Seconds from the start until this text was written.

        Raises:
            TimeoutError: it was not.
        """
        return self.until_count(text, 1, timeout)

    def until_count(self, text: bytes, times: int, timeout: float = 60) -> float:
        """Seconds from the start until this text was written so many times.

        Raises:
            TimeoutError: it was not.
        """
        looked, found = 0, 0
        while True:
            # From where it may begin that was not looked through: a program may write megabytes first.
            found += self.output.count(text, looked)
            looked = max(looked, len(self.output) - len(text) + 1)
            if found >= times:
                return time.perf_counter() - self.started
            if not self._read(self.started + timeout - time.perf_counter()):
                raise TimeoutError(f"{text!r} did not appear in {self.output[-2000:]!r}")

    def until_quiet(
        self, pause: float = 0.06, patience: float = 0.0, at_most: float = 60
    ) -> tuple[int, float]:
        """Bytes written from now until nothing comes for `pause` seconds, and when the last came.

        The first of them may take as long as `patience`; all of it ends after `at_most`.
        """
        began, count, last = time.perf_counter(), 0, 0.0
        while size := self._read(pause if count else max(pause, patience)):
            count += size
            last = time.perf_counter() - began
            if last > at_most:
                break
        return count, last

    def until_written(self, count: int, pause: float) -> float:
        """Seconds until so many bytes are written, or until the last before a pause of so many seconds."""
        began, last = time.perf_counter(), 0.0
        while count > 0 and (size := self._read(pause)):
            count -= size
            last = time.perf_counter() - began
        return last

    def until_changed(self, count: int, pause: float, quiet: float) -> float:
        """Seconds until so many bytes are written, or, if so many never come, until the first pause.

        It returns when nothing has come for `quiet` seconds, which are more than `pause`.
        """
        began, written, changed, last, paused = time.perf_counter(), 0, 0.0, 0.0, False
        while size := self._read(quiet):
            written += size
            at = time.perf_counter() - began
            if not changed and written >= count:
                changed = at
            paused = paused or (bool(last) and at - last > pause)
            if not paused:
                last = at
        return changed or last

    def until_idle(self, at_most: float, pause: float = 0.4) -> float:
        """Seconds until the last was written before the program neither writes nor works for a while.

        Raises:
            TimeoutError: it still does after `at_most`.
        """
        began, last, used = time.perf_counter(), 0.0, self.processor_time()
        while True:
            written = self._read(pause)
            now, before = time.perf_counter() - began, used
            used = self.processor_time()
            if written:
                last = now
            elif used - before < _IDLE_SHARE * pause:
                return last
            if now > at_most:
                raise TimeoutError(f"still at work after {at_most} s")

    def _read(self, timeout: float) -> int:
        if not select.select([self._terminal], [], [], max(timeout, 0))[0]:
            return 0
        try:
            data = os.read(self._terminal, 1 << 16)
        except OSError:
            return 0
        self.output += data
        for question, answer in ANSWERS.items():
            for _ in range(data.count(question)):
                os.write(self._terminal, answer)
        return len(data)

    def processor_time(self) -> float:
        """Seconds of processor time that the program has taken so far, in all its threads."""
        files = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(file.read_text(encoding="ascii").split()[0]) for file in files) / 1e9

    def memory(self) -> float:
        """Resident memory of the program, in MB."""
        with open(f"/proc/{self.process}/status", encoding="ascii") as status:  # noqa: PTH123
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
