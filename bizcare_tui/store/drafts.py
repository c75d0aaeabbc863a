"""Drafts: what each person is writing to each thread, saved as they type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import N_, _
from bizcare_tui.store.marking import know_person
from bizcare_tui.store.place import Connection, Place

_MINE = """account_id = :account AND thread_id = :thread
           AND person_id = (SELECT id FROM person WHERE login = :login)"""


class DraftChanged(StoreProblem):
    """The same person's draft was saved from another window; `theirs` is what it says there."""

    title = N_("The draft was changed in another window")

    def __init__(self, theirs: StoredDraft) -> None:
        super().__init__(
            _("This draft was changed in another window of yours."),
            _("Both texts are kept: look through it."),
        )
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it is stored. `base_message_id` is the thread's last message when it was begun.

    `revision` is 0 for one that was never saved.
    """

    text: str
    attachments: tuple[str, ...] = ()
    base_message_id: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of the person of this login, in the store at `place`."""

    place: Place
    account_id: int
    login: str

    def save(self, thread_id: int, draft: StoredDraft, at: int) -> StoredDraft:
        """Save a draft over its own earlier revision; returns it with its new one.

        Raises:
            DraftChanged: another revision is stored by now; nothing was saved.
            StoreProblem: the store refuses.
        """
        with self.place.small_write() as connection:
            know_person(connection, self.login)
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

    def drop(self, thread_id: int) -> None:
        """Forget a draft: it was sent, or thrown away.

        Raises:
            StoreProblem: the store refuses.
        """
        with self.place.small_write() as connection:
            connection.execute(f"DELETE FROM draft WHERE {_MINE}", self._values(thread_id))  # noqa: S608

    def _stored(self, connection: Connection, thread_id: int) -> StoredDraft | None:
        row = connection.execute(f"SELECT * FROM draft WHERE {_MINE}", self._values(thread_id)).fetchone()  # noqa: S608
        return stored_draft(row) if row else None

    def _values(self, thread_id: int) -> dict[str, Any]:
        return {"account": self.account_id, "login": self.login, "thread": thread_id}


def stored_draft(row: Any) -> StoredDraft:
    """A draft out of its row."""
    return StoredDraft(
        row["text"], tuple(json.loads(row["attachments"])), row["base_message_id"], row["revision"]
    )


def joined(first: str, second: str) -> str:
    """Two texts of which neither may be lost, one under the other; a single one where they agree."""
    texts: Sequence[str] = [text for text in dict.fromkeys((first, second)) if text.strip()]
    return "\n\n".join(texts)
