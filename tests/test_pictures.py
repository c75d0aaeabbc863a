"""The documents' pictures: each shows what the app draws now, and every screen has one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice
from pathlib import Path

import pictures
from textual.screen import Screen

import bizcare_tui.ui

HOW_TO_DRAW = "If the change is intended, run `python tests/tools/pictures.py` and look at the pictures."


def test_pictures_show_what_the_app_draws_now_and_every_screen_has_one(tmp_path: Path) -> None:
    pictures.draw(tmp_path)
    drawn, kept = ({file.name for file in folder.glob("*.svg")} for folder in (tmp_path, pictures.FOLDER))
    assert drawn == kept, HOW_TO_DRAW
    differences = [
        line for name in sorted(drawn) for line in difference(pictures.FOLDER / name, tmp_path / name)
    ]
    assert not differences, "\n".join([*differences, HOW_TO_DRAW])
    shown = {screen.__name__ for screen in pictures.DRAWN.values()}
    assert {screen.__name__ for screen in screens()} <= shown


def difference(kept: Path, drawn: Path) -> list[str]:
    """Return how the text of a picture differs, or that only its colours do; nothing for equal pictures."""
    before, after = (file.read_text(encoding="utf-8") for file in (kept, drawn))
    if before == after:
        return []
    lines = unified_diff(
        pictures.text_of(before), pictures.text_of(after), kept.name, "now", lineterm="", n=0
    )
    return list(islice(lines, 40)) or [f"{kept.name}: the same text in other colours or styles"]


def screens() -> set[type[Screen[object]]]:
    """Return every screen of the package that is no base of others."""
    for module in pkgutil.walk_packages(bizcare_tui.ui.__path__, "bizcare_tui.ui."):
        importlib.import_module(module.name)
    return {
        screen
        for screen in _subclasses(Screen)
        if screen.__module__.startswith("bizcare_tui.") and not screen.__subclasses__()
    }


def _subclasses(base: type[Screen[object]]) -> Iterator[type[Screen[object]]]:
    for subclass in base.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
