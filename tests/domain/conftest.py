"""Settings of the tests of the rules."""

from __future__ import annotations

from hypothesis import settings

# The first example of a test may read the language files and compile phrases.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
