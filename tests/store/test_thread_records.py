"""The records of a conversation are not made before one is opened."""

from __future__ import annotations

import subprocess
import sys

from bizcare_tui.desk.desk import Desk


def test_the_inbox_is_read_without_the_records_of_conversations(desk: Desk) -> None:
    assert desk.session.exists
    script = """
import sys
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
assert Desk().inbox.first_rows(parse_query(""), 10)
names = {f"bizcare_tui.store.{name}_records" for name in ("thread", "defect", "report")}
loaded = names & set(sys.modules)
sys.exit(f"loaded: {loaded}" if loaded else 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
