"""Looks at settings, key, host, clock, store and outbox, and says what to do about what is wrong."""

from __future__ import annotations

import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from bizcare_tui.config import load_key, load_settings
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError, Offline
from bizcare_tui.i18n import _, ngettext, number
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.instants import instant
from bizcare_tui.store.login import login_name
from bizcare_tui.store.place import SCHEMA_VERSION, Place, the_place
from bizcare_tui.store.reading import Reading

CLOCK_TOLERANCE = timedelta(minutes=2)
LEAST_FREE_BYTES = 200 * 1024 * 1024
UNPARSED_SHOWN = 20
_HOST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at one thing gave: whether it is well, in words, and what to do if not.

    `detail` is for the eyes of this desk alone: it may hold what customers wrote.
    """

    check: str
    ok: bool
    text: str
    next_step: str = ""
    detail: str = ""


def examine(paths: Paths) -> Iterator[Finding]:
    """Look at everything, whatever is wrong. Asks the Marketplace once, if there is a key; never shows it."""
    settings = Settings()
    try:
        settings = load_settings(paths)
        there = paths.settings_file.exists()
        text = _("{0} can be read") if there else _("there is no {0}: everything is as it comes")
        yield Finding("settings", True, text.format(paths.settings_file))
    except BizcareError as error:
        yield Finding("settings", False, error.sentence, error.next_step)
    try:
        place = the_place(paths.database)
    except BizcareError as error:
        yield Finding("store", False, error.sentence, error.next_step)
        return
    reading = Reading(place, login_name())
    yield from _marketplace(paths, settings, is_synced=_is_synced(place, reading))
    yield from _mail(paths, settings)
    yield from _store(place, reading, settings)
    yield from _space(place)


def _marketplace(paths: Paths, settings: Settings, *, is_synced: bool) -> Iterator[Finding]:
    try:
        key = load_key(paths)
    except BizcareError as error:
        yield Finding("key", False, error.sentence, error.next_step)
        return
    if key is None:
        if is_synced:
            yield Finding("key", True, _("no API key here: another account syncs this store"))
        else:
            yield Finding("key", False, _("there is no API key"), _("Open `bizcare` and enter it."))
        yield _host(settings.api_url)
        return
    yield Finding("key", True, _("there is an API key"))
    from bizcare_tui.marketplace.client import SellerApi

    try:
        with SellerApi(settings.api_url, key, zone=settings.zone) as api:
            api.check_key()
            skew = api.skew
    except Offline as error:
        yield Finding("host", False, error.sentence, error.next_step)
        return
    except BizcareError as error:
        yield Finding("marketplace", False, error.sentence, error.next_step)
        return
    yield Finding("host", True, _("{0} can be reached").format(urlsplit(settings.api_url).hostname))
    yield Finding("marketplace", True, _("the Seller API takes the key"))
    if skew is not None:
        yield _clock(skew)


def _mail(paths: Paths, settings: Settings) -> Iterator[Finding]:
    """Whether notification mail can be read; nothing is taken in."""
    from bizcare_tui.desk.mail import notifications, the_mailbox
    from bizcare_tui.now import now

    try:
        mailbox = the_mailbox(paths, settings)
        if mailbox is None:
            yield Finding("mail", True, _("no notification mail is read (mail_source)"))
            return
        count = len(notifications(mailbox, settings, now()))
    except BizcareError as error:
        yield Finding("mail", False, error.sentence, error.next_step)
        return
    text = ngettext(
        "the mail can be read: {0} notification in the last days",
        "the mail can be read: {0} notifications in the last days",
        count,
    )
    yield Finding("mail", True, text.format(count))


def _host(api_url: str) -> Finding:
    """Whether the Seller API's host can be reached; nothing is asked of it."""
    address = urlsplit(api_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), timeout=_HOST_SECONDS).close()
    except OSError as error:
        return Finding(
            "host",
            False,
            _("{0} cannot be reached: {1}").format(address.hostname, error.strerror or error),
            _("Check the network. Reading and drafting go on without it."),
        )
    return Finding("host", True, _("{0} can be reached").format(address.hostname))


def _clock(ahead: timedelta) -> Finding:
    text = _("this machine's clock is {seconds:.0f} s from the Marketplace's").format(
        seconds=ahead.total_seconds()
    )
    if abs(ahead) <= CLOCK_TOLERANCE:
        return Finding("clock", True, text)
    return Finding("clock", False, text, _("Set this machine's clock. Countdowns allow for it."))


