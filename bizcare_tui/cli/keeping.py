"""The store as a whole, for the commands that move it: they need none that can be read."""

from __future__ import annotations

from bizcare_tui.config import load_settings
from bizcare_tui.desk.keeping import Keeping
from bizcare_tui.now import now
from bizcare_tui.paths import Paths


def the_keeping() -> Keeping:
    """The store that the environment and the settings name.

    Raises:
        BadSettings: the settings cannot be read.
    """
    paths = Paths.from_environment()
    return Keeping(paths, load_settings(paths), now)
