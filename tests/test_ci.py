"""What `.ci/run` relies on: the Pythons that are installed, and the coverage of each package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from coverage_by_package import table, totals

ROOT = Path(__file__).parents[1]


def test_the_installed_pythons_are_listed_from_the_oldest_supported_one_on() -> None:
    listed = subprocess.run([ROOT / ".ci" / "pythons"], capture_output=True, text=True, check=True).stdout
    minors = [int(line.split()[0].removeprefix("3.")) for line in listed.splitlines()]
    assert minors == sorted(set(minors))
    assert all(minor >= 11 for minor in minors)
    for line in listed.splitlines():
        version, program = line.split(" ", 1)
        asked = subprocess.run([program, "-V"], capture_output=True, text=True, check=True).stdout
        assert asked.startswith(f"Python {version}."), sys.version


def test_coverage_is_summed_up_by_package() -> None:
    files = [
        ("bizcare_tui/store/outbox.py", 10, 9),
        ("/home/ana/bizcare_tui/store/reads/hot.py", 30, 15),
        ("bizcare_tui/now.py", 4, 4),
        ("bizcare_tui/ui/__init__.py", 0, 0),
    ]
    sums = totals(files)
    assert sums == {"store": (40, 24), "bizcare_tui": (4, 4), "ui": (0, 0), "total": (44, 28)}
    lines = table(sums).splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["bizcare_tui", "100.0"], ["store", "60.0"], ["ui", "100.0"], ["total", "63.6"]
    ]  # fmt: skip
