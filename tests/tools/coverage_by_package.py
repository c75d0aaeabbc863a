"""Prints the coverage of each package from the data of a run: `python tests/tools/coverage_by_package.py`."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

PACKAGE = "bizcare_tui"


def totals(files: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """Add up statements and covered statements by package; modules outside of one count as `PACKAGE`.

    Args:
        files: path, number of statements and number of covered statements of each file.
    """
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for path, statements, covered in files:
        parts = PurePosixPath(path).parts
        inner = parts[parts.index(PACKAGE) + 1 :]
        for name in ("total", inner[0] if len(inner) > 1 else PACKAGE):
            sums[name] = (sums[name][0] + statements, sums[name][1] + covered)
    return dict(sums)


def table(sums: dict[str, tuple[int, int]]) -> str:
    """Return a line for each package and one for the total, last."""
    names = [*sorted(name for name in sums if name != "total"), "total"]
    rows = [(name, *sums[name]) for name in names]
    lines = []
    for name, statements, covered in rows:
        percent = 100 * covered / statements if statements else 100
        lines.append(f"{name:<14} {percent:5.1f} %  {covered:>6} of {statements} statements")
    return "\n".join(lines)


def main() -> None:
    """Read the data file of coverage in the working folder, and print the table."""
    from coverage import Coverage

    measured = Coverage(source=[PACKAGE])
    measured.load()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.json"
        measured.json_report(outfile=str(file))
        files = json.loads(file.read_text(encoding="utf-8"))["files"]
    summaries = ((path, data["summary"]) for path, data in files.items())
    print(table(totals((path, each["num_statements"], each["covered_lines"]) for path, each in summaries)))


if __name__ == "__main__":
    main()
