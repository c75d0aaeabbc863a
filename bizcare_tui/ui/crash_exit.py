"""The end of the app after an internal error: save what was typed and write a report."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui.errors import Crashed

if TYPE_CHECKING:
    from bizcare_tui.paths import Paths
    from bizcare_tui.ui.app import BizcareApp


def handle_crash(app: BizcareApp, error: BaseException) -> Crashed:
    """Save what was typed, write the crash report, and return the error to show.

    What the store cannot save is kept for the next start.
    """
    from textual.worker import WorkerFailed

    from bizcare_tui.desk.crash import report_crash

    if isinstance(error, WorkerFailed):
        error = error.error  # Textual's wrapper names neither the error nor its place in the code
    typed = _typed_texts(app)
    with suppress(Exception):  # saving must not hide the first error by an error of its own
        app.unsaved_recovery.save_all_or_keep()
    return report_crash(_report_paths(app), error, typed)


def _report_paths(app: BizcareApp) -> Paths:
    """Return where to write the report: a new folder for the demo, whose own folders are deleted."""
    if not app.demo:
        return app.desk.session.paths
    import tempfile
    from pathlib import Path

    from bizcare_tui.paths import Paths

    folder = Path(tempfile.mkdtemp(prefix="bizcare-crash-"))
    return Paths(folder, folder)


def _typed_texts(app: BizcareApp) -> list[str]:
    """Return the text of every field on all screens, except keys and passwords."""
    from textual.widgets import Input, TextArea

    texts = []
    for screen in app.screen_stack:
        texts += [area.text for area in screen.query(TextArea)]
        texts += [line.value for line in screen.query(Input) if not line.password]
    return [text for text in texts if text.strip()]
