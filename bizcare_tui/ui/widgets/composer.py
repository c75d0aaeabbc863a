"""The composer: the field for a reply, which is saved while it is typed."""

from __future__ import annotations

import asyncio
import unicodedata
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.widgets.text_area import Edit, EditResult
from textual.worker import Worker

from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.text import own_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui.widgets.fields import AreaField
from bizcare_tui.ui.widgets.pane_title import PaneTitle
from bizcare_tui.ui.widgets.reporting import report

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies

# Unicode characters that change the direction of text stay in the draft, but are not sent to the terminal:
# another character without width is shown instead.
_WITHOUT_DIRECTION = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\u2060")

# A draft is saved this many seconds after a change, at most.
SAVE_SECONDS = 1.0


class DraftArea(AreaField):
    """The text field of the draft. It removes terminal control characters from typed and pasted text."""

    DEFAULT_CSS = """
    DraftArea { border: none; padding: 0 1; height: 1fr; background: transparent; }
    DraftArea:focus { border: none; }
    """

    def __init__(self) -> None:
        super().__init__(
            "", id="draft", soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False
        )

    def edit(self, edit: Edit) -> EditResult:
        """Apply an edit, without control characters in its text."""
        edit.text = own_text(edit.text)
        return super().edit(edit)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is shown."""
        shown = super().get_line(line_index)
        shown.plain = shown.plain.translate(_WITHOUT_DIRECTION)
        return shown

    async def on_key(self, event: events.Key) -> None:
        """Insert joiners and direction marks too, which Textual does not regard as printable."""
        if event.character and unicodedata.category(event.character[-1]) == "Cf" and not self.read_only:
            event.stop()
            event.prevent_default()
            self.insert(event.character)


class Composer(Vertical):
    """The draft of a reply to one thread, saved shortly after each change.

    Args:
        replies: the use cases that store drafts.
    """

    DEFAULT_CSS = """
    Composer {
        border-left: vkey $quiet-border;
        & > #to { height: auto; max-height: 3; text-wrap: wrap; }
        & > #draft-status { height: auto; max-height: 4; background: $surface; padding: 0 1; }
    }
    """

    class Changed(Message):
        """The text changed."""

    def __init__(self, replies: Replies) -> None:
        super().__init__(id="composer")
        self._replies = replies
        self.title = PaneTitle("to")
        self.area = DraftArea()
        self.thread_id: int | None = None
        self._draft = ReplyDraft()
        self._saved_text = ""
        self._is_saving = False
        self._save_worker: Worker[None] | None = None
        self._problem = ""
        self._taken_over_text = ""

    def compose(self) -> ComposeResult:
        """Show the recipient, the draft, and the line of messages about it."""
        yield self.title
        yield self.area
        yield Static("", id="draft-status", markup=False)

    def on_mount(self) -> None:
        """Start the timer that saves."""
        self.set_interval(SAVE_SECONDS, self.save_soon)

    # --- the draft ---------------------------------------------------------------------------------

    def begin(self, thread_id: int, draft: ReplyDraft, to: str) -> None:
        """Start with a draft to a thread; `to` is the text with recipient and topic."""
        self.thread_id = thread_id
        self._draft = draft
        self._saved_text = draft.text
        self._problem = self._taken_over_text = ""
        self.area.load_text(own_text(draft.text))
        self.area.move_cursor(self.area.document.end)
        self.title.show(to)
        self.show_notice("")

    def end(self) -> None:
        """Detach from the thread, as the draft was sent or closed."""
        self.thread_id = None

    @property
    def draft(self) -> ReplyDraft:
        """The draft with the current text of the field."""
        draft = self._draft
        return ReplyDraft(self.area.text, draft.attachments, draft.base_message_id, draft.revision)

    def attach(self, paths: tuple[str, ...]) -> None:
        """Set the files that are sent with the reply."""
        draft = self._draft
        self._draft = ReplyDraft(draft.text, paths, draft.base_message_id, draft.revision)
        self._saved_text = "\0"  # differs from every text, so that the draft is saved
        self.show_notice("")

    def set_base_message(self, message_id: int) -> None:
        """Note that the writer has read the thread up to this message."""
        draft = self._draft
        self._draft = ReplyDraft(draft.text, draft.attachments, message_id, draft.revision)
        self._saved_text = "\0"

    def insert(self, text: str) -> None:
        """Insert a text at the cursor; one undo removes it."""
        self.area.history.checkpoint()
        self.area.insert(text)
        self.area.focus()

    def replace_text(self, text: str) -> None:
        """Replace the whole draft by a text; one undo restores it."""
        self.area.history.checkpoint()
        self.area.replace(text, self.area.document.start, self.area.document.end)
        self.area.focus()

    @property
    def place(self) -> int:
        """The number of characters before the cursor, or before the end of the selection."""
        row, column = max(self.area.selection)
        lines = self.area.text.split("\n")[:row]
        return sum(len(line) + 1 for line in lines) + column

    def select(self, start: int, end: int) -> None:
        """Select the characters of the draft from `start` to `end`."""
        for index, is_selecting in ((start, False), (end, True)):
            before = self.area.text[:index]
            self.area.move_cursor((before.count("\n"), index - before.rfind("\n") - 1), select=is_selecting)

    def show_notice(self, text: str) -> None:
        """Show a text below the draft, beside its files and any error."""
        parts = [part for part in (self._taken_over_text, self._problem, *self._file_lines(), text) if part]
        self.query_one("#draft-status", Static).update(Content("\n".join(parts)))

    def show_taken_over(self, text: str) -> None:
        """Show that a colleague took over the reply; an empty text if the writer has it again."""
        if text != self._taken_over_text:
            self._taken_over_text = text
            self.show_notice("")
            self.save_soon()

    def on_text_area_changed(self) -> None:
        """Post `Changed`."""
        report(self, self.Changed())

    # --- saving ------------------------------------------------------------------------------------

    def save_soon(self) -> None:
        """Save changes in a worker."""
        if self.thread_id is not None and not self._is_saving and self._has_changes():
            self._is_saving = True
            self._save_worker = self._save()

    def save_now(self) -> None:
        """Save changes before returning, as the program or the terminal is about to end.

        Raises:
            StoreProblem: the store cannot save the draft.
        """
        if self.thread_id is not None and self._has_changes():
            self._handle_saved(self.draft, self._replies.save_draft(self.thread_id, self.draft))

    async def save_and_wait(self) -> bool:
        """Save the draft and wait; return whether the store now has the text of the field.

        It has not if another window of the same person changed the draft: the field then has both texts.
        """
        if self._is_saving and self._save_worker is not None:
            await self._save_worker.wait()
        text = self.area.text
        if self._has_changes():
            self._is_saving = True
            self._save_worker = self._save()
            await self._save_worker.wait()
        return not self._problem and self.area.text == text

    @work
    async def _save(self) -> None:
        thread_id, draft = self.thread_id, self.draft
        assert thread_id is not None
        try:
            saved = await asyncio.to_thread(self._replies.save_draft, thread_id, draft)
        except BizcareError as error:
            self._problem = _("⚠ Not saved: {0} The text is still here.").format(error)
            self.show_notice("")
        else:
            if self.thread_id == thread_id:
                self._handle_saved(draft, saved)
        finally:
            self._is_saving = False

    def _handle_saved(self, sent: ReplyDraft, saved: ReplyDraft) -> None:
        problem, self._problem = self._problem, ""
        self._draft = ReplyDraft(
            saved.text, self._draft.attachments, self._draft.base_message_id, saved.revision
        )
        self._saved_text = sent.text
        if saved.text != sent.text:
            # Another window of the same person changed the draft: the person merges both texts by hand.
            typed_since = self.area.text.removeprefix(sent.text)
            self._saved_text = saved.text
            self.replace_text(saved.text + typed_since)
            self.show_notice(_("This draft was changed in another window. It now contains both texts."))
        elif problem:
            self.show_notice("")

    def unsaved(self) -> UnsavedText | None:
        """Return the text that is not in the store yet; None if all of it is."""
        if self.thread_id is None or not self._has_changes():
            return None
        draft = self.draft
        return UnsavedText(
            TextKind.DRAFT,
            draft.text,
            (self.thread_id,),
            attachments=draft.attachments,
            base_message_id=draft.base_message_id,
            stored_text=self._draft.text,
            revision=draft.revision,
        )

    def _has_changes(self) -> bool:
        return self.area.text != self._saved_text

    def _file_lines(self) -> list[str]:
        return [_("File: {0}").format(own_text(path)) for path in self._draft.attachments]
