"""Print the morning brief at the first look of a day, for the line mode."""

from __future__ import annotations

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.brief import brief_text, title


def print_unseen_brief(desk: Desk) -> None:
    """Print the brief at the person's first look of a day, and record that it was shown."""
    brief = desk.brief.unseen()
    if brief is not None:
        print(f"{title(brief)}.")
        print("".join(f"{line}.\n" for line in brief_text(brief, desk.now()).splitlines()), end="")
        desk.brief.record_seen(brief)
