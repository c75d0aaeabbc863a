"""The labelled cases: complete, and none used for tuning is wrongly supported."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from grounds import BY_DATA, LABELLED, PARTS, evaluated, found_places, labelled_places

from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.grounds import Ground

FILES = sorted(LABELLED.rglob("*.toml"))


def cases(file: Path) -> list[dict[str, Any]]:
    """The labelled cases of a file."""
    found: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))["case"]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_case_is_whole_and_quotes_word_for_word(file: Path) -> None:
    for example in cases(file):
        assert {GroundVerdict(example[ground.value]) for ground in BY_DATA}
        for name, quotes in example.get("passages", {}).items():
            assert Ground(name) not in BY_DATA
            assert len(labelled_places(example, Ground(name))) == len(quotes)


def test_a_third_is_set_aside_and_no_case_is_there_twice() -> None:
    names = {
        part: [case["name"] for f in FILES if f.parent.name == part for case in cases(f)] for part in PARTS
    }
    assert not set(names["tuning"]) & set(names["held_out"])
    assert len(names["tuning"]) == 2 * len(names["held_out"])


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.parent.name == "tuning"], ids=lambda f: f.stem
)
def test_no_verdict_is_wrongly_supported_and_what_is_read_is_never_decided(file: Path) -> None:
    for example in cases(file):
        for found in evaluated(example):
            if found.ground in BY_DATA:
                assert (
                    found.verdict is not GroundVerdict.SUPPORTED or example[found.ground.value] == "supported"
                )
            else:
                assert found.verdict is GroundVerdict.UNKNOWN
                assert all(start < end for _message, start, end in found_places(found))
