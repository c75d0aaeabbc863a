"""Takes the pictures of the README from the demo at a fixed instant: `python tests/pictures.py`."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

INSTANT = "2026-11-26T10:20:00+01:00"
FOLDER = Path(__file__).parent.parent / "screenshots"
# File name, columns, lines, and the keys pressed before.
PICTURES: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("inbox-80x24", 80, 24, ()),
    ("inbox-120x40", 120, 40, ("j", "j", "enter")),
    ("inbox-200x50", 200, 50, ("j", "j", "j", "j", "enter")),
    ("conversation-80x24", 80, 24, ("j", "j", "enter")),
    ("bar-120x40", 120, 40, ("j", "j", "i")),
    ("help-120x40", 120, 40, ("question_mark",)),
    ("reply-120x40", 120, 40, ("j", "j", "enter", "r", "ctrl+t", "enter")),
    ("check-120x40", 120, 40, ("j", "j", "enter", "r", "f7")),
)


async def take_all(folder: Path) -> None:
    """Write every picture into `folder` as SVG."""
    from bizcare_tui.cli.demo import demo_desk
    from bizcare_tui.ui.app import BizcareApp

    with tempfile.TemporaryDirectory() as home, demo_desk(Path(home)) as desk:
        for name, columns, lines, keys in PICTURES:
            app = BizcareApp(desk, demo=True)
            async with app.run_test(size=(columns, lines)) as pilot:
                await app.settled()
                for key in keys:
                    await pilot.press(key)
                    await app.settled()
                await pilot.pause()
                app.save_screenshot(f"{name}.svg", str(folder))
                print(name)


if __name__ == "__main__":
    os.environ["BIZCARE_NOW"] = INSTANT
    asyncio.run(take_all(FOLDER))
