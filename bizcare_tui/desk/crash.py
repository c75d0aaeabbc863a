"""The end by an error of our own: told in a sentence, with a report, and nothing that was typed lost."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.report import what_it_runs_on
from bizcare_tui.errors import Crashed
from bizcare_tui.i18n import _
from bizcare_tui.logs import crash_report, log
from bizcare_tui.paths import Paths


def crashed(paths: Paths, error: BaseException, typed: Sequence[str] = ()) -> Crashed:
    """Write the report, and the sentence for the person; what they were typing is kept beside it."""
    name = type(error).__name__
    log.error("crashed: %s", name)
    sentence = _("This ended by an error of bizcare itself ({0}).").format(name)
    try:
        folder = crash_report(paths, error, what_it_runs_on(), typed)
    except Exception as problem:  # the last resort must not fail as well
        return Crashed(sentence, _("A report cannot be written: {0}.").format(problem))
    told = _("What led to it is in {0}: it holds no key and no message; send it to the project.")
    kept = _("What you were typing is kept beside it.") if typed else _("Drafts are kept in the store.")
    return Crashed(sentence, f"{told.format(folder / 'report.txt')} {kept}")
