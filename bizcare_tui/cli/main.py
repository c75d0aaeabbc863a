"""Entry point of `bizcare`: run the requested command, and report failures in one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui import i18n, progress
from bizcare_tui.cli.streams import discard_output, flush_narration, flush_output, open_standard_streams
from bizcare_tui.config import read_language_setting
from bizcare_tui.errors import BizcareError, OutputFailed
from bizcare_tui.paths import Paths

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code.

    0 done, 1 failed, 2 wrong usage, 3 attention (`due`), 4 not authorised, 5 offline, 6 refused by a check.
    """
    open_standard_streams()
    try:
        return _main(arguments)
    finally:
        flush_narration()


def _main(arguments: Sequence[str] | None) -> int:
    command_line = sys.argv[1:] if arguments is None else arguments
    _choose_language(command_line)
    progress.set_progress_listener(_show_progress)
    progress.set_notice_listener(_print_message)
    try:
        return _run_and_flush(command_line)
    except BizcareError as error:
        return _report_failure(command_line, error)
    except BrokenPipeError:
        discard_output()  # the reader of the pipe is gone
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _report_failure(command_line, _crash_error(error))


def _run_and_flush(command_line: Sequence[str]) -> int:
    """Run a command, and flush everything that it printed.

    Raises:
        OutputFailed: the output cannot be written, because its disk is full or it was closed.
    """
    try:
        code = _run_command(command_line)
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


def _run_command(command_line: Sequence[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:
        from bizcare_tui.cli.parser import answer_completion

        answer_completion(os.environ.get("COMP_LINE", ""))
    if not command_line:  # the app's first screen must not wait for imports that only commands need
        from bizcare_tui.cli.app import run

        return run(None)
    from bizcare_tui.cli.parser import parse
    from bizcare_tui.cli.terminal import printable_streams

    with printable_streams():
        options = parse(command_line)
        _begin_log()
        return _run(options)


def _choose_language(command_line: Sequence[str]) -> None:
    language = ""
    if command_line[:1] != ["demo"]:
        with suppress(BizcareError):  # commands that need these files report the error
            language = read_language_setting(Paths.from_environment())
    i18n.set_language(language)


def _report_failure(command_line: Sequence[str], error: BizcareError) -> int:
    """Print the error, and log only its type, because the sentence may contain a person's text."""
    from bizcare_tui.logs import log

    _print_message(f"bizcare: {error}")
    with suppress(BizcareError):
        _begin_log()
        log.warning("%s: %s", _command_name(command_line), type(error).__name__)
    return error.exit_code


def _crash_error(error: Exception) -> BizcareError:
    """Return the error to show for an unexpected exception; write a crash report if possible."""
    from bizcare_tui.desk.crash import report_crash

    try:
        return report_crash(Paths.from_environment(), error)
    except BizcareError as problem:
        return problem


def _command_name(command_line: Sequence[str]) -> str:
    if not command_line:
        return "app"
    from bizcare_tui.cli.registry import command_names

    return command_line[0] if command_line[0] in command_names() else "options"


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


def _run(options: Namespace) -> int:
    if options.run is None:
        from bizcare_tui.cli.app import run

        return run(options)
    return int(options.run(options))
