"""Opens a page in the person's browser, where there is one beside the terminal."""

from __future__ import annotations

import webbrowser
from pathlib import Path

# They would run in the very terminal that the app paints on.
_IN_THE_TERMINAL = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})


def open_page(url: str) -> bool:
    """Open a page; False where there is no browser with a window of its own, as over SSH."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    name = Path(str(getattr(browser, "name", ""))).name
    return name not in _IN_THE_TERMINAL and browser.open(url)
