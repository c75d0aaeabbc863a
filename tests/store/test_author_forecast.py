"""The clocks as they would be with other authors are those that follow when a person sets them."""

from __future__ import annotations

from random import Random

import pytest
from fixed_time import NOW
from small_store import add_rows, message, thread
from sqlmodel import col, select

from bizcare_tui.domain.author_effect import AuthorEffect, ThreadClocks, effect_of
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.verbs.author import SetAuthor
from bizcare_tui.domain.verbs.fix import AttachDefect
from bizcare_tui.store import acts, author_forecast, batching, defects, derive, stale_threads
from bizcare_tui.store.author_forecast import forecast_clocks
from bizcare_tui.store.derive import derivation_settings
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.tables import ActTable, History, InboxEntry, Message
from bizcare_tui.store.unix_time import to_unix_seconds

AT, HOUR = to_unix_seconds(NOW), 3600
TEXTS = (
    "It still fails",
    "Please install version 4.2.1, it has the correction.\n\nAna",
    "Thank you for contacting us. This is an automatic message.\n\nAna",
    "Thanks, that helped.\n\nZoë",
)
DECIDED = (Author.SELLER, Author.CUSTOMER, Author.MARKETPLACE)
Marks = dict[int, dict[int, Author]]


def recompute(store: Store) -> None:
    list(derive.recompute_all_stale(store.transaction, 1, (), lambda: NOW, "test"))


def forecast(store: Store, marks: Marks) -> list[tuple[ThreadClocks, ThreadClocks]]:
    with store.transaction() as session:
        settings = derivation_settings(session, get_account(session, "", 0), ())
        return list(forecast_clocks(session, settings, marks))


def apply(store: Store, marks: Marks) -> None:
    pairs = [
        (thread_id, SetAuthor(message_id, author.value))
        for thread_id, authors in marks.items()
        for message_id, author in authors.items()
    ]
    with store.transaction() as session:
        acts.record_acts(session, 1, pairs, now=NOW)
        stale_threads.mark_stale_with_defects(session, 1, marks)
    recompute(store)


def stored(store: Store, thread_ids: list[int]) -> list[ThreadClocks]:
    with store.transaction() as session:
        rows = [session.get_one(InboxEntry, (1, thread_id)) for thread_id in thread_ids]
        return [author_forecast._to_clocks(row.model_dump()) for row in rows]


def fill(store: Store, random: Random, threads: int) -> None:
    """Add threads with messages that are mostly of unknown author."""
    for number in range(1, threads + 1):
        begun = AT - random.randrange(2, 200) * HOUR
        tag = random.choice(("aftersale", "aftersale", "presale", ""))
        add_rows(store, thread(number, tag=tag, digest="x", added_at=begun, product_id=9))
        for place in range(random.randrange(1, 5)):
            add_rows(
                store,
                message(
                    number,
                    begun + place * random.randrange(1, 40) * HOUR // 10,
                    random.choice(TEXTS),
                    fingerprint=f"{number}-{place}",
                    author="unknown",
                    reported_role=random.choice(("", "", "", "seller", "customer")),
                    reported_name=random.choice(("", "", "Zoë")),
                ),
            )


def random_marks(store: Store, random: Random) -> Marks:
    """Return an author for some messages of unknown author."""
    marks: Marks = {}
    with store.transaction() as session:
        unknown = session.exec(select(Message).where(col(Message.author) == "unknown")).all()
        for each in random.sample(unknown, min(4, len(unknown))):
            marks.setdefault(each.thread_id, {})[each.id or 0] = random.choice(DECIDED)
    return marks


@pytest.mark.parametrize("seed", range(4))
def test_the_forecast_is_what_happens(store: Store, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BATCH_SIZE", 3)
    random = Random(seed)
    fill(store, random, 10)
    with store.transaction() as session:
        defect = defects.open_defect(session, 1, "Cart", 9, NOW)
        acts.record_acts(session, 1, [(each, AttachDefect(defect.id)) for each in (1, 2)], now=NOW)
    recompute(store)
    for _round in range(5):
        marks = random_marks(store, random)
        expected = forecast(store, marks)
        before = stored(store, list(marks))
        assert sorted((each for each, _after in expected), key=repr) == sorted(before, key=repr)
        apply(store, marks)
        assert sorted((after for _before, after in expected), key=repr) == sorted(
            stored(store, list(marks)), key=repr
        )


def test_nothing_is_written(store: Store) -> None:
    fill(store, Random(7), 5)
    recompute(store)
    marks = random_marks(store, Random(8))

    def everything() -> list[str]:
        with store.transaction() as session:
            tables = (Message, InboxEntry, ActTable, History)
            return [repr(row) for table in tables for row in session.exec(select(table)).all()]

    before = everything()
    assert forecast(store, marks)
    assert everything() == before


def test_an_automatic_answer_of_ours_answers_nothing(store: Store) -> None:
    begun = AT - 2 * HOUR
    for number, text in ((1, TEXTS[1]), (2, TEXTS[2])):
        add_rows(
            store,
            thread(number, tag="aftersale", digest="x", added_at=begun),
            message(number, begun, "It fails", author="unknown"),
            message(number, begun + HOUR, text, author="unknown"),
        )
    recompute(store)
    ours: Marks = {1: {2: Author.SELLER}, 2: {4: Author.SELLER}}
    assert effect_of(forecast(store, ours), NOW) == AuthorEffect(answered=1, in_time=1, due=-1)
    theirs: Marks = {1: {2: Author.CUSTOMER}, 2: {4: Author.CUSTOMER}}
    assert not effect_of(forecast(store, theirs), NOW).changes_clocks
