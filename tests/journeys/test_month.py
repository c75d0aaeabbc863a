"""A month of traffic replayed hour by hour; every status is compared with an independent table.

The table counts minutes of weekdays one by one on the wall clock of Paris, and knows nothing of the
program's own arithmetic.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bizcare_tui import now as clock
from bizcare_tui.cli.json.threads import threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.submissions import Check
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox

PARIS = ZoneInfo("Europe/Paris")
# Summer time ends on 25 October. Walls are naive times as the clocks in Paris show them.
BEGIN, END = datetime(2026, 10, 5), datetime(2026, 11, 8)  # noqa: DTZ001
MINUTE = timedelta(minutes=1)
AUTOMATIC = "This is an automatic reply: we have received your message and will answer you shortly."
CHANGELOG = "Fixes the cart that stayed empty when a voucher was used."
CHECKED = [check.value for check in Check]


def instant(wall: datetime) -> datetime:
    """The instant at which clocks in Paris show this; the earlier where they do so twice."""
    return wall.replace(tzinfo=PARIS, fold=0).astimezone(UTC)


def due_wall(wall: datetime) -> datetime:
    """When 24 hours of weekdays have passed, counted minute by minute."""
    counted = 0
    while counted < 24 * 60:
        counted += wall.weekday() < 5
        wall += MINUTE
    while wall.weekday() >= 5:  # an end of Friday is a begin of Monday
        wall += MINUTE
    return wall


@dataclass
class Said:
    """A message: when, by whom, and whether a machine wrote it."""

    at: datetime
    by: str
    automatic: bool = False


@dataclass
class Thread:
    """A conversation as it will go. `bought` turns a pre-sale question into an after-sale one."""

    number: int
    said: list[Said]
    presale: bool = False
    bought: datetime | None = None
    technical_at: datetime | None = None
    published_at: datetime | None = None
    dismissed_at: datetime | None = None
    first_status: str | None = field(default=None)
    obliged: bool | None = None

    def expected(self, now: datetime) -> dict[str, Any]:
        """What a line of the inbox must say at this hour."""
        known = [each for each in self.said if each.at <= now]
        asked = [each for each in known if each.by == "customer"]
        obligation, start = not self.presale, asked[0].at
        if self.bought is not None:
            after = [each.at for each in asked if each.at >= self.bought] if self.bought <= now else []
            obligation, start = bool(after), after[0] if after else start
        answers = [each.at for each in known if each.by == "seller" and not each.automatic]
        first = next((at for at in answers if at >= start), None)
        due = due_wall(start)
        if first is not None:
            status = "met" if first < due else "missed"
        else:
            status = "pending" if now < due else "late"
        if self.dismissed_at is not None and self.dismissed_at <= now:
            status = "none"  # all are dismissed in time, and never answered
        # An obligation has a first status of its own, whatever the pre-sale question's was.
        if obligation is not self.obliged:
            self.obliged, self.first_status = obligation, None
        if self.first_status is None and status not in ("pending", "none"):
            self.first_status = "met" if status == "met" else "missed"
        waiting = [each.at for each in asked if answers and each.at > answers[-1]]
        state = "open" if waiting else "waiting" if answers else "new"
        if self.dismissed_at is not None and self.dismissed_at <= now:
            state = "open" if any(each.at > self.dismissed_at for each in asked) and answers else "closed"
        return {
            "due": due,
            "at": first,
            "status": status,
            "first_status": self.first_status,
            "obligation": obligation,
            "state": state,
            "follow_up": due_wall(waiting[0]) if waiting else None,
            "fix": self._fix(start, now),
        }

    def _fix(self, start: datetime, now: datetime) -> tuple[datetime, str] | None:
        if self.technical_at is None or self.technical_at > now:
            return None
        due = start + timedelta(days=30)
        if self.published_at is not None and self.published_at <= now:
            return due, "met" if self.published_at <= due else "missed"
        return due, "pending" if now <= due else "late"

    def moments(self) -> Iterator[datetime]:
        """When something happens in it, and when a deadline of it passes."""
        for each in self.said:
            yield each.at
            if each.by == "customer":
                yield due_wall(each.at)
        yield from filter(None, (self.bought, self.technical_at, self.published_at, self.dismissed_at))
        if self.technical_at is not None:
            yield self.said[0].at + timedelta(days=30) + MINUTE


def month() -> list[Thread]:
    """Sixty conversations at all hours, answered in time, at the very deadline, late, never."""
    chance = random.Random(7)
    threads = []
    for number in range(1, 61):
        wall = BEGIN + timedelta(minutes=chance.randrange(60, 30 * 24 * 60))
        thread = Thread(number, [Said(wall, "customer")], presale=number % 7 == 3)
        STORIES[number % 10](thread, chance)
        if thread.presale and number % 5 == 0:
            thread.bought = thread.said[-1].at + timedelta(hours=3)
            thread.said.append(Said(thread.bought + timedelta(hours=chance.randrange(1, 30)), "customer"))
        threads.append(thread)
    early = [each for each in threads if each.said[0].at < BEGIN + timedelta(days=6)]
    for place, thread in enumerate(each for each in early if not each.presale and not each.dismissed_at):
        thread.technical_at = thread.said[0].at + timedelta(hours=1)
        if place % 2:
            thread.published_at = thread.said[0].at + timedelta(days=20)
    return threads


def in_time(thread: Thread, chance: random.Random) -> None:
    begun = thread.said[0].at
    answer = begun + (due_wall(begun) - begun) * chance.random() * 0.9 + MINUTE
    thread.said.append(Said(answer.replace(second=0, microsecond=0), "seller"))


def with_a_follow_up(thread: Thread, chance: random.Random) -> None:
    in_time(thread, chance)
    asked = thread.said[-1].at + timedelta(hours=chance.randrange(1, 40))
    thread.said += [Said(asked, "customer"), Said(due_wall(asked) - timedelta(hours=1), "seller")]


def at_the_deadline(thread: Thread, chance: random.Random) -> None:
    thread.said.append(Said(due_wall(thread.said[0].at), "seller"))
    thread.said.append(Said(thread.said[-1].at + timedelta(hours=chance.randrange(1, 40)), "customer"))


def by_a_machine_first(thread: Thread, _chance: random.Random) -> None:
    begun = thread.said[0].at
    thread.said.append(Said(begun + 5 * MINUTE, "seller", automatic=True))
    thread.said.append(Said(due_wall(begun) - MINUTE, "seller"))


def too_late(thread: Thread, chance: random.Random) -> None:
    begun = thread.said[0].at
    thread.said.append(Said(begun + 60 * MINUTE, "customer"))
    thread.said.append(Said(due_wall(begun) + timedelta(hours=chance.randrange(1, 60)), "seller"))


def dismissed(thread: Thread, _chance: random.Random) -> None:
    thread.dismissed_at = thread.said[0].at + timedelta(hours=2)


def never(_thread: Thread, _chance: random.Random) -> None:
    pass


STORIES = (
    never, in_time, with_a_follow_up, in_time, in_time, in_time,
    at_the_deadline, by_a_machine_first, too_late, dismissed,
)  # fmt: skip


def wire(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M:%S}"


class Replay:
    """The sandbox and the desk, moved on hour by hour."""

    def __init__(self, market: Market, desk: Desk, threads: list[Thread]) -> None:
        self.market = market
        self.desk = desk
        self.threads = threads
        self.there: set[int] = set()
        self.written: set[tuple[int, datetime]] = set()
        self.may_have_acted: set[tuple[int, str]] = set()

    def happen(self, now: datetime) -> None:
        """What happened until this hour, on the Marketplace."""
        for thread in self.threads:
            for each in thread.said:
                if each.at <= now and (thread.number, each.at) not in self.written:
                    self._arrive(thread)
                    self.written.add((thread.number, each.at))
                    text = AUTOMATIC if each.automatic else f"{each.by} of {thread.number}, {wire(each.at)}"
                    self.market.add_message(thread.number, text, author=each.by, at=instant(each.at))
            if self._comes(thread, "bought", thread.bought, now):
                self.market.replace_thread(row(thread, bought=True))

    def act(self, now: datetime) -> None:
        """What the seller does at the desk, as the month goes."""
        for thread in self.threads:
            if self._comes(thread, "technical", thread.technical_at, now):
                self.desk.defects.create_defect([thread.number], f"Defect of {thread.number}", 9)
            if self._comes(thread, "dismissed", thread.dismissed_at, now):
                self.desk.verbs.no_answer([thread.number], "a machine of the shop wrote it")
            if self._comes(thread, "published", thread.published_at, now):
                self._publish(thread)

    def compare(self, now: datetime) -> None:
        """Hold every line of the inbox against the table."""
        lines = {line["id"]: line for line in threads_json(self.desk, "", 0)}
        assert set(lines) == self.there
        for thread in self.threads:
            if thread.number in self.there:
                assert shown(lines[thread.number]) == thread.expected(now), (thread, now)

    def _comes(self, thread: Thread, what: str, at: datetime | None, now: datetime) -> bool:
        if at is None or at > now or (thread.number, what) in self.may_have_acted:
            return False
        self.may_have_acted.add((thread.number, what))
        return True

    def _arrive(self, thread: Thread) -> None:
        if thread.number not in self.there:
            self.there.add(thread.number)
            self.market.add_thread(row(thread, bought=False))

    def _publish(self, thread: Thread) -> None:
        defects = self.desk.defects
        defect = next(each for each in defects.board() if each.title == f"Defect of {thread.number}")
        defects.record_step(defect.id, DefectStepKind.FIXED)
        version = f"1.0.{len(defects.submission(defect).submitted)}"
        defects.record_step(
            defect.id, DefectStepKind.SUBMITTED, version=version, changelog=CHANGELOG, checks=CHECKED
        )
        defects.record_step(defect.id, DefectStepKind.PUBLISHED)


def row(thread: Thread, *, bought: bool) -> dict[str, Any]:
    """A thread as the Marketplace lists it."""
    is_presale = (thread.presale or thread.bought is not None) and not bought
    return {
        "id_community_thread": thread.number, "topic": f"The cart fails {thread.number}", "id_product": 9,
        "name": "ShopFast", "id_order": 0 if is_presale else 100 + thread.number,
        "qualification": "presale" if is_presale else "aftersale", "date_add": wire(thread.said[0].at),
        "versionps": "8.1.6", "website": f"https://shop{thread.number}.example",
    }  # fmt: skip


def shown(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the inbox, its times as the clocks in Paris show them."""
    answer, fix = line["first_answer"], line["fix"]
    return {
        "due": wall(answer["due"]),
        "at": wall(answer["at"]),
        "status": answer["status"],
        "first_status": answer["first_status"],
        "obligation": answer["obligation"],
        "state": line["state"],
        "follow_up": wall(line["follow_up"]["due"]) if line["follow_up"] else None,
        "fix": (wall(fix["due"]), fix["status"]) if fix else None,
    }


