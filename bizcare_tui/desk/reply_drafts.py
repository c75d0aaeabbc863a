"""Convert stored drafts of replies, and save one without losing the text of another window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.now import now
from bizcare_tui.store.thread_records import StoredDraft
from bizcare_tui.store.unix_time import to_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.store.drafts import DraftStore


def to_reply_draft(stored: StoredDraft) -> ReplyDraft:
    """Return a stored draft as the desk shows it."""
    return ReplyDraft(stored.text, stored.attachments, stored.base_message_id, stored.revision)


def save_or_join(drafts: DraftStore, thread_id: int, draft: ReplyDraft) -> ReplyDraft:
    """Save a draft, or delete an empty one, and return it as it is stored.

    A draft that another window saved meanwhile is joined with it, one text below the other.

    Raises:
        StoreProblem: the store cannot be written; the stored draft is unchanged.
    """
    from bizcare_tui.store.drafts import DraftChanged, join_drafts

    stored = StoredDraft(draft.text, draft.attachments, draft.base_message_id, draft.revision)
    at = to_unix_seconds(now())
    try:
        if not draft.text.strip() and not draft.attachments:
            drafts.drop(thread_id, draft.revision)
            return ReplyDraft(draft.text, base_message_id=draft.base_message_id)
        return to_reply_draft(drafts.save(thread_id, stored, at))
    except DraftChanged as changed:
        other = changed.theirs
        merged = StoredDraft(
            join_drafts(other.text, draft.text),
            draft.attachments or other.attachments,
            min(other.base_message_id, draft.base_message_id),
            other.revision,
        )
        return to_reply_draft(drafts.save(thread_id, merged, at))
