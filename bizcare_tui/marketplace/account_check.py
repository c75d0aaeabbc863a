"""Detect the key of another account before rows of that account are mixed into the store."""

from __future__ import annotations

from bizcare_tui.errors import OtherAccount
from bizcare_tui.hints import Hint, HintedText
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.client import SellerApi
from bizcare_tui.marketplace.wire import THREADS
from bizcare_tui.store import account_identity
from bizcare_tui.store.account_identity import ThreadIdentity
from bizcare_tui.store.engine import Session, Store
from bizcare_tui.store.tables import Account
from bizcare_tui.store.unix_time import to_optional_unix_seconds

# With fewer threads than this, all of them may have been deleted on the Marketplace.
MIN_THREADS_TO_COMPARE = 3


def confirm_account(store: Store, api: SellerApi, account_id: int, *, is_same: bool = False) -> None:
    """Check that the key of `api` belongs to the store's account, and remember the key.

    A key that was confirmed before costs no call. For any other key, the threads it lists, or else its
    products, must include some that are in the store, unless a person states with `is_same` that it is the
    same account.

    Raises:
        OtherAccount: the key lists nothing that is in the store; nothing was stored.
        MarketplaceError: the check failed because the Marketplace did not answer properly.
    """
    with store.transaction() as session:
        account = _account(session, account_id)
        if account_identity.is_key_known(account, api.key):
            return
        threads = account_identity.count_threads(session, account_id)
        products = account_identity.product_ids(session, account_id)
    if not is_same and not _is_known_key_content(store, api, account_id, threads, products):
        raise OtherAccount(
            _(
                "This API key seems to belong to another partner account, because it lists no thread"
                " or product of this store. Nothing was stored or sent."
            ),
            HintedText(
                _(
                    "Enter the key of this store's account. To keep a second account, set BIZCARE_HOME to "
                    "another folder (and BIZCARE_DATABASE_URL to another database, if you use it). If you "
                    "are sure that it is the same account: {0}."
                ),
                (Hint("key", "sync --same-account"),),
            ),
        )
    with store.transaction() as session:
        account_identity.remember_key(session, _account(session, account_id), api.key)


def _is_known_key_content(
    store: Store, api: SellerApi, account_id: int, threads: int, products: set[int]
) -> bool:
    """Return whether the key lists something that is in the store; an empty store accepts every key."""
    if not threads and not products:
        return True
    listed = _listed_threads_match(store, api, account_id) if threads else None
    if listed is not None:
        return listed
    if threads >= MIN_THREADS_TO_COMPARE:
        return False
    listed_ids = {row.id for row in api.products().rows}
    return not products.isdisjoint(listed_ids)


def _listed_threads_match(store: Store, api: SellerApi, account_id: int) -> bool | None:
    """Return whether most listed threads with a stored id match the stored thread; None if there are none."""
    for page in api.pages(THREADS):
        rows = {
            row.id: ThreadIdentity(
                row.id, row.topic, row.customer_digest, to_optional_unix_seconds(row.date_add)
            )
            for row in page.rows
        }
        with store.transaction() as session:
            known = account_identity.known_threads(session, account_id, rows)
        if known:
            same = sum(facts.may_be_same_as(rows[facts.id]) for facts in known)
            return same * 2 > len(known)
    return None


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    assert account is not None
    return account
