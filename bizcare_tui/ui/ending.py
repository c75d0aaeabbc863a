"""The end of the app by an error of our own: nothing of it is painted, and what was typed is kept."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError, Crashed

if TYPE_CHECKING:
    from bizcare_tui.paths import Paths
    from bizcare_tui.ui.app import BizcareApp


def ended_by(app: BizcareApp, error: BaseException) -> Crashed:
    """Save the draft, write the report, and say so in a sentence."""
    from bizcare_tui.desk.crash import crashed

    with suppress(BizcareError):
        app.writing.save_now()
    return crashed(_lasting_paths(app), error, _typed(app))


def _lasting_paths(app: BizcareApp) -> Paths:
    """Where a report stays: the folders of a demo go with it."""
    if not app.demo:
        return app.desk.paths
    import tempfile
    from pathlib import Path

    from bizcare_tui.paths import Paths

    folder = Path(tempfile.mkdtemp(prefix="bizcare-crash-"))
    return Paths(folder, folder)


def _typed(app: BizcareApp) -> list[str]:
    """What stands in every field on the screens; no key or password."""
    from textual.widgets import Input, TextArea

    texts = []
    for screen in app.screen_stack:
        texts += [area.text for area in screen.query(TextArea)]
        texts += [line.value for line in screen.query(Input) if not line.password]
    return [text for text in texts if text.strip()]
