"""Run the app from its first rows to its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.background.memory_tidying import pause_collection
from bizcare_tui.ui.startup.first_screen import FIRST_ROWS, FirstScreen

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk


def run(
    desk: Desk,
    *,
    demo: bool = False,
    tour: bool = False,
    first: Sequence[InboxRow] | None = None,
    screen: FirstScreen | None = None,
) -> str | None:
    """Run the app; return "demo" if the person asked for the demo, else None.

    Args:
        desk: the use cases: everything that is stored and sent.
        demo: whether this is the demo.
        tour: whether to start the tour.
        first: the first rows of the inbox, if they were read already.
        screen: the first screen, if it was painted already.

    Raises:
        BadSettings: the keymap names an unknown command or preset, or assigns a key twice.
        Crashed: an internal error ended the app; what was typed is kept.
        SystemExit: a signal ended the app.
    """
    if first is None:
        first = desk.inbox.first_rows(parse_query(desk.inbox.sections[0].query), FIRST_ROWS)
    pause_collection()
    app = BizcareApp(desk, demo=demo, tour=tour, first=first, screen=screen)
    result = app.run(mouse=desk.settings.mouse)
    if app.crash is not None:
        raise app.crash
    if app.return_code:
        raise SystemExit(app.return_code)
    return result
