"""Check settings, key, host, clock, store and outbox, and name the next step for each problem."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from bizcare_tui.config import load_settings
from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.desk.mail_checks import check_mail
from bizcare_tui.desk.marketplace_checks import check_marketplace
from bizcare_tui.desk.partner_pages import PageKind, read_page_confirmations
from bizcare_tui.desk.store_checks import check_store
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, format_number, ngettext
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.login import login_name
from bizcare_tui.store.open_database import open_database
from bizcare_tui.store.reads.hot import read_account
from bizcare_tui.store.reads.reader import StoreReader

_MIN_FREE_BYTES = 200 * 1024 * 1024


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
        database = open_database(paths.database)
    except BizcareError as error:
        yield DoctorFinding("store", False, error.sentence, error.next_step)
        return
    reading = StoreReader(database, login_name())
    if are_settings_read:
        yield from check_marketplace(paths, settings, is_synced=_is_synced(database, reading))
        yield from check_mail(paths, settings)
    else:
        # The key may belong to the address that the settings name: nobody else gets it.
        yield DoctorFinding(
            "marketplace",
            False,
            _("not checked, because the settings cannot be read"),
            _("Correct the settings, then run `bizcare doctor` again."),
        )
    yield from check_store(database, reading, settings)
    yield from _pages(reading, settings)
    yield from _space(database)
    yield _leftovers(paths, database)


def _leftovers(paths: Paths, database: Database) -> DoctorFinding:
    """Remove the files that killed programs left, and report those that this user may not remove."""
    from bizcare_tui.desk.data_copies import DataCopies

    copies = DataCopies(paths, database)
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


def _is_synced(database: Database, reading: StoreReader) -> bool:
    """Return whether any user completed a sync; False when the store cannot be read."""
    try:
        account = read_account(reading) if database.version() == SCHEMA_VERSION else None
    except BizcareError:
        return False
    return account is not None and account.synced_at is not None


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


def _space(database: Database) -> Iterator[DoctorFinding]:
    if database.file is None:
        return
    folder = next(parent for parent in (database.file, *database.file.parents) if parent.is_dir())
    free = shutil.disk_usage(folder).free
    is_enough = free >= _MIN_FREE_BYTES
    text = _("{0} MB free for the store").format(format_number(free // (1024 * 1024)))
    yield DoctorFinding("space", is_enough, text, "" if is_enough else _("Free some space on that disk."))
