"""The mutations: they match the sources, name tests that exist, and are noticed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import mutate
import pytest
from mutate import ROOT, load

MUTATIONS = load()


def names_of_tests(file: Path) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command over the mutations of a folder."""
    command = [sys.executable, mutate.__file__, "--folder", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_there_are_enough_of_them() -> None:
    assert len(MUTATIONS) >= 72
    assert sum(mutation.in_campaign for mutation in MUTATIONS) == 13


def test_each_changes_the_sources_and_leaves_them_readable() -> None:
    for mutation in MUTATIONS:
        for file, text in mutation.applied(ROOT).items():
            assert text != (ROOT / file).read_text(encoding="utf-8"), mutation.name
            compile(text, file, "exec")


def test_each_names_tests_that_exist() -> None:
    named = [name.split("::") for mutation in MUTATIONS for name in mutation.fails]
    known = {file: names_of_tests(ROOT / file) for file, _name in named}
    assert [f"{file}::{name}" for file, name in named if name not in known[file]] == []


def test_a_mutation_is_noticed_and_one_that_changes_nothing_is_not(tmp_path: Path) -> None:
    text = (mutate.FOLDER / "refund-last-day-is-closed.patch").read_text(encoding="utf-8")
    (tmp_path / "noticed.patch").write_text(text, encoding="utf-8")
    same = re.sub(r"^-(.*)\n\+.*", r"-\1\n+\1  # the same", text, flags=re.MULTILINE)
    (tmp_path / "harmless.patch").write_text(same, encoding="utf-8")
    (tmp_path / "gone.patch").write_text(text.replace("claim_until", "gone"), encoding="utf-8")
    done = run(folder=tmp_path)
    assert done.returncode == 1
    marks = {line.split()[1]: line.split()[0] for line in done.stdout.splitlines()[:-1]}
    assert marks == {"noticed": "ok", "harmless": "SURVIVED", "gone": "SURVIVED"}, done.stdout
    assert run("noticed", folder=tmp_path).returncode == 0
    assert run("nothing", folder=tmp_path).returncode == 2


@pytest.mark.parametrize(
    "text", ["", "Lets through: a thing\n", "Lets through: a thing\nFails: tests/x.py::y\n"]
)
def test_what_is_no_mutation_is_refused(text: str) -> None:
    with pytest.raises(mutate.BadMutation, match="needs"):
        mutate.parse("none", text)
