"""The guide: its index, its generated tables, and `bizcare guide`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from guide_tables import FOLDER, TABLES, with_tables

from bizcare_tui.cli.main import main
from bizcare_tui.cli.registry import command_names
from bizcare_tui.desk.guide import guide_page, guide_topics
from bizcare_tui.present.guide_text import guide_text

PAGES = sorted(FOLDER.glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_generated_tables_are_current(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == with_tables(text), "run `python tests/tools/guide_tables.py`"


def test_every_table_is_in_one_page() -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    for name in TABLES:
        assert sum(f"<!-- generated: {name} -->" in text for text in texts) == 1


def test_the_index_names_every_page() -> None:
    names = {topic.name for topic in guide_topics()}
    assert names == {page.stem for page in PAGES} - {"index"}
    assert all(topic.group and topic.about.endswith(".") for topic in guide_topics())


def test_the_guide_names_every_command_by_purpose() -> None:
    text = guide_page("commands")
    by_purpose = text[: text.index("## Each command")]
    for name in command_names():
        assert f"`bizcare {name}" in by_purpose, name


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_as_plain_text_fits_the_width(page: Path, width: int) -> None:
    text = guide_text(page.read_text(encoding="utf-8"), width)
    assert all(len(line) <= width for line in text.splitlines())
    assert "<!--" not in text
    assert "![" not in text
    assert "\x1b" not in text


def test_plain_text_names_the_pages_and_addresses_that_links_lead_to() -> None:
    text = guide_text(
        "# One\n\nSee [there](answering.md#the-check) and [this](https://a.example/), `x`.\n", 80
    )
    assert text == "One\n===\n\nSee there (`bizcare guide answering`) and this (https://a.example/), `x`.\n"


def test_without_a_topic_the_pages_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide"]) == 0
    listed = capsys.readouterr().out
    for topic in guide_topics():
        assert topic.name in listed
        assert topic.about in listed
    assert main(["guide", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["topic"] for line in lines] == [topic.name for topic in guide_topics()]


@pytest.mark.parametrize("options", [[], ["--raw"]])
def test_a_page_that_is_piped_is_printed_as_markdown(
    capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert main(["guide", "deadlines", *options]) == 0
    assert capsys.readouterr().out == guide_page("deadlines")


def test_on_a_terminal_a_page_is_plain_text_of_its_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["guide", "deadlines"]) == 0
    assert capsys.readouterr().out == guide_text(guide_page("deadlines"), 60)
    assert main(["guide", "deadlines", "--raw"]) == 0
    assert capsys.readouterr().out == guide_page("deadlines")


def test_an_unknown_page_is_wrong_usage_and_the_nearest_one_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["guide", "deadline"]) == 2
    assert "'deadlines'" in capsys.readouterr().err
    assert main(["guide", "zzz"]) == 2
    assert "tutorial, answering" in capsys.readouterr().err
