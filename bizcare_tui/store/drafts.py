"""Store the draft reply of each person for each thread, saved while they type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import N_, _
from bizcare_tui.store.database import Connection, Database, DatabaseRow
from bizcare_tui.store.read_marks import ensure_person
from bizcare_tui.store.records import StoredDraft

_OWN = """account_id = :account AND thread_id = :thread
           AND person_id = (SELECT id FROM person WHERE login = :login)"""


class DraftChanged(StoreProblem):
    """The same person saved this draft from another window; `theirs` is the draft as stored there."""

    title = N_("The draft was changed in another window")

    def __init__(self, theirs: StoredDraft) -> None:
        super().__init__(
            _("This draft was changed in another window of yours."),
            _("Both texts are kept: look through it."),
        )
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class DraftStore:
    """The drafts of the person with this login, in the store at `place`."""

    place: Database
    account_id: int
    login: str

    def save(self, thread_id: int, draft: StoredDraft, at: int) -> StoredDraft:
        """Save a draft over the revision that it is based on; return it with its new revision.

        Raises:
            DraftChanged: a different text with another revision is stored; nothing was saved.
            StoreProblem: the store cannot be written.
        """
        with self.place.write_transaction() as connection:
            ensure_person(connection, self.login)
            stored = self._stored(connection, thread_id)
            if stored is not None and stored.revision != draft.revision and stored.text != draft.text:
                raise DraftChanged(stored)
            saved = StoredDraft(
                draft.text,
                draft.attachments,
                draft.base_message_id,
                (stored.revision if stored else draft.revision) + 1,
            )
            connection.execute(
                """INSERT INTO draft (account_id, person_id, thread_id, text, attachments, base_message_id,
                                      saved_at, revision)
                   SELECT :account, id, :thread, :text, :attachments, :base, :at, :revision
                   FROM person WHERE login = :login
                   ON CONFLICT (account_id, person_id, thread_id) DO UPDATE SET
                     text = excluded.text, attachments = excluded.attachments,
                     base_message_id = excluded.base_message_id, saved_at = excluded.saved_at,
                     revision = excluded.revision""",
                self._values(thread_id)
                | {
                    "text": saved.text,
                    "attachments": json.dumps(saved.attachments),
                    "base": saved.base_message_id,
                    "at": at,
                    "revision": saved.revision,
                },
            )
        return saved

    def drop(self, thread_id: int, revision: int) -> None:
        """Delete a draft that the person has emptied.

        Args:
            revision: the revision that the person saw.

        Raises:
            DraftChanged: another revision is stored; nothing was deleted.
            StoreProblem: the store cannot be written.
        """
        with self.place.write_transaction() as connection:
            stored = self._stored(connection, thread_id)
            if stored is not None and stored.revision != revision:
                raise DraftChanged(stored)
            connection.execute(f"DELETE FROM draft WHERE {_OWN}", self._values(thread_id))  # noqa: S608

    def _stored(self, connection: Connection, thread_id: int) -> StoredDraft | None:
        row = connection.execute(f"SELECT * FROM draft WHERE {_OWN}", self._values(thread_id)).fetchone()  # noqa: S608
        return _draft_from_row(row) if row else None

    def _values(self, thread_id: int) -> dict[str, Any]:
        return {"account": self.account_id, "login": self.login, "thread": thread_id}


def _draft_from_row(row: DatabaseRow) -> StoredDraft:
    """Return the draft of a database row."""
    return StoredDraft(
        row["text"], tuple(json.loads(row["attachments"])), row["base_message_id"], row["revision"]
    )


def join_drafts(first: str, second: str) -> str:
    """Join two texts with an empty line between; equal texts are kept once, and blank texts are left out."""
    texts: Sequence[str] = [text for text in dict.fromkeys((first, second)) if text.strip()]
    return "\n\n".join(texts)
