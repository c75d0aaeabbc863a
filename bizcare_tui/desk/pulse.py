"""What changes in a store while it is open, read in one go, so that a screen needs no other regular reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import SyncStatus
from bizcare_tui.domain.outbox import ReplyState

if TYPE_CHECKING:
    from bizcare_tui.desk.marketplace_account import MarketplaceAccount
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.desk.session import DeskSession


@dataclass(frozen=True, slots=True)
class Pulse:
    """The state of a store at one moment.

    `exists` is false before the first sync. `revision` changes whenever the store changes. `outbox` is how
    many replies are in each state that is not final, `lost_paragraphs` how many replies ever lost their
    paragraphs. `has_work` says that the outbox has something to send or to look for now.
    """

    exists: bool = False
    revision: int = 0
    sync: SyncStatus = field(default_factory=lambda: SyncStatus(None, "", 0))
    outbox: Mapping[ReplyState, int] = field(default_factory=dict)
    lost_paragraphs: int = 0
    has_work: bool = False


class PulseReader:
    """Reads the pulse; what depends on the revision alone is read only when that changed.

    Args:
        session: the session of the person.
        marketplace: has the state of the sync.
        replies: returns the outbox; loaded only when the store exists.
    """

    def __init__(
        self, session: DeskSession, marketplace: MarketplaceAccount, replies: Callable[[], Replies]
    ) -> None:
        self._session = session
        self._marketplace = marketplace
        self._replies = replies
        self._last = Pulse(revision=-1)

    @property
    def last(self) -> Pulse:
        """The last pulse that was read; the one of an empty store before that."""
        return self._last

    def read(self) -> Pulse:
        """Return the pulse now. Call it in a worker thread.

        Raises:
            StoreProblem: the store cannot be read.
        """
        if not self._session.exists:
            return Pulse()
        revision = self._session.revision()
        replies = self._replies()
        if revision != self._last.revision:
            self._last = Pulse(
                exists=True,
                revision=revision,
                sync=self._marketplace.sync_status(),
                outbox=replies.states(),
                lost_paragraphs=replies.lost_paragraphs(),
            )
        return replace(self._last, has_work=replies.has_work())
