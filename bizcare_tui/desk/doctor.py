"""Check settings, key, host, clock, store and outbox, and name the next step for each problem."""

from __future__ import annotations

import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bizcare_tui.config import load_key, load_settings
from bizcare_tui.desk.database_checks import check_database_server
from bizcare_tui.desk.machine_clock import clock_warning
from bizcare_tui.desk.partner_pages import PageKind, read_page_confirmations
from bizcare_tui.domain.machine_clock import FOLLOWED
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError, Offline
from bizcare_tui.i18n import _, format_number, ngettext
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.login import login_name
from bizcare_tui.store.open_database import open_database
from bizcare_tui.store.reads.hot import (
    count_lost_paragraphs,
    count_replies_by_state,
    read_account,
    read_pause_left,
)
from bizcare_tui.store.reads.reader import StoreReader

if TYPE_CHECKING:
    from bizcare_tui.marketplace.notification import UnusedMail

_CLOCK_TOLERANCE = timedelta(minutes=2)
_MIN_FREE_BYTES = 200 * 1024 * 1024
_MAX_UNPARSED_SHOWN = 20
_MAX_UNUSED_SHOWN = 10
_MAX_CHANGES_SHOWN = 20
_HOST_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """The result of one check: whether it is all right, a sentence, and what to do if not.

    `detail` must not leave this machine: it may contain what customers wrote.
    """

    check: str
    ok: bool
    text: str
    next_step: str = ""
    detail: str = ""


def run_checks(paths: Paths) -> Iterator[DoctorFinding]:
    """Run all checks and yield their findings.

    The Marketplace is called once, if there is a key and the settings can be read. The key is never shown.
    """
    settings, are_settings_read = Settings(), True
    try:
        settings = load_settings(paths)
        has_file = paths.settings_file.exists()
        text = _("{0} can be read") if has_file else _("there is no {0}: all settings have their defaults")
        yield DoctorFinding("settings", True, text.format(paths.settings_file))
    except BizcareError as error:
        yield DoctorFinding("settings", False, error.sentence, error.next_step)
        are_settings_read = False
    try:
        place = open_database(paths.database)
    except BizcareError as error:
        yield DoctorFinding("store", False, error.sentence, error.next_step)
        return
    reading = StoreReader(place, login_name())
    if are_settings_read:
        yield from _marketplace(paths, settings, is_synced=_is_synced(place, reading))
        yield from _mail(paths, settings)
    else:
        # The key may belong to the address that the settings name: nobody else gets it.
        yield DoctorFinding(
            "marketplace",
            False,
            _("not checked, because the settings cannot be read"),
            _("Correct the settings, then run `bizcare doctor` again."),
        )
    yield from _store(place, reading, settings)
    yield from _pages(reading, settings)
    yield from _space(place)
    yield _leftovers(paths, place)


def _leftovers(paths: Paths, place: Database) -> DoctorFinding:
    """Remove the files that killed programs left, and report those that this user may not remove."""
    from bizcare_tui.desk.data_copies import DataCopies

    copies = DataCopies(paths, place)
    removed, remaining = copies.remove_leftovers(), copies.leftovers()
    if remaining:
        paths_in_words = ", ".join(safe_line(str(path)) for path in remaining)
        return DoctorFinding(
            "leftovers",
            False,
            _("files left behind by a killed program: {0}").format(paths_in_words),
            _("Their owner can remove them: rm -r, or `bizcare doctor` as that user."),
        )
    count = len(removed)
    text = ngettext(
        "{0} leftover of a killed program was removed", "{0} leftovers of killed programs were removed", count
    )
    text = text.format(count) if removed else _("no program that was killed left files behind")
    return DoctorFinding("leftovers", True, text)


def _marketplace(paths: Paths, settings: Settings, *, is_synced: bool) -> Iterator[DoctorFinding]:
    try:
        key = load_key(paths)
    except BizcareError as error:
        yield DoctorFinding("key", False, error.sentence, error.next_step)
        return
    if key is None:
        if is_synced:
            yield DoctorFinding("key", True, _("no API key: another user syncs this store"))
        else:
            yield DoctorFinding(
                "key", False, _("there is no API key"), _("Open `bizcare` and enter the key.")
            )
        yield _host(settings.api_url)
        return
    yield DoctorFinding("key", True, _("there is an API key"))
    from bizcare_tui.marketplace.client import SellerApi

    try:
        with SellerApi(settings.api_url, key, zone=settings.zone) as api:
            api.check_key()
            skew = api.clock_skew
    except Offline as error:
        yield DoctorFinding("host", False, error.sentence, error.next_step)
        return
    except BizcareError as error:
        yield DoctorFinding("marketplace", False, error.sentence, error.next_step)
        return
    yield DoctorFinding("host", True, _("{0} can be reached").format(urlsplit(settings.api_url).hostname))
    yield DoctorFinding("marketplace", True, _("the Seller API accepts the key"))
    if skew is not None:
        yield _clock(skew)


