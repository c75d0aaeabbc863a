"""The desk: one door to everything a person does, for the app and the commands.

What only some doings need is imported where it is needed: the first frame of the app waits for this module.
"""

from __future__ import annotations

import os
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bizcare_tui.config import load_key, load_settings, save_key
from bizcare_tui.desk import rows
from bizcare_tui.desk.inbox import InboxRow, Listing, Section, Spot, SyncStatus
from bizcare_tui.desk.sections import load_sections, save_sections, the_query
from bizcare_tui.domain.finding import Sought, sought
from bizcare_tui.errors import BadQuery, BizcareError, UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.instants import instant, maybe_instant, seconds
from bizcare_tui.store.login import login_name
from bizcare_tui.store.marking import mark_read
from bizcare_tui.store.place import SCHEMA_VERSION, check_version, the_place
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.desk.background import BackgroundRun
    from bizcare_tui.desk.company import Others
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.desk.defects import Defects, Proposal
    from bizcare_tui.desk.doctor import Finding
    from bizcare_tui.desk.erasing import Erasing
    from bizcare_tui.desk.outlook import Outlook
    from bizcare_tui.desk.pack import Pack
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.desk.verbs import Verbs
    from bizcare_tui.desk.views import BaselineOffer, Conversation, SyncProgress
    from bizcare_tui.desk.watching import Watch
    from bizcare_tui.domain.kinds import Kind
    from bizcare_tui.domain.policy import Policy
    from bizcare_tui.domain.statistics import Statistics
    from bizcare_tui.marketplace.sync import Progress
    from bizcare_tui.store.engine import Store

RELATED_AT_MOST = 20
# Seconds by which this machine's clock may be off before countdowns allow for it.
SKEW_THAT_MATTERS = 60


