"""Conversations: back, cancel, wrong answers, words instead of answers, and texts of several lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_person import LinePerson

from bizcare_tui.cli.plain.conversation import (
    Aside,
    Cancelled,
    Conversation,
    Flow,
    LongQuestion,
    WentBack,
)
from bizcare_tui.cli.plain.questions import choose, choose_several, line, yes
from bizcare_tui.errors import NotPossible, WrongUsage

CHOICES = ["apples", "pe&ars", "sweet cherries"]


def talk(*lines: str) -> Conversation:
    return Conversation(LinePerson(lines))


def about_fruit() -> Flow[tuple[str, int, bool]]:
    """Three questions of different kinds."""
    name = yield from line("Your name?")
    yield f"Welcome, {name}."
    fruit = yield from choose("Which fruit?", CHOICES)
    return name, fruit, (yield from yes("Really?"))


def test_questions_are_asked_one_after_another() -> None:
    assert talk("Ana", "2", "yes").hold(about_fruit) == ("Ana", 1, True)


def test_what_was_typed_with_the_command_answers_the_first_question() -> None:
    assert talk("sweet cherries", "n").hold(about_fruit, first="Ana") == ("Ana", 2, False)


def test_back_asks_the_question_before_and_keeps_what_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert talk("Ana", "1", "back", "back", "", "3", "y").hold(about_fruit) == ("Ana", 2, True)
    assert "An empty line means: Ana." in capsys.readouterr().out


def test_back_at_the_first_question_leaves_the_conversation() -> None:
    with pytest.raises(WentBack):
        talk("Ana", "back", "back").hold(about_fruit)
    with pytest.raises(Cancelled):
        talk("Ana", "cancel").hold(about_fruit)


def test_a_word_that_steers_is_an_answer_behind_a_backslash() -> None:
    assert talk("\\back", "1", "yes").hold(about_fruit)[0] == "back"


@pytest.mark.parametrize(
    ("typed", "index"), [("1", 0), ("a", 1), ("pears", 1), ("cher", 2), ("SWEET", 2), ("appl", 0)]
)
def test_a_choice_is_named_by_number_letter_or_beginning(typed: str, index: int) -> None:
    assert talk("Ana", typed, "yes").hold(about_fruit)[1] == index


@pytest.mark.parametrize("wrong", ["0", "4", "plums", "99999999", "e", ""])
def test_a_wrong_choice_is_explained_and_asked_again(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk("Ana", wrong, "2", "yes").hold(about_fruit)[1] == 1
    said = capsys.readouterr().out
    assert ("from 1 to 3" in said) is (wrong != "")
    assert said.count("1. apples") == 1, "the choices are not read again"


@pytest.mark.parametrize(
    ("typed", "chosen"), [("1 3", [0, 2]), ("3,1", [0, 2]), ("none", []), ("all", [0, 1, 2]), ("", [1])]
)
def test_several_choices_are_named_by_their_numbers(typed: str, chosen: list[int]) -> None:
    assert talk(typed).hold(lambda: choose_several("Which?", CHOICES, chosen=[1])) == chosen


def test_an_error_after_an_answer_asks_for_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    stored: list[str] = []

    def flow() -> Flow[str]:
        name = yield from line("Your name?")
        if name == "nobody":
            raise WrongUsage("There is no nobody.", "Give another name.")
        stored.append(name)
        return name

    assert talk("nobody", "Ana").hold(flow) == "Ana"
    assert stored == ["Ana"]
    assert "There is no nobody. Give another name." in capsys.readouterr().out


def test_an_error_before_any_question_ends_the_conversation() -> None:
    def flow() -> Flow[None]:
        yield from ()
        raise NotPossible("no")

    with pytest.raises(NotPossible):
        talk().hold(flow)


def test_an_aside_is_done_and_the_question_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []

    def fail() -> None:
        raise NotPossible("It cannot be done.")

    asides = (
        Aside("news", "read the news", lambda: done.append("news")),
        Aside("fail", "fails", fail),
    )
    held = talk("Ana", "news", "fail", "help", "1", "yes").hold(about_fruit, asides=asides)
    assert held == ("Ana", 0, True)
    assert done == ["news"]
    said = capsys.readouterr().out
    assert "It cannot be done." in said
    assert "news: read the news" in said


@pytest.fixture
def kept() -> list[str]:
    return []


def test_a_text_is_kept_after_each_line(kept: list[str]) -> None:
    def keep(text: str) -> str:
        kept.append(text)
        return text

    written = talk("one", "..htaccess", "…", ".").write("Write.", "zero", keep=keep)
    assert written.text == "zero\none\n.htaccess\n…"
    assert kept == ["zero\none", "zero\none\n.htaccess", written.text]


def test_a_dot_word_ends_the_writing_or_helps(capsys: pytest.CaptureFixture[str]) -> None:
    words = {"snippet": "insert a snippet"}
    written = talk("one", ".read", ".help", ".snipet", ".snippet 3").write("Write.", words=words)
    assert (written.text, written.word, written.rest) == ("one", "snippet", "3")
    said = capsys.readouterr().out
    assert "\none\n" in said
    assert ".snippet: insert a snippet" in said
    assert "There is no .snipet." in said
    assert talk("one", "..").write("Write.", words={"later": ""}).word == "later"
    with pytest.raises(Cancelled):
        talk("one", ".cancel").write("Write.")


def test_a_long_answer_survives_going_back() -> None:
    def flow() -> Flow[tuple[str, str]]:
        text: str = yield LongQuestion("A note:")
        return text, (yield from line("By whom?"))

    assert talk("one", ".", "back", "two", ".", "Ana").hold(flow) == ("one\ntwo", "Ana")


@given(st.lists(st.text(max_size=20), max_size=8))
def test_whatever_is_typed_ends_in_an_answer_or_in_leaving(lines: list[str]) -> None:
    def left(run: Callable[[], object]) -> bool:
        try:
            run()
        except (EOFError, Cancelled, WentBack):
            return True
        return False

    conversation = talk(*(each.replace("\n", " ") for each in lines))
    if not left(lambda: conversation.hold(about_fruit)):
        assert len(lines) >= 3
