"""The desk: the single entry point for the app and the CLI to everything a user can do.

Modules that only some actions need are imported inside functions: the app imports this module before its
first frame.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bizcare_tui.config import load_key, load_settings, save_key
from bizcare_tui.desk import inbox_rows
from bizcare_tui.desk.inbox import InboxPage, InboxPosition, InboxRow, Section, SyncStatus
from bizcare_tui.desk.machine_clock import MachineClock
from bizcare_tui.desk.sections import TO_DO_QUERY, load_sections, parse_query, save_sections
from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.highlight import SearchTerm, extract_search_terms
from bizcare_tui.domain.query import both
from bizcare_tui.domain.threads import Qualification
from bizcare_tui.elapsed import monotonic_seconds
from bizcare_tui.errors import BadQuery, BizcareError, UnknownThread
from bizcare_tui.i18n import _, current_language
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.database import SCHEMA_VERSION, open_database, require_supported_version
from bizcare_tui.store.login import login_name
from bizcare_tui.store.read_marks import mark_read
from bizcare_tui.store.reader import StoreReader
from bizcare_tui.store.reads import hot
from bizcare_tui.store.unix_time import from_optional_unix_seconds, to_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.desk.absences import Absences
    from bizcare_tui.desk.background import BackgroundRun
    from bizcare_tui.desk.data_copies import DataCopies
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.desk.defects import DefectProposal, Defects
    from bizcare_tui.desk.doctor import DoctorFinding
    from bizcare_tui.desk.erasure import PersonalDataErasure
    from bizcare_tui.desk.evidence_pack import EvidencePack
    from bizcare_tui.desk.forecast_statistics import ForecastSummary
    from bizcare_tui.desk.notice_announcers import ShowAnnouncement
    from bizcare_tui.desk.partner_pages import PartnerPages
    from bizcare_tui.desk.presence import TeamPresence
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.desk.verbs import Verbs
    from bizcare_tui.desk.views import BaselineQuestion, ConversationView, SyncProgress
    from bizcare_tui.desk.watch_tasks import WatchTasks
    from bizcare_tui.domain.policy import Policy
    from bizcare_tui.domain.purchases import Purchase
    from bizcare_tui.domain.request_types import RequestType
    from bizcare_tui.domain.reviews import ReviewTime
    from bizcare_tui.domain.statistics import Statistics
    from bizcare_tui.domain.verdicts import ProposedStep
    from bizcare_tui.marketplace.sync import SyncProgressCallback
    from bizcare_tui.store.engine import Store

_MAX_RELATED = 20


class Desk:
    """The services of one user over the local store of an account.

    Creating it is quick and imports nothing heavy. All reads come from the store; methods that call the
    Marketplace say so.

    Args:
        paths: the folders to use, by default those of the environment.
        environment: variables for the processes it starts (the demo's address and key).

    Raises:
        BadSettings: the settings cannot be read.
        StoreProblem: the store is damaged or newer than this program.
    """

    def __init__(self, paths: Paths | None = None, environment: dict[str, str | None] | None = None) -> None:
        self.paths = paths or Paths.from_environment()
        self.settings: Settings = load_settings(self.paths)
        self._environment = environment or {}
        self._place = open_database(self.paths.database)
        self._reading = StoreReader(self._place, login_name())
        self._opened_store: Store | None = None
        self._open_lock = threading.Lock()
        self.clock = MachineClock(self._reading)
        # Called from the working thread with the number of threads recomputed so far.
        self.on_recomputed: Callable[[int], None] = lambda _done: None
        version = self._place.version()
        self._exists = version is not None
        if version is not None and version != SCHEMA_VERSION:
            require_supported_version(self._place, version)
            self._store()
        self.read_clock_offset()

    @cached_property
    def replies(self) -> Replies:
        """Drafts, the reply check and the outbox."""
        from bizcare_tui.desk.replies import Replies
        from bizcare_tui.store.drafts import DraftStore

        return Replies(
            self.paths,
            self.settings,
            self._reading,
            drafts=lambda: DraftStore(self._place, self._account_id(), login_name()),
            store=self._store,
            note=lambda thread_id, text: self.verbs.note([thread_id], text),
        )

    @cached_property
    def decisions(self) -> Decisions:
        """Decisions: grounds and evidence, rejections, refunds.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.decisions import Decisions

        self._require_store()
        return Decisions(
            self.paths,
            self.settings,
            self._reading,
            self.replies,
            store=self._store,
            work_out=self._recompute,
        )

    @property
    def is_there(self) -> bool:
        """Whether the store exists, that is, something was synced."""
        return self._store_exists()

    @cached_property
    def verbs(self) -> Verbs:
        """Actions of a person on threads, like snooze, tag or note."""
        from bizcare_tui.desk.verbs import Verbs

        return Verbs(
            self._reading,
            account_id=self._account_id,
            store=self._store,
            work_out=self._recompute,
            on_followed=self._report_recomputed,
        )

    @cached_property
    def company(self) -> TeamPresence:
        """Presence of colleagues, reply locks, and what happened since the last visit."""
        from bizcare_tui.desk.presence import TeamPresence

        return TeamPresence(self._reading, lambda: self.verbs, self._account_id)

    @cached_property
    def absences(self) -> Absences:
        """The absences of the people at the desk.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.absences import Absences

        self._require_store()
        return Absences(self._reading, store=self._store, account_id=self._account_id, now=self.now)

    @cached_property
    def erasing(self) -> PersonalDataErasure:
        """Erasure of personal data.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.erasure import PersonalDataErasure

        self._require_store()
        return PersonalDataErasure(
            self._store, self._account_id, self._recompute, self.record_now, self.copies
        )

    @property
    def copies(self) -> DataCopies:
        """The files outside the store that may hold what is in it."""
        from bizcare_tui.desk.data_copies import DataCopies

        return DataCopies(self.paths, self._place)

    @cached_property
    def defects(self) -> Defects:
        """Defects of products, and the requests about them."""
        from bizcare_tui.desk.defects import Defects

        names = self.settings.seller_names
        return Defects(
            self._reading,
            self.verbs,
            self.replies,
            policy=lambda: self.policy,
            account_id=self._account_id,
            store=self._store,
            work_out=self._recompute,
            signature=names[0] if names else "",
        )

    def similar_defects(self, thread_id: int) -> list[DefectProposal]:
        """Return the defects that a request may be about, the likeliest first.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        return self.defects.proposals(self.conversation(thread_id), self.product_id_of(thread_id))

    def product_id_of(self, thread_id: int) -> int | None:
        """Return the number of the product of a thread; None when the thread names no product."""
        records = self._inbox_records([thread_id])
        return records[0]["product_id"] if records else None

    @property
    def policy(self) -> Policy:
        """The rules of Business Care in force.

        Raises:
            BadSettings: the seller's own policy file cannot be read.
        """
        from bizcare_tui.desk.policy import load_policy

        return load_policy(self.paths.policy_file)

    def prepare(self, thread_ids: Iterable[int]) -> None:
        """Load what opening a thread needs, by reading these threads, so that the first one opens fast."""
        from bizcare_tui.domain.calendar import holidays_between

        if self._store_exists():
            moment = self.now()
            holidays_between(moment, moment, (self.settings.seller_country or "FR",), current_language())
            for record in self._inbox_records(thread_ids):
                self.conversation(record["thread_id"])

    def now(self) -> datetime:
        """Return the current UTC time for deadlines; if the clocks disagree, the later one counts."""
        return self.clock.deadline_time()

    def record_now(self) -> datetime:
        """Return the current UTC time for stored records."""
        return self.clock.record_time()

    def read_clock_offset(self) -> None:
        """Read from the store how far this machine's clock was off at the last sync."""
        if self._store_exists():
            self.clock.look()

    def limit_busy_wait(self, seconds: float) -> None:
        """Limit how long to wait for another writing program, in seconds. Used before this program ends."""
        self._place.busy_seconds = seconds

    # --- the inbox ---------------------------------------------------------------------------------

    def first_rows(self, query: str, count: int) -> list[InboxRow]:
        """Return the first `count` rows that match a query, next deadline first. This is the fastest read.

        Raises:
            BadQuery: the query cannot be parsed. Every method that takes a query raises this.
        """
        parsed, moment = parse_query(query), self.now()
        if not self._store_exists():
            return []
        records = self._reading.first_inbox_rows(parsed, moment, count)
        return [inbox_rows.to_inbox_row(record, moment) for record in records]

    def thread_ids(self, query: str) -> array[int]:
        """Return the numbers of the threads that match a query, next deadline first."""
        parsed = parse_query(query)
        return self._reading.thread_ids(parsed, self.now()) if self._store_exists() else array("q")

    def inbox_pages(
        self,
        query: str,
        *,
        near: InboxPosition | None = None,
        best: bool = False,
        briefly: bool = False,
        stop: threading.Event | None = None,
    ) -> Iterator[InboxPage]:
        """Yield pages of the threads that match a query: a quick partial page first, then larger ones.

        Args:
            query: the query.
            near: the position around which to read; None: from the top.
            best: sort by best match instead of next deadline.
            briefly: yield only as much of the top as the first screen shows.
            stop: ends the read when set, from any thread.
        """
        parsed = parse_query(query)
        if not self._store_exists():
            return iter((InboxPage(array("q"), array("q")),))
        return self._reading.inbox_pages(parsed, self.now(), near=near, best=best, briefly=briefly, stop=stop)

    def last_inbox_page(self, query: str) -> InboxPage | None:
        """Return the last page of a query; None when it can only be found by reading the whole list."""
        parsed = parse_query(query)
        return self._reading.last_inbox_page(parsed, self.now()) if self._store_exists() else None

    def spot(self, thread_id: int) -> InboxPosition | None:
        """Return the position of a thread in the order of the inbox; None when it is not there."""
        return self._reading.spot(thread_id) if self._store_exists() else None

    def rows(self, thread_ids: Sequence[int], wanted: Sequence[SearchTerm] = ()) -> list[InboxRow]:
        """Return the inbox rows of these threads, in this order; unknown threads are left out.

        If search terms are given, each row gets a passage that contains them.
        """
        moment = self.now()
        rows = [inbox_rows.to_inbox_row(record, moment) for record in self._inbox_records(thread_ids)]
        if not wanted:
            return rows
        from bizcare_tui.desk.passages import add_passages

        return add_passages(self._reading, rows, wanted)

    def counts(self, queries: Iterable[str]) -> dict[str, int]:
        """Return how many threads match each of these queries."""
        parsed = {query: parse_query(query) for query in queries}
        return self._reading.counts(parsed, self.now()) if self._store_exists() else dict.fromkeys(parsed, 0)

    def quick_thread_count(self, query: str, at_most: int) -> int | None:
        """Return how many threads match a query, counting to `at_most`; None when that would be slow."""
        parsed = parse_query(query)
        return self._reading.quick_thread_count(parsed, self.now(), at_most) if self._store_exists() else 0

    def search_terms(self, query: str) -> tuple[SearchTerm, ...]:
        """Return the search terms of a query; none when it cannot be parsed."""
        try:
            return extract_search_terms(parse_query(query))
        except BadQuery:
            return ()

    @property
    def login(self) -> str:
        """The login of the current user, from the operating system."""
        return login_name()

    def logins(self) -> list[str]:
        """Return the logins of everybody who ever used this store, the current user first."""
        everybody = hot.read_logins(self._reading) if self._store_exists() else []
        return [self.login, *(login for login in everybody if login != self.login)]

    def query_values(self) -> dict[str, list[str]]:
        """Return the values in use of the query fields, for completion."""
        if not self._store_exists():
            return {}
        logins = hot.read_logins(self._reading)
        return {
            "product": [product.name for product in hot.read_products(self._reading)],
            "tag": self._reading.tags(),
            "assigned": logins,
            "mention": logins,
        }

    def next_unread(self, query: str, after: int | None) -> int | None:
        """Return the next unread thread below `after` in the inbox, else the first from the top."""
        parsed = parse_query(query)
        return (
            self._reading.next_thread(parsed, self.now(), after, unread=True)
            if self._store_exists()
            else None
        )

    def next_thread_to_do(self, query: str, threads: Sequence[int]) -> int | None:
        """Return the next thread with something to do, below the last of `threads`, else from the top.

        It matches the query; if no such thread is left, it is the one with the next deadline in the whole
        inbox. It is never one of `threads`. Returns None when nothing else has to be done.
        """
        if not self._store_exists():
            return None
        for candidate in dict.fromkeys((both(query, TO_DO_QUERY), TO_DO_QUERY)):
            after = threads[-1] if threads else None
            for _attempt in range(len(threads) + 1):
                after = self._reading.next_thread(parse_query(candidate), self.now(), after)
                if after is None or after not in threads:
                    break
            if after is not None and after not in threads:
                return after
        return None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The user's sections of the inbox.

        Raises:
            BadSettings: the file of sections is invalid.
        """
        return load_sections(self.paths)

    def save_sections(self, sections: Sequence[Section]) -> None:
        """Save the user's sections.

        Raises:
            BadQuery: a query cannot be parsed.
            BadSettings: the sections cannot be saved.
        """
        save_sections(self.paths, sections)

    # --- a conversation ----------------------------------------------------------------------------

    def conversation(self, thread_id: int, moment: datetime | None = None) -> ConversationView:
        """Return a thread with its messages and the facts about it, as of now or of `moment`.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk import messages as message_views
        from bizcare_tui.desk import thread_facts
        from bizcare_tui.desk.views import ConversationView

        record, moment = self._inbox_record(thread_id), moment or self.now()
        thread = self._reading.thread(thread_id)
        assert thread is not None
        purchase = self._purchase(record)
        order = message_views.to_order_view(record["order_id"], purchase) if purchase else None
        revisions = self._reading.revisions(thread_id)
        messages = tuple(
            message_views.to_message_view(message, opens=position == 0, revisions=revisions)
            for position, message in enumerate(self._reading.messages(thread_id))
        )
        account = self._reading.account()
        facts = thread_facts.thread_facts(
            record,
            thread,
            messages,
            order,
            price=self._reading.price(record["product_id"]),
            read_at=from_optional_unix_seconds(account["threads_read_at"]) if account else None,
            seller_country=self.settings.seller_country,
            language=current_language(),
            now=moment,
            policy=self.policy,
            decisions=self._reading.decisions(thread_id),
            open_wizards=self._reading.wizards(thread_id),
            own_names=(*self.settings.seller_names, *self._reading.signatures()),
            triage=self.verbs.of(thread_id),
            review=self._review_time(record),
            verdicts=self._verdicts(record),
        )
        related = self._reading.threads_of_customer(thread_id, _MAX_RELATED)
        return ConversationView(
            row=inbox_rows.to_inbox_row(record, moment),
            facts=facts,
            messages=messages,
            order=order,
            related=tuple(self.rows(related)),
        )

    def proposed_kind(self, thread_id: int) -> RequestType | None:
        """Return the type of request that a thread's texts suggest; None when they suggest none.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.request_type import proposed_kind

        conversation = self.conversation(thread_id)
        return proposed_kind(conversation.row.topic, conversation.messages)

    @cached_property
    def pages(self) -> PartnerPages:
        """The addresses of the partner account's pages."""
        from bizcare_tui.desk.partner_pages import PartnerPages

        return PartnerPages(self.settings, self._reading, self._account_id, self.now)

    def page_url(self, thread_id: int) -> str:
        """Return the address of a thread's page in the partner account."""
        from bizcare_tui.desk.partner_pages import PageKind

        return self.pages.address(PageKind.THREAD, thread_id)

    def mark_read(self, thread_id: int) -> None:
        """Mark all messages of a thread as read by the current user. Writes to the store."""
        mark_read(
            self._place, self._account_id(), login_name(), thread_id, to_unix_seconds(self.record_now())
        )

    # --- JSON for scripts --------------------------------------------------------------------------

    def threads_json(self, query: str, limit: int) -> Iterable[dict[str, Any]]:
        """Yield the threads that match a query as lines of `list --json`; all of them when `limit` is 0."""
        from bizcare_tui.desk import json_output
        from bizcare_tui.desk.review_times import read_own_review_time

        ids = self.thread_ids(query)
        moment = self.now()
        review = read_own_review_time(self._reading) if ids else None
        for start in range(0, len(ids), 500):
            if limit and start >= limit:
                return
            batch = ids[start : min(start + 500, limit) if limit else start + 500]
            for record in self._inbox_records(batch):
                yield json_output.thread_json(record, self._purchase(record), moment, review)

    def thread_json(self, thread_id: int) -> dict[str, Any]:
        """Return a thread as `show --json` prints it.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk import json_output
        from bizcare_tui.desk.decision_rows import decision_json

        conversation = self.conversation(thread_id)
        record = self._inbox_records([thread_id])[0]
        line = json_output.thread_json(record, self._purchase(record), self.now(), self._review_time(record))
        cost = json_output.reactivation_json(record, self._reading.price(record["product_id"]))
        if cost is not None:
            line["business_care"]["reactivation"] = cost
        return {
            **line,
            "messages": [json_output.message_json(message) for message in conversation.messages],
            "decisions": [decision_json(row) for row in self.decisions.list_decisions(thread_id)],
        }

    def explain(self, thread_id: int, moment: datetime | None = None) -> list[str]:
        """Explain how each deadline of a thread was calculated, as lines of text, as of now or of `moment`.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.deadline_explanation import ExplanationInputs, explain_deadlines

        moment = moment or self.now()
        conversation = self.conversation(thread_id, moment)
        account = self._reading.account()
        countries = (self.settings.seller_country, conversation.order.country if conversation.order else "")
        inputs = ExplanationInputs(
            entry=self._inbox_record(thread_id),
            conversation=conversation,
            baseline=from_optional_unix_seconds(account["baseline_at"]) if account else None,
            settled=tuple(self._reading.clock_statuses(thread_id)),
            history=tuple(self._reading.history(thread_id)),
            countries=tuple(filter(None, countries)),
            language=current_language(),
            policy=self.policy,
            review=self._review_time(self._inbox_record(thread_id)),
        )
        return list(explain_deadlines(inputs, moment))

    def customer_card(self, thread_id: int) -> list[str]:
        """Return the other threads, orders and refunds of the same customer or shop, as lines of text.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.customer_card import customer_card

        return list(customer_card(self._reading, self._inbox_record(thread_id), self.policy, self.now()))

    def outlook(self) -> ForecastSummary:
        """Return what must be answered by when, until Tuesday 00:00 after the weekend.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.forecast_statistics import build_forecast

        self._require_store()
        return build_forecast(self._reading, self.absences, self.now())

    def figures(self) -> Statistics:
        """Return the statistics of support: answers in time, fixes, rejections, refunds.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.forecast_statistics import compute_statistics

        self._require_store()
        return compute_statistics(self._reading, self.now())

    def evidence_pack(self, thread_id: int, *, redact: bool = False) -> EvidencePack:
        """Return the evidence for a thread's decisions; the same store content gives the same pack.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk.evidence_pack import EvidencePack

        # Deadlines are shown as of the last sync, so that the pack does not depend on when it is made.
        account = self._reading.account() if self._store_exists() else None
        moment = (from_optional_unix_seconds(account["synced_at"]) if account else None) or self.now()
        return EvidencePack(
            self._reading,
            self.conversation(thread_id, moment),
            explained=self.explain(thread_id, moment),
            evaluated=self.decisions.evaluation_json(thread_id),
            policy=self.policy,
            redact=redact,
        )

    def doctor(self) -> Iterator[DoctorFinding]:
        """Check everything and yield the findings. Calls the Marketplace if there is a key."""
        from bizcare_tui.desk.doctor import run_checks

        return run_checks(self.paths)

    def counters(self) -> Counters:
        """Return how many threads are late, due and missed now."""
        from bizcare_tui.desk.forecast_statistics import count_deadlines

        return count_deadlines(self._reading, self.now()) if self._store_exists() else Counters()

    # --- the Marketplace ---------------------------------------------------------------------------

    def sync_status(self) -> SyncStatus:
        """Return when the store was synced last, and whether there was a problem."""
        self.read_clock_offset()
        account = self._reading.account() if self._store_exists() else None
        if account is None:
            return SyncStatus(None, "", 0)
        unparsed = len(self._reading.unparsed())
        return SyncStatus(from_optional_unix_seconds(account["synced_at"]), account["problem"], unparsed)

    def revision(self) -> int:
        """Return a number that changes whenever the store changes."""
        return self._reading.revision() if self._store_exists() else 0

    def has_key(self) -> bool:
        """Return whether there is an API key.

        Raises:
            BadSettings: the key file cannot be used.
        """
        return bool(self._environment.get("BIZCARE_API_KEY")) or load_key(self.paths) is not None

    def try_key(self, key: str, *, is_same_account: bool = False) -> str:
        """Ask the Marketplace whether it accepts this key, and check that it belongs to the store's account.

        `is_same_account` means that a person confirmed the account; it is then not checked. Calls the
        Marketplace.

        Raises:
            OtherAccount: the key belongs to another account than the store.
            BizcareError: the key is not accepted, or cannot be tried.
        """
        from bizcare_tui.marketplace.account_check import confirm_account
        from bizcare_tui.marketplace.client import SellerApi

        with SellerApi(self.settings.api_url, key, zone=self.settings.zone) as api:
            api.check_key()
            if self._store_exists() and (account_id := self._account_id()):
                confirm_account(self._store(), api, account_id, is_same=is_same_account)
        return _("The Marketplace accepts this key.")

    def save_key(self, key: str) -> None:
        """Save the key in a file that only its owner can read."""
        save_key(self.paths, key)

    def start_sync(self, on_progress: Callable[[SyncProgress], None]) -> BackgroundRun:
        """Start a sync in a background process."""
        from bizcare_tui.desk.background import BackgroundRun

        return BackgroundRun(("sync",), on_progress, self._environment)

    def start_outbox(self, on_progress: Callable[[SyncProgress], None]) -> BackgroundRun:
        """Start sending the outbox in a background process."""
        from bizcare_tui.desk.background import BackgroundRun

        return BackgroundRun(("outbox", "send"), on_progress, self._environment)

    def sync(
        self,
        *,
        full: bool,
        on_progress: SyncProgressCallback,
        stop: threading.Event | None = None,
        is_same_account: bool = False,
        heed_pause: bool = False,
    ) -> dict[str, Any]:
        """Sync the store with the Marketplace in this process; return the line of `sync --json`.

        Args:
            full: read the messages of all threads again, not only of those that changed.
            on_progress: called with the progress.
            stop: ends waiting for the Marketplace when set.
            is_same_account: a person confirmed that the key belongs to this store's account.
            heed_pause: do not call the Marketplace during a pause that it asked for.

        Raises:
            RateLimited: with `heed_pause`, the pause is not over.
            OtherAccount: the key belongs to another account; nothing was stored.
            KeyRefused: there is no key, or it is rejected.
            BizcareError: the store or the Marketplace reports an error.
        """
        from bizcare_tui.desk.connection import connect
        from bizcare_tui.desk.notification_mail import read_mail
        from bizcare_tui.desk.releases import ReleaseFetcher
        from bizcare_tui.logs import log
        from bizcare_tui.marketplace.sync import sync

        settings = self.settings
        if heed_pause:
            self._raise_if_paused()
        with connect(self.paths, settings, stop) as api:
            releases = ReleaseFetcher(settings, self._store, self._account_id, self._reading, self.record_now)
            releases.begin()
            mail = read_mail(self.paths, settings, self._store(), self.record_now(), stop)
            report = sync(
                self._store(),
                api,
                api_url=settings.api_url,
                now=self.record_now,
                seller_names=settings.seller_names,
                full=full,
                is_same_account=is_same_account,
                on_progress=on_progress,
            )
        releases.finish()
        self.read_clock_offset()
        result = asdict(report)
        if settings.mail_source:
            result["mail"] = asdict(mail)
        log.info("sync: %s", ", ".join(f"{name} {value}" for name, value in result.items()))
        return result

    def _raise_if_paused(self) -> None:
        left = self._reading.pause_left() if self._store_exists() else 0.0
        if left > 0:
            from bizcare_tui.marketplace.pause_error import pause_error

            raise pause_error(left)

    def watch(
        self,
        show: ShowAnnouncement | None = None,
        *,
        once: bool = False,
        clock: Callable[[], float] = monotonic_seconds,
    ) -> WatchTasks:
        """Return the watch, which syncs, sends and gives notice of deadlines by itself.

        Args:
            show: writes an announcement for the user; raises OSError when it cannot.
            once: do a single round; the next start may be an hour later.
            clock: returns a monotonic time in seconds, for the pauses before retries.

        Raises:
            BadSettings: the settings for notices are invalid.
        """
        from bizcare_tui.desk.notice_delivery import MAX_ROUND_INTERVAL, NoticeDelivery
        from bizcare_tui.desk.watch_tasks import WatchTasks
        from bizcare_tui.domain.alerts import LONGEST_PAUSE

        delivery = NoticeDelivery(
            self,
            self._reading,
            store=self._store,
            account_id=self._account_id,
            show=show,
            every=LONGEST_PAUSE if once else MAX_ROUND_INTERVAL,
            clock=clock,
        )
        return WatchTasks(self, delivery)

    # --- baseline ----------------------------------------------------------------------------------

    def baseline_offer(self) -> BaselineQuestion | None:
        """Return the question to ask once after the first sync: from when do deadlines count?

        Returns None before the first sync, after the question was answered, and when no answer would change
        anything.
        """
        account = self._reading.account() if self._store_exists() else None
        if account is None or account["synced_at"] is None or account["baseline_answered"]:
            return None
        offer = self.baseline()
        return offer if offer is not None and offer.matters else None

    def baseline(self) -> BaselineQuestion | None:
        """Return from when deadlines count, and the effect of other choices; None before the first sync."""
        from bizcare_tui.desk.baseline import baseline_offer

        account = self._reading.account() if self._store_exists() else None
        if account is None or account["baseline_at"] is None:
            return None
        return baseline_offer(self._reading, account, self.now())

    def answer_baseline(self, baseline: datetime, signatures: Sequence[str], mark_older_read: bool) -> None:
        """Set the baseline, accept signatures as the seller's, and mark older messages as read if asked to.

        Writes to the store.
        """
        from bizcare_tui.store import account_settings
        from bizcare_tui.store.tables import Account

        if not self._store_exists():
            raise BizcareError(_("There is nothing to score yet."), _("Run `bizcare sync` first."))
        with self._store().transaction() as session:
            account = session.get(Account, self._account_id())
            assert account is not None
            account_settings.set_baseline(session, account, baseline, self.record_now())
            account_settings.accept_signatures(session, self._account_id(), signatures, self.record_now())
            if mark_older_read:
                account_settings.mark_all_read_until(session, self._account_id(), baseline)
        self._recompute("baseline")

    # --- private -----------------------------------------------------------------------------------

    def _inbox_records(self, thread_ids: Iterable[int]) -> list[Any]:
        return self._reading.entries(thread_ids) if self._store_exists() else []

    def _inbox_record(self, thread_id: int) -> Any:
        records = self._inbox_records([thread_id])
        if not records:
            raise UnknownThread(
                _("Thread {id} is not in the store.").format(id=thread_id), _("Run `bizcare sync`.")
            )
        return records[0]

    def _purchase(self, record: Any) -> Purchase | None:
        return (
            self._reading.purchase(record["order_id"], record["product_id"]) if record["order_id"] else None
        )

    def _review_time(self, record: Any) -> ReviewTime | None:
        """Return how long reviews of the seller's submissions take, for a thread that waits for a fix."""
        from bizcare_tui.desk.review_times import read_own_review_time

        return read_own_review_time(self._reading) if record["fix_start"] is not None else None

    def _verdicts(self, record: Any) -> list[ProposedStep]:
        """Return the defect steps that a thread proposes if it is a notice of PrestaShop."""
        if record["qualification"] != Qualification.NOTICE:
            return []
        return [each for each in self.defects.verdicts() if each.thread_id == record["thread_id"]]

    def _store_exists(self) -> bool:
        """Return whether the store exists; another program may have created it meanwhile."""
        if not self._exists:
            self._exists = self._place.version() == SCHEMA_VERSION
        return self._exists

    def _require_store(self) -> None:
        if not self._store_exists():
            raise BizcareError(_("Nothing has been synced yet."), _("Run `bizcare sync` first."))

    def _store(self) -> Store:
        from bizcare_tui.store.engine import Store

        with self._open_lock:
            if self._opened_store is None:
                self._opened_store = Store(self._place)
            return self._opened_store

    def _account_id(self) -> int:
        account = self._reading.account()
        return int(account["id"]) if account else 0

    def _recompute(self, cause: str) -> None:
        from bizcare_tui.store import derive

        store, names = self._store(), self.settings.seller_names
        for done in derive.recompute_all_stale(
            store.transaction, self._account_id(), names, self.record_now, cause
        ):
            self._report_recomputed(done)

    def _report_recomputed(self, done: int) -> None:
        # Looked up at each call, because the callback can be replaced.
        self.on_recomputed(done)