def wall(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(PARIS).replace(tzinfo=None)


def test_a_month_hour_by_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = month()
    sales = [
        {
            "id_order": 100 + thread.number, "id_product": 9, "product_quantity": "1",
            "order_date": wire(thread.bought or BEGIN - timedelta(days=20)), "product_quantity_refunded": "0",
        }
        for thread in threads
    ]  # fmt: skip
    market = Market.given(sales=sales, quirks=Quirks(authors=True))
    with Sandbox(market) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        move_to(BEGIN, monkeypatch)
        desk = Desk()
        sync(desk)
        replay = Replay(market, desk, threads)
        # Hours in which nothing happens and no deadline passes would say what the one before said.
        hours = {ceiling(moment) for thread in threads for moment in thread.moments()}
        for hour in sorted(hour for hour in hours if hour <= END):
            move_to(hour, monkeypatch)
            replay.happen(hour)
            sync(desk)
            replay.act(hour)
            replay.compare(hour)
    statuses = [thread.first_status for thread in threads]
    assert statuses.count("met") > 20
    assert statuses.count("missed") > 10


def sync(desk: Desk) -> None:
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)


def move_to(wall_: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the domain's clock to this hour."""
    monkeypatch.setenv("BIZCARE_NOW", instant(wall_).isoformat())
    monkeypatch.setattr(clock, "_started", time.monotonic())


def ceiling(moment: datetime) -> datetime:
    """The full hour at or after a moment."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour if hour == moment else hour + timedelta(hours=1)
