"""The end of the app after an internal error: save what was typed and write a report."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui.errors import Crashed

if TYPE_CHECKING:
    from bizcare_tui.paths import Paths
    from bizcare_tui.ui.workspace import Workspace


def handle_crash(workspace: Workspace, error: BaseException) -> Crashed:
    """Save what was typed, write the crash report, and return the error to show.

    What the store cannot save is kept for the next start.
    """
    from textual.worker import WorkerFailed

    from bizcare_tui.desk.crash import report_crash
    from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery

    if isinstance(error, WorkerFailed):
        error = error.error  # Textual's wrapper names neither the error nor its place in the code
    typed = _typed_texts(workspace)
    with suppress(Exception):  # saving must not hide the first error by an error of its own
        workspace.part(UnsavedRecovery).save_before_leaving()
    return report_crash(_report_paths(workspace), error, typed)


def _report_paths(workspace: Workspace) -> Paths:
    """Return where to write the report: a new folder for the demo, whose own folders are deleted."""
    if not workspace.demo:
        return workspace.desk.session.paths
    import tempfile
    from pathlib import Path

    from bizcare_tui.paths import Paths

    folder = Path(tempfile.mkdtemp(prefix="bizcare-crash-"))
    return Paths(folder, folder)


def _typed_texts(workspace: Workspace) -> list[str]:
    """Return the text of every field on all screens, except keys and passwords."""
    from textual.widgets import Input, TextArea

    texts = []
    for screen in workspace.panes.app.screen_stack:
        texts += [area.text for area in screen.query(TextArea)]
        texts += [line.value for line in screen.query(Input) if not line.password]
    return [text for text in texts if text.strip()]
