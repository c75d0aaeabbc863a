"""Store the draft reply of each person for each thread, saved while they type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import N_, _
from bizcare_tui.store.engine import Session, Store
from bizcare_tui.store.people import get_person_of_login
from bizcare_tui.store.tables import Draft
from bizcare_tui.store.thread_records import StoredDraft


class DraftChanged(StoreProblem):
    """The same person saved this draft from another window; `theirs` is the draft as stored there."""

    title = N_("The draft was changed in another window")

    def __init__(self, theirs: StoredDraft) -> None:
        super().__init__(
            _("This draft was changed in another window of yours."),
            _("Both texts were kept. Check the draft."),
        )
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class DraftStore:
    """The drafts of the person with this login."""

    store: Store
    account_id: int
    login: str

    def save(self, thread_id: int, draft: StoredDraft, at: int) -> StoredDraft:
        """Save a draft over the revision that it is based on; return it with its new revision.

        Raises:
            DraftChanged: a different text with another revision is stored; nothing was saved.
            StoreProblem: the store cannot be written.
        """
        with self.store.transaction() as session:
            key = self._key(session, thread_id)
            row = session.get(Draft, key)
            if row is not None and row.revision != draft.revision and row.text != draft.text:
                raise DraftChanged(_stored(row))
            if row is None:
                account_id, person_id, thread_id = key
                row = Draft(
                    account_id=account_id, person_id=person_id, thread_id=thread_id, text="", saved_at=at,
                    revision=draft.revision,
                )  # fmt: skip
            row.text, row.attachments = draft.text, json.dumps(draft.attachments)
            row.base_message_id, row.saved_at = draft.base_message_id, at
            row.revision += 1
            session.add(row)
            return _stored(row)

    def drop(self, thread_id: int, revision: int) -> None:
        """Delete a draft that the person has emptied.

        Args:
            revision: the revision that the person saw.

        Raises:
            DraftChanged: another revision is stored; nothing was deleted.
            StoreProblem: the store cannot be written.
        """
        with self.store.transaction() as session:
            row = session.get(Draft, self._key(session, thread_id))
            if row is None:
                return
            if row.revision != revision:
                raise DraftChanged(_stored(row))
            session.delete(row)

    def _key(self, session: Session, thread_id: int) -> tuple[int, int, int]:
        person = get_person_of_login(session, self.login)
        assert person.id is not None
        return self.account_id, person.id, thread_id


def _stored(row: Draft) -> StoredDraft:
    return StoredDraft(row.text, tuple(json.loads(row.attachments)), row.base_message_id, row.revision)


def join_drafts(first: str, second: str) -> str:
    """Join two texts with an empty line between; equal texts are kept once, and blank texts are left out."""
    texts: Sequence[str] = [text for text in dict.fromkeys((first, second)) if text.strip()]
    return "\n\n".join(texts)