def _mail(paths: Paths, settings: Settings) -> Iterator[DoctorFinding]:
    """Check whether notification mail can be read. Nothing is imported."""
    from bizcare_tui.desk.notification_mail import (
        open_configured_mailbox,
        read_notifications,
        unused_reason_in_words,
    )
    from bizcare_tui.now import now

    try:
        mailbox = open_configured_mailbox(paths, settings)
        if mailbox is None:
            yield DoctorFinding("mail", True, _("no notification mail is read (mail_source)"))
            return
        used, unused = read_notifications(mailbox, settings, now())
    except BizcareError as error:
        yield DoctorFinding("mail", False, error.sentence, error.next_step)
        return
    text = ngettext(
        "the mail can be read: {0} notification in the last days",
        "the mail can be read: {0} notifications in the last days",
        len(used),
    )
    yield DoctorFinding("mail", True, text.format(len(used)))
    if not unused:
        return
    text = ngettext(
        "{0} mail looks like a notification but is not used",
        "{0} mails look like notifications but are not used",
        len(unused),
    )
    reasons = Counter(unused_reason_in_words(mail.reason) for mail in unused)
    reasons_in_words = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common())
    yield DoctorFinding(
        "mail_unused",
        # Old mail and mail of other senders is no problem.
        all(mail.reason in ("too_old", "sender") for mail in unused),
        f"{text.format(len(unused))}: {reasons_in_words}",
        _(
            "Check them in your mail program. The settings mail_senders and mail_subject define what"
            " a notification is."
        ),
        detail="; ".join(_unused_mail(mail) for mail in unused[-_MAX_UNUSED_SHOWN:]),
    )


def _unused_mail(mail: UnusedMail) -> str:
    thread = _("thread {id}").format(id=mail.thread_id) if mail.thread_id else _("no thread")
    return f"{mail.name or '-'} · {thread} · {mail.reason.value}"


def _host(api_url: str) -> DoctorFinding:
    """Check whether the Seller API's host accepts connections. No request is sent."""
    address = urlsplit(api_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), timeout=_HOST_TIMEOUT_SECONDS).close()
    except OSError as error:
        return DoctorFinding(
            "host",
            False,
            _("{0} cannot be reached: {1}").format(address.hostname, error.strerror or error),
            _("Check the network. You can still read threads and write drafts."),
        )
    return DoctorFinding("host", True, _("{0} can be reached").format(address.hostname))


def _clock(ahead: timedelta) -> DoctorFinding:
    text = _("this machine's clock differs from the Marketplace's by {seconds:.0f} s").format(
        seconds=ahead.total_seconds()
    )
    if abs(ahead) <= _CLOCK_TOLERANCE:
        return DoctorFinding("clock", True, text)
    if abs(ahead) <= FOLLOWED:
        return DoctorFinding("clock", False, text, _("Countdowns are corrected."))
    return DoctorFinding(
        "clock",
        False,
        clock_warning(ahead),
        _("Compare this machine's clock with another one (timedatectl), and set it only if it is wrong."),
    )


def _store(place: Database, reading: StoreReader, settings: Settings) -> Iterator[DoctorFinding]:
    try:
        yield from (DoctorFinding(*line) for line in check_database_server(place))
        version = place.version()
        if version is None:
            yield DoctorFinding("store", False, _("there is no store yet"), _("Run `bizcare sync`."))
            return
        is_current = version == SCHEMA_VERSION
        yield DoctorFinding(
            "schema", is_current, _("schema {0}").format(version), "" if is_current else _("Open `bizcare`.")
        )
        if is_current:
            yield from _schema(place)
        yield from _permissions(place)
        result = reading.integrity()
        yield DoctorFinding(
            "integrity", result == "ok", result, "" if result == "ok" else _("Restore a backup.")
        )
        yield _history(place)
        yield _derived_state(place, settings)
        yield from _account(reading)
        yield _outbox(reading)
        yield from _layout(reading, settings)
        yield from _unparsed(reading)
    except BizcareError as error:
        yield DoctorFinding("store", False, error.sentence, error.next_step)


def _schema(place: Database) -> Iterator[DoctorFinding]:
    """Report what another program changed in the schema; yield nothing when it is unchanged."""
    from bizcare_tui.store import schema_check, table_data

    with table_data.open_snapshot(place) as connection:
        differences = schema_check.schema_differences(connection)
    for each in differences[:_MAX_CHANGES_SHOWN]:
        yield DoctorFinding(
            "schema",
            False,
            each,
            _(
                "Nothing is sent until this is resolved. Remove the change or restore a backup, and"
                " find out who made it."
            ),
        )


def _is_synced(place: Database, reading: StoreReader) -> bool:
    """Return whether any user completed a sync; False when the store cannot be read."""
    try:
        account = read_account(reading) if place.version() == SCHEMA_VERSION else None
    except BizcareError:
        return False
    return account is not None and account.synced_at is not None


def _permissions(place: Database) -> Iterator[DoctorFinding]:
    """Check who may read the store's file; a database server controls access itself."""
    if place.file is None:
        return
    mode = place.file.stat().st_mode & 0o777
    is_private = not mode & 0o007
    yield DoctorFinding(
        "permissions",
        is_private,
        _("{file} has mode {mode:o}").format(file=place.file, mode=mode),
        "" if is_private else _("Run: chmod o= {file}").format(file=place.file),
    )


