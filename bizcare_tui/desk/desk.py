"""The desk: the single entry point for the app and the CLI to everything a user can do.

Services and the modules that only some of them need are imported when they are used: the app imports this
module before its first frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox_queries import InboxQueries
from bizcare_tui.desk.marketplace_account import MarketplaceAccount
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.statistics import DeskStatistics
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings

if TYPE_CHECKING:
    from bizcare_tui.desk.absences import Absences
    from bizcare_tui.desk.baseline import Baseline
    from bizcare_tui.desk.conversations import Conversations
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.desk.defects import Defects
    from bizcare_tui.desk.erasure import PersonalDataErasure
    from bizcare_tui.desk.partner_pages import PartnerPages
    from bizcare_tui.desk.presence import TeamPresence
    from bizcare_tui.desk.pulse import PulseReader
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.desk.verbs import Verbs


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

    def __init__(
        self, paths: Paths | None = None, environment: Mapping[str, str | None] | None = None
    ) -> None:
        self.session = DeskSession(paths or Paths.from_environment())
        self.inbox = InboxQueries(self.session)
        self.marketplace = MarketplaceAccount(self.session, environment or {})
        self.statistics = DeskStatistics(self.session, self.inbox, lambda: self.absences)

    @cached_property
    def conversations(self) -> Conversations:
        """Reads of one thread."""
        from bizcare_tui.desk.conversations import Conversations

        return Conversations(
            self.session, self.inbox, self.pages,
            decisions=lambda: self.decisions, defects=lambda: self.defects,
        )  # fmt: skip

    @cached_property
    def replies(self) -> Replies:
        """Drafts, the reply check and the outbox."""
        from bizcare_tui.desk.replies import Replies

        return Replies(self.session, lambda thread_id, text: self.verbs.note([thread_id], text))

    @cached_property
    def decisions(self) -> Decisions:
        """Decisions: grounds and evidence, rejections, refunds."""
        from bizcare_tui.desk.decisions import Decisions

        return Decisions(self.session, self.replies)

    @cached_property
    def pulse(self) -> PulseReader:
        """What changes in the store while it is open."""
        from bizcare_tui.desk.pulse import PulseReader

        return PulseReader(self.session, self.marketplace, lambda: self.replies)

    @cached_property
    def verbs(self) -> Verbs:
        """Actions of a person on threads, like snooze, tag or note."""
        from bizcare_tui.desk.verbs import Verbs

        return Verbs(self.session)

    @cached_property
    def defects(self) -> Defects:
        """Defects of products, and the requests about them."""
        from bizcare_tui.desk.defects import Defects

        return Defects(self.session, self.verbs, self.replies)

    @cached_property
    def presence(self) -> TeamPresence:
        """Presence of colleagues, reply locks, and what happened since the last visit."""
        from bizcare_tui.desk.presence import TeamPresence

        return TeamPresence(self.session, lambda: self.verbs)

    @cached_property
    def absences(self) -> Absences:
        """The absences of the people at the desk."""
        from bizcare_tui.desk.absences import Absences

        return Absences(self.session)

    @cached_property
    def erasure(self) -> PersonalDataErasure:
        """Erasure of personal data."""
        from bizcare_tui.desk.erasure import PersonalDataErasure

        return PersonalDataErasure(self.session)

    @cached_property
    def baseline(self) -> Baseline:
        """From when deadlines count."""
        from bizcare_tui.desk.baseline import Baseline

        return Baseline(self.session)

    @cached_property
    def pages(self) -> PartnerPages:
        """The addresses of the partner account's pages."""
        from bizcare_tui.desk.partner_pages import PartnerPages

        return PartnerPages(self.session)

    # --- the session -------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.session.settings

    def now(self) -> datetime:
        """Return the current UTC time for deadlines; if the clocks disagree, the later one counts."""
        return self.session.now()
