"""Snippets: those of the program and those of the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.language import LANGUAGES, detect
from bizcare_tui.domain.snippets import TICKET_SLOTS, slots
from bizcare_tui.errors import BadSettings

EVERYDAY = {
    "missing_facts",
    "limited_access",
    "patch_available",
    "reactivate_cover",
    "moved_domain",
    "pre_sale",
}


def test_the_everyday_cases_come_along_in_every_language_of_the_customers(tmp_path: Path) -> None:
    for language in LANGUAGES:
        theirs = [each for each in load_snippets(tmp_path).everything if each.language == language]
        assert {each.name for each in theirs} == EVERYDAY


def test_every_snippet_is_in_its_language_and_signed(tmp_path: Path) -> None:
    for snippet in load_snippets(tmp_path).everything:
        assert detect(snippet.text) == snippet.language, snippet.name
        assert snippet.text.endswith("\n$signature\n")


def test_each_asks_its_writer_for_something_of_this_ticket(tmp_path: Path) -> None:
    for snippet in load_snippets(tmp_path).everything:
        names = slots(snippet.text)
        assert "customer" in names
        assert "product" in names
        assert set(names) - set(TICKET_SLOTS), snippet.name


def test_the_cover_keeps_its_name_in_every_language(tmp_path: Path) -> None:
    for snippet in load_snippets(tmp_path).everything:
        if snippet.name == "reactivate_cover":
            assert "Business Care" in snippet.text
            assert "95 %" in snippet.text


def test_the_customers_language_comes_first_then_english(tmp_path: Path) -> None:
    snippets = load_snippets(tmp_path)
    order = list(dict.fromkeys(each.language for each in snippets.for_language("it")))
    assert order[:2] == ["it", "en"]
    assert {each.language for each in snippets.for_language("pl")[:6]} == {"pl"}
    assert {each.language for each in snippets.for_language("sv")[:6]} == {"en"}
    assert len(snippets.for_language(None)) == len(snippets.everything)


def test_ones_own_snippet_wins_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "es.toml").write_text('[pre_sale]\ntext = "Buenas, $customer:"\n[mine]\ntext = "Uno"\n')
    found = {each.name: each for each in load_snippets(tmp_path).everything if each.language == "es"}
    assert found["pre_sale"].text == "Buenas, $customer:\n"
    assert found["pre_sale"].own
    assert found["mine"].title == "mine"
    assert not found["moved_domain"].own


@pytest.mark.parametrize(
    ("written", "problem", "hint"),
    [
        (
            '[a]\ntext = "x"\ntittle = "y"\n',
            "line 3: 'tittle' is not a field of a snippet",
            "Did you mean 'title'?",
        ),
        ("[a]\ntext = 3\n", "line 1: the text of a must be a text", "[a]"),
        ('[a]\ntitle = "x"\n', "line 1: a has no text", "[a]"),
        ('a = "x"\n', "line 1: a is not a snippet", "[a]"),
        ('[a]\ntext = "x\n', "is not valid TOML", "Correct that line."),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, written: str, problem: str, hint: str) -> None:
    file = tmp_path / "fr.toml"
    file.write_text(written)
    with pytest.raises(BadSettings) as reported:
        load_snippets(tmp_path)
    assert problem in reported.value.sentence
    assert str(file) in reported.value.sentence
    assert hint in reported.value.next_step


def test_a_huge_file_is_refused_and_a_folder_in_its_place_too(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text("#" * 300_000)
    with pytest.raises(BadSettings, match="larger than"):
        load_snippets(tmp_path)
    (tmp_path / "en.toml").unlink()
    (tmp_path / "en.toml").mkdir()
    with pytest.raises(BadSettings, match="cannot be read"):
        load_snippets(tmp_path)


def test_what_commands_a_terminal_does_not_get_in(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('["a\\u001b[2J"]\ntitle = "t\\u0007"\ntext = "x\\u001b]0;y\\u0007z"\n')
    snippet = next(each for each in load_snippets(tmp_path).everything if each.own)
    assert "\x1b" not in snippet.name + snippet.title + snippet.text