def _history(place: Database) -> DoctorFinding:
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.history import first_broken_entry

    store = Store(place)
    try:
        with store.transaction() as session:
            broken = first_broken_entry(session)
    finally:
        store.close()
    if broken is None:
        return DoctorFinding("history", True, _("the history's chain is intact"))
    return DoctorFinding(
        "history",
        False,
        _("the history was changed at entry {0}").format(broken),
        _("Compare the store with a backup: a person or another program changed it."),
    )


def _derived_state(place: Database, settings: Settings) -> DoctorFinding:
    """Check whether recomputing the derived state gives what is stored."""
    from bizcare_tui.now import now
    from bizcare_tui.store.derive import find_differing_threads
    from bizcare_tui.store.engine import Store

    store = Store(place)
    try:
        wrong = find_differing_threads(store, settings.seller_names, now())
    finally:
        store.close()
    if not wrong:
        return DoctorFinding("deadlines", True, _("all deadlines match a recalculation from the history"))
    return DoctorFinding(
        "deadlines",
        False,
        ngettext(
            "{0} thread differs from its recalculation: {1}",
            "{0} threads differ from their recalculation, for example {1}",
            len(wrong),
        ).format(len(wrong), wrong[0]),
        _("Run `bizcare sync`. If the problem remains, report it."),
    )


def _account(reading: StoreReader) -> Iterator[DoctorFinding]:
    account = read_account(reading)
    if (pause_seconds := read_pause_left(reading)) > 0:
        text = _("the Marketplace asked for no more calls for another {0} s").format(round(pause_seconds))
        yield DoctorFinding("pause", True, text, _("`bizcare sync` calls it anyway."))
    if account is None or account.synced_at is None:
        yield DoctorFinding("sync", False, _("no sync has been completed yet"), _("Run `bizcare sync`."))
    elif account.problem:
        yield DoctorFinding("sync", False, account.problem, _("Run `bizcare sync`."))
    else:
        yield DoctorFinding(
            "sync",
            True,
            _("synced at {0:%Y-%m-%d %H:%M} UTC").format(account.synced_at),
        )


def _outbox(reading: StoreReader) -> DoctorFinding:
    states = count_replies_by_state(reading)
    if not states:
        return DoctorFinding("outbox", True, _("every reply is confirmed"))
    counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    needs_a_person = bool(states.keys() & {"held", "unknown", "failed"})
    step = _("Check them in the outbox of the app, or with `bizcare outbox`.") if needs_a_person else ""
    return DoctorFinding("outbox", not needs_a_person, _("replies: {0}").format(counts), step)


def _layout(reading: StoreReader, settings: Settings) -> Iterator[DoctorFinding]:
    """Report replies that lost their paragraphs; yield nothing when none did."""
    from bizcare_tui.desk.replies import lost_paragraphs_note

    if count := count_lost_paragraphs(reading):
        text = ngettext("{0} reply lost its paragraphs", "{0} replies lost their paragraphs", count)
        yield DoctorFinding(
            "layout", settings.reply_format == "html", text.format(count), lost_paragraphs_note(settings)
        )


def _pages(reading: StoreReader, settings: Settings) -> Iterator[DoctorFinding]:
    """Report page addresses of the partner account that nobody has confirmed; none is documented."""
    try:
        confirmed = read_page_confirmations(reading)
    except BizcareError as error:
        yield DoctorFinding("pages", False, error.sentence, error.next_step)
        return
    unconfirmed = [kind for kind in PageKind if getattr(settings, kind) not in confirmed]
    if not unconfirmed:
        yield DoctorFinding("pages", True, _("the addresses of the partner account pages are confirmed"))
        return
    text = _("unverified addresses of the partner account: {0}").format(", ".join(unconfirmed))
    yield DoctorFinding("pages", True, text, _("Open one in the app, or run `bizcare page ID --confirm`."))


def _unparsed(reading: StoreReader) -> Iterator[DoctorFinding]:
    from bizcare_tui.store.reads.account import read_unparsed

    rows = read_unparsed(reading)
    if not rows:
        yield DoctorFinding("unparsed", True, _("all rows from the Marketplace could be read"))
        return
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(row.kind for row in rows).items())
    yield DoctorFinding(
        "unparsed",
        False,
        _("rows that could not be read (stored unchanged): {0}").format(kinds),
        _("Check these threads in the partner account, and report this to the project."),
    )
    for row in rows[:_MAX_UNPARSED_SHOWN]:
        yield DoctorFinding("unparsed", False, f"{row.kind}: {row.reason}", detail=safe_line(row.raw)[:120])


def _space(place: Database) -> Iterator[DoctorFinding]:
    if place.file is None:
        return
    folder = next(parent for parent in (place.file, *place.file.parents) if parent.is_dir())
    free = shutil.disk_usage(folder).free
    is_enough = free >= _MIN_FREE_BYTES
    text = _("{0} MB free for the store").format(format_number(free // (1024 * 1024)))
    yield DoctorFinding("space", is_enough, text, "" if is_enough else _("Free some space on that disk."))
