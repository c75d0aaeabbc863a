"""A terminal emulator: runs a program in a pty, answers its queries, and keeps the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

import pyte
from wcwidth import wcwidth

# Synchronised output is there, in-band resizing is not.
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y"}
# Seconds that anything may take: on a machine with much else to do, an app needs many for its first screen.
PATIENCE = 120.0
_FRAME_START, _FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"


class _Screen(pyte.Screen):
    def draw(self, data: str) -> None:
        # pyte forgets the rest of a text behind a sign without a width, such as the vowels of Hindi.
        super().draw("".join(sign for sign in data if wcwidth(sign) or unicodedata.combining(sign)))


class Emulator:
    """A program in a terminal of this size; `output` is every byte it wrote. Use it in a `with` statement.

    It shows one frame at a time, so that who waits sees every frame, however busy the machine is.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int, lines: int
    ) -> None:
        self.output = b""
        self._unseen = b""  # what was read of the frames that follow the one on the screen
        self._screen = _Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        # The size is that of the terminal, whatever the tests run in.
        own = {name: value for name, value in environment.items() if name not in ("COLUMNS", "LINES")}
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=own, start_new_session=True,
            # Whoever runs the tests in the background ignores Ctrl+C, and would hand that on.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # it takes no lock
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        if self._ours >= 0:
            os.close(self._ours)

    @property
    def display(self) -> list[str]:
        """The lines on the screen, a character for each cell: of a wide one the second is a NUL."""
        rows, columns = self._screen.buffer, range(self._screen.columns)
        return ["".join([rows[y][x].data[:1] or "\0" for x in columns]) for y in range(self._screen.lines)]

    @property
    def cells(self) -> list[list[tuple[str, str, str, bool, bool]]]:
        """What is on the screen, cell by cell: sign, colour, ground, whether bold, whether reversed."""
        rows, columns = self._screen.buffer, range(self._screen.columns)
        return [
            [(cell.data, cell.fg, cell.bg, cell.bold, cell.reverse) for cell in (rows[y][x] for x in columns)]
            for y in range(self._screen.lines)
        ]

    @property
    def columns(self) -> int:
        """The width of the terminal."""
        return int(self._screen.columns)

    def grounds(self, column: int) -> list[str]:
        """Return the background colour of each line at this column."""
        return [self._screen.buffer[y][column].bg for y in range(self._screen.lines)]

    @property
    def attributes(self) -> list[Any]:
        """How the terminal treats what is typed, as `termios` has it."""
        return termios.tcgetattr(self._ours)

    @property
    def cursor_line(self) -> int:
        """The line of the cursor, which a program puts where it takes what is typed."""
        return int(self._screen.cursor.y)

    def press(self, keys: str) -> None:
        """Type, looking at the newest frame that has arrived."""
        self._show(self._unseen)
        self._unseen = b""
        os.write(self._ours, keys.encode())

    def until(self, seen: Callable[[list[str]], bool], timeout: float = PATIENCE) -> list[str]:
        """Wait until the screen fulfils a condition and no frame is half painted; return its lines.

        Raises:
            TimeoutError: it never did.
        """
        deadline = time.monotonic() + timeout
        while self._in_frame or not seen(self.display):
            if not self._read(deadline - time.monotonic()):
                raise TimeoutError("\n".join(self.display))
        return self.display

    def until_done(self, is_done: Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Read output until the program has done something that is not on its screen.

        Raises:
            TimeoutError: it never did.
        """
        deadline = time.monotonic() + timeout
        while not is_done():
            self._read(0.05)
            if time.monotonic() > deadline:
                raise TimeoutError("\n".join(self.display))

    def watch(self, seconds: float) -> list[str]:
        """Read output for this many seconds, and drop earlier output; return the lines on the screen."""
        self.output = self.output[-10_000:]
        deadline = time.monotonic() + seconds
        while self._read(deadline - time.monotonic()) and time.monotonic() < deadline:
            pass
        return self.display

    def until_text(self, text: str, *others: Emulator) -> list[str]:
        """Wait until this text is on the screen; return its lines.

        The output of `others` is read meanwhile: a program stops in a terminal that nobody reads.
        """

        def is_there(lines: list[str]) -> bool:
            for other in others:
                other.watch(0.01)
            return any(text in line for line in lines)

        if others:
            self.until_done(lambda: is_there(self.display))
        return self._until(f"{text!r} did not appear", is_there)

    def until_gone(self, text: str) -> list[str]:
        """Wait until this text is not on the screen; return its lines."""
        return self._until(f"{text!r} stayed", lambda lines: not any(text in line for line in lines))

    def _until(self, otherwise: str, seen: Callable[[list[str]], bool]) -> list[str]:
        try:
            return self.until(seen)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{otherwise}") from None

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def hang_up(self) -> int:
        """Close the terminal as a lost connection does; return the program's exit code."""
        self.close()
        self._process.send_signal(signal.SIGHUP)
        return self.end()

    def close(self) -> None:
        """Close the terminal without sending a signal."""
        os.close(self._ours)
        self._ours = -1

    def end(self) -> int:
        """Wait until the program ends; return its exit code."""
        while self._ours >= 0 and self._read(60):
            pass
        return self._process.wait(60)

    @property
    def _in_frame(self) -> bool:
        return self.output.rfind(_FRAME_START) > self.output.rfind(_FRAME_END)

    def _read(self, timeout: float) -> bool:
        if not self._unseen and not self._receive(timeout):
            return False
        frame, end, self._unseen = self._unseen.partition(_FRAME_END)
        self._show(frame + end)
        return True

    def _show(self, data: bytes) -> None:
        self.output += data
        self._stream.feed(data)

    def _receive(self, timeout: float) -> bool:
        # Not by select(), which knows no descriptor over 1,023: the process of the tests may have many.
        waiting = select.poll()
        waiting.register(self._ours, select.POLLIN)
        if not waiting.poll(max(timeout, 0) * 1000):
            return False
        try:
            data = os.read(self._ours, 1 << 16)
        except OSError:  # what Linux reports when the program has closed its side
            return False
        self._unseen = data
        for question, answer in ANSWERS.items():
            os.write(self._ours, answer * data.count(question))
        return bool(data)
