"""Recognize the Marketplace account of this store by its confirmed API keys, its threads and its products."""

# All functions in this module run inside the caller's transaction.

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.tables import Account, Product, Thread

# How many confirmed API keys are remembered for an account, the latest ones; each colleague may have their
# own.
_MAX_KEYS = 20


@dataclass(frozen=True, slots=True)
class ThreadIdentity:
    """The properties of a thread that never change; an unknown text is empty."""

    id: int
    topic: str
    customer_digest: str
    added_at: int | None

    def may_be_same_as(self, other: ThreadIdentity) -> bool:
        """Return whether both may be the same thread; equal thread numbers alone may be a coincidence."""
        return any(
            value and value == other_value
            for value, other_value in (
                (self.topic, other.topic),
                (self.customer_digest, other.customer_digest),
                (self.added_at, other.added_at),
            )
        )


def is_key_known(account: Account, key: str) -> bool:
    """Return whether this API key was confirmed to belong to the account."""
    digest = _digest(account, key)
    return any(hmac.compare_digest(digest, known) for known in account.key_digests.split())


def remember_key(session: Session, account: Account, key: str) -> None:
    """Store that this API key belongs to the account. Only a salted digest of the key is stored."""
    if not account.key_salt:
        account.key_salt = secrets.token_hex(16)
    digest = _digest(account, key)
    others = [known for known in account.key_digests.split() if known != digest]
    account.key_digests = " ".join([*others, digest][-_MAX_KEYS:])
    session.add(account)


def _digest(account: Account, key: str) -> str:
    return hmac.new(account.key_salt.encode(), key.encode(), hashlib.sha256).hexdigest()


def count_threads(session: Session, account_id: int) -> int:
    """Return the number of threads that the API has listed; threads known only from a mail do not count."""
    query = select(func.count()).where(col(Thread.account_id) == account_id, col(Thread.digest) != "")
    return int(session.exec(query).one())


def product_ids(session: Session, account_id: int) -> set[int]:
    """Return the numbers of the seller's products."""
    return set(session.exec(select(Product.id).where(col(Product.account_id) == account_id)))


def known_threads(session: Session, account_id: int, thread_ids: Iterable[int]) -> list[ThreadIdentity]:
    """Return the stored facts of these threads; threads that the API has not listed are left out."""
    found: list[ThreadIdentity] = []
    for batch in in_batches(sorted(set(thread_ids))):
        query = select(Thread.id, Thread.topic, Thread.customer_digest, Thread.added_at).where(
            col(Thread.account_id) == account_id,
            col(Thread.digest) != "",
            col(Thread.id).in_(batch),
        )
        found += [ThreadIdentity(*row) for row in session.exec(query)]
    return found
