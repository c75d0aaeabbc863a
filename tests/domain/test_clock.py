"""The first-answer clock: cases in the Marketplace's zone, and properties of any request."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.clock import (
    MARKETPLACE_ZONE,
    FirstAnswer,
    Status,
    answer_due,
    first_answer,
    follow_up_due,
    local_instant,
    marketplace_date,
)
from bizcare_tui.domain.threads import Author, Qualification, Turn

requests = st.datetimes(
    datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC)
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MARKETPLACE_ZONE)


def wall(instant: datetime) -> datetime:
    return instant.astimezone(MARKETPLACE_ZONE).replace(tzinfo=None)


def asked(at: str) -> Turn:
    return Turn(paris(at), Author.CUSTOMER)


def answered(at: str, *, automatic: bool | None = False) -> Turn:
    return Turn(paris(at), Author.SELLER, automatic)


def unsigned(at: str) -> Turn:
    return Turn(paris(at), Author.UNKNOWN)


def clock_of(
    *turns: Turn,
    qualification: Qualification = Qualification.AFTERSALE,
    purchased: str = "",
    baseline: str = "",
) -> FirstAnswer:
    return first_answer(
        turns,
        received_at=turns[0].at,
        qualification=qualification,
        purchased_at=paris(purchased) if purchased else None,
        baseline=paris(baseline) if baseline else None,
    )


@pytest.mark.parametrize(
    ("request_at", "due"),
    [
        pytest.param("2026-11-25 15:00", "2026-11-26 15:00", id="weekday"),
        pytest.param("2026-11-27 15:00", "2026-11-30 15:00", id="Friday goes over the weekend"),
        pytest.param("2026-11-27 00:00", "2026-11-30 00:00", id="Friday's first instant"),
        pytest.param("2026-11-27 23:59:59", "2026-11-30 23:59:59", id="Friday's last second"),
        pytest.param("2026-11-28 00:00", "2026-12-01 00:00", id="Saturday's first instant"),
        pytest.param("2026-11-28 10:00", "2026-12-01 00:00", id="Saturday starts on Monday"),
        pytest.param("2026-11-29 23:59:59", "2026-12-01 00:00", id="Sunday's last second"),
        pytest.param("2026-11-30 00:00", "2026-12-01 00:00", id="Monday's first instant"),
        pytest.param("2026-12-24 16:00", "2026-12-25 16:00", id="a public holiday moves nothing"),
        pytest.param("2026-10-25 02:30", "2026-10-27 00:00", id="in the hour that comes twice"),
        pytest.param("2026-12-31 12:00", "2027-01-01 12:00", id="over the year's end"),
        pytest.param("2028-02-28 09:00", "2028-02-29 09:00", id="into a leap day"),
    ],
)
def test_a_request_is_due_after_one_business_day(request_at: str, due: str) -> None:
    assert answer_due(paris(request_at)) == paris(due)


@pytest.mark.parametrize(
    ("request_at", "hours"),
    [
        pytest.param("2026-03-27 15:00", 71, id="summer time starts"),
        pytest.param("2026-10-23 15:00", 73, id="summer time ends"),
        pytest.param("2026-11-27 15:00", 72, id="no change"),
    ],
)
def test_wall_clocks_count_when_they_change_at_the_weekend(request_at: str, hours: int) -> None:
    request = paris(request_at)

    due = answer_due(request)

    assert due - request.astimezone(UTC) == timedelta(hours=hours)
    assert wall(due).time() == wall(request).time()


@pytest.mark.parametrize(
    ("request_at", "due"),
    [
        ("2026-12-24 10:00", "2026-12-25 10:00"),
        ("2026-12-31 10:00", "2027-01-01 10:00"),
        ("2027-04-30 10:00", "2027-05-03 10:00"),
        ("2027-07-13 10:00", "2027-07-14 10:00"),
    ],
)
def test_a_public_holiday_moves_no_deadline(request_at: str, due: str) -> None:
    assert wall(answer_due(paris(request_at))) == datetime.fromisoformat(due)


@given(requests, requests)
def test_a_later_request_is_never_due_earlier(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))

    assert answer_due(earlier) <= answer_due(later)


@given(requests)
def test_a_request_is_due_one_to_three_days_later_on_the_wall_clock(request_at: datetime) -> None:
    days = wall(answer_due(request_at)) - wall(request_at)

    assert timedelta(days=1) <= days <= timedelta(days=3)


@given(requests)
def test_nothing_falls_due_inside_a_weekend(request_at: datetime) -> None:
    assert wall(answer_due(request_at)).weekday() < 5


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.times(), st.times())
def test_requests_of_one_weekend_are_due_together(day: date, one: time, other: time) -> None:
    saturday = day + timedelta(days=5 - day.weekday())
    sunday = saturday + timedelta(days=1)

    due = answer_due(datetime.combine(saturday, one, MARKETPLACE_ZONE))

    assert due == answer_due(datetime.combine(sunday, other, MARKETPLACE_ZONE))
    assert wall(due) == datetime.combine(saturday + timedelta(days=3), time.min)


@given(requests, st.integers(-14 * 60, 14 * 60))
def test_the_zone_an_instant_is_written_in_does_not_matter(request_at: datetime, minutes: int) -> None:
    elsewhere = request_at.astimezone(timezone(timedelta(minutes=minutes)))

    assert answer_due(elsewhere) == answer_due(request_at)


def test_the_zone_of_the_host_does_not_matter() -> None:
    program = """
