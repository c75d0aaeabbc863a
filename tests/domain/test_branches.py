"""Branches of a product: PrestaShop lines, their names, versions that rise within each."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.branches import (
    EVERY,
    branches_in_words,
    line_of,
    read_branches,
    version_in_use,
    version_problem,
)


@pytest.mark.parametrize(
    ("version", "line"),
    [
        ("1.7.8.10", "1.7"),
        ("1.7", "1.7"),
        ("1.7.x", "1.7"),
        ("1.6.1.24", "1.6"),
        ("8.1.6", "8"),
        ("8", "8"),
        ("9.0.0-beta", "9"),
        ("1", ""),
        ("none", ""),
        ("", ""),
        ("2.4.1", ""),
    ],
)
def test_the_line_of_a_version(version: str, line: str) -> None:
    assert line_of(version) == line


@pytest.mark.parametrize(
    ("text", "branches"),
    [
        ("8", ("8",)),
        ("1.7", ("1.7",)),
        ("1.7.8", ("1.7",)),
        ("8.x", ("8",)),
        ("v8.1.6", ("8",)),
        ("9, 1.7 8", ("1.7", "8", "9")),
        ("8+9", ("8", "9")),
        ("10,9", ("9", "10")),
        ("all", EVERY),
        ("ALL", EVERY),
        ("", None),
        ("seven", None),
        ("8, x", None),
        ("1", None),
        ("all, 8", None),
    ],
)
def test_the_branches_that_a_person_names(text: str, branches: tuple[str, ...] | None) -> None:
    assert read_branches(text) == branches
    assert branches is None or read_branches(branches_in_words(branches)) == branches


@pytest.mark.parametrize(
    ("version", "used", "word"),
    [
        ("2.4.1", ["2.4.0"], ""),
        ("2.4.10", ["2.4.9"], ""),
        ("8.5.5.0", [], ""),
        ("8.5.5.1", ["8.5.5.0"], ""),
        ("8.5.6", ["8.5.5.9"], ""),
        ("8.5.5.0", ["8.5.5"], "already been used"),
        ("8.5.5", ["8.5.5.1"], "lower than 8.5.5.1"),
        ("2.4", [], "three or four numbers"),
        ("2.4.1.0.0", [], "three or four numbers"),
        ("v2.4.1", [], "three or four numbers"),
        ("2.04.1", [], "three or four numbers"),
        ("2.4.1", ["2.4.1"], "already been used"),
        ("2.4.1", ["2.4.2", "2.10.0"], "lower than 2.10.0"),
        ("2.4.1", ["1.9"], ""),
    ],
)
def test_the_version_of_a_patch(version: str, used: list[str], word: str) -> None:
    problem = version_problem(version, used)
    assert word in problem
    assert bool(problem) is bool(word)


def test_what_the_customer_runs_is_what_they_write_last_else_the_record() -> None:
    assert version_in_use("The cart fails", ["It fails."], "1.7.8.10") == "1.7.8.10"
    written = ["We run PrestaShop 1.7.8.10.", "We have updated to PrestaShop 8.1.6, and it still fails."]
    assert version_in_use("The cart fails", written, "1.7.8.10") == "8.1.6"
    quoted = ["It fails.\n> PrestaShop 8.1.6 is what we tried here."]
    assert version_in_use("The cart fails", quoted, "1.7.8.10") == "1.7.8.10"
