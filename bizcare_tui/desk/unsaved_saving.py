"""Save texts in the store that could not be saved when bizcare ended."""

from __future__ import annotations

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText
from bizcare_tui.errors import NotPossible
from bizcare_tui.i18n import _


def save_unsaved_text(desk: Desk, text: UnsavedText) -> None:
    """Save a draft or a wizard's answers in the store; a newer draft or answer is kept as well. Writes.

    Raises:
        NotPossible: the text is a note or from a form; these can be saved only where they were typed.
        BizcareError: the thread is not in the store, or the store cannot be written.
    """
    if text.thread_id is None or text.kind in (TextKind.NOTE, TextKind.FORM):
        raise NotPossible(_("There is no draft for this text."), _("Copy it with: bizcare unsaved show N."))
    desk.inbox.record(text.thread_id)
    if text.kind is TextKind.DRAFT:
        _save_draft(desk, text.thread_id, text)
    else:
        _save_answers(desk, text.thread_id, text)


def _save_draft(desk: Desk, thread_id: int, text: UnsavedText) -> None:
    from bizcare_tui.desk.views import ReplyDraft
    from bizcare_tui.store.drafts import join_drafts

    stored = desk.replies.draft(thread_id)
    typed = text.text.strip()
    if typed in stored.text and set(text.attachments) <= set(stored.attachments):
        return
    is_unchanged = stored.text == text.stored_text or stored.text.strip() in typed
    draft = ReplyDraft(
        text.text if is_unchanged else join_drafts(stored.text, text.text),
        text.attachments or stored.attachments,
        # The older of both: messages that one of the texts did not consider still count as unread.
        min(stored.base_message_id, text.base_message_id) or stored.base_message_id,
        stored.revision,
    )
    desk.replies.save_draft(thread_id, draft)


def _save_answers(desk: Desk, thread_id: int, text: UnsavedText) -> None:
    from bizcare_tui.desk.wizard_state import WizardState
    from bizcare_tui.domain.decisions.answers import RefundAnswers, RejectionAnswers

    kind = RejectionAnswers if text.kind is TextKind.REJECTION else RefundAnswers
    answers, stored = kind.read(text.answers), kind.read(text.stored_answers)
    state = WizardState(thread_id, text.kind.value, answers, text.base_message_id, stored, text.revision)
    desk.decisions.wizards.save(state, answers)