class Desk:
    """A person's desk over the local store of an account.

    Opening it is quick and loads nothing heavy. Reads come from the store alone; what talks to the
    Marketplace says so.

    Args:
        paths: where the files are; the environment's unless told.
        environment: variables for the processes it starts (the demo's address and key).

    Raises:
        BadSettings: the settings cannot be read.
        StoreProblem: the store is damaged or newer than this program.
    """

    def __init__(self, paths: Paths | None = None, environment: dict[str, str | None] | None = None) -> None:
        self.paths = paths or Paths.from_environment()
        self.settings: Settings = load_settings(self.paths)
        self._environment = environment or {}
        self._place = the_place(self.paths.database)
        self._reading = Reading(self._place, login_name())
        self._writing: Store | None = None
        self._opening = threading.Lock()
        self._skew = timedelta(0)
        # Told how many threads a verb has reached so far, by the thread that does it.
        self.on_worked_out: Callable[[int], None] = lambda _done: None
        version = self._place.version()
        self._is_there = version is not None
        if version is not None and version != SCHEMA_VERSION:
            check_version(self._place, version)
            self._store()
        self._look_at_clock()

    @cached_property
    def replies(self) -> Replies:
        """Drafts, the check of replies, the outbox."""
        from bizcare_tui.desk.replies import Replies
        from bizcare_tui.store.drafts import Drafts

        return Replies(
            self.paths,
            self.settings,
            self._reading,
            drafts=lambda: Drafts(self._place, self._account_id(), login_name()),
            store=self._store,
        )

    @cached_property
    def decisions(self) -> Decisions:
        """What is decided: grounds and evidence, rejections, refunds.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.decisions import Decisions

        self._must_be_there()
        return Decisions(
            self.paths,
            self.settings,
            self._reading,
            self.replies,
            store=self._store,
            work_out=self._work_out,
        )

    @property
    def is_there(self) -> bool:
        """Whether there is a store: something was synced."""
        return self._there()

    @cached_property
    def verbs(self) -> Verbs:
        """What persons do to threads by verbs of one key."""
        from bizcare_tui.desk.verbs import Verbs

        return Verbs(
            self._reading,
            account_id=self._account_id,
            store=self._store,
            work_out=self._work_out,
            on_followed=self._tell_done,
        )

    @cached_property
    def company(self) -> Others:
        """The others at the desk, and what happened while one was away."""
        from bizcare_tui.desk.company import Others

        return Others(self._reading, lambda: self.verbs, self._account_id)

    @cached_property
    def erasing(self) -> Erasing:
        """Personal data erased.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.erasing import Erasing

        self._must_be_there()
        return Erasing(self._store, self._account_id, self._work_out, self.now)

    @cached_property
    def defects(self) -> Defects:
        """Technical errors of products, and the requests about them."""
        from bizcare_tui.desk.defects import Defects

        names = self.settings.seller_names
        return Defects(
            self._reading,
            self.verbs,
            self.replies,
            policy=lambda: self.policy,
            account_id=self._account_id,
            store=self._store,
            work_out=self._work_out,
            signature=names[0] if names else "",
        )

    def defects_like(self, thread_id: int) -> list[Proposal]:
        """The defects that a request may be about, the likeliest first.

        Raises:
            UnknownThread: it is not in the store.
        """
        return self.defects.proposals(self.conversation(thread_id), self.product_of(thread_id))

    def product_of(self, thread_id: int) -> int | None:
        """The product that a thread is about; None where it names none."""
        entries = self._entries([thread_id])
        return entries[0]["product_id"] if entries else None

    @property
    def policy(self) -> Policy:
        """The rules of Business Care in force.

        Raises:
            BadSettings: the seller's own file cannot be read.
        """
        from bizcare_tui.desk.policy import load_policy

        return load_policy(self.paths.policy_file)

    def prepare(self, thread_ids: Iterable[int]) -> None:
        """Do once, unseen, what opening these threads takes: the first is then opened as quickly as any."""
        from bizcare_tui.domain.calendar import holidays_between

        if self._there():
            moment = self.now()
            holidays_between(moment, moment, (self.settings.seller_country or "FR",), "en")
            for entry in self._entries(thread_ids):
                self.conversation(entry["thread_id"])

    def now(self) -> datetime:
        """The present instant in UTC, by the Marketplace's clock where this machine's is off."""
        return now() - self._skew

    @property
    def skew(self) -> timedelta:
        """How far this machine's clock was ahead of the Marketplace's at the last sync, if that matters."""
        return self._skew

    def _look_at_clock(self) -> None:
        """Learn how far this machine's clock is off. A moment set by the environment is nobody's clock."""
        account = self._reading.account() if self._there() else None
        told = account["skew_seconds"] if account else None
        is_set = "BIZCARE_NOW" in os.environ
        self._skew = timedelta(0)
        if told is not None and abs(told) >= SKEW_THAT_MATTERS and not is_set:
            self._skew = timedelta(seconds=told)

    # --- the inbox ---------------------------------------------------------------------------------

    def first_rows(self, query: str, count: int) -> list[InboxRow]:
        """The first lines that a query asks for, next deadline first: the quickest read there is.

        Raises:
            BadQuery: the query cannot be read. So does every read that takes one.
        """
        asked, moment = the_query(query), self.now()
        if not self._there():
            return []
        entries = self._reading.first_entries(asked, moment, count)
        return [rows.inbox_row(entry, moment) for entry in entries]

    def thread_ids(self, query: str) -> array[int]:
        """The numbers of the threads that a query asks for, next deadline first."""
        asked = the_query(query)
        return self._reading.thread_ids(asked, self.now()) if self._there() else array("q")

    def listings(
        self,
        query: str,
        *,
        near: Spot | None = None,
        best: bool = False,
        briefly: bool = False,
        stop: threading.Event | None = None,
    ) -> Iterator[Listing]:
        """What a query asks for, around a place or from the top: what is quickly known, then the rest.

        Next deadline first, or best match; `briefly`, no more of the top than is seen at first. Setting
        `stop` ends it, from any thread.
        """
        asked = the_query(query)
        if not self._there():
            return iter((Listing(array("q"), array("q")),))
        return self._reading.listings(asked, self.now(), near=near, best=best, briefly=briefly, stop=stop)

    def last_listing(self, query: str) -> Listing | None:
        """The end of what a query asks for; None where only the whole list has it."""
        asked = the_query(query)
        return self._reading.last_listing(asked, self.now()) if self._there() else None

    def spot(self, thread_id: int) -> Spot | None:
        """The place of a thread in the inbox's order."""
        return self._reading.spot(thread_id) if self._there() else None

    def rows(self, thread_ids: Sequence[int], wanted: Sequence[Sought] = ()) -> list[InboxRow]:
        """The lines of these threads, in this order; threads that are not there are left out.

        With passages of what is wanted.
        """
        moment = self.now()
        found = [rows.inbox_row(entry, moment) for entry in self._entries(thread_ids)]
        if not wanted:
            return found
        from bizcare_tui.desk.passages import with_passages

        return with_passages(self._reading, found, wanted)

    def counts(self, queries: Iterable[str]) -> dict[str, int]:
        """How many threads each of these queries asks for."""
        asked = {query: the_query(query) for query in queries}
        return self._reading.counts(asked, self.now()) if self._there() else dict.fromkeys(asked, 0)

    def quick_count(self, query: str, at_most: int) -> int | None:
        """How many threads a query asks for, no further than this; None where that takes a while."""
        asked = the_query(query)
        return self._reading.quick_count(asked, self.now(), at_most) if self._there() else 0

    def sought(self, query: str) -> tuple[Sought, ...]:
        """The words that a query looks for; none where it cannot be read."""
        try:
            return sought(the_query(query))
        except BadQuery:
            return ()

    @property
    def login(self) -> str:
        """The person at the desk, as the operating system knows them."""
        return login_name()

    def logins(self) -> list[str]:
        """Everyone who was ever at this desk, the person at it first."""
        others = [login for login in self._reading.logins() if login != self.login] if self._there() else []
        return [self.login, *others]

    def query_values(self) -> dict[str, list[str]]:
        """The values in use of the fields of queries, for completion."""
        if not self._there():
            return {}
        logins = self._reading.logins()
        return {
            "product": [row["name"] for row in self._reading.products()],
            "tag": self._reading.tags(),
            "assigned": logins,
            "mention": logins,
        }

    def next_unread(self, query: str, after: int | None) -> int | None:
        """The next thread with something unread below `after` in the inbox, else from the top."""
        asked = the_query(query)
        return self._reading.next_unread(asked, self.now(), after) if self._there() else None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The person's sections of the inbox.

        Raises:
            BadSettings: their file cannot be used.
        """
        return load_sections(self.paths)

    def save_sections(self, sections: Sequence[Section]) -> None:
        """Keep the person's sections.

        Raises:
            BadQuery: a query cannot be read.
            BadSettings: they cannot be kept.
        """
        save_sections(self.paths, sections)

    # --- a conversation ----------------------------------------------------------------------------

    def conversation(self, thread_id: int, moment: datetime | None = None) -> Conversation:
        """A thread with its messages and the facts of its bar, as they are now or were at a moment.

        Raises:
            UnknownThread: it is not in the store.
        """
        from bizcare_tui.desk import bar
        from bizcare_tui.desk import messages as views
        from bizcare_tui.desk.views import Conversation

        entry, moment = self._entry(thread_id), moment or self.now()
        thread = self._reading.thread(thread_id)
        assert thread is not None
        sale = self._sale(entry)
        order = views.order_view(sale) if sale else None
        messages = tuple(views.message_view(message) for message in self._reading.messages(thread_id))
        account = self._reading.account()
        facts = bar.facts(
            entry,
            thread,
            messages,
            order,
            price=self._reading.price(entry["product_id"]),
            read_at=maybe_instant(account["threads_read_at"]) if account else None,
            seller_country=self.settings.seller_country,
            language=self._language,
            now=moment,
            policy=self.policy,
            decided=self._reading.decisions(thread_id),
            begun=self._reading.wizards(thread_id),
            said=self.verbs.of(thread_id),
        )
        related = self._reading.threads_of_customer(thread_id, RELATED_AT_MOST)
        return Conversation(
            row=rows.inbox_row(entry, moment),
            facts=facts,
            messages=messages,
            order=order,
            related=tuple(self.rows(related)),
        )

    def proposed_kind(self, thread_id: int) -> Kind | None:
        """What kind of request a thread's texts speak of; None where they do not tell.

        Raises:
            UnknownThread: it is not in the store.
        """
        from bizcare_tui.desk.asked import proposed_kind

        conversation = self.conversation(thread_id)
        return proposed_kind(conversation.row.topic, conversation.messages)

    def page_url(self, thread_id: int) -> str:
        """The address of a thread's page of the partner account."""
        return self.settings.thread_page.replace("{id}", str(thread_id))

    def product_page(self, product_id: int | None) -> str | None:
        """The address of a product's page of the partner account; None for no product."""
        if product_id is None:
            return None
        return self.settings.product_page.replace("{id}", str(product_id))

    def mark_read(self, thread_id: int) -> None:
        """Note that this person has read a thread as far as it goes. Writes."""
        mark_read(self._place, self._account_id(), login_name(), thread_id, seconds(self.now()))

    # --- lines for scripts -------------------------------------------------------------------------

    def list_lines(self, query: str, limit: int) -> Iterable[dict[str, Any]]:
        """What a query asks for as lines of `list --json`; all of it when `limit` is 0."""
        from bizcare_tui.desk import lines

        ids = self.thread_ids(query)
        moment = self.now()
        for start in range(0, len(ids), 500):
            if limit and start >= limit:
                return
            batch = ids[start : min(start + 500, limit) if limit else start + 500]
            for entry in self._entries(batch):
                yield lines.thread_line(entry, self._sale(entry), moment)

    def show_line(self, thread_id: int) -> dict[str, Any]:
        """A thread as `show --json` tells it.

        Raises:
            UnknownThread: it is not in the store.
        """
        from bizcare_tui.desk import lines
        from bizcare_tui.desk.decided import decision_value

        conversation = self.conversation(thread_id)
        entry = self._entries([thread_id])[0]
        return {
            **lines.thread_line(entry, self._sale(entry), self.now()),
            "messages": [lines.message_value(message) for message in conversation.messages],
            "decisions": [decision_value(row) for row in self.decisions.made(thread_id)],
        }

    def explain(self, thread_id: int, moment: datetime | None = None) -> list[str]:
        """How each deadline of a thread was reckoned, line by line, as they stand now or stood at a moment.

        Raises:
            UnknownThread: it is not in the store.
        """
        from bizcare_tui.desk.explain import Told, explain

        moment = moment or self.now()
        conversation = self.conversation(thread_id, moment)
        account = self._reading.account()
        countries = (self.settings.seller_country, conversation.order.country if conversation.order else "")
        told = Told(
            entry=self._entry(thread_id),
            conversation=conversation,
            baseline=maybe_instant(account["baseline_at"]) if account else None,
            settled=tuple(self._reading.clock_statuses(thread_id)),
            history=tuple(self._reading.history(thread_id)),
            countries=tuple(filter(None, countries)),
            language=self._language,
        )
        return list(explain(told, moment))

    def customer_card(self, thread_id: int) -> list[str]:
        """The other threads, orders and refunds of the same customer or shop, line by line.

        Raises:
            UnknownThread: it is not in the store.
        """
        from bizcare_tui.desk.customer import customer_card

        return list(customer_card(self._reading, self._entry(thread_id), self.now()))

    def outlook(self) -> Outlook:
        """What must be answered by when, until Tuesday 00:00 after the weekend.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.outlook import outlook

        self._must_be_there()
        return outlook(self._reading, self.now())

    def figures(self) -> Statistics:
        """How support goes: answers in time, fixes, refusals, refunds.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.outlook import figures

        self._must_be_there()
        return figures(self._reading, self.now())

    def evidence_pack(self, thread_id: int, *, redact: bool = False) -> Pack:
        """All that proves a thread's decisions; the same as long as the store says the same.

        Raises:
            UnknownThread: it is not in the store.
        """
        from bizcare_tui.desk.pack import Pack

        # What waits for a deadline is told as of the last sync, not of the moment of packing.
        account = self._reading.account() if self._there() else None
        moment = (maybe_instant(account["synced_at"]) if account else None) or self.now()
        return Pack(
            self._reading,
            self.conversation(thread_id, moment),
            explained=self.explain(thread_id, moment),
            evaluated=self.decisions.evaluate_lines(thread_id),
            redact=redact,
        )

    def doctor(self) -> Iterator[Finding]:
        """What a look at everything gives. Talks to the Marketplace, if there is a key."""
        from bizcare_tui.desk.doctor import examine

        return examine(self.paths)

    def late_obligations(self) -> int:
        """How many obligations are past due and unanswered."""
        return self._reading.late_obligations(seconds(self.now())) if self._there() else 0

    # --- the Marketplace ---------------------------------------------------------------------------

    def sync_status(self) -> SyncStatus:
        """How the store stands towards the Marketplace."""
        self._look_at_clock()
        account = self._reading.account() if self._there() else None
        if account is None:
            return SyncStatus(None, "", 0)
        unparsed = len(self._reading.unparsed())
        return SyncStatus(maybe_instant(account["synced_at"]), account["problem"], unparsed)

    def revision(self) -> int:
        """A number that changes whenever something in the store changed."""
        return self._reading.revision() if self._there() else 0

    def has_key(self) -> bool:
        """Whether there is an API key.

        Raises:
            BadSettings: the key file cannot be used.
        """
        return bool(self._environment.get("BIZCARE_API_KEY")) or load_key(self.paths) is not None

    def try_key(self, key: str) -> str:
        """Ask the Marketplace whether it takes this key. Talks to it.

        Raises:
            BizcareError: it does not, or cannot be asked.
        """
        from bizcare_tui.marketplace.client import SellerApi

        with SellerApi(self.settings.api_url, key, zone=self.settings.zone) as api:
            api.check_key()
        return _("The Marketplace takes this key.")

    def save_key(self, key: str) -> None:
        """Keep the key in a file that only its owner can read."""
        save_key(self.paths, key)

    def start_sync(self, on_progress: Callable[[SyncProgress], None]) -> BackgroundRun:
        """Begin a sync in a process of its own."""
        from bizcare_tui.desk.background import BackgroundRun

        return BackgroundRun(("sync",), on_progress, self._environment)

    def start_sending(self, on_progress: Callable[[SyncProgress], None]) -> BackgroundRun:
        """Begin to work the outbox off, in a process of its own."""
        from bizcare_tui.desk.background import BackgroundRun

        return BackgroundRun(("outbox", "send"), on_progress, self._environment)

    def sync(
        self, *, full: bool, on_progress: Progress, stop: threading.Event | None = None
    ) -> dict[str, Any]:
        """Bring the store up to date, here and now; the line of `sync --json`.

        Raises:
            KeyRefused: there is no key, or it is not taken.
            BizcareError: the store or the Marketplace refuses.
        """
        from bizcare_tui.desk.connection import connect
        from bizcare_tui.desk.mail import read_mail
        from bizcare_tui.logs import log
        from bizcare_tui.marketplace.sync import sync

        settings = self.settings
        with connect(self.paths, settings, stop) as api:
            mail = read_mail(self.paths, settings, self._store(), self.now())
            report = sync(
                self._store(),
                api,
                api_url=settings.api_url,
                now=self.now,
                seller_names=settings.seller_names,
                full=full,
                on_progress=on_progress,
            )
        told = asdict(report)
        if settings.mail_source:
            told["mail"] = asdict(mail)
        log.info("sync: %s", ", ".join(f"{name} {value}" for name, value in told.items()))
        return told

    def watch(self) -> Watch:
        """What goes on by itself: syncing, sending, notices before deadlines.

        Raises:
            BadSettings: what is set about notices cannot be used.
        """
        from bizcare_tui.desk.watching import Watch

        return Watch(self, self._reading, self._store, self._account_id)

    # --- what is scored ----------------------------------------------------------------------------

    def baseline_offer(self) -> BaselineOffer | None:
        """What is asked once after the first sync; None before it, and when it was answered."""
        account = self._reading.account() if self._there() else None
        if account is None or account["synced_at"] is None or account["baseline_answered"]:
            return None
        return self.baseline()

    def baseline(self) -> BaselineOffer | None:
        """The baseline in force, and the signatures found; None before the first sync."""
        from bizcare_tui.desk.views import BaselineOffer
        from bizcare_tui.domain.signatures import repeated_endings

        account = self._reading.account() if self._there() else None
        if account is None or account["baseline_at"] is None:
            return None
        accepted = set(self._reading.signatures())
        found = repeated_endings(self._reading.endings())
        return BaselineOffer(
            baseline=instant(account["baseline_at"]),
            unscored=self._reading.unscored(),
            signatures=tuple((text, count) for text, count in found if text not in accepted),
        )

    def answer_baseline(self, baseline: datetime, signatures: Sequence[str], mark_older_read: bool) -> None:
        """Set the baseline, take signatures as the seller's, take what is older as read. Writes."""
        from bizcare_tui.store import saying
        from bizcare_tui.store.tables import Account

        if not self._there():
            raise BizcareError(_("There is nothing to score yet."), _("Run `bizcare sync` first."))
        with self._store().transaction() as session:
            account = session.get(Account, self._account_id())
            assert account is not None
            saying.set_baseline(session, account, baseline, self.now())
            saying.accept_signatures(session, self._account_id(), signatures, self.now())
            if mark_older_read:
                saying.read_everything_until(session, self._account_id(), baseline)
        self._work_out("baseline")

    # --- within ------------------------------------------------------------------------------------

    def _entries(self, thread_ids: Iterable[int]) -> list[Any]:
        return self._reading.entries(thread_ids) if self._there() else []

    def _entry(self, thread_id: int) -> Any:
        entries = self._entries([thread_id])
        if not entries:
            raise UnknownThread(
                _("Thread {id} is not in the store.").format(id=thread_id), _("Run `bizcare sync`.")
            )
        return entries[0]

    def _sale(self, entry: Any) -> Any:
        return self._reading.sale(entry["order_id"], entry["product_id"]) if entry["order_id"] else None

    def _there(self) -> bool:
        """Whether the store is there to be read; another program may have made it meanwhile."""
        if not self._is_there:
            self._is_there = self._place.version() == SCHEMA_VERSION
        return self._is_there

    @property
    def _language(self) -> str:
        """The language in which holidays are named."""
        import locale

        return locale.getlocale(locale.LC_MESSAGES)[0] or "en"

    def _must_be_there(self) -> None:
        if not self._there():
            raise BizcareError(_("Nothing has been synced yet."), _("Run `bizcare sync` first."))

    def _store(self) -> Store:
        from bizcare_tui.store.engine import Store

        with self._opening:
            if self._writing is None:
                self._writing = Store(self._place)
            return self._writing

    def _account_id(self) -> int:
        account = self._reading.account()
        return int(account["id"]) if account else 0

    def _work_out(self, cause: str) -> None:
        from bizcare_tui.store import standings

        store, names = self._store(), self.settings.seller_names
        for done in standings.work_out_all(store.transaction, self._account_id(), names, self.now, cause):
            self._tell_done(done)

    def _tell_done(self, done: int) -> None:
        # Looked up at each call: whoever listens changes.
        self.on_worked_out(done)