import os, time
from datetime import UTC, datetime, timedelta
from bizcare_tui.domain.clock import answer_due, local_instant, marketplace_date
for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"):
    os.environ["TZ"] = zone
    time.tzset()
    start = datetime(2026, 3, 20, tzinfo=UTC)
    moments = [local_instant("2026-03-29 02:30:00"), marketplace_date(start)]
    moments += [answer_due(start + timedelta(hours=7 * step)) for step in range(60)]
    print([day.isoformat() for day in moments])
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    lines = run.stdout.splitlines()
    assert len(lines) == 4
    assert len(set(lines)) == 1


@pytest.mark.parametrize(
    ("answer_at", "now", "status"),
    [
        ("", "2026-11-30 14:59:59", Status.PENDING),
        ("", "2026-11-30 15:00:00", Status.LATE),
        ("2026-11-30 14:59:59", "2026-12-24 00:00", Status.MET),
        ("2026-11-30 15:00:00", "2026-12-24 00:00", Status.MISSED),
        ("2026-12-07 09:00", "2026-12-24 00:00", Status.MISSED),
    ],
)
def test_an_answer_at_the_deadline_itself_is_late(answer_at: str, now: str, status: Status) -> None:
    turns = [asked("2026-11-27 15:00"), *([answered(answer_at)] if answer_at else [])]

    assert clock_of(*turns).status(paris(now)) is status


def test_of_several_requests_the_earliest_counts() -> None:
    clock = clock_of(asked("2026-11-23 09:00"), asked("2026-11-23 09:05"), asked("2026-11-23 17:00"))

    assert clock.due == paris("2026-11-24 09:00")


def test_an_automatic_answer_does_not_stop_the_clock() -> None:
    clock = clock_of(
        asked("2026-11-23 09:00"),
        answered("2026-11-23 09:00:01", automatic=True),
        answered("2026-11-24 08:00"),
    )

    assert clock.at == paris("2026-11-24 08:00")
    assert clock.status(paris("2026-11-25 00:00")) is Status.MET


def test_a_message_of_unknown_author_starts_the_clock_and_does_not_stop_it() -> None:
    clock = clock_of(unsigned("2026-11-24 09:00"), asked("2026-11-25 11:00"), unsigned("2026-11-25 12:00"))
    assert wall(clock.start) == datetime.fromisoformat("2026-11-24 09:00")
    assert clock.at is None


@pytest.mark.parametrize("author", [Author.UNKNOWN, Author.MARKETPLACE, Author.CUSTOMER])
def test_only_the_seller_stops_the_clock(author: Author) -> None:
    clock = clock_of(asked("2026-11-23 09:00"), Turn(paris("2026-11-23 10:00"), author))

    assert clock.at is None
    assert clock.status(paris("2026-11-24 09:00")) is Status.LATE


def test_what_the_seller_wrote_before_the_request_does_not_answer_it() -> None:
    clock = clock_of(answered("2026-11-20 09:00"), asked("2026-11-23 09:00"))

    assert clock.at is None
    assert clock.due == paris("2026-11-24 09:00")


def test_without_messages_the_clock_starts_when_the_thread_was_opened() -> None:
    clock = first_answer([], received_at=paris("2026-11-28 10:00"), qualification=Qualification.UNKNOWN)

    assert clock.due == paris("2026-12-01 00:00")


def test_a_presale_question_is_a_target_with_the_same_arithmetic() -> None:
    clock = clock_of(asked("2026-11-27 15:00"), qualification=Qualification.PRESALE)

    assert not clock.obligation
    assert clock.due == paris("2026-11-30 15:00")
    assert clock.status(paris("2026-11-30 16:00")) is Status.LATE


def test_after_the_purchase_the_obligation_starts_at_the_next_request() -> None:
    clock = clock_of(
        asked("2026-11-23 09:00"),
        answered("2026-11-23 10:00"),
        asked("2026-11-25 12:00"),
        purchased="2026-11-25 12:00",
    )

    assert clock.obligation
    assert clock.start == paris("2026-11-25 12:00")
    assert clock.at is None


def test_a_purchase_without_a_request_after_it_leaves_a_target() -> None:
    clock = clock_of(asked("2026-11-23 09:00"), answered("2026-11-23 10:00"), purchased="2026-11-25 12:00")

    assert not clock.obligation
    assert clock.status(paris("2026-11-30 00:00")) is Status.MET


@pytest.mark.parametrize(
    ("request_at", "status"),
    [("2026-11-23 08:59:59", Status.NONE), ("2026-11-23 09:00", Status.LATE)],
)
def test_requests_before_the_baseline_are_not_scored(request_at: str, status: Status) -> None:
    clock = clock_of(asked(request_at), baseline="2026-11-23 09:00")

    assert clock.status(paris("2026-12-24 00:00")) is status
    assert clock.due == answer_due(paris(request_at))


