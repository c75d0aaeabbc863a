"""`bizcare learn --report`: how often what the program found was accepted here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk
from shell import Shell


@pytest.fixture
def at_desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_the_report_has_a_line_for_each_finding(at_desk: PurchaseDesk, shell: Shell) -> None:
    decisions = at_desk.desk.decisions
    wizard = at_desk.rejecting("modified_code")
    decisions.decide(wizard)
    proposed = at_desk.desk.conversations.proposed_kind(THREAD)
    assert proposed is not None
    assert shell.run("kind", str(THREAD), "--kind", proposed.value)[0] == 0
    assert shell.json("learn", "--report") == [
        {
            "source": "passage",
            "kind": "modified_code",
            "found": 1,
            "accepted": 0,
            "dismissed": 0,
            "share": None,
        },
        {"source": "type", "kind": proposed.value, "found": 1, "accepted": 1, "dismissed": 0, "share": 1.0},
    ]
    code, out = shell.run("learn", "--report")
    assert code == 0
    passages, modified, _blank, replies, _blank, types, technical = out.splitlines()
    assert passages.split() == ["Passages", "for", "a", "reason", "found", "accepted", "dismissed", "share"]
    assert modified.split()[-4:] == ["1", "0", "0", "-"]
    assert replies == "Check of replies: nothing known yet"
    assert types.split()[-4:] == ["found", "accepted", "corrected", "share"]
    assert technical.split()[-5:] == ["1", "1", "0", "100", "%"]
    assert "nothing leaves this machine" in shell.stderr
    # No text of a shop is printed.
    assert "carousel" not in out


def test_a_desk_that_judged_nothing_is_told_so(at_desk: PurchaseDesk, shell: Shell) -> None:
    assert shell.run("learn", "--report") == (
        0,
        "Nothing is known yet: nobody here has judged a passage, a finding or a suggested type.\n",
    )
    assert shell.json("learn", "--report") == []
    assert shell.run("learn")[0] == 2
