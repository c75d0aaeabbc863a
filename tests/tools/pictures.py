"""Takes the documents' pictures from the demo at a fixed instant: `python tests/tools/pictures.py`."""

from __future__ import annotations

import asyncio
import os
import pwd
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from bizcare_tui import i18n

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from bizcare_tui.ui.app import BizcareApp

INSTANT = "2026-11-26T10:20:00+01:00"
FOLDER = Path(__file__).parents[2] / "screenshots"
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


# Stories of several pictures: the words that find their thread, then keys and the picture taken after them.
# What is in quotes is typed.
STORIES: tuple[tuple[str, int, int, tuple[tuple[tuple[str, ...], str], ...]], ...] = (
    (
        "outlet site",
        120,
        34,
        (
            (("x",), "reject-1-asked"),
            (("ctrl+n", "j", "space", "j", "enter"), "reject-2-grounds"),
            (
                (
                    "ctrl+n",
                    "j",
                    "j",
                    "space",
                    "t",
                    "'Aurora runs there on an installation of its own'",
                    "enter",
                ),
                "reject-3-evidence",
            ),
            (("ctrl+n", "j", "space", "j", "space"), "reject-4-alternatives"),
            (("ctrl+n",), "reject-5-letter"),
            (("ctrl+n",), "reject-6-review"),
            (("ctrl+s",), ""),
        ),
    ),
    (
        "demo shows video",
        120,
        34,
        (
            (
                ("dollar_sign", "j", "j", "j", "space", "t", "'the video is in the demo only'", "enter"),
                "refund-1-grounds",
            ),
            (("ctrl+n",), "refund-2-windows"),
            (("ctrl+n", "space", "j", "space"), "refund-3-consequences"),
            (("ctrl+n",), "refund-4-letter"),
            (("ctrl+n",), "refund-5-dollar-step"),
            (("ctrl+n", "space"), "refund-6-confirm"),
            (("ctrl+s",), ""),
            (("D",), "decisions"),
        ),
    ),
    (
        "white page",
        120,
        34,
        (
            (("f", "enter", "enter", "j", "f", "enter", "b"), "board"),
            (("s", "enter", "enter"), ""),
            (("escape", "W"), "forecast"),
            (("escape", "S"), "statistics"),
            (("escape", "e"), "explanation"),
            (("escape", "U"), "undo"),
        ),
    ),
    ("outlet site", 80, 24, ((("x", "ctrl+n", "j"), "reject-2-grounds-80x24"),)),
)


# Pictures in other colours and languages, by their names: the theme, and the keys.
IN_OTHER_LOOKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "french": ("", ("j", "j", "j", "enter")),
    "high-contrast": ("high-contrast", ("j", "semicolon")),
}


async def take_all(folder: Path) -> None:
    """Write every picture into `folder` as SVG."""
    from bizcare_tui.cli.commands.demo import demo_desk
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
        for words, columns, lines, story in STORIES:
            app = BizcareApp(desk, demo=True)
            async with app.run_test(size=(columns, lines)) as pilot:
                await app.settled()
                await press(app, pilot, ("slash", f"'{words}'", "enter", "enter"))
                for keys, name in story:
                    await press(app, pilot, keys)
                    app.clear_notifications()
                    await pilot.pause(0.3)
                    if name:
                        app.save_screenshot(f"{name}.svg", str(folder))
                        print(name)


async def press(app: BizcareApp, pilot: Pilot[str], keys: tuple[str, ...]) -> None:
    """Press keys, and type what is in quotes."""
    for key in keys:
        for each in key[1:-1] if key.startswith("'") else (key,):
            await pilot.press("space" if each == " " else each)
        await app.settled()
        await pilot.pause()


async def take_one(name: str, theme: str, keys: tuple[str, ...], folder: Path) -> None:
    """Write a picture in these colours, with the tour, in the language that is spoken."""
    from bizcare_tui.cli.commands.demo import demo_desk
    from bizcare_tui.ui.app import BizcareApp

    with tempfile.TemporaryDirectory() as home, demo_desk(Path(home)) as desk:
        desk.session.settings = replace(desk.settings, theme=theme)
        app = BizcareApp(desk, demo=True, tour=True)
        async with app.run_test(size=(100, 30)) as pilot:
            await app.settled()
            await press(app, pilot, keys)
            app.clear_notifications()
            await pilot.pause(0.3)
            app.save_screenshot(f"{name}.svg", str(folder))
            print(name)


if __name__ == "__main__":
    os.environ["BIZCARE_NOW"] = INSTANT
    # Whoever takes the pictures is not in them.
    pwd.getpwuid = lambda _number: SimpleNamespace(pw_name="ana")  # type: ignore[assignment, return-value]
    if len(sys.argv) == 3:
        # Names are translated as modules are loaded: each language has a process of its own.
        i18n.set_language(sys.argv[2])
        _theme, _keys = IN_OTHER_LOOKS[sys.argv[1]]
        asyncio.run(take_one(sys.argv[1], _theme, _keys, FOLDER))
    else:
        asyncio.run(take_all(FOLDER))
        for _name, _language in (("french", "fr"), ("high-contrast", "en")):
            subprocess.run([sys.executable, __file__, _name, _language], check=True)