def test_a_notice_is_not_scored() -> None:
    clock = clock_of(Turn(paris("2026-11-23 09:00"), Author.MARKETPLACE), qualification=Qualification.NOTICE)

    assert clock.status(paris("2026-12-24 00:00")) is Status.NONE


@given(st.lists(st.tuples(requests, st.sampled_from(Author), st.sampled_from([None, True, False]))), requests)
def test_a_clock_is_met_only_by_an_answer_within_its_time(
    reported: list[tuple[datetime, Author, bool | None]], opened: datetime
) -> None:
    turns = [Turn(*turn) for turn in sorted(reported, key=lambda turn: turn[0])]

    clock = first_answer(turns, received_at=opened, qualification=Qualification.AFTERSALE)

    in_time = [turn for turn in turns if turn.is_answer and clock.start <= turn.at < clock.due]
    assert (clock.status(opened) is Status.MET) == bool(in_time)


class TestFollowUp:
    def test_a_later_message_is_due_like_a_request(self) -> None:
        turns = [
            asked("2026-11-23 09:00"),
            answered("2026-11-23 10:00"),
            asked("2026-11-27 15:00"),
            asked("2026-11-27 18:00"),
        ]

        assert follow_up_due(turns) == paris("2026-11-30 15:00")

    def test_nothing_is_due_before_the_first_answer(self) -> None:
        assert follow_up_due([]) is None
        assert follow_up_due([asked("2026-11-23 09:00"), asked("2026-11-23 17:00")]) is None

    def test_nothing_is_due_while_it_is_the_customers_turn(self) -> None:
        turns = [asked("2026-11-23 09:00"), answered("2026-11-23 10:00")]

        assert follow_up_due(turns) is None
        assert follow_up_due([*turns, asked("2026-11-24 09:00"), answered("2026-11-24 10:00")]) is None

    def test_neither_a_machine_nor_the_marketplace_answers(self) -> None:
        turns = [
            asked("2026-11-23 09:00"),
            answered("2026-11-23 10:00"),
            unsigned("2026-11-24 09:00"),
            answered("2026-11-24 09:00:01", automatic=True),
            Turn(paris("2026-11-24 12:00"), Author.MARKETPLACE),
        ]

        assert follow_up_due(turns) == paris("2026-11-25 09:00")

    def test_what_lapsed_before_the_baseline_does_not_hide_what_came_after(self) -> None:
        turns = [
            asked("2025-05-05 09:00"),
            answered("2025-05-05 10:00"),
            unsigned("2025-05-06 09:00"),
            asked("2026-11-25 15:00"),
        ]

        assert follow_up_due(turns, baseline=paris("2026-11-01 00:00")) == paris("2026-11-26 15:00")
        assert follow_up_due(turns[:3], baseline=paris("2026-11-01 00:00")) is None

    def test_a_new_message_in_an_old_thread_without_a_known_answer_is_due(self) -> None:
        turns = [asked("2025-05-05 09:00"), unsigned("2025-05-05 10:00"), unsigned("2026-11-25 15:00")]

        assert follow_up_due(turns, baseline=paris("2026-11-01 00:00")) == paris("2026-11-26 15:00")
        assert follow_up_due(turns[2:], baseline=paris("2026-11-01 00:00")) is None


class TestLocalInstant:
    @pytest.mark.parametrize(
        ("text", "instant"),
        [
            pytest.param("2026-11-27 15:00:00", "2026-11-27T14:00:00+00:00", id="winter"),
            pytest.param("2026-07-27 15:00:00", "2026-07-27T13:00:00+00:00", id="summer"),
            pytest.param("2026-07-27", "2026-07-26T22:00:00+00:00", id="a day alone"),
            pytest.param("2026-10-25 02:30:00", "2026-10-25T00:30:00+00:00", id="twice: the earlier"),
            pytest.param("2026-03-29 02:30:00", "2026-03-29T01:30:00+00:00", id="never: forward"),
            pytest.param(" 2026-11-27T15:00:00Z ", "2026-11-27T15:00:00+00:00", id="with a zone"),
        ],
    )
    def test_reads_the_marketplaces_times(self, text: str, instant: str) -> None:
        assert local_instant(text) == datetime.fromisoformat(instant)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "none",
            "0000-00-00 00:00:00",
            "2026-02-30 00:00:00",
            "NaN",
            "0001-01-01",
            "9999-12-31 23:59:59",
        ],
    )
    def test_refuses_what_is_no_usable_time(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"year|month|day|format|range"):
            local_instant(text)

    @given(st.datetimes(datetime.fromisoformat("0002-01-01"), datetime.fromisoformat("9998-12-31")))
    def test_a_deadline_can_be_computed_from_any_time_read(self, reported: datetime) -> None:
        assert answer_due(local_instant(reported.isoformat(sep=" "))) > local_instant(
            reported.isoformat(sep=" ")
        )

    def test_a_day_is_the_marketplaces(self) -> None:
        assert marketplace_date(datetime(2026, 11, 27, 23, 30, tzinfo=UTC)) == date(2026, 11, 28)
