"""Run a command line in the person's language, and report failures in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui import i18n, progress
from bizcare_tui.cli.streams import discard_output, flush_narration, flush_output, open_standard_streams
from bizcare_tui.config import read_language_setting
from bizcare_tui.errors import BizcareError, OutputFailed
from bizcare_tui.paths import Paths

if TYPE_CHECKING:
    from argparse import Namespace


def run_reporting(words: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    """Run a command line with `run`, flush what it printed and report its failure; return the exit code."""
    open_standard_streams()
    try:
        return _run_reporting(words, run)
    finally:
        flush_narration()


def run_parsed(words: Sequence[str], run: Callable[[Namespace], int]) -> int:
    """Parse a command line, start the log for those that use it, and call `run`; return its exit code."""
    from bizcare_tui.cli.parser import parse
    from bizcare_tui.cli.terminal import printable_streams

    with printable_streams():
        options = parse(words)
        if not options.only_reads:
            _begin_log()
        return run(options)


def run_command(words: Sequence[str]) -> int:
    """Run a command of the command line, as in a shell; return its exit code.

    Args:
        words: the name of the command and its arguments.
    """
    try:
        return run_reporting(words, lambda words: run_parsed(words, run_options))
    except SystemExit as exited:  # the parser has printed the error
        return exited.code if isinstance(exited.code, int) else 1


def run_options(options: Namespace) -> int:
    """Run the command of parsed options; return its exit code."""
    return int(options.run(options))


def _run_reporting(words: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    _choose_language(words)
    progress.set_progress_listener(_show_progress)
    progress.set_notice_listener(_print_message)
    try:
        return _run_and_flush(words, run)
    except BizcareError as error:
        return _report_failure(words, error)
    except BrokenPipeError:
        discard_output()  # the reader of the pipe is gone
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _report_failure(words, _crash_error(error))


def _run_and_flush(words: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    """Run a command line, and flush everything that it printed.

    Raises:
        OutputFailed: the output cannot be written, because its disk is full or it was closed.
    """
    try:
        code = run(words)
    except SystemExit:
        _flush()
        raise
    except BizcareError:
        if flush_output() is not None:
            discard_output()
        raise
    except OSError:
        _flush()
        raise
    _flush()
    return code


def _flush() -> None:
    problem = flush_output()
    if problem is None:
        return
    discard_output()
    if isinstance(problem, BrokenPipeError):
        raise problem
    raise OutputFailed(problem.strerror or str(problem)) from problem


def _choose_language(words: Sequence[str]) -> None:
    language = ""
    if words[:1] != ["demo"]:
        with suppress(BizcareError):  # commands that need these files report the error
            language = read_language_setting(Paths.from_environment())
    i18n.set_language(language)


def _report_failure(words: Sequence[str], error: BizcareError) -> int:
    """Print the error, and log only its type, because the sentence may contain a person's text."""
    from bizcare_tui.logs import log

    _print_message(f"bizcare: {error}")
    with suppress(BizcareError):
        _begin_log()
        log.warning("%s: %s", _command_name(words), type(error).__name__)
    return error.exit_code


def _crash_error(error: Exception) -> BizcareError:
    """Return the error to show for an unexpected exception; write a crash report if possible."""
    from bizcare_tui.desk.crash import report_crash

    try:
        return report_crash(Paths.from_environment(), error)
    except BizcareError as problem:
        return problem


def _command_name(words: Sequence[str]) -> str:
    if not words:
        return "app"
    from bizcare_tui.cli.registry import command_names

    return words[0] if words[0] in command_names() else "options"


def _print_message(sentence: str) -> None:
    """Print a sentence to standard error, made printable: file names in it may contain anything."""
    from bizcare_tui.domain.text import printable

    with suppress(OSError):
        # Indent further lines, so that foreign text cannot imitate a message of ours.
        print(printable(sentence).replace("\n", "\n  "), file=sys.stderr, flush=True)


def _begin_log() -> None:
    from bizcare_tui.logs import start_logging
    from bizcare_tui.store.login import login_name

    start_logging(Paths.from_environment(), login_name())


def _show_progress(step: str, done: int, total: int) -> None:
    """Show the progress of a store upgrade on a terminal, and clear the line at its end."""
    if sys.stderr.isatty():
        from bizcare_tui.cli.terminal import write_control

        line = "" if done >= total else f"{step}: {i18n.format_number(done)} / {i18n.format_number(total)}"
        write_control(f"\r\x1b[K{line}")
