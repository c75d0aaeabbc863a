"""The records of defects are made without those of all other reads."""

from __future__ import annotations

import subprocess
import sys

from bizcare_tui.desk.desk import Desk


def test_threads_are_listed_without_the_records_of_reports(desk: Desk) -> None:
    assert desk.session.exists
    script = """
import sys
from bizcare_tui.desk.desk import Desk
from bizcare_tui.cli.json.threads import threads_json
assert list(threads_json(Desk(), "", 5))
loaded = {name for name in ("report_records",) if f"bizcare_tui.store.{name}" in sys.modules}
sys.exit(f"loaded: {loaded}" if loaded else 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