def _store(place: Place, reading: Reading, settings: Settings) -> Iterator[Finding]:
    try:
        version = place.version()
        if version is None:
            yield Finding("store", False, _("there is no store yet"), _("Run `bizcare sync`."))
            return
        current = version == SCHEMA_VERSION
        yield Finding(
            "schema", current, _("schema {0}").format(version), "" if current else _("Open `bizcare`.")
        )
        yield from _permissions(place)
        whole = reading.integrity()
        yield Finding("integrity", whole == "ok", whole, "" if whole == "ok" else _("Restore a backup."))
        yield _history(place)
        yield _recomputed(place, settings)
        yield from _account(reading)
        yield _outbox(reading)
        yield from _unparsed(reading)
    except BizcareError as error:
        yield Finding("store", False, error.sentence, error.next_step)


def _is_synced(place: Place, reading: Reading) -> bool:
    """Whether a sync was completed, by whatever account; False where the store cannot be read."""
    try:
        account = reading.account() if place.version() == SCHEMA_VERSION else None
    except BizcareError:
        return False
    return account is not None and account["synced_at"] is not None


def _permissions(place: Place) -> Iterator[Finding]:
    """Who may read the file; a server looks after that itself."""
    if place.file is None:
        return
    mode = place.file.stat().st_mode & 0o777
    private = not mode & 0o007
    yield Finding(
        "permissions",
        private,
        _("{file} has mode {mode:o}").format(file=place.file, mode=mode),
        "" if private else _("Run: chmod o= {file}").format(file=place.file),
    )


def _history(place: Place) -> Finding:
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.history import first_broken_entry

    store = Store(place)
    try:
        with store.transaction() as session:
            broken = first_broken_entry(session)
    finally:
        store.close()
    if broken is None:
        return Finding("history", True, _("the history's chain holds"))
    return Finding(
        "history",
        False,
        _("the history was changed at entry {0}").format(broken),
        _("Compare with a backup: somebody or something wrote to the store."),
    )


def _recomputed(place: Place, settings: Settings) -> Finding:
    """Whether working everything out again from what was stored gives what is there."""
    from bizcare_tui.now import now
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.standings import differences

    store = Store(place)
    try:
        wrong = differences(store, settings.seller_names, now())
    finally:
        store.close()
    if not wrong:
        return Finding("deadlines", True, _("reckoned again from the history, every deadline is the same"))
    return Finding(
        "deadlines",
        False,
        ngettext(
            "reckoned again, {0} thread differs: {1}",
            "reckoned again, {0} threads differ, like {1}",
            len(wrong),
        ).format(len(wrong), wrong[0]),
        _("Run `bizcare sync`; if it stays, report it."),
    )


def _account(reading: Reading) -> Iterator[Finding]:
    account = reading.account()
    if account is None or account["synced_at"] is None:
        yield Finding("sync", False, _("no sync has been completed"), _("Run `bizcare sync`."))
    elif account["problem"]:
        yield Finding("sync", False, account["problem"], _("Run `bizcare sync`."))
    else:
        yield Finding(
            "sync", True, _("synced at {0:%Y-%m-%d %H:%M} UTC").format(instant(account["synced_at"]))
        )


def _outbox(reading: Reading) -> Finding:
    states = reading.reply_states()
    if not states:
        return Finding("outbox", True, _("every reply is confirmed"))
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    needs_a_person = bool(states.keys() & {"held", "unknown", "failed"})
    step = _("Look at them: O in the app, or `bizcare outbox`.") if needs_a_person else ""
    return Finding("outbox", not needs_a_person, _("replies: {0}").format(told), step)


def _unparsed(reading: Reading) -> Iterator[Finding]:
    rows = reading.unparsed()
    if not rows:
        yield Finding("unparsed", True, _("every row that came could be read"))
        return
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(row["kind"] for row in rows).items())
    yield Finding(
        "unparsed",
        False,
        _("rows that could not be read, kept as they came: {0}").format(kinds),
        _("Look at these threads in the partner account; report this to the project."),
    )
    for row in rows[:UNPARSED_SHOWN]:
        yield Finding(
            "unparsed", False, f"{row['kind']}: {row['reason']}", detail=safe_line(row["raw"])[:120]
        )


def _space(place: Place) -> Iterator[Finding]:
    if place.file is None:
        return
    folder = next(parent for parent in (place.file, *place.file.parents) if parent.is_dir())
    free = shutil.disk_usage(folder).free
    enough = free >= LEAST_FREE_BYTES
    text = _("{0} MB free for the store").format(number(free // (1024 * 1024)))
    yield Finding("space", enough, text, "" if enough else _("Free some space on that disk."))
