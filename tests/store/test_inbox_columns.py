"""The columns of an inbox row, computed from a thread and its messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from small_store import message, thread

from bizcare_tui.domain.fixes import fix_clock
from bizcare_tui.domain.purchases import OrderLine, Purchase
from bizcare_tui.domain.threads import Decided, Outcome
from bizcare_tui.domain.triage import Closed, Snoozed, Triage
from bizcare_tui.store.derived_thread import ThreadDerivation, start_derivation
from bizcare_tui.store.inbox_columns import reported_columns, status_columns
from bizcare_tui.store.tables import Message
from bizcare_tui.store.unix_time import to_unix_seconds

# A Monday.
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FRENCH = "Bonjour, le module ne fonctionne plus depuis hier et nos clients ne peuvent plus payer."


def written(author: str, after: timedelta = 0 * DAY, text: str = "", **values: Any) -> Message:
    return message(7, to_unix_seconds(START + after), text, author=author, **values)


def derived(*messages: Message, triage: Triage | None = None, **values: Any) -> ThreadDerivation:
    defaults = {"tag": "aftersale", "digest": "x", "added_at": to_unix_seconds(START)}
    for number, one in enumerate(messages, 1):
        one.id = number
    each = start_derivation(thread(7, **{**defaults, **values}), messages, triage or Triage(), {}, None)
    each.foreign_id = max((m.id or 0 for m in messages), default=None)
    return each


def reported(each: ThreadDerivation, before: Any = None) -> dict[str, Any]:
    return reported_columns(each, before)


def status(each: ThreadDerivation, decided: Decided | None = None) -> dict[str, Any]:
    return status_columns(each, None, decided, baseline=None)


def test_the_customer_is_named_by_their_own_message() -> None:
    each = derived(
        written("seller", reported_name="Nordlys"),
        written("customer", reported_name=""),
        written("customer", reported_name="Ana"),
        written("customer", reported_name="Bea"),
    )
    assert reported(each)["customer"] == "Ana"
    assert reported(derived())["customer"] == ""


def test_credentials_in_a_topic_are_masked() -> None:
    topic = reported(derived(topic="Crash, my password: hunter2xyz"))["topic"]
    assert "hunter2xyz" not in topic
    assert "Crash" in topic


@pytest.mark.parametrize(
    ("website", "shop"),
    [("https://www.Costa-Garden.com/es/", "www.costa-garden.com"), ("", ""), ("my shop", "my shop")],
)
def test_a_shop_is_shown_by_its_host_as_far_as_it_has_one(website: str, shop: str) -> None:
    assert reported(derived(website=website))["shop"] == shop


def test_messages_that_are_gone_do_not_count_but_reported_ones_do() -> None:
    messages = (written("customer"), written("customer", gone_at=9))
    assert reported(derived(*messages))["messages"] == 1
    assert reported(derived(*messages, nb_messages=5))["messages"] == 5


@pytest.mark.parametrize(("attachments", "has_any"), [(None, False), ("[]", False), ('["a.zip"]', True)])
def test_one_message_with_a_file_is_enough(attachments: str | None, has_any: bool) -> None:
    each = derived(written("customer"), written("seller", attachments=attachments))
    assert reported(each)["attachments"] is has_any


def test_the_language_is_that_of_the_customer_and_found_again_only_for_new_messages() -> None:
    french = derived(written("customer", text=FRENCH), written("seller", text="Please send us the log."))
    assert reported(french)["language"] == "fr"
    assert reported(french, SimpleNamespace(language="es", last_message_id=2))["language"] == "es"
    assert reported(french, SimpleNamespace(language="es", last_message_id=1))["language"] == "fr"
    assert reported(french, SimpleNamespace(language="", last_message_id=2))["language"] == "fr"


def test_the_language_of_a_thread_waits_for_its_messages() -> None:
    assert reported(derived(topic=FRENCH, nb_messages=2))["language"] == ""
    assert reported(derived(topic=FRENCH, nb_messages=2, messages_read_for=2))["language"] == "fr"
    assert reported(derived(topic=FRENCH, nb_messages=None))["language"] == "fr"


def test_a_rejection_closes_the_thread_until_the_customer_writes_again() -> None:
    decided = Decided(START + DAY, Outcome.REJECTED)
    closed = status(derived(written("customer")), decided)
    assert (closed["state"], closed["outcome"], closed["owed"]) == ("closed", "rejected", None)
    again = status(derived(written("customer"), written("customer", 2 * DAY)), decided)
    assert (again["state"], again["outcome"], again["owed"]) == ("new", None, "first_answer")


def test_closing_by_a_person_counts_when_a_decision_was_reopened() -> None:
    triage = Triage(closed=Closed(Outcome.ANSWERED, START + 3 * DAY, 2))
    each = derived(written("customer"), written("customer", 2 * DAY), triage=triage)
    columns = status(each, Decided(START + DAY, Outcome.REJECTED))
    assert (columns["state"], columns["outcome"]) == ("closed", "answered")
    assert each.closed_at == START + 3 * DAY


@pytest.mark.parametrize(("hours", "scored"), [(23, False), (24, True)])
def test_closing_in_time_needs_no_answer_and_closing_late_was_late(hours: int, scored: bool) -> None:
    triage = Triage(closed=Closed(Outcome.NO_ANSWER_NEEDED, START + timedelta(hours=hours), 1))
    assert status(derived(written("customer"), triage=triage))["scored"] is scored


@pytest.mark.parametrize(
    ("values", "cover", "days"),
    [
        ({"cover_reported": True, "days_left": 12}, "active", 12),
        ({"cover_reported": True, "days_left": -1}, "expired", -1),
        ({"cover_reported": True}, "none", None),
        ({"cover_reported": False, "days_left": 12}, "unknown", 12),
    ],
)
def test_the_cover_is_as_it_was_reported(values: dict[str, Any], cover: str, days: int | None) -> None:
    columns = status(derived(written("customer"), **values))
    assert (columns["cover"], columns["days_left"]) == (cover, days)


def test_a_refund_ends_the_cover_whatever_is_reported() -> None:
    each = derived(written("customer"), cover_reported=True, days_left=12)
    assert status(each, Decided(START, Outcome.REFUNDED))["cover"] == "none"
    each.is_cover_ended = True
    columns = status(each)
    assert (columns["cover"], columns["days_left"]) == ("none", None)


@pytest.mark.parametrize("is_reopened", [False, True])
@pytest.mark.parametrize(
    ("outcome", "refunded", "owed_when_reopened"),
    [
        (Outcome.REFUNDED, 2, None),
        (Outcome.REFUNDED, 1, "fix"),
        (Outcome.REJECTED, 0, "fix"),
        (Outcome.REJECTED, 2, None),
        (None, 2, None),
    ],
)
def test_a_refund_of_all_licences_ends_the_fix_for_good_and_anything_else_until_the_customer_writes(
    outcome: Outcome | None, refunded: int, owed_when_reopened: str | None, is_reopened: bool
) -> None:
    again = [written("customer", 2 * DAY), written("seller", 3 * DAY)] if is_reopened else []
    each = derived(written("customer"), written("seller", DAY / 8), *again)
    line = OrderLine("", "Carousel", None, 2, refunded, START - DAY, refund_seen_at=START + DAY)
    each.purchase = Purchase.of([line])
    decided = Decided(START + DAY, outcome) if outcome is not None else None
    columns = status_columns(each, fix_clock(START), decided, baseline=None)
    assert columns["state"] == ("waiting" if is_reopened or decided is None else "closed")
    assert columns["owed"] == (owed_when_reopened if is_reopened else None)
    fix = {columns[name] for name in ("fix_start", "fix_due", "fix_at", "informed_at")}
    assert (fix == {None}) is (refunded == 2)
    assert (each.fix_ended_at == START + DAY) is (refunded == 2 or not is_reopened)


def test_labels_come_from_the_acts() -> None:
    triage = Triage(tags=["a", "b"], assignee="bea", snoozed=Snoozed(99, 1))
    columns = status(derived(written("customer"), triage=triage))
    assert (columns["tags"], columns["assignee"], columns["snoozed_until"]) == (" a b ", "bea", 99)
    columns = status(derived(written("customer"), written("customer"), triage=triage))
    assert columns["snoozed_until"] is None
