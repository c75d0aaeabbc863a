"""The command `bizcare`: runs what the command line asks for, and says failures in one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword

from bizcare_tui import i18n
from bizcare_tui.config import language_setting
from bizcare_tui.errors import BizcareError
from bizcare_tui.paths import Paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code.

    0 done, 1 failed, 2 wrong usage, 3 attention (`due`), 4 not authorised, 5 offline, 6 refused by a check.
    """
    _any_encoding()
    given = sys.argv[1:] if arguments is None else arguments
    i18n.choose("" if given[:1] == ["demo"] else language_setting(Paths.from_environment()))
    try:
        if "_ARGCOMPLETE" in os.environ:
            from bizcare_tui.cli.arguments import complete

            complete()
        if not given:  # the app's first screen waits for nothing that only commands need
            return _run("app", None)
        from bizcare_tui.cli.arguments import parse

        options = parse(given)
        _begin_log()
        return _run(getattr(options, "module", None) or options.command or "app", options)
    except BizcareError as error:
        return _failed(given, error)
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # told in a sentence, with a report
        from bizcare_tui.desk.crash import crashed

        return _failed(given, crashed(Paths.from_environment(), error))


def _failed(given: Sequence[str], error: BizcareError) -> int:
    """Say what went wrong, and write it to the log."""
    from bizcare_tui.logs import log

    print(f"bizcare: {error}", file=sys.stderr)
    _begin_log()
    log.warning("%s: %s", given[0] if given else "app", error.sentence)
    return error.exit_code


def _begin_log() -> None:
    from bizcare_tui.logs import begin
    from bizcare_tui.store.login import login_name

    begin(Paths.from_environment(), login_name())


def _run(command: str, options: object) -> int:
    module = f"{command}_" if iskeyword(command) else command
    return int(import_module(f"bizcare_tui.cli.{module}").run(options))


def _any_encoding() -> None:
    """Have letters that the terminal's encoding lacks printed as "?", instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
