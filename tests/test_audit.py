"""The audit of dependencies: it reports no result where it could not ask."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

KNOWN: dict[str, Any] = {"name": "httpx", "version": "1", "vulns": []}
HOLE: dict[str, Any] = {"name": "anyio", "version": "1", "vulns": [{"id": "PYSEC-1"}]}
UNKNOWN: dict[str, Any] = {"name": "alembic", "skip_reason": "not found"}
OURS: dict[str, Any] = {"name": "bizcare-tui", "skip_reason": "not found"}


def audit(folder: Path, packages: list[dict[str, Any]] | None, code: int) -> subprocess.CompletedProcess[str]:
    """What the audit says when pip-audit ends so, with a report of these packages or none."""
    report = folder / "given.json"
    report.write_text(json.dumps({"dependencies": packages}))
    program = folder / "pip-audit"
    copy = f'cp "{report}" "${{@: -1}}"' if packages is not None else "true"
    program.write_text(
        f"#!/usr/bin/env bash\n{copy}\necho 'No known vulnerabilities found' >&2\nexit {code}\n"
    )
    program.chmod(0o755)
    return subprocess.run(
        [ROOT / ".ci" / "audit"], env={**os.environ, "PIP_AUDIT": str(program)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("packages", "code", "ended", "words"),
    [
        ([KNOWN, OURS], 0, 0, "no known hole in 1 packages"),
        ([KNOWN, HOLE, UNKNOWN], 1, 1, "anyio has a known hole: PYSEC-1"),
        ([KNOWN, UNKNOWN], 0, 2, "NOT AUDITED: 1 packages could not be asked for (alembic)"),
        ([KNOWN], 1, 2, "NOT AUDITED"),
        ([], 0, 2, "NOT AUDITED"),
        (None, 0, 2, "NOT AUDITED"),
        (None, 1, 2, "NOT AUDITED"),
    ],
)
def test_the_audit_fails_where_it_found_something_or_could_not_ask(
    tmp_path: Path, packages: list[dict[str, Any]] | None, code: int, ended: int, words: str
) -> None:
    done = audit(tmp_path, packages, code)
    assert done.returncode == ended
    assert words in done.stdout + done.stderr
    assert ("no known hole" in done.stdout + done.stderr) is (ended == 0)


def test_where_pip_audit_cannot_be_had_nothing_is_claimed(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / ".ci" / "audit"],
        env={**os.environ, "PIP_INDEX_URL": "file:///nowhere", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "NOT AUDITED" in done.stderr
