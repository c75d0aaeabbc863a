"""Protect the terminal: neutralize control sequences in all printed text except those of our own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, TextIO, cast

from bizcare_tui.domain.text import printable
from bizcare_tui.errors import OutputFailed

_writes_controls = True

# stdout and stderr are wrapped once for all commands. This covers data, errors and texts of the system,
# wherever they are printed.


class PrintableStream:
    """A wrapper of a text stream that replaces control characters and direction marks."""

    def __init__(self, stream: TextIO, *, is_narration: bool = False) -> None:
        self.wrapped = stream
        self._is_narration = is_narration

    def write(self, text: str) -> int:
        """Write a text with its control characters replaced.

        Raises:
            OutputFailed: data cannot be written. Failing to write narration raises nothing.
        """
        try:
            self.wrapped.write(printable(text))
        except BrokenPipeError:
            raise
        except OSError as error:
            if not self._is_narration:
                raise OutputFailed(error.strerror or str(error)) from error
        return len(text)

    def flush(self) -> None:
        """Flush the stream; failing to flush narration raises nothing."""
        with suppress(OSError) if self._is_narration else nullcontext():
            self.wrapped.flush()

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.wrapped, name)


@contextmanager
def printable_streams() -> Iterator[None]:
    """Wrap stdout and stderr in `PrintableStream` while the context is active."""
    before = sys.stdout, sys.stderr
    sys.stdout = cast("TextIO", _wrapped(sys.stdout))
    sys.stderr = cast("TextIO", _wrapped(sys.stderr, is_narration=True))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def no_control_sequences() -> Iterator[None]:
    """Write no control sequences of our own while the context is active, as the line mode promises."""
    global _writes_controls  # noqa: PLW0603  # a program has one terminal
    before, _writes_controls = _writes_controls, False
    try:
        yield
    finally:
        _writes_controls = before


def write_control(text: str) -> None:
    """Write our own control sequences to stderr unchanged; any foreign text in them must be printable.

    Nothing is written within `no_control_sequences`.
    """
    if not _writes_controls:
        return
    stream: Any = sys.stderr
    if isinstance(stream, PrintableStream):
        stream = stream.wrapped
    with suppress(OSError):  # failing to show progress must not end the command
        stream.write(text)
        stream.flush()


def write_line(text: str) -> None:
    """Write a line to stdout without its buffer, so that a line that failed is not written later.

    Raises:
        OSError: the line cannot be written completely.
    """
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if raw is None:
        print(text, flush=True)
        return
    line = f"{printable(text)}\n".encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    while line:
        written = raw.write(line)
        if written is None:
            raise BlockingIOError
        line = line[written:]


def _wrapped(stream: TextIO, *, is_narration: bool = False) -> object:
    # The stream may already be wrapped, if one command runs another.
    is_wrapped = isinstance(stream, PrintableStream)
    return stream if is_wrapped else PrintableStream(stream, is_narration=is_narration)
