"""End the program after an internal error: write a report and keep what the user was typing."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.bug_report import version_lines
from bizcare_tui.errors import Crashed
from bizcare_tui.i18n import _
from bizcare_tui.logs import crash_report, log
from bizcare_tui.paths import Paths


def report_crash(paths: Paths, error: BaseException, typed: Sequence[str] = ()) -> Crashed:
    """Write a crash report and return the error to show.

    `typed` are the texts that the user was typing; they are saved beside the report.
    """
    name = type(error).__name__
    log.error("crashed: %s", name)
    sentence = _("This ended by an error of bizcare itself ({0}).").format(name)
    try:
        folder = crash_report(paths, error, version_lines(), typed)
    except Exception as problem:  # nothing handles an error of the crash handler
        return Crashed(sentence, _("A report cannot be written: {0}.").format(problem))
    where = _("What led to it is in {0}: it holds no key and no message; send it to the project.")
    typed_text = _("What you were typing is kept beside it.") if typed else _("Drafts are kept in the store.")
    return Crashed(sentence, f"{where.format(folder / 'report.txt')} {typed_text}")
