"""What models weigh of a draft."""

from __future__ import annotations

import pytest
from reply_tickets import ticket

from bizcare_tui.domain.language_data import language_codes
from bizcare_tui.domain.learned.concepts import CONCEPT_FOLDER, read_concepts
from bizcare_tui.domain.replies.draft_features import draft_numbers, draft_sentences, overlap, reply_concepts
from bizcare_tui.domain.text_folding import flat

ASKED = ticket("The mail is not sent since 8.1.6, and the log is empty.")


def signs(draft: str) -> set[str]:
    """The signs of all sentences of a draft."""
    return {unit.name for each in draft_sentences(draft, ASKED) for unit in each.units if unit.kind == "sign"}


def test_sentences_have_their_places_in_the_draft() -> None:
    draft = "Hello.\n\n> Quoted line.\n\nOpen the tab Mail. Is it on?"
    texts = [draft[slice(*each.span)].strip() for each in draft_sentences(draft, ASKED)]
    assert texts == ["Hello.", "Open the tab Mail.", "Is it on?"]


def test_a_text_in_quotation_marks_is_not_the_writers() -> None:
    draft = 'Change "We have received your message and answer soon" in the tab Texts.'
    (sentence,) = draft_sentences(draft, ASKED)
    assert "got_it" not in sentence.concepts
    assert "place" in sentence.concepts


@pytest.mark.parametrize(
    ("draft", "sign"),
    [
        ("Write to ana (at) shop.example", "address"),
        ("Call 055 501 4827 99", "long number"),
        ("I am @ana there", "handle"),
        ("Case #12345 is open", "case number"),
        ("Open 9:00 - 12:30 and later", "hours"),
        ("-- write above this line --", "ruled line"),
        ("Open Modules > Mail", "path"),
        ("This is an automatic reply", "automatic"),
        ("Send us a WhatsApp to our number.", "leads away"),
    ],
)
def test_signs(draft: str, sign: str) -> None:
    assert sign in signs(draft)
    assert sign not in signs("The mail is sent by the shop")


def test_concepts_that_the_customer_asks_about_are_units_of_their_own() -> None:
    (sentence,) = draft_sentences("The mail is sent by cron.", ASKED)
    assert "asked mail" in {unit.name for unit in sentence.units}
    (other,) = draft_sentences("The mail is sent by cron.", ticket("The price is wrong."))
    assert "asked mail" not in {unit.name for unit in other.units}


def test_numbers_tell_an_answer_from_courtesies() -> None:
    answer = draft_numbers('Open Mail > Sending and tick "Log". Is the log still empty then?', ASKED)
    courtesy = draft_numbers("Thank you for your patience, our team will look into it.", ASKED)
    assert set(answer) == set(courtesy)
    for name in ("paths", "has question", "facts", "asked", "about", "concrete"):
        assert answer[name] > courtesy[name], name
    for name in ("empty share", "nothing asked", "concept team"):
        assert answer[name] < courtesy[name], name


def test_an_empty_draft_has_numbers() -> None:
    assert draft_numbers("", ASKED)["words"] == 0


def test_overlap() -> None:
    assert overlap((0, 3), (2, 5))
    assert not overlap((0, 3), (3, 5))


def test_every_language_names_every_concept_of_replies() -> None:
    folder = CONCEPT_FOLDER / "replies"
    names = {file.stem: set(read_concepts_of(file.stem)) for file in folder.glob("*.toml")}
    assert tuple(sorted(names)) == language_codes()
    assert all(each == set(read_concepts(folder)) for each in names.values())
    assert set(reply_concepts().names) > set(read_concepts(folder))


def test_no_entry_of_a_concept_of_replies_is_empty_or_longer_than_three_words() -> None:
    for concept, entries in read_concepts(CONCEPT_FOLDER / "replies").items():
        for entry in entries:
            words = flat(entry).split()
            assert 1 <= len(words) <= 3, (concept, entry)
            assert all("*" not in word[:-1] and word != "*" for word in words), (concept, entry)


def read_concepts_of(language: str) -> dict[str, str]:
    """The concepts of replies in one language."""
    import tomllib

    return tomllib.loads((CONCEPT_FOLDER / "replies" / f"{language}.toml").read_text("utf-8"))
