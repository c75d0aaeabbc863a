"""Leases: one program at a time syncs a store, whoever is first.

A lease can be taken when it ran out, or when its holder, a program on this machine, is no longer
alive. The fencing number keeps a holder that was only slow from writing after that. Leases run on
real time, whatever `BIZCARE_NOW` says.
"""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, delete, update

from bizcare_tui.errors import StoreBusy
from bizcare_tui.i18n import _
from bizcare_tui.store.tables import Lease, Presence, Seat

SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that this program holds, with its fencing number."""

    account_id: int
    work: str
    holder: str
    fence: int


def take(session: Session, account_id: int, work: str) -> Held:
    """Take the lease on a work.

    Raises:
        StoreBusy: another program holds it.
    """
    now = time.time()
    lease = session.get(Lease, (account_id, work))
    if lease is not None and lease.expires_at > now and _is_alive(lease.holder):
        raise StoreBusy(
            _("Another program (process {0}) is at this work now.").format(lease.holder.split(" ")[1]),
            _("What it does will show here; try again in a minute."),
        )
    if lease is None:
        lease = Lease(account_id=account_id, work=work, holder="", fence=0, expires_at=0)
    lease.holder = f"{socket.gethostname()} {os.getpid()} {_began(os.getpid())}"
    lease.fence += 1
    lease.expires_at = now + SECONDS
    session.add(lease)
    return Held(account_id, work, lease.holder, lease.fence)


def renew(session: Session, held: Held) -> None:
    """Hold on to a lease, in the transaction whose work it guards.

    Raises:
        StoreBusy: it ran out and another program took it; the transaction must not go on.
    """
    _set_expiry(session, held, time.time() + SECONDS)


def give_back(session: Session, held: Held) -> None:
    """End a lease early, if it is still ours."""
    try:
        _set_expiry(session, held, 0)
    except StoreBusy:
        return


def forget_all(session: Session) -> None:
    """Have nobody at work, nobody before a thread and nobody writing: those who are, come again."""
    for table in (Lease, Presence, Seat):
        session.exec(delete(table))


def _set_expiry(session: Session, held: Held, expires_at: float) -> None:
    ours = (
        (col(Lease.account_id) == held.account_id)
        & (col(Lease.work) == held.work)
        & (col(Lease.fence) == held.fence)
    )
    if session.exec(update(Lease).where(ours).values(expires_at=expires_at)).rowcount != 1:
        raise StoreBusy(_("Another program has taken over this work."), _("What it does will show here."))


def _is_alive(holder: str) -> bool:
    """Whether a holder may still be at work; one on another machine may."""
    host, pid, began = holder.split(" ", 2)
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _began(int(pid)) in (began, "")


def _began(pid: int) -> str:
    """When a process began, as the system counts it: its number alone may be another's by now."""
    try:
        # The name, in brackets, may hold anything; the beginning is the 22nd field, 20 after it.
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
