"""Goes through every screen of the demo, and draws them all: `python tests/tools/pictures.py --every-screen`.

The pictures are for looking at: those of the documents are chosen in `pictures.py`.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from pathlib import Path

from pictures import STORIES, demo_at_instant, opened, press, save
from screen_visits import MAIN_VISITS, VISITS
from textual.keys import _character_to_key
from textual.pilot import Pilot

from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import available_languages, set_language
from bizcare_tui.ui.app import BizcareApp

# Columns and lines of the terminals in which every screen must look right.
SIZES = ((80, 24), (120, 40), (200, 50))

Stop = tuple[str, Pilot[str]]
"""The name of a screen, and the app that shows it now."""


# Keys to a screen where the demo has something else first than the tests have: its third defect is fixed.
KEYS_IN_DEMO: dict[str, tuple[str, ...]] = {
    "submission": ("b", "j", "j", "s", "enter"),
    "checklist": ("b", "j", "j", "s", "enter", "tab", "tab"),
}

# The two halves of all screens, which can be gone through at the same time.
PARTS = ("visits", "stories")


async def every_screen(columns: int, lines: int, *parts: str) -> AsyncIterator[Stop]:
    """Open every screen on the demo, one after the other, in a terminal of this size.

    The names are those of `VISITS` and `MAIN_VISITS`, and of the pictures of `STORIES` after "story".
    """
    for part in parts or PARTS:
        with demo_at_instant() as desk:
            async for stop in (_visits if part == "visits" else _stories)(desk, columns, lines):
                yield stop


async def resize(pilot: Pilot[str], columns: int, lines: int) -> None:
    """Change the size of the terminal, and wait until everything is painted."""
    await pilot.resize_terminal(columns, lines)
    await press(pilot, ())


async def _stories(desk: Desk, columns: int, lines: int) -> AsyncIterator[Stop]:
    for words, _columns, _lines, story in STORIES:
        async with opened(BizcareApp(desk, demo=True), columns, lines) as pilot:
            await press(pilot, ("9", "slash", f"'{words}'", "enter", "enter"))
            for keys, name in story:
                await press(pilot, keys)
                if name:
                    yield f"story {name}", pilot


async def _visits(desk: Desk, columns: int, lines: int) -> AsyncIterator[Stop]:
    async with opened(BizcareApp(desk, demo=True), columns, lines) as pilot:
        for name, keys in MAIN_VISITS.items():
            await press(pilot, keys)
            yield name, pilot
            await leave(pilot)
        for name, visit in VISITS.items():
            if visit.make is not None:
                pilot.app.push_screen(visit.make(desk))
            keys = KEYS_IN_DEMO.get(name, visit.keys)
            await press(pilot, tuple(_character_to_key(key) if len(key) == 1 else key for key in keys))
            assert type(pilot.app.screen) is visit.kind, f"{name}: {pilot.app.screen}"
            yield name, pilot
            await leave(pilot)


async def leave(pilot: Pilot[str]) -> None:
    """Go back to the inbox, with the cursor on its first row."""
    app = pilot.app
    assert isinstance(app, BizcareApp)
    while app.screen is not app.panes or app.panes.in_conversation or app.panes.is_writing:
        await press(pilot, ("escape",))
    await press(pilot, ("escape", "escape", "home"))


def draw_every_screen(folder: Path) -> None:
    """Draw every screen in the languages of the interface and in `SIZES`, and a page with all pictures."""
    for language in available_languages():
        set_language(language)
        for columns, lines in SIZES:
            asyncio.run(_draw(columns, lines, folder / language / f"{columns}x{lines}"))
    set_language("en")
    (folder / "index.html").write_text(contact_sheet(folder), encoding="utf-8")


async def _draw(columns: int, lines: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async for name, pilot in every_screen(columns, lines):
        save(pilot, name.replace(" ", "-"), folder)


def contact_sheet(folder: Path) -> str:
    """Return a web page with the pictures in a folder: a row for each screen, in its sizes and languages."""
    rows: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*/*/*.svg"), key=lambda each: (each.stem, len(str(each)), str(each))):
        path = html.escape(file.relative_to(folder).as_posix())
        picture = f'<img loading="lazy" src="{path}"><figcaption>{path}</figcaption>'
        rows.setdefault(file.stem, []).append(f'<a href="{path}"><figure>{picture}</figure></a>')
    body = "\n".join(f"<h2>{html.escape(name)}</h2><div>{''.join(row)}</div>" for name, row in rows.items())
    style = "div { display: flex; overflow-x: auto } img { width: 640px } body { font-family: sans-serif }"
    return f"<!doctype html><meta charset=utf-8><title>Every screen</title><style>{style}</style>\n{body}\n"
