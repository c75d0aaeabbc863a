"""Draws the documents' pictures from the demo at a fixed instant: `python tests/tools/pictures.py`."""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import pwd
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from ended_apps import free_app
from textual.pilot import Pilot
from textual.screen import Screen

from bizcare_tui import now as clock
from bizcare_tui.demo.desk import demo_desk
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import set_language
from bizcare_tui.ui.app import BizcareApp

INSTANT = "2026-11-26T10:20:00+01:00"
FOLDER = Path(__file__).parents[2] / "screenshots"
# The pictures drawn so far, with the class of their screen.
DRAWN: dict[str, type[Screen[object]]] = {}
_TEXT = re.compile(r'<text class="[^"]*-r\d+" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)"[^>]*>(?P<text>[^<]*)</text>')
# File name, columns, lines, and the keys pressed before.
PICTURES: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    # The first one, because leaving the app ends the visit.
    ("last-visit", 100, 30, ("H",)),
    ("inbox-80x24", 80, 24, ()),
    ("inbox-120x40", 120, 40, ("j", "j", "enter")),
    ("inbox-200x50", 200, 50, ("j", "j", "j", "j", "enter")),
    ("conversation-80x24", 80, 24, ("j", "j", "enter")),
    ("bar-120x40", 120, 40, ("j", "j", "i")),
    ("help-120x40", 120, 40, ("question_mark",)),
    ("palette", 100, 30, ("ctrl+p",)),
    ("snippets", 100, 30, ("j", "j", "r", "ctrl+t")),
    ("author-sweep", 120, 34, ("I",)),
    ("author-messages", 120, 34, ("I", "space")),
    ("guide", 100, 30, ("f3",)),
    ("guide-page", 100, 30, ("f3", "enter")),
    ("reply-120x40", 120, 40, ("j", "j", "enter", "r", "ctrl+t", "enter")),
    # Of another thread than the reply: its draft may still be on its way into the store.
    ("check-120x40", 120, 40, ("j", "j", "j", "enter", "r", "ctrl+t", "enter", "f7")),
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
            (("ctrl+n", "home", "j", "space", "j", "enter"), "reject-2-grounds"),
            (
                (
                    "ctrl+n",
                    "home",
                    "j",
                    "t",
                    "'Aurora runs there on an installation of its own'",
                    "enter",
                ),
                "reject-3-evidence",
            ),
            (("ctrl+n", "home", "j", "space", "j", "space"), "reject-4-alternatives"),
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
            (("ctrl+n", "space", "home", "j", "space"), "refund-3-consequences"),
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
            (("escape", "f4"), "notices"),
            (("escape", "b", "s", "enter"), "submission"),
        ),
    ),
    ("outlet site", 80, 24, ((("x", "ctrl+n", "home", "j"), "reject-2-grounds-80x24"),)),
    (
        "outlet site",
        100,
        30,
        (
            (("a",), "author"),
            (("escape", "c"), "note"),
            (("escape", "t"), "tags"),
            (("escape", "P"), "request-type"),
            (("escape", "L"), "link"),
            (("escape", "O"), "outbox"),
            (("escape", "E"), "sections"),
            (("escape", "f5"), "themes"),
            (("escape", "B"), "baseline"),
            (("escape", "K"), "api-key"),
            (("escape", "x", "question_mark"), "wizard-help"),
            (("escape", "ctrl+n", "p", "enter"), "precedent"),
        ),
    ),
    (
        "outlet site",
        120,
        40,
        (
            (("escape", "escape", "J"), "brief"),
            (("escape", "F"), "focus-120x40"),
            (("n…",), "focus-end"),
        ),
    ),
    ("outlet site", 80, 24, ((("escape", "escape", "F"), "focus-80x24"),)),
)


# A key that opens a screen at some time opens it within so many presses.
_MAX_TIMES = 100

# Pictures in other colours and languages, by their names: the theme, and the keys.
IN_OTHER_LOOKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "french": ("", ("j", "j", "j", "enter")),
    "high-contrast": ("high-contrast", ("j", "semicolon")),
}


async def draw_all(desk: Desk, folder: Path) -> None:
    """Write every picture of `PICTURES` and `STORIES` into a folder."""
    for name, columns, lines, keys in PICTURES:
        async with opened(BizcareApp(desk, demo=True), columns, lines) as pilot:
            await press(pilot, keys)
            save(pilot, name, folder)
    for words, columns, lines, story in STORIES:
        async with opened(BizcareApp(desk, demo=True), columns, lines) as pilot:
            await press(pilot, ("9", "slash", f"'{words}'", "enter", "enter"))
            for keys, name in story:
                await press(pilot, keys)
                if name:
                    save(pilot, name, folder)


