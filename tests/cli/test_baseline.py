"""`bizcare baseline --signatures`: endings are listed, and accepted only by name."""

from __future__ import annotations

import pytest
from shell import Shell

from bizcare_tui.desk.desk import Desk


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_listing_the_endings_accepts_none_of_them(shell: Shell, desk: Desk) -> None:
    found = shell.json("baseline", "--signatures")[0]["found"]
    assert found
    assert found[0]["messages"] >= 5
    assert f"1  ×{found[0]['messages']}" in shell.run("baseline", "--signatures")[1]
    assert shell.json("baseline")[0]["signatures"][0] == found[0]["text"]


def test_an_ending_is_accepted_by_its_number_or_its_text(shell: Shell, desk: Desk) -> None:
    first = shell.json("baseline")[0]["signatures"][0]
    assert shell.json("baseline", "--signature", "1", "--signature", "Zoe\\nNordlys")[0]["accepted"] == [
        first,
        "Zoe\nNordlys",
    ]
    assert first not in shell.json("baseline")[0]["signatures"]


def test_a_number_that_no_ending_has_accepts_nothing(shell: Shell, desk: Desk) -> None:
    before = shell.json("baseline")
    assert shell.run("baseline", "--signature", "99")[0] == 2
    assert shell.json("baseline") == before
