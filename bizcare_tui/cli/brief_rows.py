"""Print the morning brief at the first look of a day, for the line mode."""

from __future__ import annotations

from contextlib import suppress

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.brief import brief_text, title
from bizcare_tui.errors import BizcareError


def print_unseen_brief(desk: Desk) -> None:
    """Print the brief at the person's first look of a day, and record that it was shown.

    A store that cannot be used is reported by what follows. The line mode records no visits, so a newcomer
    gets the brief too.
    """
    with suppress(BizcareError):
        brief = desk.statistics.brief.unseen(by_newcomer=True)
        if brief is not None:
            lines = [title(brief), *brief_text(brief, desk.now()).splitlines()]
            print("".join(f"{line}.\n" for line in lines), end="")
            desk.statistics.brief.record_seen(brief)
