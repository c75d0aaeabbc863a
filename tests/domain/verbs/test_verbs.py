"""The verbs: what an act changes, its sentence, and how its content is read."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain import verbs
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.threads import Outcome
from bizcare_tui.domain.triage import Act, Triage, derive_triage
from bizcare_tui.domain.verbs import VERBS, Recompute, UnknownVerb, VerbContent, parse_content, read_content
from bizcare_tui.domain.verbs.assign import Assign
from bizcare_tui.domain.verbs.author import SetAuthor
from bizcare_tui.domain.verbs.done import Done
from bizcare_tui.domain.verbs.fix import AttachDefect
from bizcare_tui.domain.verbs.kind import SetKind
from bizcare_tui.domain.verbs.link import Link
from bizcare_tui.domain.verbs.no_answer import NoAnswer
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.domain.verbs.reopen import Reopen
from bizcare_tui.domain.verbs.snooze import Snooze
from bizcare_tui.domain.verbs.tag import ChangeTags
from bizcare_tui.i18n import set_language

AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
UNTIL = int(AT.timestamp())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
# What is known of verbs whose threads are not derived again as a whole, and of some that are.
RECOMPUTES = {
    **dict.fromkeys(("tag", "assign", "snooze", "link"), Recompute.LABELS),
    **dict.fromkeys(("done", "no_answer", "reopen", "kind"), Recompute.STATE),
    **dict.fromkeys(("note", "author", "fix"), Recompute.EVERYTHING),
}
FIELDS = ("kind", "outcome", "reason", "until", "add", "remove", "text", "message", "author", "automatic",
          "thread", "defect", "to")  # fmt: skip


def after(*contents: VerbContent) -> Triage:
    """Return the state of a thread after acts with these contents."""
    return derive_triage(Act(number, content, AT, "ana", known=9) for number, content in enumerate(contents))


def test_every_verb_is_found_by_its_id() -> None:
    modules = {file.stem for file in Path(verbs.__path__[0]).glob("*.py")} - {"__init__", "content"}
    assert set(VERBS) == modules >= {"done", "note", "snooze"}
    assert all(verb.verb == name for name, verb in VERBS.items())


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
@given(data=st.data())
def test_every_verb_is_applied_described_and_read_again(verb: type[VerbContent], data: st.DataObject) -> None:
    content = data.draw(st.builds(verb, **{field.name: ... for field in dataclasses.fields(verb)}))
    after(content)
    assert content.sentence()
    assert parse_content(content.verb, json.dumps(content.values())) == content


@pytest.mark.parametrize(
    ("content", "sentence", "values"),
    [
        (SetKind("technical"), "request type: technical error", {"kind": "technical"}),
        (SetKind(), "request type: not set", {"kind": None}),
        (Done(), "done", {}),
        (Done("refunded"), "done", {"outcome": "refunded"}),
        (NoAnswer("spam"), "no answer needed: spam", {"reason": "spam"}),
        (Reopen(), "reopened", {}),
        (Snooze(UNTIL), "snoozed until Thu 26 Nov 2026 10:30", {"until": UNTIL}),
        (Snooze(), "woken up", {"until": None}),
        (ChangeTags(("a", "b"), ("c",)), "tags +a +b -c", {"add": ["a", "b"], "remove": ["c"]}),
        (ChangeTags(("a",)), "tag +a", {"add": ["a"], "remove": []}),
        (AddNote("ring @bob"), "note: ring @bob", {"text": "ring @bob"}),
        (
            SetAuthor(5, "seller"),
            "message: written by the seller",
            {"message": 5, "author": "seller", "automatic": None},
        ),
        (SetAuthor(5, None, True), "message: automatic", {"message": 5, "author": None, "automatic": True}),
        (Link(7), "linked to 7", {"thread": 7, "remove": False}),
        (Link(7, True), "link to 7 removed", {"thread": 7, "remove": True}),
        (AttachDefect(3), "linked to defect 3", {"defect": 3}),
        (AttachDefect(), "removed from its defect", {"defect": None}),
        (Assign("bob"), "assigned to bob", {"to": "bob"}),
        (Assign(), "assignment removed", {"to": None}),
    ],
)  # fmt: skip
def test_a_verb_has_a_sentence_and_values_from_which_it_is_read_again(
    content: VerbContent, sentence: str, values: dict[str, Any]
) -> None:
    assert content.sentence() == sentence
    assert content.values() == values
    assert parse_content(content.verb, json.dumps(values)) == content


def test_the_state_follows_from_the_acts_in_order() -> None:
    state = after(ChangeTags(("a", "b")), Snooze(UNTIL), AddNote("hello"), Link(7), Assign("bob"), Done())
    assert (state.tags, state.links, state.assignee) == (["a", "b"], [7], "bob")
    assert [note.text for note in state.notes] == ["hello"]
    assert state.snoozed is None, "closing ends the snooze"
    assert state.closed is not None
    assert (state.closed.outcome, state.closed.known) == (Outcome.ANSWERED, 9)
    assert after(Done(), Reopen()).closed is None
    assert after(ChangeTags(("a", "b")), ChangeTags(("c", "a"), ("b",))).tags == ["a", "c"]
    assert after(Link(7), Link(7), Link(7, True)).links == []


def test_an_author_and_automatic_are_set_separately() -> None:
    assert after(SetAuthor(5, "seller"), SetAuthor(5, None, True)).authors == {5: ("seller", True)}


def test_a_request_about_a_defect_is_a_technical_one() -> None:
    state = after(SetKind("other"), AttachDefect(3))
    assert (state.kind, state.defect) == (RequestType.TECHNICAL, 3)


def test_a_note_mentions_persons_but_not_mail_addresses() -> None:
    assert AddNote("@ana, ask @bob.lee. and shop@example.com, @ana").mentions == ("ana", "bob.lee")


def test_a_verb_of_another_version_changes_nothing() -> None:
    content = read_content("praise", {"text": "well done"})
    assert isinstance(content, UnknownVerb)
    assert after(content) == Triage()
    assert content.sentence() == ""


@given(
    verb=st.sampled_from([*VERBS, "praise", ""]),
    values=JSON | st.dictionaries(st.sampled_from(FIELDS), JSON),
)
def test_whatever_another_program_stored_can_be_read_applied_and_described(verb: str, values: object) -> None:
    content = parse_content(verb, json.dumps(values))
    after(content)
    assert isinstance(content.sentence(), str)
    assert read_content(verb, content.values()) == content


@pytest.mark.parametrize("until", [10**30, -(10**30), 253_402_300_799, 253_402_300_800])
def test_a_snooze_until_no_possible_instant_is_none(until: int) -> None:
    assert after(Snooze(until)).snoozed is None
    assert Snooze(until).sentence() == "woken up"


def test_text_that_is_not_json_counts_as_empty() -> None:
    assert parse_content("note", "{") == AddNote("")


def test_no_more_is_recomputed_than_the_verb_changes() -> None:
    assert {name: VERBS[name].recomputes for name in RECOMPUTES} == RECOMPUTES


def test_a_long_text_is_shortened_after_a_word() -> None:
    text = "the customer has written that everything is fine now, and the order is closed"
    assert NoAnswer(text).sentence() == (
        "no answer needed: the customer has written that everything is fine now, and …"
    )
    assert AddNote("x" * 80).sentence() == f"note: {'x' * 58} …"


@pytest.mark.parametrize(
    ("language", "author", "sentence"),
    [
        ("fr", "customer", "message : écrit par le client"),
        ("it", "customer", "messaggio: scritto dal cliente"),
        ("it", "somebody", "messaggio: autore sconosciuto"),
        ("es", "seller", "mensaje: escrito por el vendedor"),
    ],
)
def test_who_wrote_a_message_is_a_sentence_of_the_language(language: str, author: str, sentence: str) -> None:
    set_language(language)
    try:
        assert SetAuthor(5, author).sentence().replace("\xa0", " ") == sentence
    finally:
        set_language("en")