async def draw_look(desk: Desk, name: str, folder: Path) -> None:
    """Write a picture of `IN_OTHER_LOOKS`, with the tour, in the language that is set."""
    theme, keys = IN_OTHER_LOOKS[name]
    desk.session.settings = replace(desk.settings, theme=theme)
    async with opened(BizcareApp(desk, demo=True, tour=True), 100, 30) as pilot:
        await press(pilot, keys)
        save(pilot, name, folder)


@asynccontextmanager
async def opened(app: BizcareApp, columns: int, lines: int) -> AsyncIterator[Pilot[str]]:
    """Run an app in a terminal of this size, from its first complete screen on."""
    try:
        async with app.run_test(size=(columns, lines)) as pilot:
            await press(pilot, ())
            yield pilot
    finally:
        free_app(app)


async def press(pilot: Pilot[str], keys: tuple[str, ...]) -> None:
    """Press keys, type what is in quotes, and wait until all work is done and painted.

    A key with "…" is pressed until it opens another screen.
    """
    app = pilot.app
    assert isinstance(app, BizcareApp)
    await app.settled()
    for key in keys:
        screen = app.screen
        for _time in range(_MAX_TIMES if key.endswith("…") else 1):
            for each in key[1:-1] if key.startswith("'") else (key.removesuffix("…"),):
                await pilot.press("space" if each == " " else each)
            await app.settled()
            await pilot.pause()
            if app.screen is not screen:
                break
    await app.settled()
    app.clear_notifications()
    # A scroll bar appears in the layout after the one that needs it.
    for _ in range(3):
        await pilot.pause()
        await app.settled()


def save(pilot: Pilot[str], name: str, folder: Path) -> None:
    """Write what is on the screen as SVG, and note which screen it is."""
    DRAWN[name] = type(pilot.app.screen)
    picture = pilot.app.export_screenshot().rstrip()
    # The port of the sandbox and the digest of the content in each class are no differences of their own.
    picture = re.sub(r"127\.0\.0\.1:\d{5}", "127.0.0.1:12345", picture)
    picture = re.sub(r"\bterminal-\d+", f"terminal-{name}", picture)
    (folder / f"{name}.svg").write_text(f"{picture}\n", encoding="utf-8")
    print(name)


def draw(folder: Path) -> None:
    """Draw all pictures into a folder."""
    set_language("en")
    with demo_at_instant() as desk:
        asyncio.run(draw_all(desk, folder))
    for name, language in (("french", "fr"), ("high-contrast", "en")):
        set_language(language)
        with demo_at_instant() as desk:
            asyncio.run(draw_look(desk, name, folder))
    set_language("en")


@contextmanager
def demo_at_instant() -> Iterator[Desk]:
    """Yield the demo's desk at `INSTANT`, where the clock stands still and the user is ana."""
    with (
        mock.patch.dict(os.environ, {"BIZCARE_NOW": INSTANT}),
        mock.patch.object(clock, "time", SimpleNamespace(monotonic=lambda: clock._started)),
        mock.patch.object(pwd, "getpwuid", return_value=SimpleNamespace(pw_name="ana", pw_dir="/")),
        tempfile.TemporaryDirectory() as home,
        demo_desk(Path(home)) as desk,
    ):
        yield desk


def text_of(picture: str) -> list[str]:
    """Return the lines of text in a picture, for a readable difference."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for found in _TEXT.finditer(picture):
        lines.setdefault(float(found["y"]), []).append((float(found["x"]), html.unescape(found["text"])))
    return ["".join(text for _x, text in sorted(parts)).rstrip() for _y, parts in sorted(lines.items())]


def main() -> None:
    """Draw the pictures of the documents, or every screen."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=FOLDER, help="where the pictures are written")
    options.add_argument(
        "--every-screen",
        type=Path,
        metavar="FOLDER",
        help="draw every screen in each language and size there, with an index.html to look at them",
    )
    chosen = options.parse_args()
    if chosen.every_screen:
        from every_screen import draw_every_screen

        draw_every_screen(chosen.every_screen)
    else:
        draw(chosen.folder)


if __name__ == "__main__":
    main()
