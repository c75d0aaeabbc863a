"""Check each user file that the app reads at startup: keys, sections, policy and snippets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bizcare_tui.config import load_settings
from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths


def check_startup_files(paths: Paths) -> Iterator[DoctorFinding]:
    """Yield a finding for each of keys, sections, policy and snippets."""
    checks: dict[str, Callable[[], object]] = {
        "keys": lambda: _load_keys(paths),
        "sections": lambda: _load_sections(paths),
        "policy": lambda: _load_policy(paths),
        "snippets": lambda: _load_snippets(paths),
    }
    for name, load in checks.items():
        try:
            load()
        except BizcareError as error:
            yield DoctorFinding(name, False, error.sentence, error.next_step)
        else:
            yield DoctorFinding(name, True, _("can be read"))


def _load_keys(paths: Paths) -> object:
    from bizcare_tui.ui.commands.presets import keymap_for

    try:
        settings = load_settings(paths)
    except BizcareError:
        return None  # already a finding of the check of the settings
    return keymap_for(settings, paths.config)


def _load_sections(paths: Paths) -> object:
    from bizcare_tui.desk.sections import load_sections

    return load_sections(paths)


def _load_policy(paths: Paths) -> object:
    from bizcare_tui.desk.policy import load_policy

    return load_policy(paths.policy_file)


def _load_snippets(paths: Paths) -> object:
    from bizcare_tui.desk.snippets import load_snippets

    return load_snippets(paths.config / "snippets")
