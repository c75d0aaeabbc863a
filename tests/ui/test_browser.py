"""Opening a page: in a browser of its own, never in the terminal that the app paints on."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from bizcare_tui.ui.browser import open_page

URL = "https://example.org/threads/7?a=$(id);b='x'"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file into which a browser called `firefox` or `w3m` writes what it was asked for."""
    for name in ("firefox-of-mine", "w3m"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > "{tmp_path}/opened"\n')
        program.chmod(0o700)
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})
    return tmp_path / "opened"


def test_a_page_is_opened_with_its_address_as_one_argument(
    opened: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", str(opened.with_name("firefox-of-mine")))
    assert open_page(URL)
    assert opened.read_text() == f"{URL}|"


def test_a_browser_for_the_terminal_is_not_started(opened: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", str(opened.with_name("w3m")))
    assert not open_page(URL)
    assert not opened.exists()


def test_without_any_browser_nothing_is_opened(opened: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    assert not open_page(URL)
    assert not opened.exists()


def test_a_browser_does_not_get_the_keys_and_passwords(opened: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = opened.with_name("firefox-of-mine")
    program.write_text(f'#!/bin/sh\nenv > "{opened}"\n')
    monkeypatch.setenv("BROWSER", str(program))
    monkeypatch.setenv("BIZCARE_API_KEY", "s3cret-word")
    assert open_page(URL)
    assert "BROWSER=" in opened.read_text()
    assert "s3cret-word" not in opened.read_text()
