"""The made-up people of the demo's seller, and the threads that they work on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.now import clock_at
from bizcare_tui.sandbox.generated_account import GeneratedAccount, GeneratedThread
from bizcare_tui.sandbox.timeline import next_working_time
from bizcare_tui.store.login import acting_as, login_name

COLLEAGUES = ("marta", "camille", "tom", "jana", "ola")
# The last visit of the person: what happened since then is shown to them.
LAST_VISIT = timedelta(hours=17)
SATURDAY = 5
# In threads that are quiet for so long nobody waits for an answer.
PAST_AGE = timedelta(days=3)


class Person(StrEnum):
    """A person at the desk by their part: the person who opened the demo, and two colleagues."""

    OWN = "own"
    LEAD = "lead"
    SECOND = "second"


class Staff:
    """The people of the demo's seller. They all work at the desk of the person who opened the demo.

    Args:
        account: the generated account.
        now: when the demo starts, as an aware instant.
    """

    def __init__(self, account: GeneratedAccount, now: datetime) -> None:
        self.now = now.astimezone(MARKETPLACE_ZONE)
        self.own_login = login_name()
        # A colleague with the login of the person would be the person.
        self.lead, self.second, *_others = (each for each in COLLEAGUES if each != self.own_login)
        self._account = account
        self._threads = account.generated_threads()

    @contextmanager
    def acting(self, login: str, moment: datetime) -> Iterator[datetime]:
        """Within this context, this person acts at `moment`, or now if that is in the future; yield when."""
        moment = min(moment, self.now)
        with acting_as(login), clock_at(moment):
            yield moment

    def all_threads(self) -> list[GeneratedThread]:
        """Return all threads, oldest first."""
        return self._threads

    def past_threads(self) -> list[GeneratedThread]:
        """Return the threads in which nobody has written for days, oldest first."""
        return [each for each in self._threads if each.last_at < self.now - PAST_AGE]

    def past_thread(self, conversation: str) -> GeneratedThread | None:
        """Return the newest thread of a conversation in which nobody has written for days."""
        return next(
            (each for each in reversed(self.past_threads()) if each.conversation == conversation), None
        )

    def thread(self, conversation: str) -> GeneratedThread | None:
        """Return the newest thread of a conversation."""
        return next((each for each in reversed(self._threads) if each.conversation == conversation), None)

    def ids(self, *conversations: str) -> list[int]:
        """Return the newest thread of each of these conversations, without those that do not exist."""
        return ids_of(each for each in map(self.thread, conversations) if each is not None)

    def login_of(self, person: Person) -> str:
        """Return the login of a person."""
        return {Person.OWN: self.own_login, Person.LEAD: self.lead, Person.SECOND: self.second}[person]

    def authors(self, thread_id: int) -> list[str]:
        """Return who wrote each message of a thread, oldest first; the API does not report it."""
        return self._account.authors_of(thread_id)


def working_time(moment: datetime) -> datetime:
    """Return the first time from `moment` on at which the seller's people work."""
    local = moment.astimezone(MARKETPLACE_ZONE).replace(tzinfo=None)
    return next_working_time(local).replace(tzinfo=MARKETPLACE_ZONE)


def working_day_before(moment: datetime) -> datetime:
    """Return the morning of the last day of work until `moment`, or of the one before it."""
    morning = (moment - timedelta(days=1)).replace(hour=10, minute=20, second=0)
    while morning.weekday() >= SATURDAY:
        morning -= timedelta(days=1)
    return morning


def ids_of(threads: Iterable[GeneratedThread]) -> list[int]:
    """Return the ids of threads."""
    return [each.id for each in threads]
