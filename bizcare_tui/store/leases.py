"""Leases on the work that only one program at a time may do on a store, for example its sync."""

# A lease is free when it has expired, or when its holder is a process of this machine that no longer runs.
# The fencing number prevents a former holder, which was only slow, from writing after another program has
# acquired the lease. Leases use the real time of the store, whatever `BIZCARE_NOW` is set to, and last at
# most `SECONDS`.

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, delete, update

from bizcare_tui.errors import AlreadyRunning, StoreBusy
from bizcare_tui.i18n import _
from bizcare_tui.store.real_time import is_running, real_time
from bizcare_tui.store.tables import Lease, ProgramPresence, ReplyLock

LEASE_SECONDS = 60.0
_HOLDER = re.compile(r"(?P<host>\S+) (?P<pid>[0-9]{1,9}) (?P<began>[0-9]*)")


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease that this program holds, with its fencing number."""

    account_id: int
    work: str
    holder: str
    fence: int


def acquire(session: Session, account_id: int, work: str) -> HeldLease:
    """Acquire the lease on a kind of work.

    Raises:
        AlreadyRunning: another running program has the lease.
    """
    now = real_time(session)
    lease = session.get(Lease, (account_id, work))
    if lease is not None and is_running(lease.expires_at, LEASE_SECONDS, now) and is_alive(lease.holder):
        raise AlreadyRunning(
            _("Another program (process {0}) is doing this now.").format(_process_of(lease.holder)),
            _("Its changes will appear here. Try again in a minute."),
        )
    if lease is None:
        lease = Lease(account_id=account_id, work=work, holder="", fence=0, expires_at=0)
    lease.holder = current_process_name()
    lease.fence += 1
    lease.expires_at = now + LEASE_SECONDS
    session.add(lease)
    return HeldLease(account_id, work, lease.holder, lease.fence)


def renew(session: Session, held: HeldLease) -> None:
    """Extend a lease, inside the transaction of the work that it protects.

    Raises:
        StoreBusy: the lease expired and another program acquired it; the transaction must be rolled back.
    """
    _set_expiry(session, held, real_time(session) + LEASE_SECONDS)


def release(session: Session, held: HeldLease) -> None:
    """Release a lease before it expires, if this program still has it."""
    try:
        _set_expiry(session, held, 0)
    except StoreBusy:
        return


def clear_leases_and_presence(session: Session) -> None:
    """Delete all leases, presence and reply locks; programs that still run create theirs again."""
    for table in (Lease, ProgramPresence, ReplyLock):
        session.exec(delete(table))


def _set_expiry(session: Session, held: HeldLease, expires_at: float) -> None:
    is_current_holder = (
        (col(Lease.account_id) == held.account_id)
        & (col(Lease.work) == held.work)
        & (col(Lease.fence) == held.fence)
    )
    if session.exec(update(Lease).where(is_current_holder).values(expires_at=expires_at)).rowcount != 1:
        raise StoreBusy(_("Another program has taken over this work."), _("Its changes will appear here."))


def _process_of(holder: str) -> str:
    """Return the process number of a holder; "?" when the holder cannot be parsed."""
    found = _HOLDER.fullmatch(holder)
    return found["pid"] if found else "?"


def current_process_name() -> str:
    """Return the name of this process as a holder: its host name, its process number and its start time."""
    return f"{socket.gethostname()} {os.getpid()} {_start_time(os.getpid())}"


def is_alive(holder: str) -> bool:
    """Return whether a holder may still be running; this is assumed for one on another machine."""
    found = _HOLDER.fullmatch(holder)
    if found is None or found["host"] != socket.gethostname():
        return True  # it may be running, so its lease is only free once it has expired
    pid, began = found["pid"], found["began"]
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _start_time(int(pid)) in (began, "")


def _start_time(pid: int) -> str:
    """Return the start time of a process in clock ticks since boot; empty when it is not known.

    It is needed because the system may give the same process number to another process later.
    """
    try:
        # The second field is the program name in parentheses, which may itself contain parentheses and
        # spaces. The start time is the 22nd field, so the 20th after the last ")".
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
