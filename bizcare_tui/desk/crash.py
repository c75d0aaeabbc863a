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
    sentence = _("bizcare has ended because of an error in bizcare itself ({0}).").format(name)
    try:
        folder = crash_report(paths, error, version_lines(), typed)
    except Exception as problem:  # nothing handles an error of the crash handler
        return Crashed(sentence, _("The report cannot be written: {0}.").format(problem))
    where = _(
        "The details are in {0}. The file contains no key and no message; please send it to the project."
    )
    typed_text = (
        _("The text that you were typing is saved beside it.")
        if typed
        else _("Drafts are saved in the store.")
    )
    return Crashed(sentence, f"{where.format(folder / 'report.txt')} {typed_text}")
