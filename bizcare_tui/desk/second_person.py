"""The rule that a second person approves a decision before it is sent."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bizcare_tui.desk.session import DeskSession
from bizcare_tui.domain.decisions.answers import (
    DecisionAnswers,
    decision_content,
)
from bizcare_tui.errors import NotPossible
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.hot_thread import requires_second_person
from bizcare_tui.store.unix_time import to_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Session
    from bizcare_tui.store.wizards import Handover

from bizcare_tui.desk.wizard_state import WizardState


class SecondPerson:
    """Whether a second person is required, and what was handed over to one.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        # As read when a wizard was opened.
        self._is_required_by_store = False

    def matching_handover(self, wizard: WizardState, answers: DecisionAnswers) -> Handover | None:
        """Return the handover by another person, if it covers exactly the answers decided now, else None.

        Raises:
            NotPossible: there is no such handover, and a second person is required.
        """
        from bizcare_tui.store import wizards

        with self._session.store().transaction() as session:
            self._read_and_turn_on(session)
            handover = wizards.last_handover(
                session, self._session.account_id(), wizard.thread_id, wizard.kind
            )
        is_approved = (
            handover is not None
            and handover.by != login_name()
            and handover.digest == answers_digest(answers)
        )
        if is_approved and answers.ready_by == (handover.by if handover else ""):
            return handover
        if self._is_required_by_store or self._session.settings.second_person:
            raise NotPossible(
                _("A second person must send this."),
                _("Ask another user to open the wizard of this thread and send it."),
            )
        return None

    def read_setting(self) -> None:
        """Read whether the store requires a second person.

        If only the user's own setting requires it, turn it on in the store, for all users.
        """
        self._is_required_by_store = requires_second_person(self._session.reader)
        if self._session.settings.second_person and not self._is_required_by_store:
            with self._session.store().transaction() as session:
                self._read_and_turn_on(session)

    def _read_and_turn_on(self, session: Session) -> None:
        from bizcare_tui.store import account_settings
        from bizcare_tui.store.people import get_account

        self._is_required_by_store = account_settings.requires_second_person(session)
        if self._session.settings.second_person and not self._is_required_by_store:
            account = get_account(session, self._session.settings.api_url, to_unix_seconds(now()))
            self._is_required_by_store = account_settings.set_second_person(
                session, account, now(), on=True, cause="config.toml"
            )

    def is_needed(self, answers: DecisionAnswers) -> bool:
        """Return whether somebody else has to send this.

        That is so when a second person is required and nobody else has handed these answers over. The
        store's setting was read when the wizard was opened; this method does not read it again.
        """
        return (self._is_required_by_store or self._session.settings.second_person) and answers.ready_by in (
            "",
            login_name(),
        )

    def set(self, *, on: bool) -> bool:
        """Require a second person for every decision on this store, or end that. Writes to the store.

        Returns whether it is required now: ending it takes two persons.
        """
        from bizcare_tui.store import account_settings
        from bizcare_tui.store.people import get_account

        with self._session.store().transaction() as session:
            account = get_account(session, self._session.settings.api_url, to_unix_seconds(now()))
            return account_settings.set_second_person(session, account, now(), on=on, cause="asked for")

    def is_required(self) -> bool:
        """Return whether the store, or the user's own setting, requires a second person."""
        from bizcare_tui.store import account_settings

        with self._session.store().transaction() as session:
            return account_settings.requires_second_person(session) or self._session.settings.second_person

    def note_handover(self, wizard: WizardState) -> None:
        """Store that the current user handed these answers over for approval. Writes to the store."""
        from bizcare_tui.store import wizards

        with self._session.store().transaction() as session:
            wizards.hand_over(
                session,
                self._session.account_id(),
                wizard.thread_id,
                wizard.kind,
                authors=wizard.answers.authors or (login_name(),),
                digest=answers_digest(wizard.answers),
                at=to_unix_seconds(now()),
            )


def answers_digest(answers: DecisionAnswers) -> str:
    """Return the digest of what is decided, to compare the second person's answers with those handed over."""
    text = json.dumps(decision_content(answers).values(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
