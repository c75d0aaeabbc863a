"""Misspelt commands: the nearest existing word is named, and nothing is done."""

from __future__ import annotations

import pytest
from shell import Shell

from bizcare_tui.cli.registry import command_names


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["shwo", "1"], "show"),
        (["lst"], "list"),
        (["list", "--limti", "3"], "--limit"),
        (["list", "--limti=3"], "--limit"),
        (["reply", "1", "--fiel", "x"], "--file"),
        (["due", "--forcast"], "--forecast"),
        (["--thme", "dark"], "--theme"),
        (["--theme", "drak"], "dark"),
        (["outbox", "snd"], "send"),
        (["kind", "1", "--kind", "technicl"], "technical"),
        (["defects", "1", "--step", "publishd"], "published"),
        (["decisions", "--ground", "other_shp"], "other_shop"),
        (["decisions", "--outcome", "rejectd"], "rejected"),
    ],
)
def test_the_nearest_command_option_or_value_is_named(
    capsys: pytest.CaptureFixture[str], typed: list[str], meant: str
) -> None:
    shell = Shell(capsys)
    code, out = shell.run(*typed)
    assert (code, out) == (2, "")
    assert f"did you mean {meant}?" in shell.stderr


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(["config", "theem"], "'theme'"), (["list", "is:lat"], "is:late"), (["list", "prodct:seo"], "product:")],
)
def test_the_nearest_setting_or_term_of_a_query_is_named(
    capsys: pytest.CaptureFixture[str], typed: list[str], meant: str
) -> None:
    shell = Shell(capsys)
    assert shell.run(*typed)[0] == 2
    assert f"Did you mean {meant}?" in shell.stderr


def test_what_is_like_nothing_gets_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(capsys)
    assert shell.run("zzzz")[0] == 2
    assert all(name in shell.stderr for name in command_names())


def test_what_follows_two_dashes_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(capsys)
    assert shell.run("list", "--", "--limti")[0] == 0
