"""The desk of the demo, on a sandbox of its own, with the work of the made-up people."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.paths import Paths

if TYPE_CHECKING:
    from bizcare_tui.demo.staff import Staff

THREADS = 180
# The accepted signatures of the made-up seller. That of Ola, who is new, is left out: her answers are
# messages of unknown authors with endings that are alike.
SIGNATURES = tuple(f"{name}\nNordlys Modules" for name in ("Marta", "Camille", "Tom", "Jana"))
# How letters are signed.
LETTERS_SIGNED = "Marta – Nordlys Modules"
# The age of the demo's baseline.
BASELINE_AGE = timedelta(days=120)
# The date from which the made-up products declare their compatible versions.
VERSIONS_DECLARED_ON = date(2019, 1, 1)


@contextmanager
def demo_desk(home: Path) -> Iterator[Desk]:
    """Yield a desk on made-up data in `home` while its sandbox runs and colleagues are present.

    Within this context, all BIZCARE_ environment variables of the process except BIZCARE_NOW are replaced.
    """
    with _environment_of(home), _made_up_desk(home) as desk:
        yield desk


@contextmanager
def _environment_of(home: Path) -> Iterator[None]:
    """Within this context, the environment names the folder of the demo, and nothing of the person's."""
    before = {name: value for name, value in os.environ.items() if name.startswith("BIZCARE_")}
    for name in before.keys() - {"BIZCARE_NOW"}:
        del os.environ[name]
    os.environ["BIZCARE_HOME"] = str(home)
    try:
        yield
    finally:
        # After an error, the crash report is written where the person's crash reports are: `home` is deleted.
        for name in [name for name in os.environ if name.startswith("BIZCARE_")]:
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _made_up_desk(home: Path) -> Iterator[Desk]:
    from bizcare_tui.demo.arrivals import write_to_the_seller
    from bizcare_tui.demo.colleague import colleagues_present
    from bizcare_tui.demo.decided import decide_the_past, recognise_objections
    from bizcare_tui.demo.staff import Staff
    from bizcare_tui.demo.today import (
        begin_rejection,
        record_today,
        stop_replies,
        write_drafts,
    )
    from bizcare_tui.sandbox.generated_account import GeneratedAccount
    from bizcare_tui.sandbox.market import Market
    from bizcare_tui.sandbox.quirks import Quirks
    from bizcare_tui.sandbox.server import Sandbox

    quirks = Quirks()
    account = GeneratedAccount(1, THREADS, now(), quirks)
    market = Market(account, quirks)
    with Sandbox(market) as sandbox:
        os.environ["BIZCARE_API_URL"] = sandbox.url
        os.environ["BIZCARE_API_KEY"] = sandbox.key
        os.environ["BIZCARE_RELEASES_URL"] = sandbox.releases_url
        with _no_collection():
            paths = Paths(home, home)
            paths.settings_file.write_text(f'seller_names = ["{LETTERS_SIGNED}"]\n', encoding="utf-8")
            desk = Desk(paths)
            # What follows from the threads follows from the past too, and is derived once.
            _sync(desk, derives=False)
            staff = Staff(account, now())
            _declare_versions(desk)
            _record_the_past(staff, desk)
            desk.session.recompute("demo")
            decide_the_past(staff, desk, market)
            stop_replies(staff, desk, market)
            arrived = write_to_the_seller(staff, market)
            # Brings in what the market got meanwhile, and derives what follows from all of it.
            _sync(desk)
            recognise_objections(staff, desk)
            record_today(staff, desk, arrived)
            write_drafts(staff, desk)
            begin_rejection(staff, desk)
            # The person has seen the brief of the day: the demo begins with the inbox.
            if (brief := desk.statistics.brief.unseen()) is not None:
                desk.statistics.brief.record_seen(brief)
        with colleagues_present(staff, desk):
            yield desk


@contextmanager
def _no_collection() -> Iterator[None]:
    """Within this context, collect no garbage: that takes a tenth of the time in which the demo is made."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _sync(desk: Desk, *, derives: bool = True) -> None:
    desk.marketplace.sync(full=False, derives=derives, on_progress=lambda _step, _done, _total: None)


def _declare_versions(desk: Desk) -> None:
    from bizcare_tui.sandbox.catalogue import load_catalogue

    for product in load_catalogue().values():
        least, most = product.prestashop
        desk.decisions.records.declare(
            str(product.id_product),
            since=VERSIONS_DECLARED_ON,
            least=least,
            most=most,
            source=_("product page"),
        )


def _record_the_past(staff: Staff, desk: Desk) -> None:
    """Record what the people did in the past, and from when deadlines count."""
    from bizcare_tui.demo.past import record_the_past
    from bizcare_tui.store import account_settings
    from bizcare_tui.store.tables import Account

    account_id = desk.session.account_id()
    with desk.session.store().transaction() as session:
        record_the_past(staff, desk.session.reader, session, account_id)
        account = session.get(Account, account_id)
        assert account is not None
        moment = desk.session.record_now()
        account_settings.accept_signatures(session, account_id, SIGNATURES, moment)
        account_settings.set_baseline(session, account, staff.now - BASELINE_AGE, moment)
